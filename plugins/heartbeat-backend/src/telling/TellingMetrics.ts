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
import { errorType } from '../time/errorType';

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
 * What is measured of telling others: what was written, sent and published, and what
 * waits. All of it is listed in docs/metrics.md.
 *
 * @internal
 */
export class TellingMetrics {
  readonly #metrics: MetricsService;
  readonly #renewals: MetricsServiceCounter;
  readonly #conflicts: MetricsServiceCounter;
  readonly #notifications: MetricsServiceCounter;
  readonly #events: MetricsServiceCounter;

  constructor(options: { metrics: MetricsService }) {
    this.#metrics = options.metrics;
    this.#renewals = this.#metrics.createCounter('heartbeat.renewals', {
      description: 'Renewals of our own Leases, tried',
      unit: '{renewal}',
    });
    this.#conflicts = this.#metrics.createCounter(
      'heartbeat.renewal.conflicts',
      {
        description: 'Renewals of our own Leases by other processes, found',
        unit: '{conflict}',
      },
    );
    this.#notifications = this.#metrics.createCounter(
      'heartbeat.notifications',
      { description: 'Notifications sent', unit: '{notification}' },
    );
    this.#events = this.#metrics.createCounter('heartbeat.events', {
      description: 'Events published',
      unit: '{event}',
    });
  }

  /** One of our own Leases was renewed, or was not: `error` says why. */
  renewal(controller: string, error?: unknown): void {
    this.#renewals.add(1, {
      'heartbeat.controller': controller,
      ...errorType(error),
    });
  }

  /** Another process was found to have renewed one of our own Leases. */
  conflict(controller: string): void {
    this.#conflicts.add(1, { 'heartbeat.controller': controller });
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
}
