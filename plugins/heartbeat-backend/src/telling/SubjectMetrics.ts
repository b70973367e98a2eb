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
import type { Subject } from '../subjects/Subject';
import type { SubjectKind } from '../subjects/SubjectKind';

/** OpenTelemetry's own limit for one instrument: what is beyond it would be summed up in one meaningless series. */
const MAX_SUBJECTS = 2_000;

/** Subjects that are counted together. */
interface Group {
  attributes: MetricAttributes;
  byStatus: Map<string, { count: number; highest: number }>;
}

/**
 * What this replica measures of the subjects of one kind, through Backstage's metrics
 * service; where no exporter is configured, nothing is collected. All of it is listed
 * in docs/metrics.md.
 *
 * What is counted in groups is bounded by the configuration; subjects have series of
 * their own only where that is asked for. OpenTelemetry goes on exporting the last
 * value of what is not observed any more, so that all that was ever counted is counted
 * on, as 0.
 *
 * @internal
 */
export class SubjectMetrics<S extends Subject> {
  readonly #metrics: MetricsService;
  readonly #kind: SubjectKind<S>;
  /** All there ever were. */
  readonly #groups = new Map<string, Group>();

  constructor(options: { metrics: MetricsService; kind: SubjectKind<S> }) {
    this.#metrics = options.metrics;
    this.#kind = options.kind;
  }

  /**
   * From now on.
   *
   * @param options - `perSubject`: each subject has series of its own
   */
  measure(options: { perSubject: boolean }): void {
    this.#count();
    this.#countTransitions();
    this.#measureHighest();
    if (options.perSubject) {
      this.#measureEach();
    }
    this.#kind.metrics.more?.(this.#metrics);
  }

  #count(): void {
    const { count, statuses } = this.#kind.metrics;
    const { name, ...options } = count;
    this.#metrics
      .createObservableUpDownCounter(name, options)
      .addCallback(result => {
        for (const { attributes, byStatus } of this.#gather()) {
          for (const status of statuses) {
            result.observe(byStatus.get(status)?.count ?? 0, {
              ...attributes,
              'heartbeat.status': status,
            });
          }
        }
      });
  }

  #measureHighest(): void {
    const { highest, statuses } = this.#kind.metrics;
    if (!highest) {
      return;
    }
    const { name, read: _, ...options } = highest;
    this.#metrics.createObservableGauge(name, options).addCallback(result => {
      for (const { attributes, byStatus } of this.#gather()) {
        for (const status of statuses) {
          result.observe(byStatus.get(status)?.highest ?? 0, {
            ...attributes,
            'heartbeat.status': status,
          });
        }
      }
    });
  }

  #gather(): Iterable<Group> {
    const { registry, metrics } = this.#kind;
    for (const { byStatus } of this.#groups.values()) {
      byStatus.clear();
    }
    for (const attributes of metrics.groups?.() ?? []) {
      this.#group(attributes);
    }
    for (const subject of registry.subjects()) {
      const { byStatus } = this.#group(metrics.groupOf(subject));
      const known = byStatus.get(subject.status);
      byStatus.set(subject.status, {
        count: (known?.count ?? 0) + 1,
        highest: Math.max(
          known?.highest ?? 0,
          metrics.highest?.read(subject) ?? 0,
        ),
      });
    }
    return this.#groups.values();
  }

  #group(attributes: MetricAttributes): Group {
    const key = JSON.stringify(attributes);
    const group = this.#groups.get(key) ?? { attributes, byStatus: new Map() };
    this.#groups.set(key, group);
    return group;
  }

  #countTransitions(): void {
    const { registry, metrics } = this.#kind;
    const { name, description } = metrics.transitions;
    const transitions = this.#metrics.createCounter(name, {
      description,
      unit: '{transition}',
    });
    registry.onTransition(({ subject, to, cause }) =>
      transitions.add(1, {
        ...metrics.transitionAttributes(subject),
        'heartbeat.status': to.status,
        'heartbeat.transition.cause': cause,
      }),
    );
  }

  #measureEach(): void {
    const { each, identityOf } = this.#kind.metrics;
    for (const { name, read, ...options } of each) {
      this.#metrics.createObservableGauge(name, options).addCallback(result => {
        for (const subject of this.#worst()) {
          const value = read(subject);
          if (value !== undefined) {
            result.observe(value, identityOf(subject));
          }
        }
      });
    }
  }

  /** As many as one instrument can hold, the worst first. */
  #worst(): S[] {
    const { registry, statuses } = this.#kind;
    const all = [...registry.subjects()];
    if (all.length <= MAX_SUBJECTS) {
      return all;
    }
    const order = Object.keys(statuses);
    return all
      .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status))
      .slice(0, MAX_SUBJECTS);
  }
}
