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

import type { CloudNode } from './CloudNode';

/** The version of the API (1.x) that knows the state `available`; older ones had no word for it. */
const KNOWS_AVAILABLE = 2;

/** What came to a node's document after 1.1, by the version that brought it. */
const ADDED: ReadonlyArray<[number, (node: CloudNode) => object]> = [
  [3, () => ({ driver_internal_info: {} })],
  [5, ({ name }) => ({ name })],
  [6, () => ({ inspection_finished_at: null, inspection_started_at: null })],
  [7, () => ({ clean_step: {} })],
];

/** A node as `nodes/detail` has it from 1.1 to 1.11. @internal */
export function nodeBody(
  node: CloudNode,
  minor: number,
  ironic: string,
): object {
  const { id, provisionState } = node;
  const links = (path: string) => [
    { href: `${ironic}/v1/nodes/${path}`, rel: 'self' },
    { href: `${ironic}/nodes/${path}`, rel: 'bookmark' },
  ];
  const isNameless = provisionState === 'available' && minor < KNOWS_AVAILABLE;
  return {
    uuid: id,
    created_at: offset(node.createdAt),
    updated_at: offset(node.updatedAt),
    console_enabled: false,
    driver: 'fake-hardware',
    driver_info: {},
    extra: {},
    instance_info: {},
    instance_uuid: node.instanceId ?? null,
    last_error: null,
    maintenance: false,
    maintenance_reason: null,
    power_state: null,
    properties: {},
    provision_state: isNameless ? null : provisionState,
    provision_updated_at: offset(node.updatedAt),
    reservation: null,
    target_power_state: null,
    target_provision_state: null,
    ...Object.assign(
      {},
      ...ADDED.filter(([since]) => minor >= since).map(([, of]) => of(node)),
    ),
    links: links(id),
    chassis_uuid: null,
    ports: links(`${id}/ports`),
  };
}

/** `2026-11-22T23:21:01+00:00`. */
function offset(date: Date): string {
  return date.toISOString().replace(/\.\d+Z$/, '+00:00');
}
