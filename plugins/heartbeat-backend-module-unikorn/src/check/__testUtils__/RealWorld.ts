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

import {
  identityObjects,
  regionObject,
  regionSecret,
  serverObject,
} from '@internal/demo-world';
import { RealOpenstack } from '../../openstack/__testUtils__/RealOpenstack';
import { openRegionCluster, type RegionCluster } from './openRegionCluster';
import { PolledModule } from './PolledModule';
import type { RegionApi } from './RegionApi';

export const REGION = 'west';
export const TEAM = 'team';

const SECRET = 'of-west';

/** A real OpenStack under load takes some seconds for an answer. */
const TIMEOUT_MS = 30_000;

const RAM_MIB = 512;

/** More than any host has. */
const VAST_RAM_MIB = 100_000_000;

/**
 * One region with a real OpenStack behind it, an identity `team` there, and the module
 * that looks at both.
 */
export class RealWorld {
  readonly openstack: RealOpenstack;
  readonly api: RegionApi;
  readonly module: PolledModule;
  readonly flavors: Readonly<Record<'small' | 'metal' | 'vast', string>>;
  readonly #cluster: RegionCluster;
  /** Names of the `Server`s that there are. */
  readonly #servers: string[] = [];

  static async start(): Promise<RealWorld> {
    const openstack = await RealOpenstack.open();
    const flavors = {
      small: await openstack.addFlavor({ name: 'small', ramMiB: RAM_MIB }),
      metal: await openstack.addFlavor({ name: 'metal', ramMiB: RAM_MIB }),
      vast: await openstack.addFlavor({ name: 'vast', ramMiB: VAST_RAM_MIB }),
    };
    const cluster = await openRegionCluster();
    const { api } = cluster;
    const { namespace } = api;
    const { authUrl, admin } = openstack.cloud;
    await api.create(
      regionObject({
        namespace,
        name: REGION,
        title: 'the-west',
        endpoint: authUrl,
        secret: SECRET,
        baremetal: [flavors.metal],
      }),
      regionSecret({
        namespace,
        name: SECRET,
        domainId: 'default',
        ...admin,
      }),
    );
    const module = new PolledModule({
      clusters: [api.cluster],
      options: {
        namespaces: [namespace],
        intervalMs: 60_000,
        timeoutMs: TIMEOUT_MS,
        concurrency: 8,
      },
    });
    const world = new RealWorld({
      openstack,
      module,
      flavors,
      cluster,
    });
    await world.addIdentity(TEAM);
    return world;
  }

  private constructor(parts: {
    openstack: RealOpenstack;
    module: PolledModule;
    flavors: RealWorld['flavors'];
    cluster: RegionCluster;
  }) {
    this.openstack = parts.openstack;
    this.api = parts.cluster.api;
    this.module = parts.module;
    this.flavors = parts.flavors;
    this.#cluster = parts.cluster;
  }

  async stop(): Promise<void> {
    await this.openstack.stop();
    await this.#cluster.stop();
  }

  /** All identities are the same member of the same project. */
  async addIdentity(name: string): Promise<void> {
    const { identity, openstackIdentity } = identityObjects({
      namespace: this.api.namespace,
      name,
      ...this.openstack.cloud.member,
    });
    await this.api.create(identity, openstackIdentity);
  }

  async addServer(
    name: string,
    options: {
      novaName: string;
      identityId?: string;
      flavorId?: string;
      networkId?: string;
    },
  ): Promise<void> {
    await this.api.create(
      serverObject({
        namespace: this.api.namespace,
        name,
        regionId: REGION,
        identityId: TEAM,
        organization: 'acme',
        flavorId: this.flavors.small,
        imageId: this.openstack.cloud.imageId,
        ...options,
      }),
    );
    this.#servers.push(name);
  }

  /** Takes away all `Server`s, and forgets what was logged. */
  async clear(): Promise<void> {
    for (const name of this.#servers.splice(0)) {
      await this.api.remove('servers', name);
    }
    this.module.logs.length = 0;
  }

  /** Polls one server. @returns how it was reported, and what its resource has then */
  async poll(name: string) {
    const reports = await this.module.poll();
    const { status } = await this.api.read('servers', name);
    return { ...reports[name], status };
  }
}
