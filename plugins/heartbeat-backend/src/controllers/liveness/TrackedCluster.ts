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

import type { Moment } from '../../time/moment';
import type { ClusterDisruption } from './ClusterDisruption';
import { FleetGate } from './FleetGate';
import { withoutProcess } from './Restarts';
import type { TrackedLease } from './TrackedLease';
import { disruption, type UnknownCause } from './unknownCauses';

/**
 * What is known of a cluster as a whole.
 *
 * @internal
 */
export class TrackedCluster {
  readonly name: string;
  readonly fleet = new FleetGate<TrackedLease>();
  /** What is said of those that a disruption holds. */
  readonly disruptionCause: UnknownCause;
  /** Set while our own renewals do not come back: since when, and what to say of it. */
  canary: { cause: UnknownCause; sinceMs: number } | undefined;
  readonly #onDisruption: (disruption: ClusterDisruption | undefined) => void;
  /** The disruption that was told last. */
  #told: ClusterDisruption | undefined;

  constructor(options: {
    name: string;
    /** Told when one began, grew, or (without one) is over. */
    onDisruption(disruption: ClusterDisruption | undefined): void;
  }) {
    this.name = options.name;
    this.disruptionCause = disruption(options.name);
    this.#onDisruption = options.onDisruption;
  }

  /** Keeps the count of those that live, which the fleet gate compares with. */
  count(lease: TrackedLease): void {
    const holder = lease.isLiving ? lease.holder : undefined;
    const before = lease.countedHolder;
    if (holder === before) {
      return;
    }
    lease.countedHolder = holder;
    if (before !== undefined) {
      this.fleet.leave(processOf(lease, before));
    }
    if (holder !== undefined) {
      this.fleet.enter(processOf(lease, holder));
      return;
    }
    if (lease.heartbeat.status === 'Dead') {
      this.fleet.died(lease);
    } else {
      this.fleet.left(lease);
    }
  }

  /**
   * One that lived fell overdue.
   *
   * @returns whether others are held now that were not
   */
  overdue(lease: TrackedLease, nowMs: number): boolean {
    const { durationMs = 0 } = lease.heartbeat;
    const process = processOf(lease, lease.holder);
    return this.fleet.overdue(lease, process, nowMs, durationMs);
  }

  /** It is not tracked any more. */
  forget(lease: TrackedLease): void {
    this.fleet.left(lease);
    if (lease.countedHolder !== undefined) {
      this.fleet.leave(processOf(lease, lease.countedHolder));
    }
  }

  /** Tells of the present disruption, if it is not as it was told last. */
  tellDisruption(now: Moment): void {
    const { disruption: current } = this.fleet;
    const told = this.#told;
    if (
      current?.sinceMs === told?.sinceMonotonicMs &&
      current?.count === told?.count
    ) {
      return;
    }
    this.#told = current && {
      cluster: this.name,
      sinceMonotonicMs: current.sinceMs,
      sinceWallMs: now.wallMs - (now.monotonicMs - current.sinceMs),
      count: current.count,
    };
    this.#onDisruption(this.#told);
  }
}

/**
 * The process behind a Lease: each election in it may have an identity of its own, with
 * the pod's name in common.
 */
function processOf({ record }: TrackedLease, holder: string): string {
  return `${record.ref.namespace}/${withoutProcess(holder)}`;
}
