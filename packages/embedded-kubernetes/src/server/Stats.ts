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

import type { RequestInfo } from './requestInfo';
import type { Verb } from './types';
import type { WatchHub } from './WatchHub';

/**
 * What the embedded API has been asked, for tests and benchmarks.
 *
 * @public
 */
export class Stats {
  readonly #watches: WatchHub;
  readonly #counts = new Map<
    string,
    { verb: Verb; resource: string; count: number }
  >();
  #other = 0;

  /** @internal */
  constructor(watches: WatchHub) {
    this.#watches = watches;
  }

  /** How many watches are open now. */
  get openWatches(): number {
    return this.#watches.size;
  }

  /** How many requests came in since the start or the last `reset`, of one verb, one resource (plural), or all. */
  requests(match: { verb?: Verb; resource?: string } = {}): number {
    const { verb, resource } = match;
    let sum = verb === undefined && resource === undefined ? this.#other : 0;
    for (const entry of this.#counts.values()) {
      if (
        (verb ?? entry.verb) === entry.verb &&
        (resource ?? entry.resource) === entry.resource
      ) {
        sum += entry.count;
      }
    }
    return sum;
  }

  /** Counts from zero again. */
  reset(): void {
    this.#counts.clear();
    this.#other = 0;
  }

  /** @internal */
  count({ target }: RequestInfo): void {
    if (!target) {
      this.#other++;
      return;
    }
    const { verb, plural: resource } = target;
    const key = `${verb} ${resource}`;
    const entry = this.#counts.get(key);
    if (entry) {
      entry.count++;
    } else {
      this.#counts.set(key, { verb, resource, count: 1 });
    }
  }
}
