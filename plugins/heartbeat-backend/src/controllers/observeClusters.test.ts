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

import { mockServices } from '@backstage/backend-test-utils';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { eventually } from '@internal/test-support';
import { clusterOf, leaseClient } from '../__testUtils__/embeddedCluster';
import { systemClock } from '../time/clock';
import { ClusterDirectory } from '../clusters/ClusterDirectory';
import type { RenewerOptions } from '../config/heartbeatOptions';
import { Observation } from './Observation';
import { observeClusters } from './observeClusters';
import { HeartbeatRegistry } from './HeartbeatRegistry';

const logger = mockServices.logger.mock();

const RENEWER: RenewerOptions = {
  controller: 'portal',
  cluster: 'home',
  namespace: 'default',
  durationMs: 30_000,
  label: 'heartbeat/controller',
  prefix: 'heartbeat',
};

let api: EmbeddedKubernetes;
let shutdown: AbortController;
let isOver: Promise<void>;

/** The embedded API under a name. */
const reach = (name: string, unsupported?: string): KubernetesCluster =>
  Object.assign(clusterOf(api.kubeconfig(), name), { unsupported });

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({ tls: true });
  await seedLease(await leaseClient(api.kubeconfig()), {
    namespace: 'default',
    name: 'heartbeat-orders',
    labels: { 'heartbeat/controller': 'orders' },
    holder: 'orders-1',
    renewedAt: new Date(),
    durationSeconds: 3_600,
  });
});

beforeEach(() => {
  shutdown = new AbortController();
  api.stats.reset();
});

afterEach(async () => {
  shutdown.abort();
  await isOver;
  await eventually('no watch', () => api.stats.openWatches === 0);
});

afterAll(() => api.stop());

function observe(options: {
  clusters: KubernetesCluster[];
  named?: string[];
  renewer?: RenewerOptions;
}) {
  let { clusters } = options;
  let answers = 0;
  const registry = new HeartbeatRegistry({ clock: systemClock });
  const startOwnHeartbeats = jest.fn(async (_: KubernetesCluster) => {});
  isOver = observeClusters({
    directory: new ClusterDirectory({
      providers: [
        {
          name: 'a provider',
          async listClusters() {
            answers++;
            return clusters;
          },
        },
      ],
      logger,
      rediscoveryMs: 5,
    }),
    observation: new Observation({
      options: {
        marginMs: 1_000,
        kargo: { label: 'heartbeat/controller' },
        maxDurationMs: 3_600_000,
        sources: [
          {
            type: 'label',
            label: 'heartbeat/controller',
            clusters: options.named,
          },
        ],
      },
      registry,
      clock: systemClock,
      logger,
      signal: shutdown.signal,
    }),
    registry,
    renewer: options.renewer,
    startOwnHeartbeats,
    logger,
    signal: shutdown.signal,
  });
  const sights = () =>
    registry
      .sights()
      .map(sight => `${sight.cluster} ${sight.reason ?? sight.status}`)
      .sort()
      .join(', ');
  return {
    registry,
    startOwnHeartbeats,
    see: (expected: string) =>
      eventually(
        `${expected} rather than ${sights()}`,
        () => sights() === expected,
      ),
    heartbeats: () =>
      [...registry.heartbeats()].map(({ id, status }) => `${id} ${status}`),
    async provide(...next: KubernetesCluster[]) {
      clusters = next;
      const before = answers;
      // The answer after the next one comes when the next one has been dealt with.
      await eventually('two answers', () => answers > before + 1);
    },
  };
}

