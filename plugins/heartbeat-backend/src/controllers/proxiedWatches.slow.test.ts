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

import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  mockServices,
  startTestBackend,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import type { CoordinationV1Api } from '@kubernetes/client-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { eventually } from '@internal/test-support';
import { leaseClient } from '../__testUtils__/embeddedCluster';
import { systemClock } from '../time/clock';
import { PortalClusters } from '../clusters/PortalClusters';
import type { LeaseRecord } from './LeaseRecord';
import { LeaseObserver, selectionsOf } from './lease';

jest.setTimeout(120_000);

const LABEL = 'heartbeat/controller';

/** More than may be open, so that a watch left behind in each of them is noticed. */
const ROUNDS = 6;

/** The one that is read, and four that were left. */
const MOST_OPEN = 5;

const LOOK_EVERY_MS = 10;

let api: EmbeddedKubernetes;
let client: CoordinationV1Api;
let backend: TestBackend;
let provider: PortalClusters;
let stop: AbortController;
let running: Promise<void> = Promise.resolve();

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({ tls: true, bookmarkIntervalMs: 200 });
  client = await leaseClient(api.kubeconfig());
  backend = await startTestBackend({
    features: [
      kubernetesPlugin,
      createBackendPlugin({
        pluginId: 'heartbeat',
        register(env) {
          env.registerInit({
            deps: {
              auth: coreServices.auth,
              discovery: coreServices.discovery,
            },
            async init(deps) {
              provider = new PortalClusters(deps);
            },
          });
        },
      }),
      schedulerServiceFactory,
      mockServices.rootConfig.factory({
        data: {
          kubernetes: {
            serviceLocatorMethod: { type: 'multiTenant' },
            clusterLocatorMethods: [
              {
                type: 'config',
                clusters: [
                  {
                    name: 'demo',
                    url: api.url,
                    caData: api.caData,
                    authProvider: 'serviceAccount',
                    serviceAccountToken: api.access.issueToken('admin'),
                  },
                ],
              },
            ],
          },
        },
      }),
    ],
  });
});

beforeEach(() => {
  stop = new AbortController();
});

afterEach(async () => {
  api.faults.clear();
  stop.abort();
  await running;
  // The proxy keeps the last one open, too, and may only be opening it.
  await eventually('no open watch', () => {
    api.faults.cutWatches('reset');
    return api.stats.openWatches === 0;
  });
});

afterAll(async () => {
  await backend.stop();
  await api.stop();
});

const seed = (holder: string) =>
  seedLease(client, {
    namespace: 'default',
    name: 'orders',
    labels: { [LABEL]: 'orders' },
    holder,
    renewedAt: new Date(),
    durationSeconds: 30,
  });

const watching = () =>
  eventually('an open watch', () => api.stats.openWatches === 1);

/** Observes through the proxy, and remembers what was told last of the Lease. */
async function observe() {
  const [cluster] = await provider.listClusters({ signal: stop.signal });
  let seen: LeaseRecord | undefined;
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const observer = new LeaseObserver({
    scope: {
      cluster,
      selection: selectionsOf({ type: 'label', label: LABEL })[0],
    },
    clock: systemClock,
    logger,
    listener: {
      onList: ([record]) => {
        seen = record;
      },
      onChange: record => {
        seen = record;
      },
      onDelete: () => {},
      onWhereabouts: () => {},
      onNodeGone: () => {},
      onUnchanged: () => {},
      onWatchFailed: () => {},
    },
  });
  running = observer.run(stop.signal);
  return {
    /** Asking again and again, as the tracker does of a renewal that is overdue. */
    sees: (holder: string, ask?: () => Promise<void>) =>
      eventually(
        `the holder ${holder}`,
        async () => {
          await ask?.();
          return seen?.holder === holder;
        },
        { withinMs: 30_000 },
      ),
    async check() {
      if (!seen) {
        throw new Error('the Lease has not been seen');
      }
      await observer.confirm(seen, stop.signal);
    },
  };
}

/** The most watches that were open at once while something was done. */
async function mostOpen(work: () => Promise<void>): Promise<number> {
  let most = 0;
  const look = () => {
    most = Math.max(most, api.stats.openWatches);
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  try {
    await work();
  } finally {
    clearInterval(looking);
    look();
  }
  return most;
}

describe("through the Kubernetes plugin's proxy", () => {
  it('a watch that the API server ends is followed by one [K4]', async () => {
    await seed('orders-0');
    const { sees } = await observe();
    await sees('orders-0');
    await watching();
    api.stats.reset();
    const most = await mostOpen(async () => {
      for (let i = 1; i <= ROUNDS; i++) {
        await watching();
        api.faults.cutWatches('end');
        await seed(`orders-${i}`);
        await sees(`orders-${i}`);
      }
    });
    expect(most).toBe(1);
    expect(api.stats.requests({ verb: 'watch' })).toBe(ROUNDS);
  });

  it('a watch whose end the proxy keeps to itself is replaced, and never more than one is open [K4]', async () => {
    await seed('orders-0');
    const { check, sees } = await observe();
    await sees('orders-0');
    const most = await mostOpen(async () => {
      for (let i = 1; i <= 3; i++) {
        await watching();
        api.faults.cutWatches('reset');
        await seed(`orders-${i}`);
        await sees(`orders-${i}`, check);
      }
    });
    expect(most).toBe(1);
  });

  it('watches that the proxy keeps open behind us do not pile up [K4]', async () => {
    await seed('orders-0');
    const { check, sees } = await observe();
    await sees('orders-0');
    const most = await mostOpen(async () => {
      for (let i = 1; i <= ROUNDS; i++) {
        await seed(`orders-${i}`);
        await sees(`orders-${i}`);
        api.faults.freeze();
        await check();
        api.faults.thaw();
      }
    });
    // The proxy does keep them: this is not passed by leaving one watch at a time.
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(MOST_OPEN);
  });
});
