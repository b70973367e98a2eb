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

// A cluster with the region API, and an OpenStack behind each of its regions,
// apart from those who are measured.

import { randomUUID } from 'node:crypto';
import { EmbeddedKubernetes } from '../../packages/embedded-kubernetes/src';
import {
  EmbeddedOpenStack,
  type CloudServer,
} from '../../packages/embedded-openstack/src';
import {
  identityObjects,
  regionObject,
  regionSecret,
  serverObject,
  UNIKORN_RESOURCES,
  type UnikornObject,
} from '../../packages/demo-world/src';
import { serveCalls } from '../lib/serveCalls';
import type { ClusterAccess } from './clusters';

const NAMESPACE = 'unikorn';
const SERVICE = 'region';
const IMAGE = randomUUID();

/** How many creations are on their way at once. */
const SEED_CONCURRENCY = 16;

/** What the clouds and the cluster were asked since the last `reset`. */
export interface RegionRequests {
  openstack: number;
  logins: number;
  /** Writes of a server's status. */
  patches: number;
}

type Create = (object: UnikornObject) => Promise<unknown>;

let kubernetes: EmbeddedKubernetes | undefined;
const clouds: EmbeddedOpenStack[] = [];
const machines: CloudServer[] = [];

async function creatorFor(api: EmbeddedKubernetes): Promise<Create> {
  const client = await import('@kubernetes/client-node');
  const kubeConfig = new client.KubeConfig();
  kubeConfig.loadFromString(api.kubeconfig());
  await kubeConfig
    .makeApiClient(client.CoreV1Api)
    .createNamespace({ body: { metadata: { name: NAMESPACE } } });
  const objects = client.KubernetesObjectApi.makeApiClient(kubeConfig);
  return object => objects.create(object);
}

async function addRegion(
  create: Create,
  options: { index: number; servers: number; identities: number; ms: number },
): Promise<void> {
  const { index, servers, identities, ms } = options;
  const region = `region-${index}`;
  const cloud = await EmbeddedOpenStack.start();
  cloud.faults.add({ kind: 'slow', ms });
  clouds.push(cloud);
  const flavor = cloud.addFlavor({ name: 'g.small' });
  const home = cloud.addProject({ name: SERVICE });
  const projects = Array.from({ length: identities }, (_, i) =>
    cloud.addProject({ name: `project-${i}` }),
  );
  const service = cloud.addUser({
    name: SERVICE,
    roles: Object.fromEntries(
      [home, ...projects].map(({ id }) => [id, ['admin']]),
    ),
  });
  await create(
    regionSecret({
      namespace: NAMESPACE,
      name: region,
      domainId: 'default',
      userId: service.id,
      password: service.password,
      projectId: home.id,
    }),
  );
  await create(
    regionObject({
      namespace: NAMESPACE,
      name: region,
      title: region,
      endpoint: cloud.authUrl,
      secret: region,
    }),
  );
  for (const [i, project] of projects.entries()) {
    const name = `${region}-identity-${i}`;
    const user = cloud.addUser({ name, roles: { [project.id]: ['member'] } });
    const { identity, openstackIdentity } = identityObjects({
      namespace: NAMESPACE,
      name,
      userId: user.id,
      password: user.password,
      projectId: project.id,
    });
    await create(identity);
    await create(openstackIdentity);
    const names = Array.from(
      { length: Math.ceil((servers - i) / identities) },
      (_, n) => `${name}-server-${n}`,
    );
    for (const serverName of names) {
      machines.push(
        cloud.boot({ projectId: project.id, name: serverName, flavor }),
      );
    }
    for (let n = 0; n < names.length; n += SEED_CONCURRENCY) {
      await Promise.all(
        names.slice(n, n + SEED_CONCURRENCY).map(serverName =>
          create(
            serverObject({
              namespace: NAMESPACE,
              name: serverName,
              regionId: region,
              identityId: name,
              novaName: serverName,
              organization: 'acme',
              flavorId: flavor.id,
              imageId: IMAGE,
            }),
          ),
        ),
      );
    }
  }
}

const calls = {
  /** Opens all, with servers that run; each answer of OpenStack takes so many ms. */
  async open(options: {
    servers: number;
    regions: number;
    identities: number;
    ms: number;
  }): Promise<{ cluster: ClusterAccess; namespace: string }> {
    const { servers, regions, identities, ms } = options;
    const api = await EmbeddedKubernetes.start({
      tls: true,
      resources: UNIKORN_RESOURCES,
    });
    kubernetes = api;
    const create = await creatorFor(api);
    for (let index = 0; index < regions; index++) {
      await addRegion(create, {
        index,
        servers: servers / regions,
        identities: identities / regions,
        ms,
      });
    }
    return {
      cluster: {
        name: 'cluster-1',
        url: api.url,
        caData: api.caData ?? '',
        token: api.access.issueToken('admin'),
      },
      namespace: NAMESPACE,
    };
  },

  /** Turns off the first so many machines. */
  turnOff({ count }: { count: number }): void {
    for (const machine of machines.slice(0, count)) {
      machine.do('stop');
    }
  },

  /** Lets the first region's OpenStack answer nothing any more. */
  silence(): void {
    const [cloud] = clouds;
    cloud.faults.clear();
    cloud.faults.add({ kind: 'frozen' });
  },

  requests(): RegionRequests {
    const sum = (count: (cloud: EmbeddedOpenStack) => number) =>
      clouds.reduce((total, cloud) => total + count(cloud), 0);
    return {
      openstack: sum(({ stats }) => stats.requests()),
      logins: sum(({ stats }) => stats.logins),
      patches:
        kubernetes?.stats.requests({ verb: 'patch', resource: 'servers' }) ?? 0,
    };
  },

  reset(): void {
    clouds.forEach(({ stats }) => stats.reset());
    kubernetes?.stats.reset();
  },
};

/** @see calls */
export type RegionsProcess = typeof calls;

serveCalls(calls);
