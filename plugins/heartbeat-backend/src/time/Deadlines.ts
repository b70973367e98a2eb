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
import type { Clock } from './clock';

/**
 * No deadline.
 *
 * @internal
 */
export const NEVER_MS = Infinity;

interface Entry<T> {
  /** Absent: it is forgotten. */
  item: T | undefined;
  /** Whole, as timers are: a number that is not takes memory of its own. */
  atMs: number;
}

/**
 * What has a deadline.
 *
 * @internal
 */
export interface Scheduled<T> {
  /** When it is due, or {@link NEVER_MS}; always a number, as one that is sometimes absent takes memory anew each time. */
  deadlineMs: number;
  /** For {@link Deadlines} alone: a map beside the items would cost more than all else about them. */
  deadlineEntry?: Entry<T>;
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
export class Deadlines<T extends Scheduled<T>> {
  readonly #clock: Clock;
  readonly #onDue: (item: T) => void;
  readonly #heap = new Heap<Entry<T>>((a, b) => a.atMs - b.atMs);
  #timer: { atMs: number; cancel: () => void } | undefined;

  constructor(options: { clock: Clock; onDue: (item: T) => void }) {
    this.#clock = options.clock;
    this.#onDue = options.onDue;
  }

  /** Follows an item whose deadline may have moved. */
  update(item: T): void {
    const { deadlineEntry } = item;
    const atMs = Math.ceil(item.deadlineMs);
    if (atMs < (deadlineEntry?.atMs ?? NEVER_MS)) {
      // An entry that is overtaken stays in the heap and is known by not being this one.
      this.#push(item, atMs);
      this.#arm();
    }
  }

  /** Holds on to the item no longer: for what is over long before it would be due. */
  forget(item: T): void {
    if (item.deadlineEntry) {
      item.deadlineEntry.item = undefined;
      item.deadlineEntry = undefined;
    }
  }

  /** Removes all deadlines and the timer. */
  clear(): void {
    this.#timer?.cancel();
    this.#timer = undefined;
    for (const { item } of this.#heap) {
      if (item) {
        item.deadlineEntry = undefined;
      }
    }
    this.#heap.clear();
  }

  #push(item: T, atMs: number): void {
    item.deadlineEntry = { item, atMs };
    this.#heap.push(item.deadlineEntry);
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
    if (item?.deadlineEntry !== entry) {
      return;
    }
    item.deadlineEntry = undefined;
    const { deadlineMs } = item;
    if (deadlineMs <= nowMs) {
      item.deadlineMs = NEVER_MS;
      this.#onDue(item);
    } else if (deadlineMs !== NEVER_MS) {
      this.#push(item, Math.ceil(deadlineMs));
    }
  }
}
