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

import type {
  MetricsService,
  MetricsServiceHistogram,
} from '@backstage/backend-plugin-api/alpha';
import type { MeasuredDuration } from '../rules';

/** From some seconds to an hour, as the original has them. */
const PROVISION_BOUNDS_S = [5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600];

const SCHEDULING_BOUNDS_S = [1, 5, 10, 30, 60, 120, 300];

/**
 * A region that was not polled for so long is polled by another replica, or has no
 * servers any more. The monitor never waits for half as long.
 */
const FORGET_AFTER_MS = 15 * 60_000;

/** What a server is counted and measured by. @internal */
export type ServerAttributes = {
  region_id: string;
  region_name: string;
  flavor_id: string;
  flavor_name: string;
};

/** @internal */
export type StateAttributes = ServerAttributes & {
  /** A phase in lower case, or `unknown`. */
  state: string;
};

interface Region {
  beganMs: number;
  /** By the attributes as JSON. */
  counts: ReadonlyMap<string, { attributes: StateAttributes; count: number }>;
}

/**
 * The gauge and the histograms of the original, by their names (M22-M26). Each region
 * replaces all that it said last: what is gone is 0.
 *
 * @internal
 */
export class ServerMetrics {
  readonly #regions = new Map<string, Region>();
  /**
   * All that was ever shown: OpenTelemetry's SDK repeats the last value of a series
   * that is not observed any more, so that what is gone has to be said to be 0.
   */
  readonly #shown = new Map<string, StateAttributes>();
  readonly #monotonicMs: () => number;
  readonly #histograms: Record<
    MeasuredDuration['of'],
    MetricsServiceHistogram<ServerAttributes>
  >;

  constructor(options: {
    metrics: MetricsService;
    monotonicMs?: () => number;
  }) {
    const { metrics } = options;
    this.#monotonicMs = options.monotonicMs ?? (() => performance.now());
    metrics
      .createObservableGauge<StateAttributes>('unikorn_region_server_state', {
        description: 'Servers by state, region and flavor',
      })
      .addCallback(result => {
        const totals = new Map([...this.#shown.keys()].map(key => [key, 0]));
        this.#forgetOld();
        for (const { counts } of this.#regions.values()) {
          for (const [key, { attributes, count }] of counts) {
            this.#shown.set(key, attributes);
            totals.set(key, (totals.get(key) ?? 0) + count);
          }
        }
        for (const [key, attributes] of this.#shown) {
          result.observe(totals.get(key) ?? 0, attributes);
        }
      });
    const histogram = (of: string, words: string, bounds: number[]) =>
      metrics.createHistogram<ServerAttributes>(
        `unikorn_region_server_${of}_duration_seconds`,
        {
          description: `From the creation of a server to its ${words}`,
          unit: 's',
          advice: { explicitBucketBoundaries: bounds },
        },
      );
    this.#histograms = {
      provision: histogram('provision', 'launch', PROVISION_BOUNDS_S),
      scheduling: histogram(
        'scheduling',
        'creation in Nova',
        SCHEDULING_BOUNDS_S,
      ),
    };
  }

  /** A region is about to be polled here. */
  begin(group: string): void {
    const { counts = new Map() } = this.#regions.get(group) ?? {};
    this.#regions.set(group, { beganMs: this.#monotonicMs(), counts });
  }

  /** A region was polled: these are its servers. */
  replace(group: string, servers: StateAttributes[]): void {
    const counts = new Map<
      string,
      { attributes: StateAttributes; count: number }
    >();
    for (const attributes of servers) {
      const key = JSON.stringify(attributes);
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { attributes, count });
    }
    this.#regions.set(group, { beganMs: this.#monotonicMs(), counts });
  }

  /** There are no servers in any other group. */
  retain(groups: ReadonlySet<string>): void {
    for (const group of this.#regions.keys()) {
      if (!groups.has(group)) {
        this.#regions.delete(group);
      }
    }
  }

  record(
    { of, seconds }: MeasuredDuration,
    attributes: ServerAttributes,
  ): void {
    this.#histograms[of].record(seconds, attributes);
  }

  #forgetOld(): void {
    const nowMs = this.#monotonicMs();
    for (const [group, { beganMs }] of this.#regions) {
      if (nowMs - beganMs > FORGET_AFTER_MS) {
        this.#regions.delete(group);
      }
    }
  }
}
