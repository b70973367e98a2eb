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

import { ConfigReader } from '@backstage/config';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { systemClock } from '../../plugins/heartbeat-backend/src/time/clock';
import { readHeartbeatOptions } from '../../plugins/heartbeat-backend/src/config/heartbeatOptions';
import { Observation } from '../../plugins/heartbeat-backend/src/controllers/Observation';
import { HeartbeatRegistry } from '../../plugins/heartbeat-backend/src/controllers/HeartbeatRegistry';
import type { KubernetesCluster } from '../../plugins/heartbeat-node/src';
import { quantile } from './figures';

/** What was seen during a window. */
export interface Window {
  changes: number;
  /** From the sending of a renewal to the verdict on it. */
  latencyP50Ms: number;
  latencyP99Ms: number;
  /** Leases whose verdict is not Alive at the end. */
  notAlive: number;
}

/**
 * The product's own observation, with the one addition that it takes the time
 * of each verdict.
 */
export class Observed {
  readonly #registry = new HeartbeatRegistry({ clock: systemClock });
  readonly #logger: LoggerService;
  #latenciesMs: number[] = [];

  constructor(logger: LoggerService) {
    this.#logger = logger;
    const registry = this.#registry;
    const set = registry.setHeartbeat.bind(registry);
    registry.setHeartbeat = (heartbeat, isTransition) => {
      set(heartbeat, isTransition);
      this.#latenciesMs.push(
        Date.now() - Date.parse(heartbeat.record.renewTime ?? ''),
      );
    };
  }

  /**
   * Starts to observe.
   *
   * @returns how long it took until all clusters were in sight
   */
  async observe(clusters: KubernetesCluster[]): Promise<number> {
    const startedMs = performance.now();
    const observation = new Observation({
      options: readHeartbeatOptions(new ConfigReader({})),
      registry: this.#registry,
      clock: systemClock,
      logger: this.#logger,
      signal: new AbortController().signal,
    });
    const isReady = () =>
      this.#registry.sights().filter(({ status }) => status === 'synced')
        .length === clusters.length;
    await new Promise<void>(resolve => {
      this.#registry.onChange(() => isReady() && resolve());
      observation.setClusters(clusters, true);
    });
    return performance.now() - startedMs;
  }

  beginWindow(): void {
    this.#latenciesMs = [];
  }

  endWindow(): Window {
    const latencies = this.#latenciesMs;
    return {
      changes: latencies.length,
      latencyP50Ms: quantile(latencies, 0.5),
      latencyP99Ms: quantile(latencies, 0.99),
      notAlive: [...this.#registry.heartbeats()].filter(
        ({ status }) => status !== 'Alive',
      ).length,
    };
  }
}

/** Warnings are worth seeing in the process's last words; all else is not. */
export const quietLogger: LoggerService = {
  error: (...words) => console.error(...words),
  warn: (...words) => console.warn(...words),
  info: () => {},
  debug: () => {},
  child: () => quietLogger,
};
