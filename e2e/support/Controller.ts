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

import { setTimeout as sleep } from 'node:timers/promises';
import type { CoordinationV1Api } from '@kubernetes/client-node';
import {
  seedLease,
  type LeaseFixture,
} from 'backstage-plugin-heartbeat-test-utils';
import type { EmbeddedKubernetes } from '@internal/embedded-kubernetes';

const NAMESPACE = 'default';

/** Long enough for renewals every second to be seen, short enough to wait for. */
const DURATION_SECONDS = 4;
const RENEW_EVERY_MS = 1_000;

/** A client of the cluster, with all rights. */
export async function leaseClient(
  kubernetes: EmbeddedKubernetes,
): Promise<CoordinationV1Api> {
  const { CoordinationV1Api, KubeConfig } = await import(
    '@kubernetes/client-node'
  );
  const config = new KubeConfig();
  config.loadFromString(kubernetes.kubeconfig());
  return config.makeApiClient(CoordinationV1Api);
}

/** The Lease of a controller as it stands there now; some of it may be left out or wrong. */
export function leaseOf(
  name: string,
  changes: Partial<LeaseFixture> = {},
): LeaseFixture {
  return {
    namespace: NAMESPACE,
    name,
    labels: { 'heartbeat/controller': name },
    holder: `${name}-7d4b9`,
    durationSeconds: DURATION_SECONDS,
    renewedAt: new Date(),
    ...changes,
  };
}

/** A controller that renews its Lease, until it hangs or ends. */
export class Controller {
  readonly #client: CoordinationV1Api;
  readonly #name: string;
  readonly #hang = new AbortController();
  readonly #loop: Promise<void>;
  #renewedAtMs = performance.now();

  private constructor(client: CoordinationV1Api, name: string) {
    this.#client = client;
    this.#name = name;
    this.#loop = this.#renewAgainAndAgain();
  }

  /** Starts one; its Lease is there when the promise resolves. */
  static async start(
    client: CoordinationV1Api,
    name: string,
  ): Promise<Controller> {
    await seedLease(client, leaseOf(name));
    return new Controller(client, name);
  }

  /**
   * Leaves the Lease and renews it no more.
   *
   * @returns when the last renewal was written, by `performance.now()`
   */
  async hang(): Promise<number> {
    this.#hang.abort();
    await this.#loop;
    return this.#renewedAtMs;
  }

  /** Ends cleanly: the Lease is deleted. */
  async shutDown(): Promise<void> {
    await this.hang();
    await this.#client.deleteNamespacedLease({
      namespace: NAMESPACE,
      name: this.#name,
    });
  }

  async #renewAgainAndAgain(): Promise<void> {
    const { signal } = this.#hang;
    while (!signal.aborted) {
      await sleep(RENEW_EVERY_MS, undefined, { signal }).catch(() => undefined);
      if (!signal.aborted) {
        await seedLease(this.#client, leaseOf(this.#name));
        this.#renewedAtMs = performance.now();
      }
    }
  }
}
