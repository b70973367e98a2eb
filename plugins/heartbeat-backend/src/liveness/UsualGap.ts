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

/** Enough to be sure of a rhythm, few enough to follow a new one within minutes. */
const REMEMBERED_GAPS = 7;

/**
 * R, the usual gap between two renewals of a controller: the median of the last
 * few, so that one late renewal does not stretch it.
 *
 * @internal
 */
export class UsualGap {
  readonly #gapsMs: number[] = [];
  #medianMs: number | undefined;

  /** Absent until a gap was seen. */
  get ms(): number | undefined {
    return this.#medianMs;
  }

  add(gapMs: number): void {
    this.#gapsMs.push(gapMs);
    if (this.#gapsMs.length > REMEMBERED_GAPS) {
      this.#gapsMs.shift();
    }
    const sorted = [...this.#gapsMs].sort((a, b) => a - b);
    this.#medianMs = sorted[Math.floor(sorted.length / 2)];
  }

  /** Another process may have another rhythm. */
  reset(): void {
    this.#gapsMs.length = 0;
    this.#medianMs = undefined;
  }
}
