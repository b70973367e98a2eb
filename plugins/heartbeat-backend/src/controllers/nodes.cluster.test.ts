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

import { randomBytes } from 'node:crypto';
import type { CoreV1Api } from '@kubernetes/client-node';
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

const NAMESPACE = 'kube-node-lease';

/** A kubelet's own. */
const DURATION_SECONDS = 40;

let cluster: TestCluster;
let core: CoreV1Api;
let backend: HeartbeatBackend | undefined;
/** Its name. */
let node: string;

beforeAll(async () => {
  cluster = await openTestCluster({
    resources: [
      {
        ...{ group: '', version: 'v1', plural: 'nodes', kind: 'Node' },
        namespaced: false,
      },
    ],
  });
  const { CoreV1Api: Core } = await import('@kubernetes/client-node');
  core = cluster.kubeConfig.makeApiClient(Core);
});

beforeEach(async () => {
  node = `ip-10-0-0-1.${randomBytes(4).toString('hex')}.example.com`;
  await core.createNode({ body: { metadata: { name: node } } });
});

const removeNode = () => core.deleteNode({ name: node });

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
  await cluster.leases.deleteNamespacedLease({
    namespace: NAMESPACE,
    name: node,
  });
  await removeNode().catch(() => {
    // A test has removed it.
  });
});

afterAll(() => cluster.stop());

/**
 * As a kubelet writes it: no label, no acquireTime, the node as name and holder.
 * Only the owner is left out: a garbage collector would take a Lease whose Node
 * is not there.
 */
const renew = (durationSeconds: number = DURATION_SECONDS) =>
  seedLease(cluster.leases, {
    namespace: NAMESPACE,
    name: node,
    holder: node,
    renewedAt: new Date(),
    durationSeconds,
  });

it('sees a node by its Lease, and that it does not come back', async () => {
  await renew();
  const { find, list, statusOf } = (backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat: { sources: [{ type: 'nodes' }] },
  }));
  expect((await list()).sights).toMatchObject([
    { source: 'nodes', namespace: NAMESPACE, status: 'synced' },
  ]);
  expect(await find(node)).toMatchObject({
    status: 'Alive',
    holder: node,
    lease: { namespace: NAMESPACE, name: node },
    evidence: { durationMs: DURATION_SECONDS * 1000, provisional: true },
  });

  // A short duration, so that the end of this node need not be waited for.
  await renew(2);
  await eventually(
    'the renewal',
    async () => (await find(node))?.evidence.durationMs === 2_000,
    { withinMs: 2_000 },
  );
  expect((await find(node))?.evidence.provisional).toBeFalsy();
  await eventually('Dead', async () => (await statusOf(node)) === 'Dead', {
    withinMs: 5_000,
  });
});

it('sees no node unless it is told to', async () => {
  await renew();
  backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat: {
      sources: [{ type: 'label' }, { type: 'leases', names: ['*'] }],
    },
  });
  expect(await backend.find(node)).toBeUndefined();
});

it('says of a Lease whose node was removed that it is no death', async () => {
  await renew();
  const { find, statusOf } = (backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat: { sources: [{ type: 'nodes' }] },
  }));
  await renew(2);
  await removeNode();
  await eventually(
    'Stopped',
    async () => (await statusOf(node)) === 'Stopped',
    {
      withinMs: 5_000,
    },
  );
  expect((await find(node))?.evidence.stop).toBe('node-deleted');
});

it('tells of no death where the node was removed long before anybody looked', async () => {
  await seedLease(cluster.leases, {
    ...{ namespace: NAMESPACE, name: node, holder: node, durationSeconds: 2 },
    renewedAt: new Date(Date.now() - 40 * 24 * 60 * 60_000),
  });
  await removeNode();
  const { find, statusOf } = (backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat: { sources: [{ type: 'nodes' }] },
  }));
  await eventually(
    'Stopped',
    async () => (await statusOf(node)) === 'Stopped',
    {
      withinMs: 6_000,
    },
  );
  expect((await find(node))?.evidence.stop).toBe('node-deleted');
});
