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

import type { Sight } from 'backstage-plugin-heartbeat-common';
import type { StatusWithReason, SubjectTransition } from '../subjects/Subject';
import { SubjectRegistry } from '../subjects/SubjectRegistry';
import type { Clock } from '../time/clock';
import { Canary } from './Canary';
import type { ControllerPast } from './ControllerPast';
import { restartEvidence } from './restartEvidence';
import type { LeaseRecord } from './LeaseRecord';
import {
  areAlikeControllers,
  toController,
  type ObservedController,
} from './ObservedController';
import { controllerIdOf, replicaGroupId, ReplicaGroups } from './ReplicaGroups';
import type { WatchStatistics } from './lease/WatchLog';
import type {
  ClusterDisruption,
  HeartbeatTransition,
  ObservedHeartbeat,
  ObserverStall,
  VerdictState,
} from './liveness';

/**
 * What is known of Leases now, and how far this process can see: it makes controllers
 * of Leases, and hands them to the registry of {@link HeartbeatRegistry.controllers}.
 * It decides nothing and remembers nothing that is over.
 *
 * @internal
 */
export class HeartbeatRegistry {
  /** Our own heartbeat's way round. */
  readonly canary: Canary;
  /** One for each controller, whether it has one Lease or a replica behind each of several. */
  readonly controllers = new SubjectRegistry<ObservedController>({
    isAlike: areAlikeControllers,
  });
  readonly #clock: Clock;
  /** By Lease. */
  readonly #heartbeats = new Map<string, ObservedHeartbeat>();
  /** Those of them that are replicas. */
  readonly #groups = new ReplicaGroups();
  /** What all replicas of the backend have stored, by controller. */
  readonly #pasts = new Map<string, ControllerPast>();
  /** How many restarts of each Lease have been told, where there were any. */
  readonly #restarts = new Map<string, number>();
  /** By cluster. */
  readonly #disruptions = new Map<string, ClusterDisruption>();
  #stall: ObserverStall | undefined;
  #areClustersAwaited = false;
  #recordedFrom: ReadonlyMap<string, number> = new Map();
  readonly #sights = new Map<string, Sight>();
  readonly #statistics = new Map<string, () => WatchStatistics>();
  readonly #problems = new Map<string, string>();
  readonly #listeners = new Set<() => void>();

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
    this.canary = new Canary({ clock: this.#clock });
  }

  /** One for each Lease. */
  heartbeats(): Iterable<ObservedHeartbeat> {
    return this.#heartbeats.values();
  }

  /** Clusters of which most controllers fell silent together. */
  disruptions(): ClusterDisruption[] {
    return [...this.#disruptions.values()];
  }

  /** The last time that this process stood still, if it did. */
  get stall(): ObserverStall | undefined {
    return this.#stall;
  }

  /** What holds verdicts back at the moment. */
  *closedGates(): Iterable<{
    kind: 'event-loop' | 'canary' | 'disruption';
    cluster?: string;
    sinceMonotonicMs: number;
  }> {
    if (this.#stall?.isHolding) {
      const { endedMonotonicMs, lastedMs } = this.#stall;
      const sinceMonotonicMs = endedMonotonicMs - lastedMs;
      yield { kind: 'event-loop', sinceMonotonicMs };
    }
    const { state, overdueSinceMs } = this.canary;
    if (state && overdueSinceMs !== undefined) {
      const { cluster } = state.lease;
      yield { kind: 'canary', cluster, sinceMonotonicMs: overdueSinceMs };
    }
    for (const { cluster, sinceMonotonicMs } of this.#disruptions.values()) {
      yield { kind: 'disruption', cluster, sinceMonotonicMs };
    }
  }

  /** The Leases of one controller that say that they are replicas of it. */
  replicasOf(
    controller: Pick<LeaseRecord, 'ref' | 'controller'>,
  ): ObservedHeartbeat[] {
    return this.#groups.members(replicaGroupId(controller));
  }

  /** In the order in which they were first set. */
  sights(): Sight[] {
    return [...this.#sights.values()];
  }

  /** Each place that is looked at, with what the watch there has counted; none where there is no watch. */
  watches(): Array<{ sight: Sight; statistics?: WatchStatistics }> {
    return Array.from(this.#sights, ([id, sight]) => ({
      sight,
      statistics: this.#statistics.get(id)?.(),
    }));
  }

  /** One sentence for each place where clusters should come from and do not. */
  clusterProblems(): string[] {
    return [...this.#problems.values()];
  }

  /** Whether it has not been said of every place yet which clusters there are. */
  get areClustersAwaited(): boolean {
    return this.#areClustersAwaited;
  }

  setClustersAwaited(areAwaited: boolean): void {
    if (this.#areClustersAwaited !== areAwaited) {
      this.#areClustersAwaited = areAwaited;
      this.#changed();
    }
  }

  /** `transition`: what those who wait for news want to know. */
  setHeartbeat(
    heartbeat: ObservedHeartbeat,
    transition?: HeartbeatTransition,
  ): void {
    const { id, record } = heartbeat;
    const before = this.#heartbeats.get(id);
    this.#heartbeats.set(id, heartbeat);
    if (record.replica !== undefined) {
      this.#groups.set(heartbeat);
    }
    if (before && controllerIdOf(before) !== controllerIdOf(heartbeat)) {
      this.#leave(before);
    }
    this.canary.seen(record);
    this.#tell(heartbeat, transition);
  }

  /** What all replicas of the backend have stored of a controller. */
  setPast(id: string, past: ControllerPast): void {
    this.#pasts.set(id, past);
    const before = this.controllers.subject(id);
    if (before) {
      const controller = toController(id, before, before, past);
      this.controllers.set(controller);
      if (controller.sinceWallMs !== before.sinceWallMs) {
        this.controllers.touch(id);
      }
    }
  }

  /** Since when there is anything stored of a controller in each cluster, the same in all replicas of the backend. */
  get recordedFrom(): ReadonlyMap<string, number> {
    return this.#recordedFrom;
  }

  setRecordedFrom(clusters: ReadonlyMap<string, number>): void {
    this.#recordedFrom = clusters;
  }

  deleteHeartbeat(id: string): void {
    const heartbeat = this.#heartbeats.get(id);
    if (heartbeat) {
      this.#heartbeats.delete(id);
      this.#restarts.delete(id);
      this.#leave(heartbeat);
    }
  }

  /** Without a disruption it is over. */
  setDisruption(
    cluster: string,
    disruption: ClusterDisruption | undefined,
  ): void {
    if (disruption) {
      this.#disruptions.set(cluster, disruption);
    } else {
      this.#disruptions.delete(cluster);
    }
    this.#changed();
  }

  setStall(stall: ObserverStall): void {
    this.#stall = stall;
    this.#changed();
  }

  setSight(id: string, sight: Sight): void {
    const previous = this.#sights.get(id);
    if (
      previous?.status === sight.status &&
      previous.reason === sight.reason &&
      previous.message === sight.message
    ) {
      return;
    }
    this.#sights.set(id, {
      ...sight,
      since: previous?.status === sight.status ? previous.since : sight.since,
    });
    this.#changed();
  }

