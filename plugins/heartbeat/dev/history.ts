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

import type {
  Availability,
  AvailabilityReport,
  HistorySegment,
  HistoryTransition,
  LivenessStatus,
  ServerStatus,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import {
  LIVENESS_MEANINGS,
  SERVER_MEANINGS,
} from 'backstage-plugin-heartbeat-common';
import { ago, HOUR, MINUTE } from './heartbeats';

/*
 * What was, as the dev app shows it. None of this is part of the plugin.
 */

const DAY = 24 * HOUR;

/** A status and how long ago it began. */
type Stretch = [LivenessStatus | ServerStatus, number];

const EVENTFUL: Stretch[] = [
  ['Unknown', DAY],
  ['Alive', 19 * HOUR],
  ['Dead', 14 * HOUR],
  ['Alive', 13.5 * HOUR],
  ['Stopped', 9 * HOUR],
  ['Alive', 8 * HOUR],
  ['Unknown', 4 * HOUR],
  ['Alive', 3 * HOUR],
  ['Late', 50 * MINUTE],
  ['Alive', 49 * MINUTE],
  ['Dead', 4 * MINUTE],
];

function timeline(subjectId: string, stretches: Stretch[]): TimelineReport {
  const segments = stretches.map(
    ([status, beganMs], place): HistorySegment => ({
      from: ago(beganMs),
      to: ago(stretches[place + 1]?.[1] ?? 0),
      status,
      standing: { ...LIVENESS_MEANINGS, ...SERVER_MEANINGS }[status].standing,
      transitions: 0,
    }),
  );
  return { observedAt: ago(0), subjectId, segments };
}

/** As the backend merges what is too much for a bar. */
function busy(subjectId: string): TimelineReport {
  const report = timeline(
    subjectId,
    Array.from({ length: 90 }, (_, slot) => [
      slot % 7 === 3 || slot % 11 === 2 ? 'Dead' : 'Alive',
      DAY - slot * (DAY / 90),
    ]),
  );
  return {
    ...report,
    segments: report.segments.map(segment => ({ ...segment, transitions: 4 })),
  };
}

function transition(
  number: number,
  beforeMs: number,
  fields: Partial<HistoryTransition>,
): HistoryTransition {
  return {
    id: `demo/orders@${number}`,
    subjectId: 'demo/orders/orders',
    kind: 'controller',
    cluster: 'demo',
    name: 'orders',
    from: 'Alive',
    to: 'Alive',
    at: ago(beforeMs),
    ageMs: beforeMs,
    ...fields,
  };
}

const LOG: HistoryTransition[] = [
  transition(9, 4 * MINUTE, { to: 'Dead', cause: 'silence' }),
  transition(8, 49 * MINUTE, { from: 'Late', cause: 'renewal' }),
  transition(7, 50 * MINUTE, { to: 'Late', cause: 'silence' }),
  transition(6, 2 * HOUR, {
    cause: 'takeover',
    evidence: {
      holder: 'orders-7d9c6bf5b-x2x4q_5f0c1d0e-0a3b-4c55-9d29-6a3f5b1f7c11',
    },
  }),
  transition(5, 3 * HOUR, { from: 'Unknown', cause: 'sight-regained' }),
  transition(4, 4 * HOUR, {
    to: 'Unknown',
    cause: 'sight-lost',
    reason: 'unreachable',
  }),
  transition(3, 8 * HOUR, { from: 'Stopped', cause: 'recreation' }),
  transition(2, 9 * HOUR, { to: 'Stopped', cause: 'deleted' }),
  transition(1, 19 * HOUR, { from: undefined, cause: 'first-sight' }),
];

/** The same of a server. */
const SERVER_LOG: HistoryTransition[] = [
  transition(7, 4 * MINUTE, {
    to: 'Down',
    cause: 'check',
    reason: 'connection-refused',
  }),
  transition(6, 90 * MINUTE, { to: 'Healthy', cause: 'intent' }),
  transition(5, 2 * HOUR, { to: 'Stopped', cause: 'intent' }),
  transition(4, 4 * HOUR, { to: 'Healthy', cause: 'maintenance' }),
  transition(3, 5 * HOUR, { to: 'Maintenance', cause: 'maintenance' }),
  transition(2, 9 * HOUR, { to: 'Degraded', cause: 'check', reason: 'slow' }),
  transition(1, 20 * HOUR, { to: 'Healthy', cause: 'first-check' }),
].map(one => ({
  ...one,
  id: `server:config/orders@${one.id}`,
  subjectId: 'server:config/orders',
  kind: 'server',
  name: 'Orders API',
  from: undefined,
}));

function log(limit: number, pages: number): TransitionList {
  const both = [...LOG, ...SERVER_LOG].sort((a, b) => a.ageMs - b.ageMs);
  const items = Array.from({ length: pages }, (_, page) =>
    both.map(one => ({
      ...one,
      id: `${one.id}/${page}`,
      at: new Date(Date.parse(one.at) - page * DAY).toISOString(),
      ageMs: one.ageMs + page * DAY,
    })),
  ).flat();
  return {
    observedAt: ago(0),
    items: items.slice(0, limit),
    nextCursor: items.length > limit ? 'more' : undefined,
  };
}

function window(
  days: number,
  fields: { upMs: number; downMs: number; stoppedMs?: number },
): Availability {
  const { upMs, downMs, stoppedMs = 0 } = fields;
  const windowMs = days * DAY;
  const knownMs = upMs + downMs + stoppedMs;
  return {
    windowMs,
    from: ago(windowMs),
    to: ago(0),
    upMs,
    downMs,
    stoppedMs,
    unknownMs: windowMs - knownMs,
    availability: upMs + downMs === 0 ? undefined : upMs / (upMs + downMs),
    coverage: knownMs / windowMs,
    transitions: 9,
  };
}

const WINDOWS = [
  window(1, { upMs: 16.4 * HOUR, downMs: 34 * MINUTE, stoppedMs: HOUR }),
  window(7, { upMs: 6.8 * DAY, downMs: 400 }),
  window(30, { upMs: 21 * DAY, downMs: 0 }),
  window(90, { upMs: 0, downMs: 0 }),
];

const SERVED: Stretch[] = [
  ['Unknown', DAY],
  ['Healthy', 20 * HOUR],
  ['Degraded', 9 * HOUR],
  ['Healthy', 8.4 * HOUR],
  ['Maintenance', 5 * HOUR],
  ['Healthy', 4 * HOUR],
  ['Stopped', 2 * HOUR],
  ['Healthy', 90 * MINUTE],
  ['Down', 4 * MINUTE],
];

/** The history of a subject; its name chooses which. */
export function timelineOf(subjectId: string): TimelineReport | undefined {
  if (subjectId.includes('external-secrets')) {
    return busy(subjectId);
  }
  if (subjectId.startsWith('server:')) {
    return timeline(subjectId, SERVED);
  }
  if (subjectId.includes('kargo')) {
    return undefined;
  }
  return timeline(
    subjectId,
    subjectId.includes('cert-manager') ? [['Unknown', DAY]] : EVENTFUL,
  );
}

export function transitionsOf(
  scenario: string,
  limit: number,
): TransitionList | undefined {
  return scenario === 'alive'
    ? undefined
    : log(limit, { provisional: 0, restarts: 200 }[scenario] ?? 4);
}

export function availabilityOf(
  entityRef: string,
  subjectIds: string[],
): AvailabilityReport {
  return {
    observedAt: ago(0),
    items: subjectIds.map(subjectId => ({
      subjectId,
      windows: entityRef.endsWith('/provisional')
        ? WINDOWS.map(({ windowMs }) =>
            window(windowMs / DAY, { upMs: 0, downMs: 0 }),
          )
        : WINDOWS,
    })),
  };
}
