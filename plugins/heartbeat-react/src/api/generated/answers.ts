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

// Made of plugins/heartbeat-backend/openapi.yaml: edit that, then run `npm test -- --only openapi --fix`.

import { HISTORY_STANDINGS } from 'backstage-plugin-heartbeat-common';
import type { AnswerSchema } from '../isAnswerTo';

/** Where the operations are, and the schemas of what they answer. */
export const OPERATIONS = {
  getHeartbeats: {
    method: 'GET',
    path: '/v1/heartbeats',
    answer: 'HeartbeatList',
  },
  getServers: { method: 'GET', path: '/v1/servers', answer: 'ServerList' },
  checkServers: {
    method: 'POST',
    path: '/v1/servers/check',
    answer: 'CheckReceipt',
  },
  getEntityHeartbeats: {
    method: 'GET',
    path: '/v1/entities/{kind}/{namespace}/{name}',
    answer: 'EntityHeartbeats',
  },
  getTransitions: {
    method: 'GET',
    path: '/v1/transitions',
    answer: 'TransitionList',
  },
  getAvailability: {
    method: 'GET',
    path: '/v1/availability',
    answer: 'AvailabilityReport',
  },
  getLatency: { method: 'GET', path: '/v1/latency', answer: 'LatencyReport' },
  getTimeline: {
    method: 'GET',
    path: '/v1/timeline',
    answer: 'TimelineReport',
  },
} as const;

