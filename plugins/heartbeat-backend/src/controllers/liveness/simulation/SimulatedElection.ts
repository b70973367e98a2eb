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

import type { Clock } from '../../../time/clock';
import type { LeaseRecord } from '../../LeaseRecord';

/** By how much longer than its period client-go's standby may wait. */
const JITTER = 1.2;

/** The process that holds the Lease, or waits for it. */
interface Elector {
  identity: string;
  nextMs: number;
  /** What it saw of the Lease last, and when it saw that first. */
  seen?: { version: number; atMs: number };
}

/**
 * Processes that elect a leader as client-go does: the leader renews each retry
 * period; a standby looks each period and up to 1.2 more, and takes the Lease over when
 * it has not seen it change for its duration, by its own clock.
 */
export class SimulatedElection {
  readonly #durationMs: number;
  readonly #retryMs: number;
  readonly #clock: Clock;
  readonly #write: (change: Partial<LeaseRecord>) => void;
  #electors: Elector[] = [];
  #leader: Elector | undefined;
  #version = 0;
  #transitions = 0;
  #count = 0;
  #random: number;

  constructor(options: {
    durationMs: number;
    retryMs: number;
    standbys: number;
    seed: number;
    clock: Clock;
    /** Somebody has written the Lease. */
    write(change: Partial<LeaseRecord>): void;
  }) {
    this.#durationMs = options.durationMs;
    this.#retryMs = options.retryMs;
    this.#clock = options.clock;
    this.#write = options.write;
    this.#random = options.seed >>> 0;
    for (let i = 0; i <= options.standbys; i++) {
      this.#join();
    }
  }

  /** Does what is due now. */
  go(): void {
    const nowMs = this.#clock.monotonicMs();
    for (const elector of this.#electors) {
      if (elector.nextMs <= nowMs) {
        this.#try(elector, nowMs);
      }
    }
  }

  /**
   * Its process is killed, and another one started, as a Deployment does.
   *
   * @returns whether there was one
   */
  killLeader(): boolean {
    const leader = this.#leader;
    if (!leader) {
      return false;
    }
    this.#electors = this.#electors.filter(one => one !== leader);
    this.#leader = undefined;
    this.#join();
    return true;
  }

  killAll(): void {
    this.#electors = [];
    this.#leader = undefined;
  }

  #join(): void {
    this.#electors.push({
      identity: `orders-${++this.#count}_${
        this.#count
      }0000000-0000-4000-8000-000000000000`,
      nextMs: this.#clock.monotonicMs() + this.#jittered(),
    });
  }

  #try(elector: Elector, nowMs: number): void {
    if (elector === this.#leader) {
      elector.nextMs = nowMs + this.#retryMs;
      this.#renew(elector);
      return;
    }
    elector.nextMs = nowMs + this.#jittered();
    if (elector.seen?.version !== this.#version) {
      elector.seen = { version: this.#version, atMs: nowMs };
    }
    const isFree = this.#version === 0;
    if (isFree || nowMs - elector.seen.atMs > this.#durationMs) {
      this.#transitions += isFree ? 0 : 1;
      this.#leader = elector;
      elector.nextMs = nowMs + this.#retryMs;
      this.#renew(elector);
    }
  }

  #renew({ identity }: Elector): void {
    this.#version++;
    this.#write({
      holder: identity,
      leaseDurationSeconds: this.#durationMs / 1_000,
      leaseTransitions: this.#transitions,
      isElection: true,
    });
  }

  #jittered(): number {
    // A linear congruential generator, so that a seed is a schedule.
    this.#random = (this.#random * 1_664_525 + 1_013_904_223) >>> 0;
    return Math.round(this.#retryMs * (1 + JITTER * (this.#random / 2 ** 32)));
  }
}
