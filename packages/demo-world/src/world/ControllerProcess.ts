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

import type { V1Lease, V1MicroTime } from '@kubernetes/client-node';
import {
  PROGRESS_ANNOTATION,
  PROGRESS_TIME_ANNOTATION,
  REPLICA_LABEL,
} from 'backstage-plugin-heartbeat-common';
import type { WorldClock } from '@internal/test-support';
import type { DemoController } from './DemoController';
import type { LeasePort } from './LeasePort';
import type { Step } from './behaviour';

/** Replica sets and pods have names of these letters only. */
const POD_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const POD_SUFFIX_LENGTH = 5;

const HEX_DIGITS = '0123456789abcdef';
const PROCESS_SUFFIX_LENGTH = 8;

/**
 * One controller at work: takes the steps of its behaviour, one after the
 * other, on its Lease.
 *
 * @internal
 */
export class ControllerProcess {
  private pod = '';
  private holder = '';
  private transitions = 0;
  private isNew = true;
  /** The annotations that say what it did last; none until it says so. */
  private progress?: Record<string, string>;

  constructor(
    private readonly options: {
      controller: DemoController;
      leases: LeasePort;
      clock: WorldClock;
      random: () => number;
      microTime: (date: Date) => V1MicroTime;
      /** Told of what the cluster refused; the process goes on. */
      onError: (error: unknown) => void;
    },
  ) {
    this.pod = this.nextPod();
    this.holder = this.pod;
  }

  /** Resolves when the behaviour has come to its end or the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const { controller, random, onError } = this.options;
    const durationMs = controller.durationSeconds * 1_000;
    for (const step of controller.behaviour({ durationMs, random })) {
      if (signal.aborted) {
        return;
      }
      try {
        await this.take(step, signal);
      } catch (error) {
        onError(error);
      }
    }
  }

  private async take(step: Step, signal: AbortSignal) {
    const { controller, leases, clock } = this.options;
    switch (step.do) {
      case 'beat':
        await this.beat();
        break;
      case 'progress':
        this.progress = {
          [PROGRESS_ANNOTATION]: step.message,
          [PROGRESS_TIME_ANNOTATION]: this.ownTime().toISOString(),
        };
        break;
      case 'wait':
        await clock.sleep(step.forMs, signal);
        break;
      case 'restart':
        this.pod = step.inPod ? this.pod : this.nextPod();
        // as client-go's leader election names a process within its pod
        this.holder = step.inPod
          ? `${this.pod}_${this.letters(HEX_DIGITS, PROCESS_SUFFIX_LENGTH)}`
          : this.pod;
        this.isNew = true;
        this.transitions++;
        break;
      case 'leave':
        await leases.remove(controller.namespace, controller.lease);
        break;
      default:
        throw new Error(`No controller can do ${JSON.stringify(step)}`);
    }
  }

  private async beat() {
    const { controller, leases } = this.options;
    const { namespace, lease: name } = controller;
    const takesOver = this.isNew && controller.electsLeader;
    const patch = this.heartbeat({ acquires: takesOver ?? false });
    if (!(await leases.merge(namespace, name, patch))) {
      this.transitions = 0;
      const lease = this.heartbeat({ acquires: true });
      await leases.create({
        ...lease,
        metadata: { ...lease.metadata, namespace, name },
      });
    }
    this.isNew = false;
  }

  private heartbeat({ acquires }: { acquires: boolean }): V1Lease {
    const { controller, microTime } = this.options;
    const { label, name, replica } = controller;
    const now = microTime(this.ownTime());
    return {
      metadata: {
        labels: {
          [label]: name,
          ...(replica !== undefined && { [REPLICA_LABEL]: replica }),
        },
        ...(this.progress && { annotations: this.progress }),
      },
      spec: {
        holderIdentity: this.holder,
        leaseDurationSeconds: controller.durationSeconds,
        renewTime: now,
        ...(acquires && { acquireTime: now }),
        ...(acquires &&
          controller.electsLeader && { leaseTransitions: this.transitions }),
      },
    };
  }

  /** By its own clock, which may be wrong. */
  private ownTime(): Date {
    const { controller, clock } = this.options;
    return new Date(clock.now().getTime() + (controller.clockAheadMs ?? 0));
  }

  private nextPod(): string {
    const { controller } = this.options;
    const suffix = this.letters(POD_LETTERS, POD_SUFFIX_LENGTH);
    return `${controller.name || 'kargo-controller'}-${suffix}`;
  }

  private letters(from: string, length: number): string {
    const { random } = this.options;
    return Array.from(
      { length },
      () => from[Math.floor(random() * from.length)],
    ).join('');
  }
}
