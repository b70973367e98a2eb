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
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { errorType } from '../time/errorType';

/** From a server next door to one that takes twice the usual deadline. */
const CHECK_BUCKETS_S = [
  0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10,
];

/** From a Checker that looks something up to one that takes a minute. */
const RUN_BUCKETS_S = [0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60];

/** Providers name few reasons; one of a module that puts more into them must not make a series of each. */
const MAX_FINDINGS = 200;

/** A server that is out of service on purpose is no error. */
const IS_ERROR: Record<ServerObservation['outcome'], boolean> = {
  healthy: false,
  degraded: true,
  down: true,
  unknown: true,
  stopped: false,
};

/**
 * What is measured of the monitor.
 *
 * @internal
 */
export interface MeasuredChecks {
  readonly servers: {
    readonly health: {
      /** After each check that came to an end. */
      onCheck(
        listener: (check: {
          server: { provider: string };
          outcome: ServerObservation['outcome'];
          reason?: string;
          durationMs: number;
        }) => void,
      ): void;
    };
    readonly state: {
      checks: Record<'skipped' | 'abandoned' | 'running' | 'waiting', number>;
      shards: { heldHere: number };
      /** Sources and providers that do not work. */
      problems: readonly unknown[];
    };
  };
  readonly checkers: {
    /** After each run in this process. */
    onRun(
      listener: (run: {
        name: string;
        durationMs: number;
        error?: Error;
        isAbandoned: boolean;
      }) => void,
    ): void;
  };
}

/** What {@link CheckMetrics} is made of. */
interface CheckMetricsOptions {
  metrics: MetricsService;
  monitor: MeasuredChecks;
}

/**
 * How the monitor of this replica fares. All of it is listed in docs/metrics.md, and
 * bounded by the configuration.
 *
 * @internal
 */
export class CheckMetrics {
  readonly #metrics: MetricsService;
  readonly #monitor: MeasuredChecks;

  constructor(options: CheckMetricsOptions) {
    this.#metrics = options.metrics;
    this.#monitor = options.monitor;
  }

  /** From now on. */
  measure(): void {
    this.#measureChecks();
    this.#measureState();
    this.#measureRuns();
  }

  #measureChecks(): void {
    const durations = this.#metrics.createHistogram(
      'heartbeat.server.check.duration',
      {
        description: 'How long checks of servers took, by what they found',
        unit: 's',
        advice: { explicitBucketBoundaries: CHECK_BUCKETS_S },
      },
    );
    // There may be a thousand a second: what they find is put into words once.
    const findings = new Map<string, MetricAttributes>();
    this.#monitor.servers.health.onCheck(
      ({ server: { provider }, outcome, reason, durationMs }) => {
        const key = `${provider} ${outcome} ${reason}`;
        let attributes = findings.get(key);
        if (!attributes) {
          const isOneMore = findings.size < MAX_FINDINGS;
          attributes = toAttributes(provider, outcome, isOneMore && reason);
          if (isOneMore) {
            findings.set(key, attributes);
          }
        }
        durations.record(durationMs / 1_000, attributes);
      },
    );
  }

  #measureState(): void {
    const { servers } = this.#monitor;
    this.#measureCheckCount('skipped', {
      description: 'Checks that were left out, as the one before was not over',
    });
    this.#measureCheckCount('abandoned', {
      description: 'Checks that did not heed their deadline',
    });
    this.#measure('heartbeat.server.checks.running', {
      description: 'Checks that are being made',
      unit: '{check}',
      read: () => servers.state.checks.running,
    });
    this.#measure('heartbeat.server.checks.waiting', {
      description: 'Checks that are due and wait for a place',
      unit: '{check}',
      read: () => servers.state.checks.waiting,
    });
    this.#measure('heartbeat.server.problems', {
      description: 'Sources and providers of servers that do not work',
      unit: '{problem}',
      read: () => servers.state.problems.length,
    });
    this.#measure('heartbeat.server.shards', {
      description: 'Shares of the servers that this replica checks',
      unit: '{shard}',
      read: () => servers.state.shards.heldHere,
    });
  }

  #measureRuns(): void {
    const runs = this.#metrics.createCounter('heartbeat.checker.runs', {
      description: 'Runs of Checkers',
      unit: '{run}',
    });
    const durations = this.#metrics.createHistogram(
      'heartbeat.checker.duration',
      {
        description: 'How long runs of Checkers took',
        unit: 's',
        advice: { explicitBucketBoundaries: RUN_BUCKETS_S },
      },
    );
    this.#monitor.checkers.onRun(({ name, durationMs, error, isAbandoned }) => {
      const attributes = {
        'heartbeat.checker': name,
        ...(isAbandoned ? { 'error.type': 'abandoned' } : errorType(error)),
      };
      runs.add(1, attributes);
      durations.record(durationMs / 1_000, attributes);
    });
  }

  #measureCheckCount(
    what: 'skipped' | 'abandoned',
    options: { description: string },
  ): void {
    this.#metrics
      .createObservableCounter(`heartbeat.server.checks.${what}`, {
        ...options,
        unit: '{check}',
      })
      .addCallback(result =>
        result.observe(this.#monitor.servers.state.checks[what]),
      );
  }

  #measure(
    name: string,
    { read, ...options }: { description: string; unit: string; read(): number },
  ): void {
    this.#metrics
      .createObservableUpDownCounter(name, options)
      .addCallback(result => result.observe(read()));
  }
}

function toAttributes(
  provider: string,
  outcome: ServerObservation['outcome'],
  reason: string | undefined | false,
): MetricAttributes {
  return {
    'heartbeat.provider': provider,
    'heartbeat.check.outcome': outcome,
    ...(IS_ERROR[outcome] && { 'error.type': reason || '_OTHER' }),
  };
}
