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
import type { Sight, SourceType } from 'backstage-plugin-heartbeat-common';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../time/clock';
import type { HeartbeatOptions, LeaseSource } from '../config/heartbeatOptions';
import { LeaseObserver, selectionsOf, type LeaseSelection } from './lease';
import { LivenessTracker, type Checkpoint } from './liveness';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import { unknownClusters } from './unknownClusters';

/** A watch as readers know it. */
interface Scope {
  cluster: string;
  source: SourceType;
  namespace?: string;
  selector: string;
}

/** A cluster that is being observed. */
interface ObservedCluster {
  /** As it was when this began. */
  unsupported: string | undefined;
  scopeIds: string[];
  /** Ends its observers. */
  stop: AbortController;
}

/** A watch that is being kept. */
interface ObservedScope {
  observer: LeaseObserver;
  signal: AbortSignal;
}

/** @internal */
export interface ObservationOptions {
  /** The part of the configuration that observing needs. */
  options: Pick<
    HeartbeatOptions,
    'sources' | 'marginMs' | 'maxDurationMs' | 'kargo'
  >;
  registry: HeartbeatRegistry;
  clock: Clock;
  logger: LoggerService;
  /** Ends all of it. */
  signal: AbortSignal;
}

type SightChange = Pick<Sight, 'status' | 'reason' | 'message'>;

/**
 * Joins the rooms: what the observers see of the configured sources goes to the
 * tracker, what the tracker concludes goes to the registry, and where a renewal is
 * overdue the observer asks the API server for it.
 *
 * @internal
 */
export class Observation {
  readonly #sources: LeaseSource[];
  /** Those that any source, or Kargo's view, looks for. */
  readonly #labels: readonly string[];
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  readonly #signal: AbortSignal;
  readonly #tracker: LivenessTracker;
  readonly #clusters = new Map<string, ObservedCluster>();
  readonly #observers = new Map<string, ObservedScope>();
  /** What is said of clusters that a source names and nobody knows, by scope. */
  readonly #unknown = new Map<string, { cluster: string; message: string }>();

