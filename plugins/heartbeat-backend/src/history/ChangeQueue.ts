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

/** What merging leaves, so that it is not done again with the next change. */
const ROOM = 3 / 4;

/**
 * Changes in their order that wait to be written, no more than a limit. When it
 * is reached, the oldest that are followed by another one of the same subject
 * are left out: how each subject ended up is kept, what it went through on the
 * way is not. There is never less than one for each subject that changed.
 *
 * @internal
 */
export class ChangeQueue<T extends { subject: { id: string } }> {
  readonly #limit: number;
  #items: T[] = [];
  #mergeAt: number;
  #merged = 0;

  constructor({ limit }: { limit: number }) {
    this.#limit = limit;
    this.#mergeAt = limit;
  }

  get length(): number {
    return this.#items.length;
  }

  /** How many were left out. */
  get merged(): number {
    return this.#merged;
  }

  push(item: T): void {
    this.#items.push(item);
    this.#keepLimit();
  }

  /** Removes the oldest. */
  take(count: number): T[] {
    return this.#items.splice(0, count);
  }

  /** What was taken and could not be written is the oldest again. */
  putBack(items: T[]): void {
    this.#items = [...items, ...this.#items];
    this.#keepLimit();
  }

  #keepLimit(): void {
    if (this.#items.length <= this.#mergeAt) {
      return;
    }
    const left = new Map<string, number>();
    for (const { subject } of this.#items) {
      left.set(subject.id, (left.get(subject.id) ?? 0) + 1);
    }
    let excess = this.#items.length - Math.floor(this.#limit * ROOM);
    const before = this.#items.length;
    this.#items = this.#items.filter(({ subject }) => {
      const count = left.get(subject.id) ?? 0;
      left.set(subject.id, count - 1);
      return count <= 1 || excess-- <= 0;
    });
    this.#merged += before - this.#items.length;
    this.#mergeAt = Math.max(this.#limit, Math.ceil(this.#items.length / ROOM));
  }
}
