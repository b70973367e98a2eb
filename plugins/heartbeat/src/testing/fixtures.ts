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

import type { Entity } from '@backstage/catalog-model';
import {
  CONTROLLER_ANNOTATION,
  type EntityHeartbeats,
  type Heartbeat,
  type HeartbeatList,
  type LeaseHeartbeat,
  type LivenessStatus,
  type Sight,
} from 'backstage-plugin-heartbeat-common';

/** A living heartbeat, and whatever else a test says of it. */
export function heartbeatFixture(fields: Partial<Heartbeat> = {}): Heartbeat {
  const { controller = 'orders' } = fields;
  return {
    id: `demo/shop/${controller}`,
    controller,
    status: 'Alive',
    since: '2026-03-01T11:00:00.000Z',
    lease: { cluster: 'demo', namespace: 'shop', name: controller },
    holder: `${controller}-0`,
    lastHeartbeat: { observedAt: '2026-03-01T11:59:57.000Z', ageMs: 3_000 },
    evidence: {
      silentForMs: 3_000,
      durationMs: 30_000,
      marginMs: 1_000,
      usualGapMs: 10_100,
      lateAfterMs: 20_200,
      deadAfterMs: 31_000,
    },
    restarts: 0,
    entities: [
      {
        entityRef: `component:default/${controller}`,
        title: `The ${controller} service`,
        owner: 'group:default/checkout',
      },
    ],
    ...fields,
  };
}

/** `orders` with these replicas, called `orders-0`, `orders-1` and so on; the first speaks for it. */
export function replicasFixture(
  statuses: [LivenessStatus, ...LivenessStatus[]],
  fields: Partial<LeaseHeartbeat> = {},
): Heartbeat {
  const replicas = statuses.map((status, number) => ({
    ...heartbeatFixture({ controller: `orders-${number}` }),
    status,
    replica: `orders-${number}`,
    holder: `pod-${number}`,
    ...fields,
  }));
  return heartbeatFixture({
    ...replicas[0],
    id: 'demo/shop/replicas/orders',
    controller: 'orders',
    replicas,
    entities: heartbeatFixture().entities,
  });
}

export const syncedSight: Sight = {
  cluster: 'demo',
  source: 'label',
  selector: 'heartbeat/controller',
  status: 'synced',
  since: '2026-03-01T11:00:00.000Z',
};

export const failedSight: Sight = {
  cluster: 'production',
  namespace: 'payments',
  source: 'label',
  selector: 'heartbeat/controller',
  status: 'failed',
  reason: 'unreachable',
  message: 'Cluster "production" does not answer; check its URL.',
  since: '2026-03-01T11:00:00.000Z',
};

export function listFixture(
  items: Heartbeat[],
  fields: Partial<HeartbeatList> = {},
): HeartbeatList {
  return {
    observedAt: '2026-03-01T12:00:00.000Z',
    items,
    sights: [syncedSight],
    problems: [],
    ...fields,
  };
}

export const ENTITY_REF = 'component:default/orders';

export function entityHeartbeatsFixture(
  items: Heartbeat[],
  fields: Partial<HeartbeatList> = {},
): EntityHeartbeats {
  return { ...listFixture(items, fields), entityRef: ENTITY_REF };
}

export function entityFixture(
  annotations: Record<string, string> = {},
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name: 'orders',
      annotations: { [CONTROLLER_ANNOTATION]: 'orders', ...annotations },
    },
  };
}
