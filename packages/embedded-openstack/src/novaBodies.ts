/*
 * Copyright 2026 The Heartbeat for Backstage Authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *     http://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

import { createHash } from 'node:crypto';
import type { CloudServer } from './CloudServer';
import type { Flavor } from './flavors';

/** The statuses that Nova gives a `progress` with. */
const IN_PROGRESS = ['ACTIVE', 'BUILD', 'REBUILD', 'RESIZE', 'VERIFY_RESIZE'];

/** Of the addresses that are for documents. */
const ADDRESS = '192.0.2.10';

/** A server as `servers/detail` has it at 2.90. @param nova - where Nova is, with its version @internal */
export function serverBody(server: CloudServer, nova: string): object {
  const { id, name, projectId, state, status } = server;
  const { imageId, hosted, launchedAt, terminatedAt } = state;
  return {
    id,
    name,
    status,
    tenant_id: projectId,
    user_id: hash(`user of ${projectId}`).slice(0, 32),
    metadata: {},
    hostId: hosted ? hash(projectId) : '',
    image:
      imageId === undefined
        ? ''
        : { id: imageId, links: [bookmark(nova, 'images', imageId)] },
    flavor: {
      vcpus: server.flavor.vcpus,
      ram: server.flavor.ram,
      disk: server.flavor.disk,
      ephemeral: 0,
      swap: 0,
      original_name: server.flavor.name,
      extra_specs: {},
    },
    created: seconds(server.createdAt),
    updated: seconds(server.updatedAt),
    addresses: state.connected
      ? {
          [server.network]: [
            {
              version: 4,
              addr: ADDRESS,
              'OS-EXT-IPS:type': 'fixed',
              'OS-EXT-IPS-MAC:mac_addr': server.macAddress,
            },
          ],
        }
      : {},
    accessIPv4: '',
    accessIPv6: '',
    links: links(nova, 'servers', id),
    'OS-DCF:diskConfig': 'MANUAL',
    ...(IN_PROGRESS.includes(status) && { progress: 0 }),
    'OS-EXT-AZ:availability_zone': hosted ? 'nova' : '',
    config_drive: '',
    key_name: null,
    'OS-SRV-USG:launched_at': zoneless(launchedAt),
    'OS-SRV-USG:terminated_at': zoneless(terminatedAt),
    'OS-EXT-STS:task_state': state.taskState ?? null,
    'OS-EXT-STS:vm_state': state.vmState,
    'OS-EXT-STS:power_state': state.powerState,
    'os-extended-volumes:volumes_attached': [],
    locked: false,
    locked_reason: null,
    description: null,
    tags: [],
    trusted_image_certificates: null,
    'OS-EXT-SRV-ATTR:hostname': name.toLowerCase(),
    ...(hosted && { security_groups: [{ name: 'default' }] }),
  };
}

/** Only a server that is asked for alone says what went wrong. @internal */
export function faultOf({ state, updatedAt }: CloudServer): object {
  return state.fault === undefined
    ? {}
    : {
        fault: {
          code: 500,
          created: seconds(updatedAt),
          message: state.fault,
        },
      };
}

/** A flavor as `flavors/detail` has it at 2.90. @internal */
export function flavorBody(flavor: Flavor, nova: string): object {
  return {
    id: flavor.id,
    name: flavor.name,
    ram: flavor.ram,
    disk: flavor.disk,
    swap: 0,
    'OS-FLV-EXT-DATA:ephemeral': 0,
    'OS-FLV-DISABLED:disabled': false,
    vcpus: flavor.vcpus,
    'os-flavor-access:is_public': flavor.isPublic,
    rxtx_factor: 1,
    links: links(nova, 'flavors', flavor.id),
    description: null,
    extra_specs: {},
  };
}

function links(nova: string, kind: string, id: string) {
  return [
    { rel: 'self', href: `${nova}/${kind}/${id}` },
    bookmark(nova, kind, id),
  ];
}

/** Without a version. */
function bookmark(nova: string, kind: string, id: string) {
  return {
    rel: 'bookmark',
    href: `${nova.replace(/\/v2\.1$/, '')}/${kind}/${id}`,
  };
}

function hash(text: string): string {
  return createHash('sha224').update(text).digest('hex');
}

/** `2026-11-22T11:56:52Z`. */
function seconds(date: Date): string {
  return date.toISOString().replace(/\.\d+/, '');
}

/** `2026-11-22T11:56:53.000000`, as the database has it. */
function zoneless(date: Date | undefined): string | null {
  return date ? `${date.toISOString().slice(0, 19)}.000000` : null;
}
