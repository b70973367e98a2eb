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
import type { Sight } from 'backstage-plugin-heartbeat-common';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import type { WatchStatistics } from './lease/WatchLog';

const WATCH_STATUSES: Array<Sight['status']> = ['synced', 'starting', 'failed'];

/**
 * How far this replica sees: its watches, and its own heartbeat's way round. All of it
 * is listed in docs/metrics.md, and bounded by the configuration.
 *
 * OpenTelemetry goes on exporting the last value of what is not observed any more, so
 * that all that was ever counted is counted on, as 0.
 *
 * @internal
 */
export class SightMetrics {
  readonly #metrics: MetricsService;
  readonly #registry: HeartbeatRegistry;
  /** Counts by status, by the cluster and source of all there ever were. */
  readonly #watches = new Map<string, Map<string, number>>();

  constructor(options: {
    metrics: MetricsService;
    registry: HeartbeatRegistry;
  }) {
    this.#metrics = options.metrics;
    this.#registry = options.registry;
  }

  /** From now on. */
  measure(): void {
    this.#measureWatches();
    this.#measureCanary();
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

function watchAttributes(cluster: string, source: string): MetricAttributes {
  return { 'k8s.cluster.name': cluster, 'heartbeat.source': source };
}