  constructor(options: ObservationOptions) {
    const { registry, clock, signal } = options;
    const { sources, marginMs, maxDurationMs, kargo } = options.options;
    this.#sources = sources;
    this.#labels = [
      ...new Set([
        ...sources.flatMap(source =>
          source.type === 'label' ? [source.label] : [],
        ),
        kargo.label,
      ]),
    ];
    this.#registry = registry;
    this.#clock = clock;
    this.#logger = options.logger;
    this.#signal = signal;
    this.#tracker = new LivenessTracker({
      clock,
      signal,
      marginMs,
      maxDurationMs,
      listener: {
        onVerdict: (heartbeat, transition) =>
          registry.setHeartbeat(heartbeat, transition),
        onForgotten: id => registry.deleteHeartbeat(id),
        onOverdue: (id, record) => {
          const observed = this.#observers.get(id);
          void observed?.observer.confirm(record, observed.signal);
        },
        onMissing: (id, record) => {
          const observed = this.#observers.get(id);
          void observed?.observer.settle(record, observed.signal);
        },
        onDisruption: (cluster, disruption) =>
          registry.setDisruption(cluster, disruption),
        onStall: stall => registry.setStall(stall),
      },
    });
    registry.canary.follow(
      {
        onOverdue: (cluster, sinceMs, limitMs) =>
          this.#tracker.loseCanary(cluster, sinceMs, limitMs),
        onOver: cluster => this.#tracker.regainCanary(cluster),
      },
      signal,
    );
  }

  /** What is worth remembering of a Lease. */
  checkpoint(id: string): Checkpoint | undefined {
    return this.#tracker.checkpoint(id);
  }

  /** Takes up what is remembered from before. */
  restore(checkpoints: Iterable<Checkpoint>): void {
    this.#tracker.restore(checkpoints);
  }

  /**
   * Observes each source in each of these clusters that it is meant for, and
   * nothing any more in one that is not among them: its Leases are forgotten.
   *
   * @param isComplete - whether one that is not here is not there at all
   */
  setClusters(clusters: KubernetesCluster[], isComplete: boolean): void {
    const current = new Map(clusters.map(cluster => [cluster.name, cluster]));
    for (const [name, { unsupported }] of this.#clusters) {
      const cluster = current.get(name);
      if (!cluster || cluster.unsupported !== unsupported) {
        this.#leave(name);
      }
    }
    // Before their scopes are opened: those have the same ids.
    this.#forgetUnknown(current);
    for (const cluster of clusters) {
      if (!this.#clusters.has(cluster.name)) {
        this.#enter(cluster);
      }
    }
    if (isComplete) {
      this.#reportUnknown([...current.keys()]);
    }
  }

  #enter(cluster: KubernetesCluster): void {
    const { unsupported } = cluster;
    const observed: ObservedCluster = {
      unsupported,
      scopeIds: [],
      stop: new AbortController(),
    };
    this.#clusters.set(cluster.name, observed);
    if (unsupported !== undefined) {
      this.#logger.warn(unsupported);
    }
    for (const source of this.#sources) {
      if (source.clusters?.includes(cluster.name) ?? true) {
        for (const selection of selectionsOf(source, this.#labels)) {
          this.#open(cluster, observed, source.type, selection);
        }
      }
    }
  }

  #leave(name: string): void {
    const observed = this.#clusters.get(name);
    this.#clusters.delete(name);
    observed?.stop.abort();
    for (const id of observed?.scopeIds ?? []) {
      this.#observers.delete(id);
      this.#tracker.closeScope(id);
      this.#registry.deleteSight(id);
    }
    this.#logger.info(`Cluster ${name} is not there any more as it was`);
  }

  #forgetUnknown(known: ReadonlyMap<string, unknown>): void {
    for (const [id, { cluster }] of this.#unknown) {
      if (known.has(cluster)) {
        this.#unknown.delete(id);
        this.#registry.deleteSight(id);
      }
    }
  }

  /** Says of each cluster that a source names and nobody knows that it is not there. */
  #reportUnknown(known: string[]): void {
    for (const { message, ...scope } of unknownClusters(this.#sources, known)) {
      const id = scopeId(scope);
      if (this.#unknown.get(id)?.message !== message) {
        this.#logger.warn(message);
      }
      this.#unknown.set(id, { cluster: scope.cluster, message });
      this.#setSight(scope, {
        status: 'failed',
        reason: 'unknown-cluster',
        message,
      });
    }
  }

  #open(
    cluster: KubernetesCluster,
    observed: ObservedCluster,
    source: SourceType,
    selection: LeaseSelection,
  ): void {
    const scope = {
      cluster: cluster.name,
      source,
      namespace: selection.namespace,
      selector: selection.description,
    };
    const id = scopeId(scope);
    if (observed.scopeIds.includes(id)) {
      return;
    }
    observed.scopeIds.push(id);
    if (observed.unsupported !== undefined) {
      this.#setSight(scope, {
        status: 'failed',
        reason: 'unsupported',
        message: observed.unsupported,
      });
      return;
    }
    this.#setSight(scope, { status: 'starting', reason: 'starting' });
    this.#tracker.openScope(id);
    const signal = AbortSignal.any([this.#signal, observed.stop.signal]);
    const observer = new LeaseObserver({
      scope: { cluster, selection },
      clock: this.#clock,
      logger: this.#logger,
      listener: {
        onList: unlessAborted(signal, (records, asOfMs) => {
          this.#tracker.reconcile(id, records, asOfMs);
          this.#setSight(scope, { status: 'synced' });
        }),
        onChange: unlessAborted(signal, record =>
          this.#tracker.observe(id, record),
        ),
        onDelete: unlessAborted(signal, ref => this.#tracker.remove(id, ref)),
        onWhereabouts: unlessAborted(signal, (ref, how) =>
          this.#tracker.settle(id, ref, how),
        ),
        onNodeGone: unlessAborted(signal, ref => this.#tracker.retire(id, ref)),
        onUnchanged: unlessAborted(signal, (ref, asOfMs) =>
          this.#tracker.confirm(id, ref, asOfMs),
        ),
        onWatchFailed: unlessAborted(signal, (why, sinceMs) => {
          this.#tracker.failScope(id, why, sinceMs);
          this.#setSight(scope, { status: 'failed', ...why });
        }),
      },
    });
    this.#registry.setStatistics(id, () => observer.statistics);
    this.#observers.set(id, { observer, signal });
    void observer.run(signal);
  }

  #setSight(scope: Scope, change: SightChange): void {
    this.#registry.setSight(scopeId(scope), {
      ...scope,
      since: new Date(this.#clock.wallMs()).toISOString(),
      ...change,
    });
  }
}

function scopeId(scope: Scope): string {
  return [
    scope.cluster,
    scope.source,
    scope.namespace ?? '*',
    scope.selector,
  ].join('/');
}

/** What an observer still had in hand when it was ended is not told any more. */
function unlessAborted<Args extends unknown[]>(
  signal: AbortSignal,
  tell: (...args: Args) => void,
): (...args: Args) => void {
  return (...args) => {
    if (!signal.aborted) {
      tell(...args);
    }
  };
}
