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

import type { Clock } from '../../time/clock';

/** Often enough that, with {@link LIMIT_MS}, no stall as long as the default margin goes unseen. */
const TICK_MS = 250;

/** Half of the default margin: what a shorter stall delays, the margin covers. */
const LIMIT_MS = 500;

/**
 * For how long the loop has to keep time after a stall before what it was sent
 * meanwhile counts as read: a socket gives 64 kB for each turn of the loop, so
 * this is many megabytes; and a question to the API server has its answer by then.
 */
const CATCH_UP_MS = 2_000;

/**
 * A loop that has not caught up for so long is not catching up; verdicts that wait
 * say so then.
 *
 * @internal
 */
export const MAX_HOLD_MS = 10_000;

/**
 * The observer's own process stood still: what it was sent meanwhile waited unread.
 *
 * @internal
 */
export interface ObserverStall {
  /** When it was over; of several in a row, the last one. */
  endedMonotonicMs: number;
  /** How long it took; of several in a row, the longest one. */
  lastedMs: number;
  /** Whether verdicts wait still for what was sent meanwhile to be read. */
  isHolding: boolean;
}

/** @internal */
export interface LoopMonitorOptions {
  clock: Clock;
  /** Told from when on the loop stood still, as soon as that is over. */
  onStall(sinceMs: number): void;
  /** Told of each stall, and when verdicts do not wait for it any more. */
  onState(stall: ObserverStall): void;
  /** Ends its timer. */
  signal: AbortSignal;
}

/**
 * Notices when the event loop of this process stood still: a tick that comes late
 * shows it. Timers run before sockets are read, so a deadline that has passed in
 * the meantime says nothing until what came in the meantime has been read.
 *
 * @internal
 */
export class LoopMonitor {
  readonly #clock: Clock;
  readonly #onStall: (sinceMs: number) => void;
  readonly #onState: (stall: ObserverStall) => void;
  #lastTickMs = 0;
  #cancel: (() => void) | undefined;
  /** From when on the loop has caught up, if it keeps time. */
  #readyMs = -Infinity;
  /** When the first of a row of stalls was noticed. */
  #behindSinceMs: number | undefined;
  #stall: ObserverStall | undefined;

  constructor(options: LoopMonitorOptions) {
    this.#clock = options.clock;
    this.#onStall = options.onStall;
    this.#onState = options.onState;
    options.signal.addEventListener('abort', () => {
      this.#cancel?.();
      this.#cancel = undefined;
    });
  }

  start(): void {
    if (!this.#cancel) {
      this.#lastTickMs = this.#clock.monotonicMs();
      this.#arm();
    }
  }

  /** Notices a stall that is just over, also where the tick has not come round yet. */
  check(nowMs: number): void {
    if (this.#cancel && nowMs - this.#lastTickMs > TICK_MS + LIMIT_MS) {
      this.#tick(nowMs);
    }
  }

  /** Until when verdicts have to wait; absent if they do not. */
  holdUntilMs(nowMs: number): number | undefined {
    return nowMs < this.#readyMs ? this.#readyMs : undefined;
  }

  /** Whether the loop has been behind for too long to wait for it. */
  isOverloaded(nowMs: number): boolean {
    return (
      this.#behindSinceMs !== undefined &&
      nowMs - this.#behindSinceMs > MAX_HOLD_MS
    );
  }

  #arm(): void {
    this.#cancel = this.#clock.setTimer(
      () => this.#tick(this.#clock.monotonicMs()),
      TICK_MS,
    );
  }

  #tick(nowMs: number): void {
    this.#cancel?.();
    const sinceMs = this.#lastTickMs;
    this.#lastTickMs = nowMs;
    this.#arm();
    if (nowMs - sinceMs > TICK_MS + LIMIT_MS) {
      this.#readyMs = nowMs + CATCH_UP_MS;
      this.#behindSinceMs ??= nowMs;
      this.#tell({
        endedMonotonicMs: nowMs,
        lastedMs: Math.max(
          nowMs - sinceMs - TICK_MS,
          this.#stall?.isHolding ? this.#stall.lastedMs : 0,
        ),
        isHolding: true,
      });
      this.#onStall(sinceMs);
    } else if (nowMs >= this.#readyMs && this.#behindSinceMs !== undefined) {
      const behindSinceMs = this.#behindSinceMs;
      const wasOverloaded = this.isOverloaded(nowMs);
      this.#behindSinceMs = undefined;
      if (this.#stall) {
        this.#tell({ ...this.#stall, isHolding: false });
      }
      if (wasOverloaded) {
        this.#onStall(behindSinceMs);
      }
    }
  }

  #tell(stall: ObserverStall): void {
    this.#stall = stall;
    this.#onState(stall);
  }
}
