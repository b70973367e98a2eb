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

import type { CoreV1Api } from '@kubernetes/client-node';
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { eventually } from '@internal/test-support';
import {
  startHeartbeat,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';
import {
  openTestCluster,
  type TestCluster,
} from '../__testUtils__/testCluster';

jest.setTimeout(60_000);

const LABEL = 'heartbeat/controller';

let cluster: TestCluster;
let core: CoreV1Api;
let now: () => Date;
let namespace: string;
let backend: HeartbeatBackend | undefined;

beforeAll(async () => {
  cluster = await openTestCluster();
  const client = await import('@kubernetes/client-node');
  core = cluster.kubeConfig.makeApiClient(client.CoreV1Api);
  now = () => new client.V1MicroTime();
});

beforeEach(async () => {
  namespace = await cluster.createNamespace();
});

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
});

afterAll(() => cluster.stop());

/** As its controller writes it, again or for the first time. */
const renew = (name: string, durationSeconds = 3, place = namespace) =>
  seedLease(cluster.leases, {
    ...{ namespace: place, name, holder: `${name}-0_0a1b2c3d` },
    ...{ renewedAt: new Date(), durationSeconds },
    labels: { [LABEL]: name },
  });

/** Merges this into the Lease as it is. */
async function change(name: string, spec: object, labels?: object) {
  const lease = await cluster.leases.readNamespacedLease({ namespace, name });
  await cluster.leases.replaceNamespacedLease({
    ...{ namespace, name },
    body: {
      ...lease,
      metadata: { ...lease.metadata, ...(labels && { labels: { ...labels } }) },
      spec: { ...lease.spec, ...spec },
    },
  });
}

async function start() {
  backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat: { sources: [{ type: 'label' }] },
  });
  return backend;
}

async function becomes(
  name: string,
  what: string,
  isSo: (heartbeat: Heartbeat) => boolean,
) {
  await eventually(
    `${name} is ${what}`,
    async () => {
      const heartbeat = await backend?.find(name);
      return heartbeat !== undefined && isSo(heartbeat);
    },
    { withinMs: 15_000 },
  );
  return backend?.find(name);
}

it('says of a dead controller whose Lease is deleted that it was removed', async () => {
  await start();
  await renew('removed');
  await becomes('removed', 'Dead', ({ status }) => status === 'Dead');
  await cluster.leases.deleteNamespacedLease({ namespace, name: 'removed' });
  const heartbeat = await becomes(
    'removed',
    'Stopped',
    ({ status }) => status === 'Stopped',
  );
  expect(heartbeat?.evidence.stop).toBe('removed');
});

it('tells the end of a namespace from clean stops', async () => {
  const place = `${namespace}-gone`;
  await core.createNamespace({ body: { metadata: { name: place } } });
  await start();
  await renew('tenant', 60, place);
  await becomes('tenant', 'Alive', ({ status }) => status === 'Alive');
  await core.deleteNamespace({ name: place });
  // On a real cluster a controller of namespaces would delete the Lease by now.
  await cluster.leases
    .deleteNamespacedLease({ namespace: place, name: 'tenant' })
    .catch(() => {});
  const heartbeat = await becomes(
    'tenant',
    'Stopped',
    ({ status }) => status === 'Stopped',
  );
  expect(heartbeat?.evidence.stop).toBe('namespace-deleted');
});

it('says of a Lease that has lost its label that it is there, and follows it when it has it again', async () => {
  await start();
  await renew('nameless', 60);
  await becomes('nameless', 'Alive', ({ status }) => status === 'Alive');
  await change('nameless', {}, {});
  const lost = await becomes(
    'nameless',
    'Unknown',
    ({ status }) => status === 'Unknown',
  );
  expect(lost?.unknown).toMatchObject({
    reason: 'label-lost',
    lastKnown: 'Alive',
  });
  await renew('nameless', 60);
  await becomes('nameless', 'Alive', ({ status }) => status === 'Alive');
});

it('says of a Lease that its controller makes anew without the label that it is there', async () => {
  await start();
  await renew('anew', 10);
  await becomes('anew', 'Alive', ({ status }) => status === 'Alive');
  await cluster.leases.deleteNamespacedLease({ namespace, name: 'anew' });
  await becomes('anew', 'Stopped', ({ status }) => status === 'Stopped');
  await seedLease(cluster.leases, {
    ...{ namespace, name: 'anew', holder: 'anew-0_0a1b2c3e' },
    ...{ renewedAt: new Date(), durationSeconds: 10 },
  });
  // It looks again after the duration.
  const lost = await becomes(
    'anew',
    'Unknown',
    ({ status }) => status === 'Unknown',
  );
  expect(lost?.unknown?.reason).toBe('label-lost');
});

it('counts who gives the Lease up again and again as down', async () => {
  await start();
  const name = 'loop';
  const lead = async (process: string, leaseTransitions: number) => {
    for (let i = 0; i < 4; i++) {
      await change(name, {
        ...{ holderIdentity: `loop-0_${process}`, leaseDurationSeconds: 3 },
        ...{ renewTime: now(), leaseTransitions },
      });
      await new Promise(resolve => {
        setTimeout(resolve, 500);
      });
    }
  };
  const release = () =>
    change(name, {
      ...{ holderIdentity: '', leaseDurationSeconds: 1 },
      renewTime: now(),
    });
  await renew(name);
  await lead('0a1b2c30', 1);
  await release();
  await becomes(name, 'Stopped', ({ status }) => status === 'Stopped');
  await lead('0a1b2c31', 2);
  await release();
  const heartbeat = await becomes(
    name,
    'Dead',
    ({ status }) => status === 'Dead',
  );
  expect(heartbeat?.evidence).toMatchObject({ stop: 'released', again: true });
});
