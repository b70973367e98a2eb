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
import type { Timeline } from './Timeline';

/**
 * The clocks and the event loop of an observer. While it stands still nothing of
 * it runs; then its timers run before it reads what it was sent, as in Node.
 */
export class SimulatedProcess implements Clock {
  /** How far its wall clock is off. */
  wallAheadMs = 0;
  readonly #timeline: Timeline;
  /** The monotonic clock starts anywhere, and with each process elsewhere. */
  readonly #startMs: number;
  #isStalled = false;
  #isKilled = false;
  #timers: Array<() => void> = [];
  #messages: Array<() => void> = [];

  constructor(timeline: Timeline, startMs: number) {
    this.#timeline = timeline;
    this.#startMs = startMs;
  }

  monotonicMs(): number {
    return this.#timeline.nowMs - this.#startMs;
  }

  wallMs(): number {
    return this.#timeline.nowMs + this.wallAheadMs;
  }

  setTimer(callback: () => void, delayMs: number): () => void {
    let isCancelled = false;
    this.#timeline.after(delayMs, () => {
      const run = () => {
        if (!isCancelled) {
          callback();
        }
      };
      this.#run(run, this.#timers);
    });
    return () => {
      isCancelled = true;
    };
  }

  /** Something has arrived for it. */
  receive(read: () => void): void {
    this.#run(read, this.#messages);
  }

  stall(forMs: number): void {
    if (this.#isStalled) {
      return;
    }
    this.#isStalled = true;
    this.#timeline.after(forMs, () => {
      this.#isStalled = false;
      const waiting = [...this.#timers, ...this.#messages];
      this.#timers = [];
      this.#messages = [];
      waiting.forEach(run => run());
    });
  }

  kill(): void {
    this.#isKilled = true;
  }

  #run(run: () => void, queue: Array<() => void>): void {
    if (this.#isKilled) {
      return;
    }
    if (this.#isStalled) {
      queue.push(() => !this.#isKilled && run());
    } else {
      run();
    }
  }
}
