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
import type { CoordinationV1Api } from '@kubernetes/client-node';
import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { clusterOf, restartEmpty } from '../__testUtils__/embeddedCluster';
import { FakeClock } from '../__testUtils__/FakeClock';
import { observedHeartbeat } from '../__testUtils__/observedHeartbeat';
import type { RenewerOptions } from '../config/heartbeatOptions';
import { DeadReplicas } from './DeadReplicas';
import { HeartbeatRegistry } from './HeartbeatRegistry';
import type { ObservedHeartbeat } from './liveness';

const HOUR_MS = 3_600_000;
const namespace = 'backstage';

let api: EmbeddedKubernetes;
let client: CoordinationV1Api;

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({ tls: true });
});

beforeEach(async () => {
  client = await restartEmpty(api, namespace);
});

afterEach(() => api.faults.clear());
afterAll(() => api.stop());

async function setUp() {
  const clock = new FakeClock();
  const registry = new HeartbeatRegistry({ clock });
  const logger = mockServices.logger.mock();
  const cluster = clusterOf(api.kubeconfig());
  const own: RenewerOptions = {
    controller: 'portal',
    cluster: cluster.name,
    namespace,
    durationMs: 30_000,
    label: 'heartbeat/controller',
    prefix: 'heartbeat',
    replica: 'pod-1',
  };
  /** A Lease on the server, as it was seen an hour and a second ago. */
  const seed = async (
    replica: string,
    status: LivenessStatus,
    change: Partial<ObservedHeartbeat> = {},
  ) => {
    const name = `heartbeat-portal.${replica}`;
    await seedLease(client, {
      namespace,
      name,
      renewedAt: new Date('2026-11-22T10:00:00Z'),
      labels: {
        'heartbeat/controller': 'portal',
        'heartbeat/replica': replica,
      },
      holder: replica,
      durationSeconds: 30,
    });
    const { metadata, spec } = await client.readNamespacedLease({
      namespace,
      name,
    });
    registry.setHeartbeat(
      observedHeartbeat(name, {
        id: `${cluster.name}/${namespace}/${name}`,
        record: {
          ref: { cluster: cluster.name, namespace, name },
          uid: metadata?.uid ?? '',
          controller: 'portal',
          replica,
          renewTime: String(spec?.renewTime),
        },
        status,
        sinceWallMs: clock.wallMs(),
        silentSinceMonotonicMs: clock.monotonicMs() - HOUR_MS - 1000,
        ...change,
      }),
    );
    return name;
  };
  const forget = () =>
    new DeadReplicas({ registry, clock, logger }).forget(
      cluster,
      own,
      new AbortController().signal,
    );
  const left = async () =>
    (await client.listNamespacedLease({ namespace })).items.map(
      ({ metadata }) => metadata?.name?.split('.')[1],
    );
  return { seed, forget, left, logger, clock };
}

describe('the Leases of replicas that died', () => {
  it('are deleted after an hour, and no others', async () => {
    const { seed, forget, left, clock } = await setUp();
    await seed('pod-1', 'Alive');
    await seed('pod-2', 'Dead');
    await seed('pod-3', 'Unknown');
    await seed('pod-4', 'Dead', {
      silentSinceMonotonicMs: clock.monotonicMs() - HOUR_MS,
    });
    await forget();
    expect(await left()).toEqual(['pod-1', 'pod-3', 'pod-4']);
  });

  it('stay where they have been renewed meanwhile, or made anew', async () => {
    const { seed, forget, left } = await setUp();
    const name = await seed('pod-2', 'Dead');
    await seedLease(client, {
      namespace,
      name,
      renewedAt: new Date('2026-11-22T11:00:00Z'),
    });
    const other = await seed('pod-3', 'Dead');
    await client.deleteNamespacedLease({ namespace, name: other });
    await seedLease(client, {
      namespace,
      name: other,
      renewedAt: new Date('2026-11-22T10:00:00Z'),
    });
    await forget();
    expect(await left()).toEqual(['pod-2', 'pod-3']);
  });

  it('stay where we may not delete them, and the log says why', async () => {
    const { seed, forget, left, logger } = await setUp();
    await seed('pod-2', 'Dead');
    api.faults.add({ kind: 'internalError' }, { verb: 'delete' });
    await forget();
    expect(await left()).toEqual(['pod-2']);
    expect(logger.info).toHaveBeenCalledWith(
      expect.stringContaining(
        'The Lease of the dead replica pod-2 could not be deleted: 500',
      ),
    );
  });
});
