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

import type { LeaseRef } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { LeaseRecord } from './LeaseRecord';

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
 * Whom the canary tells whether our own renewals come back.
 *
 * @internal
 */
export interface CanaryListener {
  /** One was written at `sinceMs` and has not come back within `limitMs`. */
  onOverdue(cluster: string, sinceMs: number, limitMs: number): void;
  /** They come back again, or are no measure any more. */
  onOver(cluster: string): void;
}

/** As long as the renewer gives one request, and an API server that takes longer keeps up with nobody's renewals. */
const OVERDUE_MS = 10_000;

/**
 * A watch that is silent is noticed by its bookmarks within 90 s, so what is still
 * overdue after this is our own writing, e.g. a right that was taken away, and no
 * reason to doubt what we see. Only a renewal that comes back makes it a measure again.
 */
const MAX_OVERDUE_MS = 5 * 60_000;

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
  #listener: CanaryListener | undefined;
  /** Since when a renewal has been on its way. */
  #pendingMs: number | undefined;
  #cancelTimer: (() => void) | undefined;
  #isOverdue = false;

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /** Absent until a first renewal was written. */
  get state(): CanaryState | undefined {
    return this.#state;
  }

  /** Since when a renewal has been on its way for too long; absent while they come back. */
  get overdueSinceMs(): number | undefined {
    return this.#isOverdue ? this.#pendingMs : undefined;
  }

  /** Tells this listener until the signal is given. */
  follow(listener: CanaryListener, signal: AbortSignal): void {
    this.#listener = listener;
    signal.addEventListener('abort', () => {
      this.#cancelTimer?.();
      this.#listener = undefined;
    });
  }

  /** A renewal is about to be written. */
  written(lease: LeaseRef, renewTime: string): void {
    this.#expected = renewTime;
    this.#state = {
      ...this.#state,
      lease,
      writtenMonotonicMs: this.#clock.monotonicMs(),
    };
    // One that has never come back may be where nobody looks.
    const isMeasure = this.#state.returnedMonotonicMs !== undefined;
    if (isMeasure && this.#pendingMs === undefined) {
      this.#await(lease.cluster, this.#state.writtenMonotonicMs);
    }
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
      this.#cancelTimer?.();
      this.#pendingMs = undefined;
      this.#end(ref.cluster);
    }
  }

  #await(cluster: string, sinceMs: number): void {
    this.#pendingMs = sinceMs;
    this.#cancelTimer = this.#clock.setTimer(() => {
      this.#isOverdue = true;
      this.#listener?.onOverdue(cluster, sinceMs, OVERDUE_MS);
      this.#cancelTimer = this.#clock.setTimer(
        () => this.#end(cluster),
        MAX_OVERDUE_MS,
      );
    }, OVERDUE_MS);
  }

  #end(cluster: string): void {
    if (this.#isOverdue) {
      this.#isOverdue = false;
      this.#listener?.onOver(cluster);
    }
  }
}
