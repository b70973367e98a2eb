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
  readonly #size: number;
  readonly #values: number[] = [];
  #next = 0;
  #median: number | undefined;

  /** @param size - how many values count; odd, so that there is a middle one */
  constructor(size: number) {
    this.#size = size;
  }

  /** Absent until there is a value. */
  get value(): number | undefined {
    return this.#median;
  }

  add(value: number): void {
    this.#values[this.#next] = value;
    this.#next = (this.#next + 1) % this.#size;
    const { length } = this.#values;
    for (let i = 0; i < length; i++) {
      const inserted = this.#values[i];
      let at = i;
      for (; at > 0 && scratch[at - 1] > inserted; at--) {
        scratch[at] = scratch[at - 1];
      }
      scratch[at] = inserted;
    }
    this.#median = scratch[Math.floor(length / 2)];
  }

  reset(): void {
    this.#values.length = 0;
    this.#next = 0;
    this.#median = undefined;
  }
}
