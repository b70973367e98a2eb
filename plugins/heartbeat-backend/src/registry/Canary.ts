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

import type { LeaseRecord, LeaseRef } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../clock';

/**
 * What is known of our own heartbeat's way round, on the monotonic clock.
 *
 * @internal
 */
export interface CanaryState {
  lease: LeaseRef;
  writtenMonotonicMs: number;
  returnedMonotonicMs?: number;
  roundTripMs?: number;
}

/**
 * Follows our own renewals: written through the API server, and seen again
 * through the watch. One that does not come back tells that we see nothing,
 * whatever the connection looks like.
 *
 * @internal
 */
export class Canary {
  readonly #clock: Clock;
  #state: CanaryState | undefined;
  #expected: string | undefined;

  static create(options: { clock: Clock }): Canary {
    return new Canary(options);
  }

  private constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /** Absent until a first renewal was written. */
  get state(): CanaryState | undefined {
    return this.#state;
  }

  /** A renewal is about to be written. */
  written(lease: LeaseRef, renewTime: string): void {
    this.#expected = renewTime;
    this.#state = {
      ...this.#state,
      lease,
      writtenMonotonicMs: this.#clock.monotonicMs(),
    };
  }

  /** A Lease was seen, ours or any other. */
  seen({ ref, renewTime }: LeaseRecord): void {
    const state = this.#state;
    if (
      state &&
      renewTime === this.#expected &&
      ref.name === state.lease.name &&
      ref.namespace === state.lease.namespace &&
      ref.cluster === state.lease.cluster
    ) {
      const nowMs = this.#clock.monotonicMs();
      this.#expected = undefined;
      this.#state = {
        ...state,
        returnedMonotonicMs: nowMs,
        roundTripMs: nowMs - state.writtenMonotonicMs,
      };
    }
  }
}
