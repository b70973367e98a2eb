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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { JsonObject } from '@backstage/types';
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import type {
  KubernetesCluster,
  MonitorContext,
  ServerDefinition,
  ServerObservation,
} from 'backstage-plugin-heartbeat-node';
import type { UnikornOptions } from '../../options';
import { ServerMetrics, UnikornProvider, UnikornSource } from '..';

/** A line that the module logged. */
export interface LogLine {
  level: string;
  message: string;
  meta: Record<string, unknown>;
}

/** The source and the provider, as the module makes them, and whom they tell. */
export class PolledModule {
  readonly logs: LogLine[] = [];
  readonly provider: UnikornProvider;
  readonly source: UnikornSource;
  /** Moves the clock of tokens and flavors. */
  laterMs = 0;
  readonly #clusters: readonly KubernetesCluster[];
  readonly #exporter = new InMemoryMetricExporter(
    AggregationTemporality.CUMULATIVE,
  );
  readonly #reader = new PeriodicExportingMetricReader({
    exporter: this.#exporter,
  });

  constructor(options: {
    clusters: readonly KubernetesCluster[];
    options: UnikornOptions;
  }) {
    this.#clusters = options.clusters;
    const meters = new MeterProvider({ readers: [this.#reader] });
    const common = {
      options: options.options,
      metrics: new ServerMetrics({ metrics: meters.getMeter('test') }),
      monotonicMs: () => performance.now() + this.laterMs,
    };
    this.provider = new UnikornProvider(common);
    this.source = new UnikornSource(common);
  }

  context(signal: AbortSignal = new AbortController().signal): MonitorContext {
    return {
      signal,
      logger: this.#logger({}),
      clusters: {
        list: () => [...this.#clusters],
        get: wanted => this.#clusters.find(({ name }) => name === wanted),
      },
      targets: { vet: () => Promise.reject(new Error('nobody vets')) },
    };
  }

  /** Lists and polls all, as the monitor does; what was reported, by name of the resource. */
  async poll(
    options: { signal?: AbortSignal } = {},
  ): Promise<Record<string, ServerObservation>> {
    const reports: Record<string, ServerObservation> = {};
    const context = this.context(options.signal);
    const { servers } = await this.source.listServers(context);
    const groups = new Map<string, ServerDefinition[]>();
    for (const definition of servers) {
      const { group } = this.provider.prepare(definition);
      groups.set(group, [...(groups.get(group) ?? []), definition]);
    }
    await Promise.all(
      [...groups].map(([group, definitions]) =>
        this.provider.checkGroup(definitions, {
          ...context,
          group,
          report: (name, observation) => {
            reports[name.split('/')[2]] = observation;
          },
        }),
      ),
    );
    return reports;
  }

  /** The messages of a level so far. */
  lines(level: string): string[] {
    return this.logs
      .filter(log => log.level === level)
      .map(({ message }) => message);
  }

  /** What is measured: values by their attributes in order. */
  async measured(name: string): Promise<Record<string, unknown>> {
    this.#exporter.reset();
    await this.#reader.forceFlush();
    const found = this.#exporter
      .getMetrics()
      .flatMap(({ scopeMetrics }) => scopeMetrics)
      .flatMap(({ metrics }) => metrics)
      .find(({ descriptor }) => descriptor.name === name);
    return Object.fromEntries(
      (found?.dataPoints ?? []).map(({ attributes, value }) => [
        Object.entries(attributes)
          .map(([key, of]) => `${key}=${of}`)
          .join(' '),
        value,
      ]),
    );
  }

  #logger(fields: JsonObject): LoggerService {
    const log =
      (level: string) => (message: string, meta?: Error | JsonObject) => {
        this.logs.push({ level, message, meta: { ...fields, ...meta } });
      };
    return {
      error: log('error'),
      warn: log('warn'),
      info: log('info'),
      debug: log('debug'),
      child: meta => this.#logger({ ...fields, ...meta }),
    };
  }
}
