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

import type { KubeConfig } from '@kubernetes/client-node';
import {
  KubernetesError,
  type KubernetesCluster,
  type KubernetesRequest,
} from 'backstage-plugin-heartbeat-node';
import { leaseObject } from 'backstage-plugin-heartbeat-test-utils';
import { pause } from '../time/pause';
import { clusterOf } from './embeddedCluster';

/** How many renewals fit into a duration. */
const RENEWALS_PER_DURATION = 4;

/** How soon a renewal that failed is tried again, as leader election does. */
const RETRY_MS = 500;

/** How long a renewal waits for its answer before it counts as failed. */
const CALL_TIMEOUT_MS = 1_000;

const NOT_FOUND = 404;

/**
 * A controller that does nothing but renew its Lease, as real ones do: in time,
 * again soon where that fails, and with a new Lease where it is gone.
 */
export class RenewingController {
  readonly #cluster: KubernetesCluster;
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;

  static start(options: {
    kubeConfig: KubeConfig;
    namespace: string;
    name: string;
    durationSeconds: number;
  }): RenewingController {
    return new RenewingController(options);
  }

  private constructor(
    private readonly options: {
      kubeConfig: KubeConfig;
      namespace: string;
      name: string;
      durationSeconds: number;
    },
  ) {
    this.#cluster = clusterOf(options.kubeConfig, 'as the controller');
    this.#running = this.#run();
  }

  /** As SIGKILL does it: the Lease stays behind. */
  async kill(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stopped;
    const intervalMs =
      (this.options.durationSeconds * 1000) / RENEWALS_PER_DURATION;
    while (!signal.aborted) {
      const isRenewed = await this.#renew();
      await pause(isRenewed ? intervalMs : RETRY_MS, signal);
    }
  }

  /** @returns false where the API server is not there, or has not got the namespace yet, and after the kill */
  async #renew(): Promise<boolean> {
    const { namespace, name, durationSeconds } = this.options;
    const leases = `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;
    const lease = leaseObject({
      namespace,
      name,
      labels: { 'heartbeat/controller': name },
      holder: `${name}-1`,
      renewedAt: new Date(),
      durationSeconds,
    });
    const isPatched = await this.#send({
      method: 'PATCH',
      path: `${leases}/${name}`,
      body: { contentType: 'application/merge-patch+json', value: lease },
    });
    return (
      isPatched === 'done' ||
      (isPatched === 'not found' &&
        (await this.#send({
          method: 'POST',
          path: leases,
          body: { contentType: 'application/json', value: lease },
        })) === 'done')
    );
  }

  async #send(
    request: Pick<KubernetesRequest, 'method' | 'path' | 'body'>,
  ): Promise<'done' | 'not found' | 'failed'> {
    try {
      await this.#cluster.request({
        ...request,
        timeoutMs: CALL_TIMEOUT_MS,
        signal: this.#stopped.signal,
      });
      return 'done';
    } catch (error) {
      if (this.#stopped.signal.aborted) {
        return 'failed';
      }
      if (!(error instanceof KubernetesError)) {
        throw error;
      }
      return error.status === NOT_FOUND ? 'not found' : 'failed';
    }
  }
}
