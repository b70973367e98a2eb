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

import { randomUUID } from 'node:crypto';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { z } from 'zod';
import type { Clock } from '../../time/clock';
import { withDeadline } from '../../time/withDeadline';
import type { ObservedServer } from '../ObservedServer';
import type { LastCheckStore } from './LastCheckStore';
import { storedTimings } from './storedServer';
import { FailureLog } from '../../time/FailureLog';

/**
 * Told and read so often in the shortest interval of a server: what is shown of a
 * check elsewhere is an interval and two of these old at most, and so never two intervals.
 */
const TIMES_AN_INTERVAL = 4;

/** Servers that are asked more often than every 8 s are shown a little later than that. */
const MIN_PERIOD_MS = 2_000;

/** Long enough for the database, some 100 bytes a server; short enough for who reads it. */
const MAX_PERIOD_MS = 10_000;

/** A database that answers later is as good as lost. */
const DATABASE_TIMEOUT_MS = 5_000;

const toldChecks = z.record(
  z.string(),
  // By the database's clock.
  z.object({ at: z.number(), timings: storedTimings.optional() }),
);

/**
 * A check that another replica has told of.
 *
 * @internal
 */
export interface ToldCheck {
  check: NonNullable<ObservedServer['lastCheck']>;
  /** When it told that, and so that it checks it, on the monotonic clock. */
  toldMonotonicMs: number;
}

interface LastChecksOptions {
  store: LastCheckStore;
  /** All servers that are known, whoever checks them. */
  servers(): Iterable<ObservedServer>;
  /** Whether there is nobody to tell it to. */
  isAlone(): boolean;
  /** The clock that all replicas have. */
  fleetNowMs(): number;
  clock: Clock;
  logger: LoggerService;
}

/**
 * When servers were checked last, as the replicas of the backend tell each other:
 * all that changes with each check, and is worth no row in the history.
 *
 * @internal
 */
export class LastChecks {
  readonly #options: LastChecksOptions;
  readonly #replica = randomUUID();
  #told = new Map<string, ToldCheck>();
  readonly #failures: FailureLog;
  #isStopped = false;
  #cancelTimer = () => {};

  constructor(options: LastChecksOptions) {
    this.#options = options;
    this.#failures = new FailureLog({
      logger: options.logger,
      failure:
        'Replicas cannot tell each other when they have checked their servers',
      recovery:
        'Replicas tell each other again when they have checked their servers',
    });
  }

  /** What another replica has told of a server last. */
  get(id: string): ToldCheck | undefined {
    return this.#told.get(id);
  }

  /** @param onRead - called after each time that it was read what others tell */
  start(onRead: () => void): void {
    this.#wake(MIN_PERIOD_MS, onRead);
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelTimer();
  }

  /** Tells, and reads what others tell. Never rejects. */
  async exchange(): Promise<void> {
    const { clock, isAlone } = this.#options;
    if (isAlone()) {
      this.#told.clear();
      return;
    }
    try {
      await withDeadline(() => this.#exchange(), {
        ...{ clock, ms: DATABASE_TIMEOUT_MS },
        late: `no answer within ${DATABASE_TIMEOUT_MS / 1000} s`,
      });
      this.#failures.succeeded();
    } catch (error) {
      this.#failures.failed(error);
    }
  }

  #wake(delayMs: number, onRead: () => void): void {
    if (!this.#isStopped) {
      this.#cancelTimer = this.#options.clock.setTimer(async () => {
        await this.exchange();
        onRead();
        this.#wake(this.#periodMs(), onRead);
      }, delayMs);
    }
  }

  async #exchange(): Promise<void> {
    const { store } = this.#options;
    await store.tell(this.#replica, JSON.stringify(this.#ours()));
    const told = new Map<string, ToldCheck>();
    for (const text of await store.toldTo(this.#replica)) {
      for (const [id, one] of this.#parse(text)) {
        const known = told.get(id);
        // It may just have moved from one to the other.
        if (!known || known.check.monotonicMs < one.check.monotonicMs) {
          told.set(id, one);
        }
      }
    }
    this.#told = told;
  }

  #ours(): z.output<typeof toldChecks> {
    const offsetMs = this.#fleetOffsetMs();
    const checks: z.output<typeof toldChecks> = {};
    for (const { id, isElsewhere, lastCheck } of this.#options.servers()) {
      if (lastCheck && !isElsewhere) {
        const { monotonicMs, timings } = lastCheck;
        checks[id] = { at: Math.round(monotonicMs + offsetMs), timings };
      }
    }
    return checks;
  }

  *#parse(text: string): Iterable<[string, ToldCheck]> {
    const { clock } = this.#options;
    const offsetMs = this.#fleetOffsetMs();
    const wallOffsetMs = clock.wallMs() - clock.monotonicMs();
    const toldMonotonicMs = clock.monotonicMs();
    // Another version may tell in words that this one does not understand.
    const { data = {} } = toldChecks.safeParse(JSON.parse(text));
    for (const [id, { at, timings }] of Object.entries(data)) {
      const monotonicMs = at - offsetMs;
      const wallMs = monotonicMs + wallOffsetMs;
      yield [id, { check: { monotonicMs, wallMs, timings }, toldMonotonicMs }];
    }
  }

  #fleetOffsetMs(): number {
    const { clock, fleetNowMs } = this.#options;
    return fleetNowMs() - clock.monotonicMs();
  }

  #periodMs(): number {
    let shortestMs = Infinity;
    for (const { intervalMs } of this.#options.servers()) {
      shortestMs = Math.min(shortestMs, intervalMs);
    }
    return Math.min(
      MAX_PERIOD_MS,
      Math.max(MIN_PERIOD_MS, shortestMs / TIMES_AN_INTERVAL),
    );
  }
}
