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

import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { eventually } from '@internal/test-support';
import type { Credentials } from '..';
import { testCloud, type TestCloud } from './testCloud';

/** On two busy cores a boot takes some seconds. */
const LONGEST_WAIT_MS = 120_000;

const POLL_MS = 200;

/** Those that have all that is done here; nodes have owners from 1.50 on. */
const VERSIONS = {
  'X-OpenStack-Nova-API-Version': '2.90',
  'X-OpenStack-Ironic-API-Version': '1.78',
};

/** Of documents, like the cloud's own network; each network is one by itself. */
const SUBNET = '198.51.100.0/24';

const tokenSchema = z.object({
  token: z.object({
    catalog: z.array(
      z.object({
        type: z.string(),
        endpoints: z.array(
          z.object({ interface: z.string(), url: z.string() }),
        ),
      }),
    ),
  }),
});

const withId = z.object({ id: z.string() });

const computeServicesSchema = z.object({
  services: z.array(z.object({ state: z.enum(['up', 'down']) })),
});

const serverSchema = z.object({
  server: z.object({
    id: z.string(),
    status: z.string(),
    created: z.string(),
    'OS-SRV-USG:launched_at': z.string().nullable(),
    'OS-EXT-STS:power_state': z.number(),
    'OS-EXT-STS:task_state': z.string().nullable(),
    addresses: z.record(
      z.string(),
      z.array(z.object({ 'OS-EXT-IPS-MAC:mac_addr': z.string() })),
    ),
  }),
});

const nodeSchema = z.object({ provision_state: z.string() });

/** A server as Nova itself says it is. */
export type RealServer = z.output<typeof serverSchema>['server'];

type ServiceType = 'compute' | 'baremetal' | 'image' | 'network';

interface Call {
  as: Credentials;
  method: string;
  path: string;
  body?: unknown;
}

/**
 * A real OpenStack, and what its users and operators do there: the module's own code
 * only reads. What was made is taken away with {@link stop}.
 */
export class RealOpenstack {
  readonly cloud: TestCloud;
  readonly #cleanUps: Array<() => Promise<unknown>> = [];

