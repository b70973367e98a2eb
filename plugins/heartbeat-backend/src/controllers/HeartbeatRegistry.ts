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
  ClusterDisruption,
  ControllerRestart,
  ControllerTransition,
  HeartbeatTransition,
  LeaseRecord,
  ObservedController,
  ObservedHeartbeat,
  ObserverStall,
  Sight,
  WatchStatistics,
} from 'backstage-plugin-heartbeat-common';
import { systemClock, type Clock } from '../time/clock';
import { Canary } from './Canary';
import { replicaGroupId, ReplicaGroups } from './ReplicaGroups';

/**
 * What is true now, as far as this process knows: the one place that readers
 * read, and that tells them of changes. It decides nothing and remembers
 * nothing that is over.
 *
 * @internal
 */
export class HeartbeatRegistry {
  /** Our own heartbeat's way round. */
  readonly canary: Canary;
  readonly #clock: Clock;
  /** By Lease. */
  readonly #heartbeats = new Map<string, ObservedHeartbeat>();
  /** Those of them that are replicas. */
  readonly #groups = new ReplicaGroups();
  /** The last transition of each controller. */
  readonly #verdicts = new Map<string, ControllerTransition>();
  /** How many restarts of each Lease have been told, where there were any. */
  readonly #restarts = new Map<string, number>();
  /** By cluster. */
  readonly #disruptions = new Map<string, ClusterDisruption>();
  #stall: ObserverStall | undefined;
  readonly #sights = new Map<string, Sight>();
  readonly #statistics = new Map<string, () => WatchStatistics>();
  readonly #problems = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  readonly #transitionListeners = new Set<
    (transition: ControllerTransition) => void
  >();
  readonly #restartListeners = new Set<(restart: ControllerRestart) => void>();
  readonly #forgottenListeners = new Set<(controllerId: string) => void>();

  static create(options: { clock?: Clock } = {}): HeartbeatRegistry {
    return new HeartbeatRegistry(options);
  }

  private constructor(options: { clock?: Clock }) {
    this.#clock = options.clock ?? systemClock;
    this.canary = new Canary({ clock: this.#clock });
  }

  /** One for each Lease. */
  heartbeats(): Iterable<ObservedHeartbeat> {
    return this.#heartbeats.values();
  }

  /** One for each controller, whether it has one Lease or a replica behind each of several. */
  *controllers(): Iterable<ObservedController> {
    for (const heartbeat of this.#heartbeats.values()) {
      if (heartbeat.record.replica === undefined) {
        yield { id: heartbeat.id, best: heartbeat };
      }
    }
    yield* this.#groups.controllers(this.#clock.wallMs());
  }

  /** The controller with this id, if it is known. */
  controller(id: string): ObservedController | undefined {
    const best = this.#heartbeats.get(id);
    if (!best) {
      return this.#groups.get(id, this.#clock.wallMs());
    }
    return best.record.replica === undefined ? { id, best } : undefined;
  }

  /** How each controller came to its verdict. */
  verdicts(): Iterable<ControllerTransition> {
    return this.#verdicts.values();
  }

  verdict(controllerId: string): ControllerTransition | undefined {
    return this.#verdicts.get(controllerId);
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

  /** `transition`: what those who wait for news want to know. */
  setHeartbeat(
    heartbeat: ObservedHeartbeat,
    transition?: HeartbeatTransition,
  ): void {
    this.#groups.set(heartbeat);
    this.#heartbeats.set(heartbeat.id, heartbeat);
    this.canary.seen(heartbeat.record);
    const isRestarted = this.#noteRestarts(heartbeat);
    if (transition) {
      this.#tellTransition(heartbeat, transition);
      this.#changed();
    } else if (isRestarted) {
      this.#tellRestart(heartbeat);
      this.#changed();
    }
  }

  deleteHeartbeat(id: string): void {
    const heartbeat = this.#heartbeats.get(id);
    if (!heartbeat) {
      return;
    }
    this.#heartbeats.delete(id);
    this.#restarts.delete(id);
    this.#groups.delete(id);
    const controllerId =
      heartbeat.record.replica === undefined
        ? id
        : replicaGroupId(heartbeat.record);
    if (!this.controller(controllerId)) {
      this.#verdicts.delete(controllerId);
      for (const listener of this.#forgottenListeners) {
        listener(controllerId);
      }
    }
    this.#changed();
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

  /** A controller has another verdict. */
  onTransition(listener: (transition: ControllerTransition) => void): void {
    this.#transitionListeners.add(listener);
  }

  /** Another process is behind a Lease, and no verdict has changed by it. */
  onRestart(listener: (restart: ControllerRestart) => void): void {
    this.#restartListeners.add(listener);
  }

  /** A controller is not observed any more. */
  onForgotten(listener: (controllerId: string) => void): void {
    this.#forgottenListeners.add(listener);
  }

  /**
   * Something is not as it was.
   *
   * @returns a function that ends it
   */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  #tellTransition(
    heartbeat: ObservedHeartbeat,
    transition: HeartbeatTransition,
  ): void {
    const ofController =
      heartbeat.record.replica === undefined
        ? { ...transition, controller: { id: heartbeat.id, best: heartbeat } }
        : this.#groups.transition(heartbeat, transition, this.#clock.wallMs());
    if (ofController) {
      this.#verdicts.set(ofController.controller.id, ofController);
      for (const listener of this.#transitionListeners) {
        listener(ofController);
      }
    }
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

  #tellRestart({ id, record, recentRestarts }: ObservedHeartbeat): void {
    const { replica } = record;
    const controller = this.controller(
      replica === undefined ? id : replicaGroupId(record),
    );
    const restart = recentRestarts?.at(-1);
    if (controller && restart) {
      for (const listener of this.#restartListeners) {
        listener({ ...restart, controller, replica });
      }
    }
  }

  #changed(): void {
    for (const listener of this.#listeners) {
      listener();
    }
  }
}
