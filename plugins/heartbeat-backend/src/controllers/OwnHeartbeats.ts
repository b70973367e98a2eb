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

import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type {
  LoggerService,
  RootLifecycleService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import type { LeaseRef } from 'backstage-plugin-heartbeat-common';
import type {
  HeartbeatKeeper,
  HeartbeatRegistration,
  KubernetesCluster,
} from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../time/clock';
import type { RenewerOptions } from '../config/heartbeatOptions';
import type { DeadReplicas } from './DeadReplicas';
import {
  LeaseRenewer,
  type LeaseConflict,
  type LeaseRenewerOptions,
} from './lease';

/** What a beat may take longer than its interval before the scheduler gives it up. */
const TASK_SLACK_MS = 5_000;

/** Who has one Lease in common with us has all of them: that is said of the first. */
const RIVAL_SAID_MS = 10 * 60_000;

/** A heartbeat that is being renewed. */
interface Kept {
  renewer: LeaseRenewer;
  /** Ends its task and its renewals. */
  stop: AbortController;
}

/** @internal */
export interface OwnHeartbeatsOptions {
  /** Absent: nothing is written. */
  renewer: RenewerOptions | undefined;
  /** Told of each renewal of the backend's own Lease before it is sent. */
  onRenewal(lease: LeaseRef, renewTime: string): void;
  /** Told how each attempt to renew a heartbeat ended. */
  onOutcome?(controller: string, error?: unknown): void;
  /** Told each time that another process is found to renew a heartbeat of ours. */
  onConflict?(controller: string): void;
  deadReplicas: DeadReplicas;
  clock: Clock;
  logger: LoggerService;
  scheduler: SchedulerService;
  rootLifecycle: RootLifecycleService;
}

/**
 * Who holds our Leases: the host, as Kargo has it, and this process, so that a
 * restart can be seen.
 */
function holderIdentity(): string {
  return `${hostname() || 'backstage'}_${randomBytes(4).toString('hex')}`;
}

/**
 * The heartbeats that this process has itself: that of the backend, and those
 * that its plugins have registered. Each is a `local` task, for each replica is
 * a process of its own; the Leases are deleted before the shutdown, while the
 * Kubernetes plugin's proxy still answers.
 *
 * @internal
 */
export class OwnHeartbeats implements HeartbeatKeeper {
  readonly #options: OwnHeartbeatsOptions;
  readonly #holder = holderIdentity();
  readonly #logger: LoggerService;
  readonly #kept = new Map<string, Kept>();
  /** What is to be renewed once the cluster is known. */
  readonly #waiting = new Map<string, HeartbeatRegistration>();
  #cluster: KubernetesCluster | undefined;
  #rivalSaidMs = -Infinity;

  constructor(options: OwnHeartbeatsOptions) {
    this.#options = options;
    this.#logger = options.logger;
    options.rootLifecycle.addBeforeShutdownHook(async () => {
      await Promise.all(Array.from(this.#kept.values(), end));
    });
  }

  /** The cluster is there: everything begins to beat. */
  async start(cluster: KubernetesCluster): Promise<void> {
    const { renewer, onRenewal, deadReplicas } = this.#options;
    if (!renewer || this.#cluster) {
      return;
    }
    this.#cluster = cluster;
    await this.#keep(cluster, { ...renewer, onRenewal }, signal =>
      deadReplicas.forget(cluster, renewer, signal),
    );
    for (const registration of this.#waiting.values()) {
      this.keep(registration);
    }
    this.#waiting.clear();
  }

  keep(registration: HeartbeatRegistration): void {
    const { controller, pluginId, durationMs, progress } = registration;
    const { renewer } = this.#options;
    if (!renewer) {
      this.#logger.warn(
        `The heartbeat "${controller}" of plugin ${pluginId} is not written: heartbeat.renewer is not enabled`,
      );
      return;
    }
    if (controller === renewer.controller) {
      this.#logger.error(
        `The heartbeat "${controller}" of plugin ${pluginId} is not written: heartbeat.renewer.controller has the same name; choose another one`,
      );
      return;
    }
    if (!this.#cluster) {
      this.#waiting.set(controller, registration);
      return;
    }
    this.#keep(this.#cluster, {
      ...renewer,
      controller,
      durationMs: durationMs ?? renewer.durationMs,
      progress,
    }).catch(error =>
      this.#logger.error(`The heartbeat "${controller}" is not written`, error),
    );
  }

  async release({ controller }: HeartbeatRegistration): Promise<void> {
    this.#waiting.delete(controller);
    const kept = this.#kept.get(controller);
    this.#kept.delete(controller);
    if (kept) {
      await end(kept);
    }
  }

  async #keep(
    cluster: KubernetesCluster,
    options: RenewerOptions &
      Pick<LeaseRenewerOptions, 'progress' | 'onRenewal'>,
    andThen?: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const { controller } = options;
    const stop = new AbortController();
    const renewer = LeaseRenewer.create({
      ...options,
      signal: stop.signal,
      cluster,
      holder: this.#holder,
      clock: this.#options.clock,
      logger: this.#logger,
      onOutcome: error => this.#options.onOutcome?.(controller, error),
      onConflict: conflict => {
        this.#options.onConflict?.(controller);
        if (conflict.isNewRival) {
          this.#sayRival(controller, conflict);
        }
      },
    });
    this.#kept.set(controller, { renewer, stop });
    await this.#options.scheduler.scheduleTask({
      id: `heartbeat-renewer-${controller}`,
      scope: 'local',
      frequency: { milliseconds: renewer.intervalMs },
      timeout: { milliseconds: renewer.intervalMs + TASK_SLACK_MS },
      signal: stop.signal,
      fn: async signal => {
        await renewer.beat(signal);
        await andThen?.(signal);
      },
    });
  }

  #sayRival(controller: string, { holder, standsBack }: LeaseConflict): void {
    const nowMs = this.#options.clock.monotonicMs();
    const wasSaid = nowMs - this.#rivalSaidMs < RIVAL_SAID_MS;
    this.#rivalSaidMs = nowMs;
    this.#logger[wasSaid ? 'debug' : 'warn'](
      `Another process (${holder}) renews the Lease of "${controller}" that this one (${
        this.#holder
      }) renews: ${
        standsBack
          ? 'this one leaves it to the other as long as that renews it, and nobody would see this one die'
          : 'this one goes on'
      }. Give each process a name of its own in heartbeat.renewer.replica`,
    );
  }
}

async function end({ renewer, stop }: Kept): Promise<void> {
  stop.abort();
  await renewer.delete();
}
