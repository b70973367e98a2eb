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
import { mockServices } from '@backstage/backend-test-utils';
import type { ServerStatus } from 'backstage-plugin-heartbeat-common';
import type {
  KubernetesCluster,
  MonitorContext,
} from 'backstage-plugin-heartbeat-node';
import type { AppsV1Api, CoreV1Api } from '@kubernetes/client-node';
import { FakeClock } from '../__testUtils__/FakeClock';
import { eventually } from '@internal/test-support';
import { clusterOf } from '../__testUtils__/embeddedCluster';
import {
  openTestCluster,
  type TestCluster,
} from '../__testUtils__/testCluster';
import type { ObservedServer } from './ObservedServer';
import { createServerRegistry, type ServerRegistry } from './serverRegistry';
import { StatusProjection } from './projection';
import { TargetGuard } from '../targets';
import { createKubernetesProvider } from './providers/kubernetes';

jest.setTimeout(60_000);

const apps = (plural: string, kind: string) => ({
  group: 'apps',
  version: 'v1',
  plural,
  kind,
  status: true,
});

const core = (plural: string, kind: string, namespaced: boolean) => ({
  ...apps(plural, kind),
  group: '',
  namespaced,
});

const CYCLE_MS = 30_000;
const GATHER_MS = 250;

let cluster: TestCluster;
let namespace: string;
let appsApi: AppsV1Api;
let coreApi: CoreV1Api;
let asMergePatch: Parameters<CoreV1Api['patchNode']>[1];
let context: MonitorContext;
/** How often the cluster was asked for something. */
let requests = 0;

