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

import type { Clock } from '../time/clock';

interface Timer {
  atMs: number;
  callback: () => void;
}

/** All promises that can settle now have done so. */
function settled(): Promise<void> {
  return new Promise(resolve => {
    setImmediate(resolve);
  });
}

/** A clock that stands still until it is told to advance. */
export class FakeClock implements Clock {
  #monotonicMs = 5_000;
  #wallMs = Date.parse('2026-11-22T12:00:00Z');
  readonly #timers = new Set<Timer>();

  monotonicMs(): number {
    return this.#monotonicMs;
  }

  wallMs(): number {
    return this.#wallMs;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    const timer = { atMs: this.#monotonicMs + delayMs, callback };
    this.#timers.add(timer);
    return () => {
      this.#timers.delete(timer);
    };
  }

  get timerCount(): number {
    return this.#timers.size;
  }

  /** Lets time pass, with every timer called at its time. */
  advance(ms: number): void {
    const endMs = this.#monotonicMs + ms;
    while (this.#callNext(endMs)) {
      // One timer after the other.
    }
    this.#moveTo(endMs);
  }

  /** Lets time pass, and after each timer what was waiting for it go on. */
  async pass(ms: number): Promise<void> {
    const endMs = this.#monotonicMs + ms;
    await settled();
    while (this.#callNext(endMs)) {
      await settled();
    }
    this.#moveTo(endMs);
  }

  /** Lets time pass without a timer being called, as a process that is stopped; they come late, with the next `advance`. */
  stall(ms: number): void {
    this.#moveTo(this.#monotonicMs + ms);
  }

  /** Steps the wall clock alone, as a wrong or mended system clock does. */
  stepWallClock(ms: number): void {
    this.#wallMs += ms;
  }

  /** @returns whether there was one */
  #callNext(endMs: number): boolean {
    let next: Timer | undefined;
    for (const timer of this.#timers) {
      if (!next || timer.atMs < next.atMs) {
        next = timer;
      }
    }
    if (!next || next.atMs > endMs) {
      return false;
    }
    this.#timers.delete(next);
    this.#moveTo(Math.max(next.atMs, this.#monotonicMs));
    next.callback();
    return true;
  }

  #moveTo(ms: number): void {
    this.#wallMs += ms - this.#monotonicMs;
    this.#monotonicMs = ms;
  }
}
