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

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  createBackendModule,
  type BackendFeature,
} from '@backstage/backend-plugin-api';
import type { Entity } from '@backstage/catalog-model';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import type {
  ControllerHeartbeats,
  Heartbeat,
  HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatClustersExtensionPoint,
  type KubernetesClusterProvider,
} from 'backstage-plugin-heartbeat-node';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { eventually } from '@internal/test-support';
import { clusterOf } from './__testUtils__/embeddedCluster';
import {
  startPlugin,
  type HeartbeatBackend,
} from './__testUtils__/heartbeatBackend';
import { openTestCluster, type TestCluster } from './__testUtils__/testCluster';

jest.setTimeout(60_000);

/** Nothing listens here: the port of TCP's discard service. */
const NOWHERE = 'http://127.0.0.1:9';

let cluster: TestCluster;
let namespace: string;
let backend: HeartbeatBackend | undefined;

beforeAll(async () => {
  cluster = await openTestCluster();
});

beforeEach(async () => {
  namespace = await cluster.createNamespace();
});

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
});

afterAll(() => cluster.stop());

const entity: Entity = {
  apiVersion: 'backstage.io/v1alpha1',
  kind: 'Component',
  metadata: {
    name: 'shop',
    namespace: 'default',
    annotations: { 'heartbeat/controller': 'orders,ghost' },
  },
};

/** A backend with the real Kubernetes plugin, whose proxy leads to the cluster. */
async function start(
  options: {
    heartbeat?: object;
    moreClusters?: object[];
    features?: BackendFeature[];
  } = {},
) {
  const { heartbeat, moreClusters = [], features = [] } = options;
  const started = await startPlugin({
    entities: [entity],
    features: [kubernetesPlugin, ...features],
    config: {
      kubernetes: {
        serviceLocatorMethod: { type: 'multiTenant' },
        clusterLocatorMethods: [
          {
            type: 'config',
            clusters: [cluster.pluginConfig, ...moreClusters],
          },
        ],
      },
    },
    heartbeat: heartbeat ?? {
      sources: [{ type: 'label', namespaces: [namespace] }],
    },
  });
  backend = started;
  await eventually(
    'the first look at the cluster',
    async () =>
      (await started.list()).sights.filter(({ status }) => status === 'synced')
        .length > 0,
  );
  return started;
}

const seed = (controller: string, durationSeconds = 30) =>
  seedLease(cluster.leases, {
    namespace,
    name: `heartbeat-${controller}`,
    labels: { 'heartbeat/controller': controller },
    holder: `${controller}-1`,
    renewedAt: new Date(),
    durationSeconds,
  });

describe('a controller', () => {
  it('is seen within 2 s, Late and then Dead at its deadline, and Alive again', async () => {
    const { find, statusOf } = await start();
    await seed('orders', 4);
    await eventually(
      'Alive',
      async () => (await statusOf('orders')) === 'Alive',
      { withinMs: 2_000 },
    );
    const beganMs = performance.now();
    await seed('orders', 4);
    await eventually('Late', async () => (await statusOf('orders')) === 'Late');
    await eventually('Dead', async () => (await statusOf('orders')) === 'Dead');
    const silentForMs = performance.now() - beganMs;
    // The exact deadline is the tracker's own test; this one knows that the whole way adds little.
    expect(silentForMs).toBeGreaterThan(4_900);
    expect((await find('orders'))?.evidence).toMatchObject({
      durationMs: 4_000,
      deadAfterMs: 5_000,
    });
    await seed('orders', 4);
    await eventually(
      'Alive',
      async () => (await statusOf('orders')) === 'Alive',
    );
  });

  it('that deletes its Lease is Stopped', async () => {
    const { statusOf } = await start();
    await seed('orders');
    await eventually(
      'Alive',
      async () => (await statusOf('orders')) === 'Alive',
    );
    await cluster.leases.deleteNamespacedLease({
      namespace,
      name: 'heartbeat-orders',
    });
    await eventually(
      'Stopped',
      async () => (await statusOf('orders')) === 'Stopped',
      { withinMs: 2_000 },
    );
    expect(await statusOf('ghost')).toBe('NeverReported');
  });

  it('that lives is not Dead when the backend restarts', async () => {
    await seed('orders', 5);
    const first = await start();
    expect(await first.statusOf('orders')).toBe('Alive');
    await backend?.stop();
    const { find } = await start();
    expect(await find('orders')).toMatchObject({
      status: 'Alive',
      evidence: { provisional: true },
    });
  });
});