const labels = { app: 'cart' };
const container = { name: 'cart', image: 'cart:1' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const selector = { matchLabels: labels };

beforeAll(async () => {
  cluster = await openTestCluster({
    resources: [
      apps('deployments', 'Deployment'),
      apps('statefulsets', 'StatefulSet'),
      apps('daemonsets', 'DaemonSet'),
      core('nodes', 'Node', false),
      core('pods', 'Pod', true),
    ],
  });
  namespace = await cluster.createNamespace();
  const client = await import('@kubernetes/client-node');
  appsApi = cluster.kubeConfig.makeApiClient(client.AppsV1Api);
  coreApi = cluster.kubeConfig.makeApiClient(client.CoreV1Api);
  asMergePatch = client.setHeaderOptions(
    'Content-Type',
    client.PatchStrategy.MergePatch,
  );
  const direct = clusterOf(cluster.kubeConfig, 'test');
  const portal: KubernetesCluster = {
    name: 'test',
    request(request) {
      requests += 1;
      return direct.request(request);
    },
    stream: request => direct.stream(request),
  };
  const { signal } = new AbortController();
  context = {
    signal,
    logger: mockServices.logger.mock(),
    clusters: {
      list: () => [portal],
      get: name => (name === portal.name ? portal : undefined),
    },
    targets: new TargetGuard({ allow: [] }).targets(signal),
  };
});

afterAll(() => cluster.stop());

function check(spec: Record<string, unknown>, asked = context) {
  const probe = createKubernetesProvider().prepare({
    name: 'cart',
    provider: 'kubernetes',
    trust: 'operator',
    spec: { cluster: 'test', ...spec },
  });
  return probe.check(asked);
}

describe('the kubernetes provider', () => {
  it('sees a Deployment lose its replicas, be scaled to none, and go', async () => {
    const spec = { kind: 'Deployment', namespace, name: 'cart' };
    const place = { namespace, name: 'cart' };
    const available = (availableReplicas: number) =>
      appsApi.patchNamespacedDeploymentStatus(
        {
          ...place,
          body: {
            status: { replicas: 3, readyReplicas: 3, availableReplicas },
          },
        },
        asMergePatch,
      );
    expect(await check(spec)).toMatchObject({
      outcome: 'down',
      reason: 'not-found',
    });
    await appsApi.createNamespacedDeployment({
      namespace,
      body: { metadata: place, spec: { replicas: 3, selector, template } },
    });
    expect(await check(spec)).toMatchObject({ outcome: 'down' });
    await available(3);
    expect(await check(spec)).toMatchObject({
      outcome: 'healthy',
      facts: { replicas: '3 of 3' },
    });
    await available(1);
    expect(await check(spec)).toMatchObject({
      outcome: 'degraded',
      reason: 'not-ready',
      message: '1 of 3 replicas are ready',
    });
    await appsApi.patchNamespacedDeployment(
      { ...place, body: { spec: { replicas: 0 } } },
      asMergePatch,
    );
    expect(await check(spec)).toMatchObject({ outcome: 'stopped' });
  });

  it('sees a StatefulSet and a DaemonSet', async () => {
    const place = { namespace, name: 'db' };
    await appsApi.createNamespacedStatefulSet({
      namespace,
      body: {
        metadata: place,
        spec: { serviceName: 'db', replicas: 2, selector, template },
      },
    });
    await appsApi.patchNamespacedStatefulSetStatus(
      { ...place, body: { status: { replicas: 2, readyReplicas: 1 } } },
      asMergePatch,
    );
    expect(
      await check({ kind: 'StatefulSet', namespace, name: 'db' }),
    ).toMatchObject({ outcome: 'degraded', facts: { replicas: '1 of 2' } });
    await appsApi.createNamespacedDaemonSet({
      namespace,
      body: { metadata: place, spec: { selector, template } },
    });
    await appsApi.patchNamespacedDaemonSetStatus(
      {
        ...place,
        body: {
          status: {
            currentNumberScheduled: 2,
            numberMisscheduled: 0,
            desiredNumberScheduled: 2,
            numberReady: 2,
            numberAvailable: 2,
          },
        },
      },
      asMergePatch,
    );
    expect(
      await check({ kind: 'DaemonSet', namespace, name: 'db' }),
    ).toMatchObject({ outcome: 'healthy', facts: { pods: '2 of 2' } });
  });

  it('sees a Node that its kubelet has left', async () => {
    const name = `node-${randomBytes(4).toString('hex')}`;
    await coreApi.createNode({ body: { metadata: { name } } });
    try {
      expect(await check({ kind: 'Node', name })).toMatchObject({
        outcome: 'down',
        reason: 'not-ready',
      });
      const now = new Date();
      await coreApi.patchNodeStatus(
        {
          name,
          body: {
            status: {
              conditions: [
                {
                  type: 'Ready',
                  status: 'True',
                  reason: 'KubeletReady',
                  message: 'kubelet is posting ready status',
                  lastHeartbeatTime: now,
                  lastTransitionTime: now,
                },
              ],
            },
          },
        },
        asMergePatch,
      );
      expect(await check({ kind: 'Node', name })).toMatchObject({
        outcome: 'healthy',
      });
    } finally {
      await coreApi.deleteNode({ name });
    }
  });

  it('knows of no Pod that was never made, and of no cluster of another name', async () => {
    expect(
      await check({ kind: 'Pod', namespace, name: 'web-0' }),
    ).toMatchObject({ outcome: 'down', reason: 'not-found' });
    expect(
      await check({ cluster: 'other', kind: 'Pod', namespace, name: 'web-0' }),
    ).toMatchObject({ outcome: 'unknown', reason: 'cluster-unavailable' });
  });

  it('does not say that a cluster is not there before it is known which there are', async () => {
    const { list, get } = context.clusters;
    expect(
      await check(
        { cluster: 'other', kind: 'Pod', namespace, name: 'web-0' },
        { ...context, clusters: { list, get, isComplete: false } },
      ),
    ).toMatchObject({ outcome: 'unknown', reason: 'starting' });
  });

  it.each([
    [{ kind: 'Deployment', name: 'x' }, 'kubernetes.namespace: is missing'],
    [
      { kind: 'Node', namespace: 'a', name: 'x' },
      'kubernetes.namespace: a Node',
    ],
    [{ kind: 'toString', name: 'x' }, 'kubernetes.kind: "toString" is not'],
    [{ kind: 'Service', name: '' }, 'kubernetes.name: is empty'],
  ])('refuses %j: %s', (spec, message) => {
    expect(() => check(spec)).toThrow(message);
  });
});

describe('the projection', () => {
  const ID = 'server:config/orders';
  let place: { namespace: string; name: string };
  let registry: ServerRegistry;
  let clock: FakeClock;
  let stop: AbortController;
  let projection: StatusProjection;

  beforeEach(async () => {
    place = { namespace, name: `orders-${randomBytes(4).toString('hex')}` };
    await appsApi.createNamespacedDeployment({
      namespace,
      body: { metadata: place, spec: { selector, template } },
    });
    registry = createServerRegistry();
    clock = new FakeClock();
    stop = new AbortController();
    projection = StatusProjection.create({
      registry,
      clock,
      signal: stop.signal,
      logger: context.logger,
      clusters: context.clusters,
      targetOf: id =>
        id === ID
          ? {
              cluster: 'test',
              apiVersion: 'apps/v1',
              resource: 'deployments',
              ...place,
            }
          : undefined,
    });
  });

  afterEach(() => stop.abort());

  function turn(to: ServerStatus, reason?: string) {
    const server: ObservedServer = {
      id: ID,
      name: 'orders',
      source: 'config',
      provider: 'http',
      target: 'http://orders/',
      bindings: [],
      entityRefs: [],
      status: to,
      reason,
      sinceMonotonicMs: 0,
      sinceWallMs: 0,
      intervalMs: 30_000,
    };
    registry.set(server, {
      subject: server,
      to: { status: to, reason },
      atMonotonicMs: 0,
      atWallMs: 0,
      cause: 'check',
    });
  }

  async function conditions() {
    const { status } = await appsApi.readNamespacedDeployment(place);
    return status?.conditions ?? [];
  }

  async function version() {
    const { metadata } = await appsApi.readNamespacedDeployment(place);
    return metadata?.resourceVersion;
  }

  it('shows a status, and writes nothing while it stays', async () => {
    turn('Down', 'connection-refused');
    clock.advance(GATHER_MS);
    await eventually(
      'the condition',
      async () => (await conditions())[0]?.status === 'False',
    );
    expect(await conditions()).toMatchObject([
      { type: 'Healthy', status: 'False', reason: 'ConnectionRefused' },
    ]);
    const before = await version();
    requests = 0;
    turn('Down', 'connection-refused');
    clock.advance(GATHER_MS);
    await eventually('a look', () => requests === 1);
    turn('Healthy');
    await eventually('news', async () => {
      clock.advance(GATHER_MS);
      return (await version()) !== before;
    });
    expect(await conditions()).toMatchObject([{ status: 'True' }]);
    // twice read, once written
    expect(requests).toBe(3);
    expect(projection.problems).toEqual([]);
  });

  it('leaves the conditions of others alone, and tries again where one was quicker [M14]', async () => {
    const condition = (message: string) => ({
      type: 'Progressing',
      status: 'True',
      reason: 'Rollout',
      message,
    });
    const others = (message: string) =>
      appsApi.patchNamespacedDeploymentStatus(
        { ...place, body: { status: { conditions: [condition(message)] } } },
        asMergePatch,
      );
    await others('first');
    // writes between our reading and our writing, once
    const { clusters } = context;
    const direct = clusters.get('test')!;
    let asked = 0;
    const get = jest.spyOn(clusters, 'get').mockReturnValue({
      name: 'test',
      async request(request) {
        asked += 1;
        if (asked === 2) {
          await others('second');
        }
        return direct.request(request);
      },
      stream: request => direct.stream(request),
    });
    turn('Down', 'timeout');
    clock.advance(GATHER_MS);
    await eventually('both requests', () => asked >= 2);
    await eventually('a further cycle', async () => {
      clock.advance(CYCLE_MS);
      return (await conditions()).length === 2;
    });
    get.mockRestore();
    expect(await conditions()).toMatchObject([
      condition('second'),
      { type: 'Healthy', status: 'False', reason: 'Timeout' },
    ]);
  });

  it('says once what keeps it from writing, and writes when that is over', async () => {
    const { clusters, logger } = context;
    const get = jest.spyOn(clusters, 'get').mockReturnValue(undefined);
    turn('Down', 'timeout');
    clock.advance(GATHER_MS);
    await eventually('a problem', () => projection.problems.length === 1);
    clock.advance(CYCLE_MS);
    clock.advance(CYCLE_MS);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    expect(projection.problems[0].message).toContain(
      'could not be written: there is no cluster test',
    );
    get.mockRestore();
    await eventually('the condition', async () => {
      clock.advance(CYCLE_MS);
      return (await conditions()).length === 1;
    });
    expect(projection.problems).toEqual([]);
  });
});