/** The schemas, by their names. */
export const SCHEMAS: Record<string, AnswerSchema> = {
  PastMoment: { required: { at: 'time', ageMs: 'number' } },
  HeartbeatAnswer: {
    required: {
      observedAt: 'time',
      items: { listOf: { schema: 'Heartbeat' } },
      sights: { listOf: { schema: 'Sight' } },
      problems: { listOf: { schema: 'HeartbeatProblem' } },
    },
    optional: {
      disruptions: { listOf: { schema: 'HeartbeatDisruption' } },
      stall: { schema: 'StallReport' },
    },
  },
  HeartbeatList: {
    extends: ['HeartbeatAnswer'],
    optional: {
      total: 'number',
      counts: { mapOf: 'number' },
      nextCursor: 'string',
    },
  },
  EntityHeartbeats: {
    extends: ['HeartbeatAnswer'],
    required: { entityRef: 'string' },
    optional: { servers: { listOf: { schema: 'Server' } } },
  },
  LeaseRef: {
    required: { cluster: 'string', namespace: 'string', name: 'string' },
  },
  LeaseHeartbeat: {
    required: {
      id: 'string',
      status: 'string',
      since: 'time',
      evidence: { schema: 'VerdictEvidence' },
      restarts: 'number',
    },
    optional: {
      unknown: {
        required: { reason: 'string', message: 'string' },
        optional: {
          params: { mapOf: { anyOf: ['string', 'number'] } },
          lastKnown: 'string',
        },
      },
      lease: { schema: 'LeaseRef' },
      replica: 'string',
      holder: 'string',
      lastHeartbeat: { required: { observedAt: 'time', ageMs: 'number' } },
      renewTime: 'string',
      progress: { schema: 'HeartbeatProgress' },
      clockSkewMs: 'number',
      recentRestarts: { listOf: { schema: 'HeartbeatRestart' } },
      isCrashLooping: 'boolean',
      isFlapping: 'boolean',
    },
  },
  Heartbeat: {
    extends: ['LeaseHeartbeat'],
    required: {
      controller: 'string',
      entities: { listOf: { schema: 'HeartbeatEntity' } },
    },
    optional: { replicas: { listOf: { schema: 'LeaseHeartbeat' } } },
  },
  HeartbeatRestart: {
    extends: ['PastMoment'],
    required: { kind: 'string' },
    optional: {
      previousHolder: 'string',
      holder: 'string',
      handover: { schema: 'Handover' },
    },
  },
  Handover: { required: { tookMs: 'number', leaderlessMs: 'number' } },
  HeartbeatProgress: {
    required: { message: 'string' },
    optional: { ageMs: 'number' },
  },
  VerdictEvidence: {
    optional: {
      silentForMs: 'number',
      durationMs: 'number',
      marginMs: 'number',
      slow: 'boolean',
      election: 'boolean',
      usualGapMs: 'number',
      lateAfterMs: 'number',
      deadAfterMs: 'number',
      stop: 'string',
      again: 'boolean',
      sinceByItsClock: 'boolean',
      provisional: 'boolean',
    },
  },
  HeartbeatEntity: {
    required: { entityRef: 'string' },
    optional: {
      title: 'string',
      owner: 'string',
      system: 'string',
      runbook: 'string',
    },
  },
  HeartbeatDisruption: {
    extends: ['PastMoment'],
    required: { cluster: 'string' },
    optional: { count: 'number' },
  },
  HeartbeatProblem: { required: { kind: 'string', message: 'string' } },
  Sight: {
    required: {
      cluster: 'string',
      source: 'string',
      selector: 'string',
      status: 'string',
      since: 'time',
    },
    optional: { namespace: 'string', reason: 'string', message: 'string' },
  },
  CheckReceipt: {
    required: { requestedAt: 'time', requested: 'number', skipped: 'number' },
  },
  ServerList: {
    required: {
      observedAt: 'time',
      items: { listOf: { schema: 'Server' } },
      total: 'number',
      counts: { mapOf: 'number' },
      problems: { listOf: { schema: 'HeartbeatProblem' } },
    },
    optional: { nextCursor: 'string', networkDown: { schema: 'NetworkDown' } },
  },
  Server: {
    required: {
      id: 'string',
      name: 'string',
      source: 'string',
      provider: 'string',
      target: 'string',
      status: 'string',
      since: { schema: 'PastMoment' },
      intervalMs: 'number',
      entities: { listOf: { schema: 'HeartbeatEntity' } },
    },
    optional: {
      title: 'string',
      cluster: 'string',
      reason: 'string',
      message: 'string',
      lastKnown: 'string',
      lastCheck: { schema: 'ServerCheck' },
      pending: {
        required: { status: 'string', count: 'number', needed: 'number' },
      },
      isFlapping: 'boolean',
      facts: { mapOf: 'string' },
      lifecycle: { schema: 'ServerLifecycle' },
    },
  },
  ServerCheck: {
    extends: ['PastMoment'],
    optional: { timings: { schema: 'ServerTimings' } },
  },
  ServerTimings: {
    required: { totalMs: 'number' },
    optional: {
      dnsMs: 'number',
      connectMs: 'number',
      tlsMs: 'number',
      firstByteMs: 'number',
    },
  },
  ServerLifecycle: {
    required: { phase: 'string', marks: { listOf: { schema: 'ServerMark' } } },
  },
  ServerMark: { required: { name: 'string', at: 'string' } },
  NetworkDown: { extends: ['PastMoment'], required: { message: 'string' } },
  LatencyReport: {
    required: {
      observedAt: 'time',
      subjectId: 'string',
      hours: { listOf: { schema: 'LatencyHour' } },
    },
  },
  LatencyHour: {
    required: {
      from: 'time',
      count: 'number',
      p50Ms: 'number',
      p95Ms: 'number',
      p99Ms: 'number',
      maxMs: 'number',
    },
  },
  StallReport: {
    extends: ['PastMoment'],
    required: { lastedMs: 'number', holding: 'boolean' },
  },
  TransitionList: {
    required: {
      observedAt: 'time',
      items: { listOf: { schema: 'HistoryTransition' } },
    },
    optional: { nextCursor: 'string' },
  },
  HistoryTransition: {
    extends: ['PastMoment'],
    required: {
      id: 'string',
      subjectId: 'string',
      kind: 'string',
      to: 'string',
    },
    optional: {
      cluster: 'string',
      name: 'string',
      from: 'string',
      reason: 'string',
      cause: 'string',
      evidence: { mapOf: 'any' },
    },
  },
  AvailabilityReport: {
    required: {
      observedAt: 'time',
      items: {
        listOf: {
          required: {
            subjectId: 'string',
            windows: { listOf: { schema: 'Availability' } },
          },
        },
      },
    },
  },
  Availability: {
    required: {
      windowMs: 'number',
      from: 'time',
      to: 'time',
      upMs: 'number',
      downMs: 'number',
      stoppedMs: 'number',
      unknownMs: 'number',
      coverage: 'number',
      transitions: 'number',
    },
    optional: { availability: 'number' },
  },
  TimelineReport: {
    required: {
      observedAt: 'time',
      subjectId: 'string',
      segments: { listOf: { schema: 'HistorySegment' } },
    },
  },
  HistorySegment: {
    required: {
      from: 'time',
      to: 'time',
      status: 'string',
      standing: { oneOf: HISTORY_STANDINGS },
      transitions: 'number',
    },
  },
};
