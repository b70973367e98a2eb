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
// The product's own heartbeats, by a kubeconfig, on Backstage's scheduler.

import { createNoopMeter } from '@opentelemetry/api';
import { DefaultSchedulerService } from '@backstage/backend-defaults/scheduler';
import type { RootLifecycleService } from '@backstage/backend-plugin-api';
import { DirectClusters } from '../../plugins/heartbeat-backend/src/clusters/DirectClusters';
import { DeadReplicas } from '../../plugins/heartbeat-backend/src/controllers/DeadReplicas';
import { HeartbeatRegistry } from '../../plugins/heartbeat-backend/src/controllers/HeartbeatRegistry';
import { OwnHeartbeats } from '../../plugins/heartbeat-backend/src/controllers/OwnHeartbeats';
import { systemClock } from '../../plugins/heartbeat-backend/src/time/clock';
import { quietLogger } from '../lib/Observed';
import { serveCalls } from '../lib/serveCalls';

/** How the attempts to renew ended. */
export interface Outcomes {
  landed: number;
  failed: number;
  /** The last failure, for people. */
  failure?: string;
}

const outcomes: Outcomes = { landed: 0, failed: 0 };

/** Nothing here is shut down but by the end of the process. */
const rootLifecycle: RootLifecycleService = {
  addStartupHook() {},
  addBeforeShutdownHook() {},
  addShutdownHook() {},
};

const calls = {
  async renew(options: {
    kubeconfig: string;
    namespace: string;
    count: number;
    durationMs: number;
  }): Promise<void> {
    const { kubeconfig, namespace, count, durationMs } = options;
    const [cluster] = await new DirectClusters({
      clusters: [{ name: 'bench', type: 'kubeconfig', path: kubeconfig }],
    }).listClusters();
    const heartbeats = new OwnHeartbeats({
      renewer: {
        controller: 'controller-0',
        cluster: cluster.name,
        namespace,
        durationMs,
        label: 'heartbeat/controller',
        prefix: 'heartbeat',
      },
      onRenewal() {},
      onOutcome(_, error) {
        if (error === undefined) {
          outcomes.landed++;
        } else {
          outcomes.failed++;
          outcomes.failure = String(error);
        }
      },
      deadReplicas: new DeadReplicas({
        registry: new HeartbeatRegistry({ clock: systemClock }),
        clock: systemClock,
        logger: quietLogger,
      }),
      clock: systemClock,
      logger: quietLogger,
      scheduler: DefaultSchedulerService.create({
        database: {
          async getClient() {
            throw new Error('a local task needs no database');
          },
        },
        logger: quietLogger,
        metrics: createNoopMeter(),
        rootLifecycle,
        httpRouter: { use() {}, addAuthPolicy() {} },
        pluginMetadata: { getId: () => 'heartbeat' },
      }),
      rootLifecycle,
    });
    await heartbeats.start(cluster);
    for (let i = 1; i < count; i++) {
      heartbeats.keep({
        controller: `controller-${i}`,
        pluginId: 'bench',
        progress: () => undefined,
      });
    }
  },
  outcomes: (): Outcomes => outcomes,
};

/** @see calls */
export type RenewersProcess = typeof calls;

serveCalls(calls);