describe('a quiet place', () => {
  it('stays in sight: the proxy holds the headers of a watch back until its first event', async () => {
    await seed('orders', 60);
    const { observer, statusOf } = await start();
    await new Promise(resolve => setTimeout(resolve, 12_000));
    const { watches } = await observer();
    expect(watches).toMatchObject([{ status: 'synced', lists: 1, errors: 0 }]);
    expect(await statusOf('orders')).toBe('Alive');
    await seed('orders', 60);
    await eventually(
      'the event',
      async () => (await observer()).watches[0].events === 1,
    );
  });
});

describe("Kargo's Leases", () => {
  it('appear in all three endpoints, named and unnamed [H9] [H12] [H15] [H17]', async () => {
    const kargo = (change: object) =>
      seedLease(cluster.leases, {
        namespace,
        name: 'kargo-controller-orders',
        labels: { 'kargo.akuity.io/controller': 'orders' },
        holder: 'kargo-controller-7d4b9c-x2x2x',
        acquiredAt: new Date(),
        renewedAt: new Date(),
        durationSeconds: 120,
        ...change,
      });
    await kargo({});
    await kargo({
      name: 'kargo-controller-unnamed',
      labels: { 'kargo.akuity.io/controller': '' },
    });
    await kargo({ name: 'unlabelled', labels: {} });
    const { get, list } = await start({
      heartbeat: {
        sources: [
          {
            type: 'label',
            label: 'kargo.akuity.io/controller',
            namespaces: [namespace],
          },
        ],
      },
    });
    const alive = (controller: string) => ({
      controller,
      status: 'Alive',
      timestamp: expect.stringMatching(/T\d\d:\d\d:\d\d(\.\d*[1-9])?Z$/),
    });
    expect(await get<ControllerHeartbeats>('/controller-heartbeats')).toEqual({
      heartbeats: { orders: alive('orders'), '': alive('') },
      defaultController: '',
    });
    const statuses = (items: Heartbeat[]) =>
      Object.fromEntries(items.map(item => [item.controller, item.status]));
    expect(statuses((await list()).items)).toEqual({
      orders: 'Alive',
      '': 'Alive',
      ghost: 'NeverReported',
    });
    expect(
      statuses(
        (await get<HeartbeatList>('/entities/component/default/shop')).items,
      ),
    ).toEqual({ orders: 'Alive', ghost: 'NeverReported' });
  });
});

describe('a Lease of leader election', () => {
  it('is a heartbeat by its name, with nothing changed in the controller', async () => {
    const lock = (name: string) =>
      seedLease(cluster.leases, {
        namespace,
        name,
        holder: `${name}-0_0a1b2c3d-0000-4abc-8def-0123456789ab`,
        renewedAt: new Date(),
        durationSeconds: 15,
      });
    await lock('cert-manager-controller');
    await lock('some-other-lock');
    const { list, statusOf } = await start({
      heartbeat: {
        sources: [
          {
            type: 'leases',
            namespaces: [namespace],
            names: [
              { name: 'cert-manager-*', controller: 'cert-manager' },
              'kube-scheduler',
            ],
          },
          { type: 'leases', names: ['crossplane'], namespaces: [namespace] },
        ],
      },
    });
    await lock('kube-scheduler');
    await lock('crossplane');
    await eventually(
      'the new ones',
      async () =>
        (await statusOf('kube-scheduler')) === 'Alive' &&
        (await statusOf('crossplane')) === 'Alive',
    );
    expect(
      (await list()).items
        .filter(item => item.lease)
        .map(item => [item.controller, item.status])
        .sort(),
    ).toEqual([
      ['cert-manager', 'Alive'],
      ['crossplane', 'Alive'],
      ['kube-scheduler', 'Alive'],
    ]);
    expect((await list()).sights).toMatchObject([
      { source: 'leases', selector: 'cert-manager-*, kube-scheduler' },
      { source: 'leases', selector: 'crossplane' },
    ]);
  });
});

