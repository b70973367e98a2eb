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
import { isError } from '@backstage/errors';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../time/clock';
import type { RenewerOptions } from '../config/heartbeatOptions';
import { OwnLease } from './lease';
import type { HeartbeatRegistry } from './HeartbeatRegistry';
import type { ObservedHeartbeat } from './liveness';

/**
 * For how long a dead replica counts: long enough that "1 of 2 replicas" is seen
 * and looked into, short enough that pods which will never come back under their
 * name do not count for ever.
 */
const FORGET_AFTER_MS = 60 * 60 * 1000;

const CALL_MS = 5_000;

/** @internal */
export interface DeadReplicasOptions {
  registry: HeartbeatRegistry;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Clears away the Leases of our own controller's replicas that died without
 * deleting them, and did not come back. Only our own: the Leases of others are
 * not ours to delete.
 *
 * @internal
 */
export class DeadReplicas {
  readonly #options: DeadReplicasOptions;

  constructor(options: DeadReplicasOptions) {
    this.#options = options;
  }

  /** Never throws: what cannot be deleted stays on the screen, and is tried again. */
  async forget(
    cluster: KubernetesCluster,
    own: RenewerOptions,
    signal: AbortSignal,
  ): Promise<void> {
    const { registry, clock, logger } = this.#options;
    const nowMs = clock.monotonicMs();
    for (const dead of registry.replicasOf({
      ref: { cluster: cluster.name, namespace: own.namespace, name: '' },
      controller: own.controller,
    })) {
      const silentForMs = nowMs - dead.silentSinceMonotonicMs;
      if (
        dead.status === 'Dead' &&
        !dead.isGone &&
        silentForMs > FORGET_AFTER_MS
      ) {
        try {
          await this.#delete(cluster, own, dead, signal);
        } catch (error) {
          logger.info(
            `The Lease of the dead replica ${
              dead.record.replica
            } could not be deleted: ${isError(error) ? error.message : error}`,
          );
        }
      }
    }
  }

  /** Only if it is still as it was when it was found dead. */
  async #delete(
    cluster: KubernetesCluster,
    own: RenewerOptions,
    { record }: ObservedHeartbeat,
    signal: AbortSignal,
  ): Promise<void> {
    const lease = new OwnLease({
      cluster,
      namespace: own.namespace,
      name: record.ref.name,
      contents: { ...own, holder: '' },
    });
    const limits = { signal, timeoutMs: CALL_MS };
    const current = await lease.read(limits);
    if (
      current?.uid === record.uid &&
      current.renewTime === record.renewTime &&
      (await lease.delete(current, limits))
    ) {
      this.#options.logger.info(
        `The dead replica ${record.replica} does not count any more: its Lease is deleted`,
      );
    }
  }
}
