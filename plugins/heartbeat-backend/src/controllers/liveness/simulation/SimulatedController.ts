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

import type { LeaseRecord } from '../../LeaseRecord';
import { CLUSTER, type SimulatedCluster } from './SimulatedCluster';
import type { Timeline } from './Timeline';

const RETRY_MS = 1_000;
const JITTER = 0.04;

interface World {
  timeline: Timeline;
  cluster: SimulatedCluster;
  random: () => number;
}

/** A process that renews a Lease, with a clock of its own. */
export class SimulatedController {
  readonly name: string;
  readonly durationMs: number;
  readonly gapMs: number;
  /** How far its clock is off. */
  aheadMs: number;
  isRunning = false;
  readonly #world: World;
  #pausedUntilMs = 0;
  /** How many processes there have been. */
  #generation = 0;
  /** How many Leases there have been. */
  #uid = 0;
  #renewals = 0;

  constructor(options: {
    name: string;
    durationMs: number;
    renewalsPerDuration: number;
    aheadMs: number;
    world: World;
  }) {
    this.name = options.name;
    this.durationMs = options.durationMs;
    this.gapMs = options.durationMs / options.renewalsPerDuration;
    this.aheadMs = options.aheadMs;
    this.#world = options.world;
  }

  start(): void {
    this.isRunning = true;
    this.#generation++;
    this.#renew(this.#generation);
  }

  /** As by SIGSTOP. */
  pause(forMs: number): void {
    this.#pausedUntilMs = this.#world.timeline.nowMs + forMs;
  }

  /** It ends, and its Lease stays. */
  crash(): void {
    this.isRunning = false;
  }

  /** It ends as it should, and its Lease is deleted. */
  stop(): void {
    this.isRunning = false;
    if (this.#world.cluster.takesWrites) {
      this.#world.cluster.delete(this.name);
    }
  }

  /** It ends and gives its Lease up, as leader election does on any way out. */
  release(): void {
    const { cluster } = this.#world;
    if (
      this.isRunning &&
      cluster.takesWrites &&
      cluster.leases.has(this.name)
    ) {
      cluster.write({
        ...this.#record(),
        ...{ holder: '', leaseDurationSeconds: 1 },
      });
    }
    this.isRunning = false;
  }

  #renew(generation: number): void {
    const { timeline, cluster, random } = this.#world;
    if (!this.isRunning || generation !== this.#generation) {
      return;
    }
    let nextMs = Math.round(this.gapMs * (1 + JITTER * random()));
    if (timeline.nowMs < this.#pausedUntilMs) {
      nextMs = this.#pausedUntilMs - timeline.nowMs;
    } else if (cluster.takesWrites) {
      cluster.write(this.#record());
    } else {
      nextMs = RETRY_MS;
    }
    timeline.after(nextMs, () => this.#renew(generation));
  }

  #record(): LeaseRecord {
    const { timeline, cluster } = this.#world;
    if (!cluster.leases.has(this.name)) {
      this.#uid++;
    }
    const renewed = new Date(timeline.nowMs + this.aheadMs).toISOString();
    // Kubernetes has microseconds: no two renewals are the same.
    const micros = String(++this.#renewals % 1000).padStart(3, '0');
    return {
      ref: { cluster: CLUSTER, namespace: 'apps', name: this.name },
      uid: `${this.name}-${this.#uid}`,
      controller: this.name,
      holder: `${this.name}_0000000${this.#generation}`,
      renewTime: renewed.replace('Z', `${micros}Z`),
      leaseDurationSeconds: this.durationMs / 1000,
      leaseTransitions: this.#generation,
    };
  }
}