describe('a cluster that cannot be reached', () => {
  it('hides no other, and leaves what it may hide Unknown', async () => {
    await seed('orders');
    const { list, statusOf } = await start({
      moreClusters: [
        {
          ...cluster.pluginConfig,
          name: 'elsewhere',
          url: NOWHERE,
        },
      ],
    });
    await eventually(
      'the failure',
      async () =>
        (await list()).sights.find(sight => sight.cluster === 'elsewhere')
          ?.status === 'failed',
    );
    const { items, sights } = await list();
    expect(sights.map(sight => [sight.cluster, sight.status])).toEqual([
      ['test', 'synced'],
      ['elsewhere', 'failed'],
    ]);
    expect(sights[1]).toMatchObject({
      reason: 'unreachable',
      message: expect.stringContaining(
        `Namespace ${namespace} of cluster elsewhere cannot be watched`,
      ),
    });
    expect(await statusOf('orders')).toBe('Alive');
    expect(items.find(item => item.controller === 'ghost')).toMatchObject({
      status: 'Unknown',
      unknown: { reason: 'unreachable' },
    });
  });

  it('because nobody knows it is named with its key and those there are', async () => {
    const { list } = await start({
      heartbeat: {
        sources: [
          {
            type: 'label',
            namespaces: [namespace],
            clusters: ['test', 'tset'],
          },
        ],
      },
    });
    expect((await list()).sights[1]).toMatchObject({
      cluster: 'tset',
      status: 'failed',
      reason: 'unknown-cluster',
      message:
        'heartbeat.sources[0].clusters[1]: "tset" is not a cluster of this portal; there are test',
    });
  });

  it("because it needs a user's token says so", async () => {
    const { list } = await start({
      moreClusters: [
        { name: 'users-only', url: NOWHERE, authProvider: 'google' },
      ],
    });
    expect(
      (await list()).sights.find(sight => sight.cluster === 'users-only'),
    ).toMatchObject({
      status: 'failed',
      reason: 'unsupported',
      message: expect.stringContaining('serviceAccount'),
    });
  });
});

describe('clusters that are named in the configuration', () => {
  let directory: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
  });

  afterEach(() => rm(directory, { recursive: true }));

  it('are asked in place of those of the Kubernetes plugin, with the credentials of a kubeconfig', async () => {
    await seed('orders');
    const kubeconfig = join(directory, 'kubeconfig');
    await writeFile(kubeconfig, cluster.kubeConfig.exportConfig());
    const { find, list, statusOf } = await start({
      heartbeat: {
        clusters: [{ name: 'direct', kubeconfig }],
        sources: [{ type: 'label', namespaces: [namespace] }],
        renewer: {
          enabled: true,
          controller: 'portal',
          cluster: 'direct',
          namespace,
        },
      },
    });
    await eventually(
      'its own heartbeat',
      async () => (await statusOf('portal')) === 'Alive',
    );
    expect(await find('orders')).toMatchObject({
      status: 'Alive',
      lease: { cluster: 'direct', namespace, name: 'heartbeat-orders' },
    });
    const { sights, problems } = await list();
    expect(sights.map(sight => sight.cluster)).toEqual(['direct']);
    expect(problems).toEqual([]);
  });

  it('and to which there is no way say so, hide no other, and are seen as soon as there is one', async () => {
    await seed('orders');
    const kubeconfig = join(directory, 'kubeconfig');
    const later = join(directory, 'later');
    await writeFile(kubeconfig, cluster.kubeConfig.exportConfig());
    const { list, statusOf } = await start({
      heartbeat: {
        clusters: [
          { name: 'later', kubeconfig: later },
          { name: 'astray', kubeconfig, context: 'nowhere' },
          { name: 'direct', kubeconfig },
        ],
        sources: [{ type: 'label', namespaces: [namespace] }],
      },
    });
    const sightOf = async (name: string) =>
      (await list()).sights.find(sight => sight.cluster === name);
    await eventually(
      'the failures',
      async () =>
        (await list()).sights.filter(sight => sight.status === 'failed')
          .length === 2,
    );
    expect(await sightOf('later')).toMatchObject({
      reason: 'misconfigured',
      message: expect.stringContaining(
        `heartbeat.clusters[0].kubeconfig: there is no file ${later}`,
      ),
    });
    expect(await sightOf('astray')).toMatchObject({
      reason: 'misconfigured',
      message: expect.stringContaining(
        'heartbeat.clusters[1].context: "nowhere" is not a context of',
      ),
    });
    expect(await statusOf('orders')).toBe('Alive');

    await writeFile(later, cluster.kubeConfig.exportConfig());
    await eventually(
      'the one that came later',
      async () => (await sightOf('later'))?.status === 'synced',
    );
  });
});

