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

// The product's own polls of regions, without a backend around them.

import {
  ServerMetrics,
  UnikornProvider,
  UnikornSource,
} from '../../plugins/heartbeat-backend-module-unikorn/src/check';
import type {
  MonitorContext,
  ServerDefinition,
} from '../../plugins/heartbeat-node/src';
import { metrics } from '@opentelemetry/api';
import { clusterOf } from '../lib/clusterOf';
import { quietLogger } from '../lib/Observed';
import { serveCalls } from '../lib/serveCalls';
import type { ClusterAccess } from './clusters';

/** How one cycle went. */
export interface Cycle {
  ms: number;
  /** By region: how long its own poll took. */
  regionMs: number[];
  /** Servers by outcome. */
  outcomes: Record<string, number>;
}

let source: UnikornSource | undefined;
let provider: UnikornProvider | undefined;
let context: MonitorContext | undefined;

const calls = {
  async prepare(options: {
    cluster: ClusterAccess;
    namespace: string;
    timeoutMs: number;
  }): Promise<void> {
    const cluster = clusterOf(options.cluster);
    context = {
      signal: new AbortController().signal,
      logger: quietLogger,
      clusters: {
        list: () => [cluster],
        get: name => (name === cluster.name ? cluster : undefined),
      },
      targets: { vet: () => Promise.reject(new Error('nobody vets')) },
    };
    const common = {
      options: {
        namespaces: [options.namespace],
        intervalMs: 60_000,
        concurrency: 8,
        timeoutMs: options.timeoutMs,
      },
      metrics: new ServerMetrics({ metrics: metrics.getMeter('bench') }),
    };
    source = new UnikornSource(common);
    provider = new UnikornProvider(common);
  },

  /** Lists all servers and polls all regions, side by side. */
  async cycle(): Promise<Cycle> {
    if (!source || !provider || !context) {
      throw new Error('prepare first');
    }
    const startedMs = performance.now();
    const { servers } = await source.listServers(context);
    const groups = new Map<string, ServerDefinition[]>();
    for (const definition of servers) {
      const { group } = provider.prepare(definition);
      const members = groups.get(group) ?? [];
      members.push(definition);
      groups.set(group, members);
    }
    const outcomes: Record<string, number> = {};
    const regionMs: number[] = [];
    for (const poll of [...groups].map(async ([group, definitions]) => {
      await provider?.checkGroup(definitions, {
        ...context!,
        group,
        report: (_, { outcome }) => {
          outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        },
      });
      regionMs.push(performance.now() - startedMs);
    })) {
      await poll;
    }
    return { ms: performance.now() - startedMs, regionMs, outcomes };
  },
};

/** @see calls */
export type RegionPollsProcess = typeof calls;

serveCalls(calls);
