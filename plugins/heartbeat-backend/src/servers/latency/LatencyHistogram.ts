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

/** The largest relative error of a percentile. */
const ACCURACY = 0.05;

/** From one bucket's end to the next one's: a value between is at most 5% off their middle. */
const GROWTH = (1 + ACCURACY) / (1 - ACCURACY);

const LOG_GROWTH = Math.log(GROWTH);

/** What is quicker counts as this: less is beneath the clocks. */
const MIN_MS = 0.01;

/**
 * How often an answer took how long, in buckets that grow with their height. Two of
 * them are added by adding their buckets.
 *
 * @internal
 */
export class LatencyHistogram {
  /** How many, by the number of the bucket, which ends at GROWTH to its power. */
  readonly #buckets = new Map<number, number>();
  #count = 0;
  #maxMs = 0;

  /** Reads what {@link LatencyHistogram.toJSON} gave. */
  static parse(text: string, maxMs: number): LatencyHistogram {
    const histogram = new LatencyHistogram();
    for (const [bucket, count] of JSON.parse(text)) {
      histogram.#add(bucket, count);
    }
    histogram.#maxMs = maxMs;
    return histogram;
  }

  get count(): number {
    return this.#count;
  }

  get maxMs(): number {
    return this.#maxMs;
  }

  add(ms: number): void {
    this.#add(Math.ceil(Math.log(Math.max(ms, MIN_MS)) / LOG_GROWTH), 1);
    this.#maxMs = Math.max(this.#maxMs, ms);
  }

  merge(other: LatencyHistogram): void {
    for (const [bucket, count] of other.#buckets) {
      this.#add(bucket, count);
    }
    this.#maxMs = Math.max(this.#maxMs, other.#maxMs);
  }

  /** @param share - from 0 to 1, e.g. 0.95 */
  percentile(share: number): number {
    let left = Math.max(1, Math.ceil(share * this.#count));
    for (const [bucket, count] of this.#sorted()) {
      left -= count;
      if (left <= 0) {
        const middleMs = (2 * GROWTH ** bucket) / (GROWTH + 1);
        return Math.min(middleMs, this.#maxMs);
      }
    }
    return this.#maxMs;
  }

  /** Pairs of a bucket and its count, the quickest first. */
  toJSON(): Array<[number, number]> {
    return this.#sorted();
  }

  #add(bucket: number, count: number): void {
    this.#buckets.set(bucket, (this.#buckets.get(bucket) ?? 0) + count);
    this.#count += count;
  }

  #sorted(): Array<[number, number]> {
    return [...this.#buckets].sort(([a], [b]) => a - b);
  }
}
