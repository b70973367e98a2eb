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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { Clock } from '../../time/clock';
import { withDeadline } from '../../time/withDeadline';
import { LatencyHistogram } from './LatencyHistogram';
import { HOUR_MS, type LatencyStore } from './LatencyStore';

/** Loses so much if the process is killed, and costs twenty batches for ten thousand servers. */
const FLUSH_MS = 5 * 60_000;

/** So that replicas that began together do not write together. */
const JITTER = 0.1;

/** How long a lost database is waited for; older hours are dropped. */
const MAX_HOURS = 24;

/** Whoever stops the backend gives it 30 s in all. */
const CLOSE_TIMEOUT_MS = 5_000;

type Hour = Map<string, LatencyHistogram>;

interface LatencyRecorderOptions {
  store: LatencyStore;
  /** Epoch milliseconds by the database's clock: it says which hour it is. */
  fleetNowMs: () => number;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Counts in memory how quickly servers answered, and adds that to what is stored
 * every few minutes.
 *
 * @internal
 */
export class LatencyRecorder {
  readonly #options: LatencyRecorderOptions;
  /** What is not stored yet, by the hour's beginning. */
  #hours = new Map<number, Hour>();
  #running: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #isClosed = false;
  #cancelTimer = () => {};

  static create(options: LatencyRecorderOptions): LatencyRecorder {
    const recorder = new LatencyRecorder(options);
    recorder.#wake();
    return recorder;
  }

  private constructor(options: LatencyRecorderOptions) {
    this.#options = options;
  }

  /** A server answered, or answered wrongly, after so long. */
  add(subjectId: string, ms: number): void {
    const nowMs = this.#options.fleetNowMs();
    histogramOf(this.#hours, nowMs - (nowMs % HOUR_MS), subjectId).add(ms);
  }

  /** Stores all; what cannot be stored now is kept for the next time. */
  flush(): Promise<void> {
    this.#running = this.#running.then(() => this.#flush());
    return this.#running;
  }

  /** Stores what is left, as far as the time of a shutdown suffices. */
  async close(): Promise<void> {
    const { clock, logger } = this.#options;
    this.#isClosed = true;
    this.#cancelTimer();
    try {
      await withDeadline(() => this.flush(), {
        clock,
        ms: CLOSE_TIMEOUT_MS,
        late: `it took longer than ${CLOSE_TIMEOUT_MS} ms`,
      });
    } catch (error) {
      logger.warn(
        `Latency: what was measured since it was stored last is lost with this process: ${stringifyError(
          error,
        )}`,
      );
    }
  }

  #wake(): void {
    const { clock } = this.#options;
    if (!this.#isClosed) {
      this.#cancelTimer = clock.setTimer(
        () => this.flush().finally(() => this.#wake()),
        FLUSH_MS * (1 + JITTER * (2 * Math.random() - 1)),
      );
    }
  }

  async #flush(): Promise<void> {
    const { store, logger } = this.#options;
    const hours = this.#hours;
    this.#hours = new Map();
    try {
      for (const [hour, histograms] of hours) {
        await store.add(hour, histograms);
      }
      if (this.#hasFailed) {
        logger.info('Latency: the database takes it again');
      }
      this.#hasFailed = false;
    } catch (error) {
      this.#keep(hours);
      if (!this.#hasFailed) {
        logger.warn(
          `Latency: the database does not take it; it is kept for the next time: ${stringifyError(
            error,
          )}`,
        );
      }
      this.#hasFailed = true;
    }
  }

  #keep(hours: Map<number, Hour>): void {
    for (const [hour, histograms] of hours) {
      for (const [id, histogram] of histograms) {
        histogramOf(this.#hours, hour, id).merge(histogram);
      }
    }
    const excess = [...this.#hours.keys()]
      .sort((a, b) => b - a)
      .slice(MAX_HOURS);
    excess.forEach(hour => this.#hours.delete(hour));
  }
}

function histogramOf(
  hours: Map<number, Hour>,
  hour: number,
  id: string,
): LatencyHistogram {
  let histograms = hours.get(hour);
  if (!histograms) {
    histograms = new Map();
    hours.set(hour, histograms);
  }
  let histogram = histograms.get(id);
  if (!histogram) {
    histogram = new LatencyHistogram();
    histograms.set(id, histogram);
  }
  return histogram;
}
