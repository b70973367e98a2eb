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
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { Clock } from './clock';
import type { RenewerOptions } from './config';
import { LeaseRenewer } from './lease';

const TASK_ID = 'heartbeat-renewer';

/** What a beat may take longer than its interval before the scheduler gives it up. */
const TASK_SLACK_MS = 5_000;

/**
 * Who holds the Lease: the host, as Kargo has it, and this process, so that a
 * restart can be seen.
 */
function holderIdentity(): string {
  return `${hostname() || 'backstage'}_${randomBytes(4).toString('hex')}`;
}

/**
 * Gives this backend a heartbeat of its own. It is a `local` task, for each
 * replica is a process of its own; the Lease is deleted before the shutdown,
 * while the Kubernetes plugin's proxy still answers.
 *
 * @internal
 */
export async function startOwnHeartbeat(options: {
  cluster: KubernetesCluster;
  renewer: RenewerOptions;
  /** Told of each renewal before it is sent. */
  onRenewal(lease: LeaseRef, renewTime: string): void;
  clock: Clock;
  logger: LoggerService;
  scheduler: SchedulerService;
  rootLifecycle: RootLifecycleService;
}): Promise<void> {
  const { cluster, renewer: own, logger } = options;
  const renewer = LeaseRenewer.create({
    ...own,
    cluster,
    holder: holderIdentity(),
    onRenewal: options.onRenewal,
    clock: options.clock,
    logger,
  });
  options.rootLifecycle.addBeforeShutdownHook(() => renewer.stop());
  await options.scheduler.scheduleTask({
    id: TASK_ID,
    scope: 'local',
    frequency: { milliseconds: renewer.intervalMs },
    timeout: { milliseconds: renewer.intervalMs + TASK_SLACK_MS },
    fn: signal => renewer.beat(signal),
  });
}