describe('a cluster that a module brings', () => {
  const module = (provider: KubernetesClusterProvider) =>
    createBackendModule({
      pluginId: 'heartbeat',
      moduleId: 'test-clusters',
      register(env) {
        env.registerInit({
          deps: { clusters: heartbeatClustersExtensionPoint },
          async init({ clusters }) {
            clusters.addClusterProvider(provider);
          },
        });
      },
    });

  it('is observed beside those of the Kubernetes plugin', async () => {
    await seed('orders');
    const { list } = await start({
      features: [
        module({
          name: 'a module',
          listClusters: async () => [clusterOf(cluster.kubeConfig, 'direct')],
        }),
      ],
    });
    await eventually(
      'both clusters',
      async () =>
        (await list()).items.filter(item => item.status === 'Alive').length ===
        2,
    );
    expect((await list()).sights.map(sight => sight.cluster).sort()).toEqual([
      'direct',
      'test',
    ]);
  });

  it('and cannot be listed hides no other, and is named in the answer', async () => {
    await seed('orders');
    const { list, statusOf } = await start({
      features: [
        module({
          name: 'a module',
          listClusters: async () => {
            throw new Error('its inventory is down');
          },
        }),
      ],
    });
    await eventually(
      'Alive',
      async () => (await statusOf('orders')) === 'Alive',
    );
    const { problems, items } = await list();
    expect(problems).toEqual([
      {
        kind: 'clusters',
        message: expect.stringContaining(
          'The clusters of a module are not known: its inventory is down',
        ),
      },
    ]);
    expect(items.find(item => item.controller === 'ghost')).toMatchObject({
      status: 'Unknown',
      unknown: { reason: 'no-source' },
    });
  });
});

describe('the heartbeat of the backend itself', () => {
  const heartbeat = (controller: string) => ({
    sources: [{ type: 'label', namespaces: [namespace] }],
    renewer: {
      enabled: true,
      controller,
      cluster: 'test',
      namespace,
      duration: '3s',
      replica: 'pod-1',
    },
  });
  const leaseNames = async () =>
    (await cluster.leases.listNamespacedLease({ namespace })).items.map(
      lease => lease.metadata?.name,
    );

  it('comes back through the observer, is renewed, and is gone after a clean shutdown [H2] [H3] [H8]', async () => {
    const { find, observer } = await start({
      heartbeat: heartbeat('portal'),
    });
    await eventually(
      'a renewal',
      async () => (await find('portal'))?.evidence.usualGapMs !== undefined,
    );
    expect(await find('portal')).toMatchObject({
      status: 'Alive',
      lease: { cluster: 'test', namespace, name: 'heartbeat-portal.pod-1' },
    });
    const { canary, watches } = await observer();
    expect(canary?.lease.name).toBe('heartbeat-portal.pod-1');
    expect(canary?.roundTripMs).toBeLessThan(3_000);
    expect(watches).toMatchObject([{ status: 'synced', lists: 1, errors: 0 }]);
    await backend?.stop();
    backend = undefined;
    expect(await leaseNames()).toEqual([]);
  });

  it('is not there unless it is switched on', async () => {
    await start();
    expect(await leaseNames()).toEqual([]);
  });

  it('in a cluster that nobody knows is named in the answer', async () => {
    const options = heartbeat('portal');
    const { list } = await start({
      heartbeat: {
        ...options,
        renewer: { ...options.renewer, cluster: 'tset' },
      },
    });
    expect((await list()).problems).toEqual([
      {
        kind: 'clusters',
        message: expect.stringContaining(
          'heartbeat.renewer.cluster: "tset" is not a cluster of this portal',
        ),
      },
    ]);
  });
});

it('does not start with a configuration that is wrong, and says why', async () => {
  await expect(
    start({ heartbeat: { sources: [{ type: 'lable' }], margin: 'soon' } }),
  ).rejects.toThrow(
    /heartbeat\.margin: "soon" is not a duration.*\n.*heartbeat\.sources\[0\]\.type: "lable" is not a kind of source/,
  );
});
