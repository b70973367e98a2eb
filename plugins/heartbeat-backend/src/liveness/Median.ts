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

/** Where the values are sorted; one for all, as nothing sorts while another does. */
const scratch: number[] = [];

/**
 * The median of the last few values: one that is far out does not move it. It
 * allocates nothing once it has seen its fill.
 *
 * @internal
 */
export class Median {
  /** Of its final length at once: an array that grows would take room for 17. */
  readonly #values: number[];
  /** How many values there were, of which the last ones are kept. */
  #count = 0;

  /** @param size - how many values count; odd, so that there is a middle one */
  constructor(size: number) {
    this.#values = new Array<number>(size).fill(0);
  }

  /** Absent until there is a value. */
  get value(): number | undefined {
    const length = Math.min(this.#count, this.#values.length);
    if (length === 0) {
      return undefined;
    }
    for (let i = 0; i < length; i++) {
      const inserted = this.#values[i];
      let at = i;
      for (; at > 0 && scratch[at - 1] > inserted; at--) {
        scratch[at] = scratch[at - 1];
      }
      scratch[at] = inserted;
    }
    return scratch[Math.floor(length / 2)];
  }

  add(value: number): void {
    this.#values[this.#count % this.#values.length] = value;
    this.#count++;
  }

  reset(): void {
    this.#count = 0;
  }
}
