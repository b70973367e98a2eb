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
  MetricAttributes,
  MetricsService,
} from '@backstage/backend-plugin-api/alpha';
import {
  compareServerStatus,
  SERVER_STANDINGS,
  SERVER_STATUSES,
  type HistoryStanding,
  type ObservedServer,
  type ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import type { ServerRegistry } from './ServerRegistry';

/** OpenTelemetry's own limit for one instrument: what is beyond it would be summed up in one meaningless series. */
const MAX_SERVERS = 2_000;

/** As a number that can be compared and kept. */
const UP: Record<HistoryStanding, number> = {
  up: 1,
  down: 0,
  stopped: -1,
  unknown: -1,
};

/** Servers of one provider and source. */
interface Origin {
  attributes: MetricAttributes;
  counts: Map<ServerStatus, number>;
}

/**
 * What is measured of servers. All of it is listed in docs/metrics.md.
 *
 * What is counted by status, provider and source is bounded by the configuration;
 * servers have series of their own only where that is asked for. OpenTelemetry goes
 * on exporting the last value of what is not observed any more, so that all that was
 * ever counted is counted on, as 0.
 *
 * @internal
 */
export class ServerMetrics {
  readonly #metrics: MetricsService;
  readonly #servers: ServerRegistry;
  /** All there ever were. */
  readonly #origins = new Map<string, Origin>();

  static create(options: {
    metrics: MetricsService;
    servers: ServerRegistry;
    /** Whether each server has series of its own. */
    perServer: boolean;
  }): ServerMetrics {
    return new ServerMetrics(options);
  }

  private constructor(options: Parameters<typeof ServerMetrics.create>[0]) {
    this.#metrics = options.metrics;
    this.#servers = options.servers;
    this.#countServers();
    this.#countTransitions();
    if (options.perServer) {
      this.#measureEachServer();
    }
  }

  #countServers(): void {
    this.#metrics
      .createObservableUpDownCounter('heartbeat.servers', {
        description: 'Servers by their present status',
        unit: '{server}',
      })
      .addCallback(result => {
        for (const { attributes, counts } of this.#byOrigin()) {
          for (const status of SERVER_STATUSES) {
            result.observe(counts.get(status) ?? 0, {
              ...attributes,
              'heartbeat.status': status,
            });
          }
        }
      });
  }

  #byOrigin(): Iterable<Origin> {
    for (const { counts } of this.#origins.values()) {
      counts.clear();
    }
    for (const server of this.#servers.servers()) {
      const { provider, source, status } = server;
      const key = `${source} ${provider}`;
      let origin = this.#origins.get(key);
      if (!origin) {
        origin = { attributes: originOf(server), counts: new Map() };
        this.#origins.set(key, origin);
      }
      origin.counts.set(status, (origin.counts.get(status) ?? 0) + 1);
    }
    return this.#origins.values();
  }

  #countTransitions(): void {
    const transitions = this.#metrics.createCounter(
      'heartbeat.server.transitions',
      {
        description:
          'Changes of the status of servers that this replica checks',
        unit: '{transition}',
      },
    );
    this.#servers.onTransition(({ to, cause }) =>
      transitions.add(1, {
        'heartbeat.status': to,
        'heartbeat.transition.cause': cause,
      }),
    );
  }

  #measureEachServer(): void {
    this.#metrics
      .createObservableGauge('heartbeat.server.up', {
        description:
          'Whether each server serves: 1, or 0 if it is down; -1 where that is not known, or where it is out of service on purpose',
        unit: '1',
      })
      .addCallback(result => {
        for (const server of this.#worst()) {
          result.observe(
            UP[SERVER_STANDINGS[server.status]],
            identityOf(server),
          );
        }
      });
    this.#metrics
      .createObservableGauge('heartbeat.server.latency', {
        description: 'How long each server took to answer, the last time',
        unit: 's',
      })
      .addCallback(result => {
        for (const server of this.#worst()) {
          const timings = server.lastCheck?.timings;
          if (timings) {
            result.observe(timings.totalMs / 1_000, identityOf(server));
          }
        }
      });
  }

  /** As many as one instrument can hold, the worst first. */
  #worst(): ObservedServer[] {
    const all = [...this.#servers.servers()];
    return all.length <= MAX_SERVERS
      ? all
      : all
          .sort((a, b) => compareServerStatus(a.status, b.status))
          .slice(0, MAX_SERVERS);
  }
}

function originOf({ provider, source }: ObservedServer): MetricAttributes {
  return { 'heartbeat.provider': provider, 'heartbeat.source': source };
}

function identityOf(server: ObservedServer): MetricAttributes {
  return {
    ...originOf(server),
    'heartbeat.server': server.name,
    'heartbeat.id': server.id,
  };
}
