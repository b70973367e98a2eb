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
  MonitorContext,
  ServerDefinition,
  ServerGroupProvider,
  ServerObservation,
} from 'backstage-plugin-heartbeat-node';
import { OpenstackHttp } from '../openstack';
import type { UnikornOptions } from '../options';
import { RegionRegistry } from '../regions';
import { ResourceApi } from '../resources';
import { RegionPoll } from './RegionPoll';
import type { ServerMetrics } from './ServerMetrics';
import { groupOf, readServerSpec, UNIKORN } from './serverSpec';

/**
 * Polls the servers of each region together.
 *
 * @internal
 */
export class UnikornProvider implements ServerGroupProvider {
  readonly kind = UNIKORN;
  readonly configKey = UNIKORN;
  readonly #options: UnikornOptions;
  readonly #metrics: ServerMetrics;
  readonly #regions: RegionRegistry;

  constructor(options: {
    options: UnikornOptions;
    metrics: ServerMetrics;
    monotonicMs?: () => number;
  }) {
    this.#options = options.options;
    this.#metrics = options.metrics;
    this.#regions = new RegionRegistry({
      http: new OpenstackHttp({ timeoutMs: options.options.timeoutMs }),
      monotonicMs: options.monotonicMs,
    });
  }

  prepare({ spec }: ServerDefinition): { target: string; group: string } {
    const server = readServerSpec(spec);
    return {
      target: `${server.cluster}/${server.namespace}/${server.name}`,
      group: groupOf(server),
    };
  }

  async checkGroup(
    definitions: ServerDefinition[],
    context: MonitorContext & {
      group: string;
      report(name: string, observation: ServerObservation): void;
    },
  ): Promise<void> {
    const { group, clusters, logger, signal } = context;
    const servers = definitions.map(({ name, spec }) => ({
      definition: name,
      ...readServerSpec(spec),
    }));
    const [{ cluster: clusterName, namespace, region }] = servers;
    const cluster = clusters.get(clusterName);
    if (!cluster && clusters.isComplete === false) {
      for (const { definition } of servers) {
        context.report(definition, {
          outcome: 'unknown',
          reason: 'starting',
          message: `The clusters are not known yet, ${clusterName} among them`,
        });
      }
      return;
    }
    if (!cluster) {
      throw new Error(`There is no cluster ${clusterName}`);
    }
    const { concurrency, timeoutMs } = this.#options;
    this.#metrics.begin(group);
    await new RegionPoll({
      api: new ResourceApi({ cluster, timeoutMs }),
      place: { cluster: clusterName, namespace, region },
      definitions: new Map(
        servers.map(({ name, definition }) => [name, definition]),
      ),
      group,
      concurrency,
      regions: this.#regions,
      metrics: this.#metrics,
      logger,
      signal,
      report: context.report,
    }).run();
  }
}