  /** Lets the administrator into the member's project, where a service account sees the nodes. */
  static async open(): Promise<RealOpenstack> {
    const openstack = new RealOpenstack(testCloud());
    const { admin, member } = openstack.cloud;
    const roles = z
      .object({ roles: z.array(withId) })
      .parse(await openstack.#keystone('GET', 'roles?name=admin'));
    const path = `projects/${member.projectId}/users/${admin.userId}/roles/${roles.roles[0].id}`;
    await openstack.#keystone('PUT', path);
    openstack.#cleanUps.push(() => openstack.#keystone('DELETE', path));
    await openstack.#computeIsUp();
    return openstack;
  }

  private constructor(cloud: TestCloud) {
    this.cloud = cloud;
  }

  /** Takes away all that was made here, the last first. */
  async stop(): Promise<void> {
    for (const cleanUp of this.#cleanUps.splice(0).reverse()) {
      await cleanUp();
    }
  }

  /** @returns its id; it is not yet there */
  async order(
    name: string,
    options: { flavorId: string; networkId?: string },
  ): Promise<string> {
    const { imageId, member } = this.cloud;
    const { server } = z.object({ server: withId }).parse(
      await this.#ask('compute', {
        as: member,
        method: 'POST',
        path: 'servers',
        body: {
          server: {
            name,
            imageRef: imageId,
            flavorRef: options.flavorId,
            networks: options.networkId
              ? [{ uuid: options.networkId }]
              : 'none',
          },
        },
      }),
    );
    this.#cleanUps.push(() => this.remove(server.id));
    return server.id;
  }

  /** @returns its id; it is ACTIVE */
  async boot(
    name: string,
    options: { flavorId: string; networkId?: string },
  ): Promise<string> {
    const id = await this.order(name, options);
    await this.settled(id, 'ACTIVE');
    return id;
  }

  /** @returns undefined where Nova does not know it (any more) */
  async server(id: string): Promise<RealServer | undefined> {
    const answer = await this.#ask('compute', {
      as: this.cloud.member,
      method: 'GET',
      path: `servers/${id}`,
    });
    return answer === undefined ? undefined : serverSchema.parse(answer).server;
  }

  /** Waits until nothing is under way and the status is this. */
  async settled(id: string, status: string): Promise<RealServer> {
    return until(`${id} ${status}`, async () => {
      const server = await this.server(id);
      return server?.status === status &&
        server['OS-EXT-STS:task_state'] === null
        ? server
        : undefined;
    });
  }

  /** What users can do to it: `{ 'os-stop': null }`. */
  async act(id: string, action: object): Promise<void> {
    await this.#act(id, action, this.cloud.member);
  }

  /** An administrator says that it is in error. */
  async fail(id: string): Promise<void> {
    const action = { 'os-resetState': { state: 'error' } };
    await this.#act(id, action, this.cloud.admin);
  }

  /** Deletes it; it is gone afterwards. */
  async remove(id: string): Promise<void> {
    await until(`${id} gone`, async () => {
      const server = await this.server(id);
      // A deletion may come to nothing where a token of Nova's own ends on its way.
      if (server && server['OS-EXT-STS:task_state'] !== 'deleting') {
        await this.#ask('compute', {
          as: this.cloud.member,
          method: 'DELETE',
          path: `servers/${id}`,
        });
      }
      return server ? undefined : true;
    });
  }

  /** @returns its id, a UUID */
  async addFlavor(options: { name: string; ramMiB: number }): Promise<string> {
    const id = randomUUID();
    await this.#admin('compute', 'POST', 'flavors', {
      flavor: {
        id,
        name: `${options.name}-${id.slice(0, 8)}`,
        ram: options.ramMiB,
        vcpus: 1,
        disk: 1,
      },
    });
    this.#takeAway('compute', `flavors/${id}`);
    return id;
  }

  /** @returns its id */
  async addImage(): Promise<string> {
    const { id } = withId.parse(
      await this.#admin('image', 'POST', 'v2/images', {
        name: 'another',
        disk_format: 'raw',
        container_format: 'bare',
        visibility: 'public',
      }),
    );
    this.#takeAway('image', `v2/images/${id}`);
    await this.#admin('image', 'PUT', `v2/images/${id}/file`, Buffer.alloc(1));
    return id;
  }

  /** @returns its id */
  async addNetwork(name: string): Promise<string> {
    const { network } = z.object({ network: withId }).parse(
      await this.#admin('network', 'POST', 'v2.0/networks', {
        network: { name, shared: true },
      }),
    );
    this.#takeAway('network', `v2.0/networks/${network.id}`);
    await this.#admin('network', 'POST', 'v2.0/subnets', {
      subnet: {
        network_id: network.id,
        ip_version: 4,
        cidr: SUBNET,
        gateway_ip: null,
        enable_dhcp: false,
      },
    });
    return network.id;
  }

  /** Bare metal that a server of Nova's is on. @returns its id */
  async addNode(serverId: string): Promise<string> {
    const { uuid } = z.object({ uuid: z.string() }).parse(
      await this.#admin('baremetal', 'POST', 'v1/nodes', {
        driver: 'fake-hardware',
      }),
    );
    this.#takeAway('baremetal', `v1/nodes/${uuid}`);
    await this.#admin('baremetal', 'PATCH', `v1/nodes/${uuid}`, [
      { op: 'add', path: '/instance_uuid', value: serverId },
    ]);
    return uuid;
  }

  /** Sends a node on its way, and waits until it is there. */
  async provision(
    nodeId: string,
    target: 'manage' | 'provide' | 'active' | 'deleted',
    state: string,
  ): Promise<void> {
    await this.#admin(
      'baremetal',
      'PUT',
      `v1/nodes/${nodeId}/states/provision`,
      { target },
    );
    await until(`${nodeId} ${state}`, async () => {
      const path = `v1/nodes/${nodeId}`;
      const node = await this.#admin('baremetal', 'GET', path);
      return nodeSchema.parse(node).provision_state === state || undefined;
    });
  }

  async #act(id: string, action: object, as: Credentials): Promise<void> {
    await this.#ask('compute', {
      as,
      method: 'POST',
      path: `servers/${id}/action`,
      body: action,
    });
  }

  #takeAway(type: ServiceType, path: string): void {
    this.#cleanUps.push(() => this.#admin(type, 'DELETE', path));
  }

  #admin(
    type: ServiceType,
    method: string,
    path: string,
    body?: unknown,
  ): Promise<unknown> {
    return this.#ask(type, { as: this.cloud.admin, method, path, body });
  }

  async #keystone(method: string, path: string): Promise<unknown> {
    const { authUrl, admin } = this.cloud;
    const { token } = await this.#logIn(admin);
    return send(`${authUrl}/${path}`, { method, token });
  }

  /** Logs in each time, whatever becomes of tokens. */
  async #ask(
    type: ServiceType,
    { as, method, path, body }: Call,
  ): Promise<unknown> {
    const { token, catalog } = await this.#logIn(as);
    const url = catalog
      .find(entry => entry.type === type)
      ?.endpoints.find(endpoint => endpoint.interface === 'public')?.url;
    return send(`${url}/${path}`, { method, token, body });
  }

  async #logIn({ userId, password, projectId }: Credentials) {
    const response = await fetch(`${this.cloud.authUrl}/auth/tokens`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({
        auth: {
          identity: {
            methods: ['password'],
            password: { user: { id: userId, password } },
          },
          scope: { project: { id: projectId } },
        },
      }),
    });
    const { token } = tokenSchema.parse(await response.json());
    return {
      token: response.headers.get('x-subject-token') ?? '',
      catalog: token.catalog,
    };
  }

  /** Where Nova has run before, its hosts count as down until they report again, and servers have none. */
  async #computeIsUp(): Promise<void> {
    await until('all hosts for servers are up', async () => {
      const { services } = computeServicesSchema.parse(
        await this.#ask('compute', {
          as: this.cloud.admin,
          method: 'GET',
          path: 'os-services?binary=nova-compute',
        }),
      );
      const isUp = services.every(({ state }) => state === 'up');
      return services.length > 0 && isUp;
    });
  }
}

function until<T>(
  what: string,
  look: () => Promise<T | undefined>,
): Promise<NonNullable<T>> {
  return eventually(what, look, {
    withinMs: LONGEST_WAIT_MS,
    everyMs: POLL_MS,
  });
}

/** @returns undefined for 404 and for an answer without a body */
async function send(
  url: string,
  options: { method: string; token: string; body?: unknown },
): Promise<unknown> {
  const { method, token, body } = options;
  const isData = body instanceof Uint8Array;
  const response = await fetch(url, {
    method,
    headers: {
      ...VERSIONS,
      'X-Auth-Token': token,
      'Content-Type': isData ? 'application/octet-stream' : 'application/json',
    },
    body: isData || body === undefined ? body : JSON.stringify(body),
  });
  const text = await response.text();
  if (!response.ok && response.status !== 404) {
    throw new Error(`${method} ${url}: ${response.status} ${text}`);
  }
  return response.ok && text ? JSON.parse(text) : undefined;
}