describe('a cluster', () => {
  it('that is added is observed, and the others are not looked at again', async () => {
    const { see, provide, heartbeats } = observe({ clusters: [reach('a')] });
    await see('a synced');
    await provide(reach('a'), reach('b'));
    await see('a synced, b synced');
    expect(heartbeats()).toEqual([
      'a/default/heartbeat-orders Alive',
      'b/default/heartbeat-orders Alive',
    ]);
    await eventually('two watches', () => api.stats.openWatches === 2);
    expect(api.stats.requests({ verb: 'list' })).toBe(2);
  });

  it('that is removed is not watched any more, and is forgotten with its heartbeats', async () => {
    const { see, provide, heartbeats } = observe({
      clusters: [reach('a'), reach('b')],
    });
    await see('a synced, b synced');
    await eventually('two watches', () => api.stats.openWatches === 2);
    await provide(reach('b'));
    await see('b synced');
    expect(heartbeats()).toEqual(['b/default/heartbeat-orders Alive']);
    await eventually('one watch', () => api.stats.openWatches === 1);
    expect(logger.error).not.toHaveBeenCalled();
  });

  it('that is renamed is known by its new name only', async () => {
    const { see, provide, heartbeats } = observe({ clusters: [reach('a')] });
    await see('a synced');
    await provide(reach('z'));
    await see('z synced');
    expect(heartbeats()).toEqual(['z/default/heartbeat-orders Alive']);
    await eventually('one watch', () => api.stats.openWatches === 1);
  });

  it('that comes back is observed again', async () => {
    const { see, provide, heartbeats } = observe({ clusters: [reach('a')] });
    await see('a synced');
    await provide();
    await see('');
    expect(heartbeats()).toEqual([]);
    await provide(reach('a'));
    await see('a synced');
    expect(heartbeats()).toEqual(['a/default/heartbeat-orders Alive']);
  });

  it('that needs a user from now on is not watched any more, until it does not', async () => {
    const { registry, see, provide } = observe({ clusters: [reach('a')] });
    await see('a synced');
    await provide(reach('a', 'Cluster a needs a user'));
    await see('a unsupported');
    expect(registry.sights()[0].message).toBe('Cluster a needs a user');
    expect([...registry.heartbeats()]).toEqual([]);
    await eventually('no watch', () => api.stats.openWatches === 0);
    await provide(reach('a'));
    await see('a synced');
  });
});

describe('a cluster that a source names', () => {
  it('is unknown until it is there, and again when it is gone', async () => {
    const { registry, see, provide } = observe({
      clusters: [reach('a')],
      named: ['a', 'b'],
    });
    await see('a synced, b unknown-cluster');
    await provide(reach('a'), reach('b'), reach('c'));
    await see('a synced, b synced');
    await provide(reach('c'));
    await see('a unknown-cluster, b unknown-cluster');
    expect(registry.sights()[0].message).toBe(
      'heartbeat.sources[0].clusters[0]: "a" is not a cluster of this portal; there are c',
    );
  });
});

describe("the backend's own heartbeat", () => {
  it('starts once, when its cluster is known first', async () => {
    const { registry, provide, startOwnHeartbeats } = observe({
      clusters: [reach('a')],
      renewer: RENEWER,
    });
    await eventually(
      'the problem',
      () => registry.clusterProblems().length > 0,
    );
    expect(registry.clusterProblems()).toEqual([
      'heartbeat.renewer.cluster: "home" is not a cluster of this portal, so that this backend has no heartbeat of its own; there are a',
    ]);
    await provide(reach('a'), reach('home'));
    expect(registry.clusterProblems()).toEqual([]);
    await provide(reach('home'));
    expect(startOwnHeartbeats.mock.calls.map(([{ name }]) => name)).toEqual([
      'home',
    ]);
  });

  it('says so when its cluster is not there any more, and uses it as it is when it is back', async () => {
    const { registry, provide, startOwnHeartbeats } = observe({
      clusters: [reach('home')],
      renewer: RENEWER,
    });
    await provide(reach('a'));
    expect(registry.clusterProblems()).toEqual([
      'heartbeat.renewer.cluster: "home" is not a cluster of this portal any more, so that nobody sees whether this backend is alive; there are a',
    ]);
    const back = reach('home');
    const request = jest.spyOn(back, 'request').mockResolvedValue({});
    await provide(back);
    expect(registry.clusterProblems()).toEqual([]);
    expect(startOwnHeartbeats).toHaveBeenCalledTimes(1);
    request.mockClear();
    await startOwnHeartbeats.mock.calls[0][0].request({
      path: '/version',
      signal: shutdown.signal,
      timeoutMs: 1_000,
    });
    expect(request).toHaveBeenCalledTimes(1);
  });

  it('does not start where it would need a user', async () => {
    const { registry, provide, startOwnHeartbeats } = observe({
      clusters: [reach('home', 'Cluster home needs a user')],
      renewer: RENEWER,
    });
    await eventually(
      'the problem',
      () => registry.clusterProblems().length > 0,
    );
    expect(registry.clusterProblems()).toEqual([
      'heartbeat.renewer.cluster: Cluster home needs a user',
    ]);
    await provide(reach('home'));
    expect(registry.clusterProblems()).toEqual([]);
    expect(startOwnHeartbeats).toHaveBeenCalledTimes(1);
  });
});
