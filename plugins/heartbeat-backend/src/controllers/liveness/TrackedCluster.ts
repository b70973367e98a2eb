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
 * What holds for all Leases that say nothing else, in milliseconds.
 *
 * @internal
 */
export interface LivenessTerms {
  /** How long past its duration a Lease may be silent. */
  marginMs: number;
  /** The longest duration that is taken at its word. */
  maxDurationMs: number;
}

/**
 * What is known of a cluster as a whole.
 *
 * @internal
 */
export class TrackedCluster {
  readonly name: string;
  readonly terms: LivenessTerms;
  readonly fleet: FleetGate<TrackedLease>;
  /** What is said of those that a disruption holds. */
  readonly disruptionCause: UnknownCause;
  /** Set while our own renewals do not come back: since when, and what to say of it. */
  canary: { cause: UnknownCause; sinceMs: number } | undefined;
  readonly #onDisruption: (disruption: ClusterDisruption | undefined) => void;
  /** The disruption that was told last. */
  #told: ClusterDisruption | undefined;

  constructor(options: {
    name: string;
    terms: LivenessTerms;
    leases(): Iterable<TrackedLease>;
    /** Told when one began, grew, or (without one) is over. */
    onDisruption(disruption: ClusterDisruption | undefined): void;
  }) {
    this.name = options.name;
    this.terms = options.terms;
    this.disruptionCause = disruption(options.name);
    this.#onDisruption = options.onDisruption;
    this.fleet = new FleetGate({
      countProcesses: () => processesOf(options.leases()),
    });
  }

  /** Keeps the count of those that live, which the fleet gate compares with. */
  count(lease: TrackedLease): void {
    const { isLiving } = lease;
    if (isLiving === lease.isCounted) {
      return;
    }
    lease.isCounted = isLiving;
    this.fleet.count(isLiving ? 1 : -1);
    if (lease.heartbeat.status === 'Dead') {
      this.fleet.died(lease);
    } else if (!isLiving) {
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
    return this.fleet.overdue(lease, processOf(lease), nowMs, durationMs);
  }

  /** It is not tracked any more. */
  forget(lease: TrackedLease): void {
    this.fleet.left(lease);
    if (lease.isCounted) {
      this.fleet.count(-1);
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
function processOf({ record, holder }: TrackedLease): string {
  return `${record.ref.namespace}/${withoutProcess(holder)}`;
}

function processesOf(leases: Iterable<TrackedLease>): number {
  const processes = new Set<string>();
  for (const lease of leases) {
    if (lease.isLiving) {
      processes.add(processOf(lease));
    }
  }
  return processes.size;
}
