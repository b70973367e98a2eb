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
  type Availability,
  type AvailabilityReport,
  type EntityHeartbeats,
  type Heartbeat,
  type HeartbeatList,
  type HistoryTransition,
  type LeaseHeartbeat,
  type LatencyReport,
  type LivenessStatus,
  type Server,
  type ServerList,
  type Sight,
  type TimelineReport,
  type TransitionList,
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

/** A healthy server, and whatever else a test says of it. */
export function serverFixture(fields: Partial<Server> = {}): Server {
  const { name = 'orders-api' } = fields;
  return {
    id: `server:config/${name}`,
    name,
    source: 'config',
    provider: 'http',
    target: `https://${name}.example.com/health`,
    status: 'Healthy',
    since: { at: '2026-03-01T11:00:00.000Z', ageMs: 3_600_000 },
    lastCheck: {
      at: '2026-03-01T11:59:48.000Z',
      ageMs: 12_000,
      timings: { connectMs: 3, tlsMs: 12, firstByteMs: 26, totalMs: 41 },
    },
    intervalMs: 30_000,
    entities: [
      {
        entityRef: `component:default/${name}`,
        title: `The ${name} service`,
        owner: 'group:default/checkout',
      },
    ],
    ...fields,
  };
}

/** One that refuses connections. */
export function downFixture(fields: Partial<Server> = {}): Server {
  return serverFixture({
    name: 'stock',
    status: 'Down',
    reason: 'connection-refused',
    message: 'stock.example.com:443 refused the connection',
    ...fields,
  });
}

export function serverListFixture(
  items: Server[],
  fields: Partial<ServerList> = {},
): ServerList {
  const counts = {
    Down: 0,
    Degraded: 0,
    Unknown: 0,
    Maintenance: 0,
    Stopped: 0,
    Healthy: 0,
  };
  for (const { status } of items) {
    counts[status] += 1;
  }
  return {
    observedAt: '2026-03-01T12:00:00.000Z',
    items,
    total: items.length,
    counts,
    problems: [],
    ...fields,
  };
}

export function latencyFixture(): LatencyReport {
  return {
    observedAt: '2026-03-01T12:30:00.000Z',
    subjectId: 'server:config/orders-api',
    hours: [
      {
        from: '2026-03-01T11:00:00.000Z',
        count: 120,
        p50Ms: 20,
        p95Ms: 40,
        p99Ms: 80,
        maxMs: 300,
      },
    ],
  };
}

export const ENTITY_REF = 'component:default/orders';

export function entityHeartbeatsFixture(
  items: Heartbeat[],
  fields: Partial<EntityHeartbeats> = {},
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

/** An hour of `orders`, and an hour before it that nobody saw. */
export function timelineFixture(): TimelineReport {
  return {
    observedAt: '2026-03-01T12:00:00.000Z',
    subjectId: 'demo/shop/orders',
    segments: [
      {
        from: '2026-03-01T10:00:00.000Z',
        to: '2026-03-01T11:00:00.000Z',
        status: 'Unknown',
        standing: 'unknown',
        transitions: 0,
      },
      {
        from: '2026-03-01T11:00:00.000Z',
        to: '2026-03-01T12:00:00.000Z',
        status: 'Alive',
        standing: 'up',
        transitions: 0,
      },
    ],
  };
}

function transitionFixture(
  number: number,
  fields: Partial<HistoryTransition> & { at: string; ageMs: number },
): HistoryTransition {
  return {
    id: `demo/shop/orders@${number}`,
    subjectId: 'demo/shop/orders',
    kind: 'controller',
    cluster: 'demo',
    name: 'orders',
    from: 'Alive',
    to: 'Alive',
    ...fields,
  };
}

/** `orders` was seen for the first time, restarted, and died. */
export function transitionsFixture(
  fields: Partial<TransitionList> = {},
): TransitionList {
  return {
    observedAt: '2026-03-01T12:00:00.000Z',
    items: [
      transitionFixture(3, {
        to: 'Dead',
        cause: 'silence',
        at: '2026-03-01T11:59:00.000Z',
        ageMs: 60_000,
      }),
      transitionFixture(2, {
        cause: 'takeover',
        evidence: { holder: 'orders-1' },
        at: '2026-03-01T11:30:00.000Z',
        ageMs: 1_800_000,
      }),
      transitionFixture(1, {
        from: undefined,
        cause: 'first-sight',
        at: '2026-03-01T11:00:00.000Z',
        ageMs: 3_600_000,
      }),
    ],
    ...fields,
  };
}

const HOUR_MS = 3_600_000;

function windowFixture(
  hours: number,
  upHours: number,
  downHours: number,
): Availability {
  const known = upHours + downHours;
  return {
    windowMs: hours * HOUR_MS,
    from: '2026-02-28T12:00:00.000Z',
    to: '2026-03-01T12:00:00.000Z',
    upMs: upHours * HOUR_MS,
    downMs: downHours * HOUR_MS,
    stoppedMs: 0,
    unknownMs: (hours - known) * HOUR_MS,
    availability: known === 0 ? undefined : upHours / known,
    coverage: known / hours,
    transitions: 2,
  };
}

export function availabilityFixture(): AvailabilityReport {
  return {
    observedAt: '2026-03-01T12:00:00.000Z',
    items: [
      {
        subjectId: 'demo/shop/orders',
        windows: [windowFixture(24, 9, 3), windowFixture(90 * 24, 0, 0)],
      },
    ],
  };
}

/** The methods of a backend that keeps no history and knows of no servers. */
export const noHistory = {
  getServers: async () => undefined,
  getLatency: async () => undefined,
  getTimeline: async () => undefined,
  getTransitions: async () => undefined,
  getAvailability: async () => undefined,
};
