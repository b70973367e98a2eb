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
  MetricAttributes,
  MetricsService,
} from '@backstage/backend-plugin-api/alpha';
import {
  LIVENESS_STATUSES,
  type TransitionCause,
} from 'backstage-plugin-heartbeat-common';
import type { MeasuredKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import type { ObservedController } from './ObservedController';
import { isRestartKind } from './restartEvidence';
import { SightMetrics } from './SightMetrics';

/** What a controller can be that was seen: not `NeverReported`. */
const STATUSES = LIVENESS_STATUSES.filter(status => status !== 'NeverReported');

/** From a verdict in the same millisecond to one that came a request of 10 s too late. */
const LAG_BUCKETS_S = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

/** From a release that a standby sees at once to the slowest durations in use, OpenShift's 137 s. */
const HANDOVER_BUCKETS_S = [0.5, 1, 2, 5, 10, 15, 20, 30, 60, 120, 300];

/** Causes of which the moment is that of an event or of a deadline; others are dated back on purpose. */
const TIMED_CAUSES: readonly string[] = [
  'silence',
  'renewal',
  'restart',
  'takeover',
  'recreation',
  'released',
  'deleted',
] satisfies TransitionCause[];

/**
 * What is measured of controllers.
 *
 * @internal
 */
export function controllerMetrics(options: {
  registry: HeartbeatRegistry;
  clock: Clock;
}): MeasuredKind<ObservedController> {
  const { registry, clock } = options;
  const ageS = ({ best: { lastBeat } }: ObservedController) =>
    lastBeat && (clock.monotonicMs() - lastBeat.monotonicMs) / 1_000;
  const ofCluster = (cluster: string): MetricAttributes => ({
    'k8s.cluster.name': cluster,
  });
  return {
    count: {
      name: 'heartbeat.controllers',
      description: 'Controllers by the present verdict on them',
      unit: '{controller}',
    },
    transitions: {
      name: 'heartbeat.transitions',
      description: 'Changes of the verdict on a controller',
    },
    statuses: STATUSES,
    groupOf: ({ cluster }) => ofCluster(cluster),
    groups: () => registry.sights().map(({ cluster }) => ofCluster(cluster)),
    transitionAttributes: ({ cluster }) => ofCluster(cluster),
    highest: {
      name: 'heartbeat.renewal.age.max',
      description:
        'The longest time without a renewal among the controllers of one status; 0 where none has it',
      unit: 's',
      read: ageS,
    },
    each: [
      {
        name: 'heartbeat.renewal.age',
        description: 'The time without a renewal of each controller',
        unit: 's',
        read: ageS,
      },
    ],
    identityOf: ({ id, name, cluster, best }) => ({
      ...ofCluster(cluster),
      'k8s.namespace.name': best.record.ref.namespace,
      'heartbeat.controller': name,
      'heartbeat.id': id,
    }),
    more(metrics) {
      measureLag(metrics, options);
      measureHandovers(metrics, registry);
      new SightMetrics({ metrics, registry }).measure();
    },
  };
}

function measureLag(
  metrics: MetricsService,
  { registry, clock }: { registry: HeartbeatRegistry; clock: Clock },
): void {
  const lag = metrics.createHistogram('heartbeat.observer.lag', {
    description:
      'From the moment of a sign of life, or of a deadline, to the verdict',
    unit: 's',
    advice: { explicitBucketBoundaries: LAG_BUCKETS_S },
  });
  registry.controllers.onTransition(({ subject, cause, atMonotonicMs }) => {
    if (TIMED_CAUSES.includes(cause)) {
      const lagMs = clock.monotonicMs() - atMonotonicMs;
      lag.record(Math.max(0, lagMs) / 1_000, {
        'k8s.cluster.name': subject.cluster,
        'heartbeat.transition.cause': cause,
      });
    }
  });
}

/** Each change of leader that this replica has seen all of. */
function measureHandovers(
  metrics: MetricsService,
  { controllers }: HeartbeatRegistry,
): void {
  const histogram = (name: string, description: string) =>
    metrics.createHistogram(name, {
      description,
      unit: 's',
      advice: { explicitBucketBoundaries: HANDOVER_BUCKETS_S },
    });
  const took = histogram(
    'heartbeat.leader.change.duration',
    'From the last sign of a leader to the first of its successor',
  );
  const leaderless = histogram(
    'heartbeat.leader.absence.duration',
    'How long nobody led when a leader changed',
  );
  const record = ({ best, cluster }: ObservedController) => {
    const handover = best.recentRestarts?.at(-1)?.handover;
    if (handover) {
      const attributes = { 'k8s.cluster.name': cluster };
      took.record(handover.tookMs / 1_000, attributes);
      leaderless.record(handover.leaderlessMs / 1_000, attributes);
    }
  };
  controllers.onTransition(({ subject, cause }) => {
    if (isRestartKind(cause)) {
      record(subject);
    }
  });
  controllers.onMark(({ subject }) => record(subject));
}
