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
import type { Sight } from 'backstage-plugin-heartbeat-common';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { Clock } from './clock';
import type { HeartbeatOptions, LabelSource } from './config';
import { LeaseObserver } from './lease';
import { LivenessTracker } from './liveness';
import type { HeartbeatRegistry } from './registry/HeartbeatRegistry';

type SightChange = Pick<Sight, 'status' | 'reason' | 'message'>;

/**
 * Joins the rooms: what the observers see of the configured sources goes to the
 * tracker, what the tracker concludes goes to the registry, and the tracker's
 * doubts go back to the observers.
 *
 * @internal
 */
export class Observation {
  readonly #sources: LabelSource[];
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #signal: AbortSignal;
  readonly #tracker: LivenessTracker;
  readonly #observers = new Map<string, LeaseObserver>();

  static create(options: {
    options: HeartbeatOptions;
    registry: HeartbeatRegistry;
    clock: Clock;
    logger: LoggerService;
    /** Ends all of it. */
    signal: AbortSignal;
  }): Observation {
    return new Observation(options);
  }

  private constructor(options: {
    options: HeartbeatOptions;
    registry: HeartbeatRegistry;
    clock: Clock;
    logger: LoggerService;
    signal: AbortSignal;
  }) {
    const { registry, clock } = options;
    const { sources, marginMs, maxDurationMs } = options.options;
    this.#sources = sources;
    this.#registry = registry;
    this.#clock = clock;
    this.#logger = options.logger;
    this.#signal = options.signal;
    this.#tracker = LivenessTracker.create({
      clock,
      marginMs,
      maxDurationMs,
      listener: {
        onVerdict: (heartbeat, isTransition) =>
          registry.setHeartbeat(heartbeat, isTransition),
        onForgotten: id => registry.deleteHeartbeat(id),
        onDoubt: id => {
          void this.#observers.get(id)?.check(this.#signal);
        },
      },
    });
    options.signal.addEventListener('abort', () => this.#tracker.stop());
  }

  /** Observes each source in each of these clusters that it is meant for. */
  observe(clusters: KubernetesCluster[]): void {
    for (const source of this.#sources) {
      for (const cluster of clusters) {
        if (source.clusters?.includes(cluster.name) ?? true) {
          for (const namespace of source.namespaces ?? [undefined]) {
            this.#open(cluster, source.label, namespace);
          }
        }
      }
    }
  }

  /** Says of each cluster that a source names and nobody knows that it is not there. */
  reportUnknownClusters(known: string[]): void {
    this.#sources.forEach((source, i) =>
      source.clusters?.forEach((cluster, j) => {
        if (!known.includes(cluster)) {
          const key = `heartbeat.sources[${i}].clusters[${j}]`;
          const message = `${key}: "${cluster}" is not a cluster of this portal; ${
            known.length > 0 ? `there are ${known.join(', ')}` : 'it has none'
          }`;
          this.#logger.warn(message);
          this.#setSight(
            { cluster, namespace: undefined, label: source.label },
            { status: 'failed', reason: 'unknown-cluster', message },
          );
        }
      }),
    );
  }

  #open(
    cluster: KubernetesCluster,
    label: string,
    namespace: string | undefined,
  ): void {
    const scope = { cluster: cluster.name, namespace, label };
    const id = scopeId(scope);
    if (cluster.unsupported !== undefined) {
      this.#logger.warn(cluster.unsupported);
      this.#setSight(scope, {
        status: 'failed',
        reason: 'unsupported',
        message: cluster.unsupported,
      });
      return;
    }
    if (this.#observers.has(id)) {
      return;
    }
    this.#setSight(scope, { status: 'starting', reason: 'starting' });
    this.#tracker.openScope(id);
    const observer = LeaseObserver.create({
      scope: { cluster, namespace, label },
      clock: this.#clock,
      logger: this.#logger,
      listener: {
        onList: records => {
          this.#tracker.reconcile(id, records);
          this.#setSight(scope, { status: 'synced' });
        },
        onChange: record => this.#tracker.observe(id, record),
        onDelete: ref => this.#tracker.remove(id, ref),
        onSightLost: (why, sinceMs) => {
          this.#tracker.loseSight(id, why, sinceMs);
          this.#setSight(scope, { status: 'failed', ...why });
        },
      },
    });
    this.#observers.set(id, observer);
    void observer.run(this.#signal);
  }

  #setSight(
    scope: { cluster: string; namespace?: string; label: string },
    change: SightChange,
  ): void {
    this.#registry.setSight(scopeId(scope), {
      cluster: scope.cluster,
      namespace: scope.namespace,
      selector: scope.label,
      since: new Date(this.#clock.wallMs()).toISOString(),
      ...change,
    });
  }
}

function scopeId(scope: {
  cluster: string;
  namespace?: string;
  label: string;
}): string {
  return `${scope.cluster}/${scope.namespace ?? '*'}/${scope.label}`;
}