  /** What the watch behind a sight has counted, read when somebody asks. */
  setStatistics(id: string, statistics: () => WatchStatistics): void {
    this.#statistics.set(id, statistics);
  }

  /** Nobody looks there any more. */
  deleteSight(id: string): void {
    this.#statistics.delete(id);
    if (this.#sights.delete(id)) {
      this.#changed();
    }
  }

  /** Without a message the problem is over. */
  setClusterProblem(provider: string, message: string | undefined): void {
    if (this.#problems.get(provider) === message) {
      return;
    }
    if (message === undefined) {
      this.#problems.delete(provider);
    } else {
      this.#problems.set(provider, message);
    }
    this.#changed();
  }

  /**
   * What is seen, or how far, is not as it was; controllers tell of themselves.
   *
   * @returns a function that ends it
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** A Lease is none of its controller any more. */
  #leave(heartbeat: ObservedHeartbeat): void {
    const controllerId = controllerIdOf(heartbeat);
    this.#groups.delete(controllerId, heartbeat.id);
    const leases = this.#groups.get(controllerId, this.#clock.wallMs());
    if (leases) {
      this.controllers.set(
        toController(
          controllerId,
          leases,
          this.controllers.subject(controllerId),
          this.#pasts.get(controllerId),
        ),
      );
    } else {
      this.controllers.delete(controllerId);
      this.#pasts.delete(controllerId);
    }
  }

  #tell(
    heartbeat: ObservedHeartbeat,
    transition: HeartbeatTransition | undefined,
  ): void {
    const id = controllerIdOf(heartbeat);
    const before = this.controllers.subject(id);
    const leases = this.#groups.get(id, this.#clock.wallMs()) ?? {
      best: heartbeat,
    };
    const controller = toController(id, leases, before, this.#pasts.get(id));
    const told = transition && this.#transitionOf(controller, transition);
    this.controllers.set(controller, told);
    if (transition && leases.replicas) {
      // What a replica does may change no status of its controller, and yet is to be seen.
      this.controllers.touch(id);
    }
    // A transition of the controller tells it along.
    if (this.#noteRestarts(heartbeat) && !told) {
      this.#tellRestart(controller, heartbeat);
    }
  }

  /** What the transition of a Lease is for its controller, if it is one. */
  #transitionOf(
    subject: ObservedController,
    transition: HeartbeatTransition,
  ): SubjectTransition<ObservedController> | undefined {
    if (!subject.replicas) {
      const { from, to } = transition;
      return {
        ...transition,
        subject,
        from: from && stateOf(from),
        to: stateOf(to),
      };
    }
    const known = this.controllers.transition(subject.id)?.to;
    const { status, reason } = subject;
    return known?.status === status && known.reason === reason
      ? undefined
      : { ...transition, subject, from: known, to: { status, reason } };
  }

  /** @returns whether there was one more; those from before we looked do not count */
  #noteRestarts({ id, restarts }: ObservedHeartbeat): boolean {
    if (restarts === 0) {
      return false;
    }
    const known = this.#restarts.get(id);
    this.#restarts.set(id, restarts);
    return restarts !== known;
  }

  /** Another process is behind a Lease, and no verdict has changed by it. */
  #tellRestart(
    subject: ObservedController,
    heartbeat: ObservedHeartbeat,
  ): void {
    const restart = heartbeat.recentRestarts?.at(-1);
    if (restart) {
      const { kind, atMonotonicMs } = restart;
      this.controllers.mark({
        ...{ subject, atMonotonicMs },
        cause: kind,
        mark: processMark(heartbeat.record),
        evidence: restartEvidence(heartbeat),
      });
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}

/**
 * The process behind a Lease. Which one was before it is not said: a replica of the
 * backend that did not look for a while has not seen that.
 *
 * @internal
 */
export function processMark({
  uid,
  replica,
  holder,
  leaseTransitions,
}: LeaseRecord): string {
  return [uid, replica, holder, leaseTransitions].join(' ');
}

function stateOf({ status, unknownReason }: VerdictState): StatusWithReason {
  return { status, reason: unknownReason };
}
