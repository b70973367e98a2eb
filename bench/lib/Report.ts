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

import { median } from './figures';

/** One figure of a benchmark. */
export interface Figure {
  name: string;
  /** One per run; the median counts. */
  value: number;
  unit: string;
  /** How many decimals are worth showing. */
  decimals?: number;
  /** Absent: for comparison only. */
  limit?: { atMost: number } | { atLeast: number };
  /** What the single runs gave. */
  runs?: number[];
}

const NAME_WIDTH = 46;
const VALUE_WIDTH = 16;
const LIMIT_WIDTH = 12;

/** Prints figures beside their limits, and counts those that miss. */
export class Report {
  #met = 0;
  #missed: string[] = [];

  heading(text: string): void {
    console.log(`\n${text}`);
  }

  add(figure: Figure): void {
    const { name, value, unit, decimals = 1, limit, runs = [] } = figure;
    const show = (number: number) => number.toFixed(decimals);
    const isMet =
      !limit ||
      ('atMost' in limit ? value <= limit.atMost : value >= limit.atLeast);
    let verdict = '';
    if (limit) {
      verdict = isMet ? 'ok' : 'MISS';
      this.#met += isMet ? 1 : 0;
      this.#missed.push(...(isMet ? [] : [name]));
    }
    console.log(
      [
        `  ${name}`.padEnd(NAME_WIDTH),
        `${show(value)} ${unit}`.padStart(VALUE_WIDTH),
        describeLimit(limit).padStart(LIMIT_WIDTH),
        `  ${verdict}`.padEnd(7),
        runs.length > 1 ? `(${runs.map(show).join(', ')})` : '',
      ]
        .join('')
        .trimEnd(),
    );
  }

  /** Adds a figure that each run has under this key. */
  addMedian<T extends Record<string, number>>(
    results: T[],
    name: string,
    key: keyof T,
    unit: string,
    more: Pick<Figure, 'decimals' | 'limit'> = {},
  ): void {
    const runs = results.map(result => result[key]);
    this.add({ name, value: median(runs), unit, runs, ...more });
  }

  /**
   * Prints the summary.
   *
   * @returns the exit code
   */
  finish(name: string): number {
    console.log(
      `\n${name}: ${this.#met} ok, ${this.#missed.length} missed${
        this.#missed.length > 0 ? ` (${this.#missed.join('; ')})` : ''
      }`,
    );
    return this.#missed.length > 0 ? 1 : 0;
  }
}

function describeLimit(limit: Figure['limit']): string {
  if (!limit) {
    return '';
  }
  return 'atMost' in limit ? `<= ${limit.atMost}` : `>= ${limit.atLeast}`;
}
