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
  MetricsService,
  MetricsServiceCounter,
} from '@backstage/backend-plugin-api/alpha';
import {
  compareStatus,
  LIVENESS_STATUSES,
  type ControllerTransition,
  type ObservedController,
  type Sight,
  type TransitionCause,
  type WatchStatistics,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import { errorType } from '../telling/errorType';

/** OpenTelemetry's own limit for one instrument: what is beyond it would be summed up in one meaningless series. */
const MAX_CONTROLLERS = 2_000;

/** What a controller can be that was seen: not `NeverReported`. */
const STATUSES = LIVENESS_STATUSES.filter(status => status !== 'NeverReported');

const WATCH_STATUSES: Array<Sight['status']> = ['synced', 'starting', 'failed'];

/** From a verdict in the same millisecond to one that came a request of 10 s too late. */
const LAG_BUCKETS_S = [
  0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10,
];

/** Causes of which the moment is that of an event or of a deadline; others are dated back on purpose. */
const TIMED_CAUSES: readonly TransitionCause[] = [
  'silence',
  'renewal',
  'restart',
  'takeover',
  'recreation',
  'released',
  'deleted',
];

/**
 * How far the history is behind, as far as it is measured.
 *
 * @internal
 */
export interface HistoryBacklog {
  /** Transitions that are not stored yet. */
  queued: number;
  /** Transitions that were left out because too many waited. */
  merged: number;
}

/**
 * What this replica measures, through Backstage's metrics service; where no
 * exporter is configured, nothing is collected. All of it is listed in
 * docs/metrics.md.
 *
 * What is counted by cluster, status, cause and kind of source is bounded by the
 * configuration; controllers have series of their own only where that is asked for.
 * OpenTelemetry goes on exporting the last value of what is not observed any more, so
 * that all that was ever counted is counted on, as 0.
 *
 * @internal
 */
export class HeartbeatMetrics {
  readonly #metrics: MetricsService;
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  /** All there ever were. */
  readonly #clusters = new Set<string>();
  /** Counts by status, by the cluster and source of all there ever were. */
  readonly #watches = new Map<string, Map<string, number>>();
  readonly #renewals: MetricsServiceCounter;
  readonly #notifications: MetricsServiceCounter;
  readonly #events: MetricsServiceCounter;

  static create(options: {
    metrics: MetricsService;
    registry: HeartbeatRegistry;
    clock: Clock;
    /** Whether each controller has a status and an age of its own. */
    perController: boolean;
  }): HeartbeatMetrics {
    return new HeartbeatMetrics(options);
  }

  private constructor(options: Parameters<typeof HeartbeatMetrics.create>[0]) {
    this.#metrics = options.metrics;
    this.#registry = options.registry;
    this.#clock = options.clock;
    this.#renewals = this.#metrics.createCounter('heartbeat.renewals', {
      description: 'Renewals of our own Leases, tried',
      unit: '{renewal}',
    });
    this.#notifications = this.#metrics.createCounter(
      'heartbeat.notifications',
      { description: 'Notifications sent', unit: '{notification}' },
    );
    this.#events = this.#metrics.createCounter('heartbeat.events', {
      description: 'Events published',
      unit: '{event}',
    });
    this.#countTransitions();
    this.#measureControllers();
    this.#measureWatches();
    this.#measureCanary();
    if (options.perController) {
      this.#measureEachController();
    }
  }

  /** One of our own Leases was renewed, or was not: `error` says why. */
  renewal(controller: string, error?: unknown): void {
    this.#renewals.add(1, {
      'heartbeat.controller': controller,
      ...errorType(error),
    });
  }

  notification(error?: Error): void {
    this.#notifications.add(1, errorType(error));
  }

  event(error?: Error): void {
    this.#events.add(1, errorType(error));
  }

  /** The history is there: it is measured from now on. */
  observeHistory(backlog: () => HistoryBacklog): void {
    this.#metrics
      .createObservableUpDownCounter('heartbeat.history.queue.size', {
        description: 'Transitions that wait to be stored',
        unit: '{transition}',
      })
      .addCallback(result => result.observe(backlog().queued));
    this.#metrics
      .createObservableCounter('heartbeat.history.queue.merged', {
        description:
          'Transitions that were left out because too many waited to be stored',
        unit: '{transition}',
      })
      .addCallback(result => result.observe(backlog().merged));
  }

  #countTransitions(): void {
    const transitions = this.#metrics.createCounter('heartbeat.transitions', {
      description: 'Changes of the verdict on a controller',
      unit: '{transition}',
    });
    const lag = this.#metrics.createHistogram('heartbeat.observer.lag', {
      description:
        'From the moment of a sign of life, or of a deadline, to the verdict',
      unit: 's',
      advice: { explicitBucketBoundaries: LAG_BUCKETS_S },
    });
    this.#registry.onTransition(
      ({ controller, to, cause, atMonotonicMs }: ControllerTransition) => {
        const { cluster } = controller.best.record.ref;
        const attributes = {
          'k8s.cluster.name': cluster,
          'heartbeat.transition.cause': cause,
        };
        transitions.add(1, { ...attributes, 'heartbeat.status': to.status });
        if (TIMED_CAUSES.includes(cause)) {
          const lagMs = this.#clock.monotonicMs() - atMonotonicMs;
          lag.record(Math.max(0, lagMs) / 1_000, attributes);
        }
      },
    );
  }

  #measureControllers(): void {
    this.#metrics
      .createObservableUpDownCounter('heartbeat.controllers', {
        description: 'Controllers by the present verdict on them',
        unit: '{controller}',
      })
      .addCallback(result => {
        for (const [cluster, counts] of this.#byCluster()) {
          for (const status of STATUSES) {
            result.observe(counts.get(status)?.count ?? 0, {
              'k8s.cluster.name': cluster,
              'heartbeat.status': status,
            });
          }
        }
      });
    this.#metrics
      .createObservableGauge('heartbeat.renewal.age.max', {
        description:
          'The longest time without a renewal among the controllers of one status; 0 where none has it',
        unit: 's',
      })
      .addCallback(result => {
        for (const [cluster, counts] of this.#byCluster()) {
          for (const status of STATUSES) {
            result.observe((counts.get(status)?.maxAgeMs ?? 0) / 1_000, {
              'k8s.cluster.name': cluster,
              'heartbeat.status': status,
            });
          }
        }
      });
  }

  #byCluster() {
    for (const { cluster } of this.#registry.sights()) {
      this.#clusters.add(cluster);
    }
    const clusters = new Map<
      string,
      Map<string, { count: number; maxAgeMs?: number }>
    >(Array.from(this.#clusters, cluster => [cluster, new Map()]));
    for (const controller of this.#registry.controllers()) {
      const { status, record } = controller.best;
      const counts = clusters.get(record.ref.cluster) ?? new Map();
      clusters.set(record.ref.cluster, counts);
      const { count = 0, maxAgeMs } = counts.get(status) ?? {};
      const ageMs = this.#ageMs(controller);
      counts.set(status, {
        count: count + 1,
        maxAgeMs:
          ageMs === undefined ? maxAgeMs : Math.max(ageMs, maxAgeMs ?? 0),
      });
    }
    return clusters;
  }

  #ageMs({ best: { lastBeat } }: ObservedController): number | undefined {
    return lastBeat && this.#clock.monotonicMs() - lastBeat.monotonicMs;
  }

  #measureEachController(): void {
    this.#metrics
      .createObservableGauge('heartbeat.renewal.age', {
        description: 'The time without a renewal of each controller',
        unit: 's',
      })
      .addCallback(result => {
        for (const controller of this.#worst()) {
          const ageMs = this.#ageMs(controller);
          if (ageMs !== undefined) {
            const { record } = controller.best;
            result.observe(ageMs / 1_000, {
              'k8s.cluster.name': record.ref.cluster,
              'k8s.namespace.name': record.ref.namespace,
              'heartbeat.controller': record.controller,
              'heartbeat.id': controller.id,
            });
          }
        }
      });
  }

  /** As many as one instrument can hold, the worst first. */
  #worst(): ObservedController[] {
    const all = [...this.#registry.controllers()];
    return all.length <= MAX_CONTROLLERS
      ? all
      : all
          .sort((a, b) => compareStatus(a.best.status, b.best.status))
          .slice(0, MAX_CONTROLLERS);
  }

  #measureWatches(): void {
    this.#metrics
      .createObservableUpDownCounter('heartbeat.watches', {
        description: 'Places that are looked at, by whether they are seen',
        unit: '{watch}',
      })
      .addCallback(result => {
        for (const counts of this.#watches.values()) {
          counts.clear();
        }
        for (const { cluster, source, status } of this.#registry.sights()) {
          const key = JSON.stringify([cluster, source]);
          const counts = this.#watches.get(key) ?? new Map();
          counts.set(status, (counts.get(status) ?? 0) + 1);
          this.#watches.set(key, counts);
        }
        for (const [key, counts] of this.#watches) {
          const [cluster, source] = JSON.parse(key);
          for (const status of WATCH_STATUSES) {
            result.observe(counts.get(status) ?? 0, {
              ...watchAttributes(cluster, source),
              'heartbeat.watch.status': status,
            });
          }
        }
      });
    this.#countOfWatches('lists', {
      description:
        'Times that all Leases of a place were listed: once, and after each loss of sight',
      unit: '{list}',
    });
    this.#countOfWatches('events', {
      description: 'Changes of Leases that an API server told of',
      unit: '{event}',
    });
    this.#countOfWatches('errors', {
      description: 'Requests and streams of a watch that failed',
      unit: '{error}',
    });
  }

  /** Summed up over the namespaces of a source: there may be many. */
  #countOfWatches(
    what: keyof WatchStatistics & ('lists' | 'events' | 'errors'),
    options: { description: string; unit: string },
  ): void {
    this.#metrics
      .createObservableCounter(`heartbeat.watch.${what}`, options)
      .addCallback(result => {
        const sums = new Map<string, number>();
        for (const { sight, statistics } of this.#registry.watches()) {
          if (statistics) {
            const key = JSON.stringify([sight.cluster, sight.source]);
            sums.set(key, (sums.get(key) ?? 0) + statistics[what]);
          }
        }
        for (const [key, sum] of sums) {
          const [cluster, source] = JSON.parse(key);
          result.observe(sum, watchAttributes(cluster, source));
        }
      });
  }

  #measureCanary(): void {
    this.#metrics
      .createObservableGauge('heartbeat.canary.duration', {
        description:
          'From writing our own renewal through the API server to seeing it in the watch, the last time',
        unit: 's',
      })
      .addCallback(result => {
        const { state } = this.#registry.canary;
        if (state?.roundTripMs !== undefined) {
          result.observe(state.roundTripMs / 1_000, {
            'k8s.cluster.name': state.lease.cluster,
          });
        }
      });
  }
}

function watchAttributes(cluster: string, source: string) {
  return { 'k8s.cluster.name': cluster, 'heartbeat.source': source };
}
