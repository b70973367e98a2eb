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

import { Heap } from 'heap-js';

interface Happening {
  atMs: number;
  /** What is planned first happens first. */
  order: number;
  run: (() => void) | undefined;
}

/** The time of the simulated world, and all that is going to happen in it. */
export class Timeline {
  nowMs = 0;
  readonly #heap = new Heap<Happening>(
    (a, b) => a.atMs - b.atMs || a.order - b.order,
  );
  #order = 0;

  /** @returns a function that calls it off */
  at(atMs: number, run: () => void): () => void {
    const happening: Happening = { atMs, order: this.#order++, run };
    this.#heap.push(happening);
    return () => {
      happening.run = undefined;
    };
  }

  after(delayMs: number, run: () => void): () => void {
    return this.at(this.nowMs + delayMs, run);
  }

  runUntil(endMs: number): void {
    for (
      let next = this.#heap.peek();
      next && next.atMs <= endMs;
      next = this.#heap.peek()
    ) {
      this.#heap.pop();
      this.nowMs = Math.max(this.nowMs, next.atMs);
      next.run?.();
    }
    this.nowMs = endMs;
  }
}
