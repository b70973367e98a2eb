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
import type { Clock } from '../clock';

interface Entry<T> {
  item: T;
  atMs: number;
}

/**
 * Many deadlines on one timer.
 *
 * Each item has at most one entry in the heap. A deadline that moves later,
 * which is what every renewal does, only changes a number: its entry stays
 * where it is and is put back when its old time comes. So a renewal costs no
 * heap operation at all.
 *
 * @internal
 */
export class Deadlines<T extends object> {
  readonly #clock: Clock;
  readonly #onDue: (item: T) => void;
  readonly #heap = new Heap<Entry<T>>((a, b) => a.atMs - b.atMs);
  readonly #entries = new Map<T, Entry<T>>();
  readonly #wanted = new Map<T, number>();
  #timer: { atMs: number; cancel: () => void } | undefined;

  constructor(options: { clock: Clock; onDue: (item: T) => void }) {
    this.#clock = options.clock;
    this.#onDue = options.onDue;
  }

  /** Sets, moves or (without a time) removes an item's deadline. */
  set(item: T, atMs: number | undefined): void {
    if (atMs === undefined) {
      this.#wanted.delete(item);
      return;
    }
    this.#wanted.set(item, atMs);
    const entry = this.#entries.get(item);
    if (!entry || atMs < entry.atMs) {
      // An entry that is overtaken stays in the heap and is known by not being this one.
      this.#push(item, atMs);
      this.#arm();
    }
  }

  /** Removes all deadlines and the timer. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    this.#heap.clear();
    this.#entries.clear();
    this.#wanted.clear();
  }

  #push(item: T, atMs: number): void {
    const entry = { item, atMs };
    this.#entries.set(item, entry);
    this.#heap.push(entry);
  }

  #arm(): void {
    const next = this.#heap.peek();
    if (next?.atMs === this.#timer?.atMs) {
      return;
    }
    this.#timer?.cancel();
    this.#timer = next && {
      atMs: next.atMs,
      cancel: this.#clock.setTimer(
        () => this.#fire(),
        // Timers may fire early by the part of a millisecond that they cannot count.
        Math.max(0, Math.ceil(next.atMs - this.#clock.monotonicMs())),
      ),
    };
  }

  #fire(): void {
    this.#timer = undefined;
    const nowMs = this.#clock.monotonicMs();
    for (
      let entry = this.#heap.peek();
      entry && entry.atMs <= nowMs;
      entry = this.#heap.peek()
    ) {
      this.#heap.pop();
      this.#settle(entry, nowMs);
    }
    this.#arm();
  }

  #settle(entry: Entry<T>, nowMs: number): void {
    const { item } = entry;
    if (this.#entries.get(item) !== entry) {
      return;
    }
    this.#entries.delete(item);
    const wantedMs = this.#wanted.get(item);
    if (wantedMs === undefined) {
      return;
    }
    if (wantedMs > nowMs) {
      this.#push(item, wantedMs);
      return;
    }
    this.#wanted.delete(item);
    this.#onDue(item);
  }
}
