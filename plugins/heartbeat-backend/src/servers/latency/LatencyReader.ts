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

import type { LatencyHour } from 'backstage-plugin-heartbeat-common';
import type { LatencyStore } from './LatencyStore';

/**
 * Answers how quickly servers answered, whichever replica asked them.
 *
 * @internal
 */
export class LatencyReader {
  readonly #store: LatencyStore;

  constructor({ store }: { store: LatencyStore }) {
    this.#store = store;
  }

  /** Oldest first; the first one may have begun before the window. */
  async hours(query: {
    subjectId: string;
    windowMs: number;
  }): Promise<LatencyHour[]> {
    const { subjectId, windowMs } = query;
    const now = await this.#store.now();
    const hours = await this.#store.hours(subjectId, now - windowMs);
    return hours.map(({ hour, histogram }) => ({
      from: new Date(hour).toISOString(),
      count: histogram.count,
      p50Ms: rounded(histogram.percentile(0.5)),
      p95Ms: rounded(histogram.percentile(0.95)),
      p99Ms: rounded(histogram.percentile(0.99)),
      maxMs: rounded(histogram.maxMs),
    }));
  }
}

/** To microseconds: finer is noise. */
function rounded(ms: number): number {
  return Math.round(ms * 1_000) / 1_000;
}
