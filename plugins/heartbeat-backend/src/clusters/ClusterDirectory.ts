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
import type {
  KubernetesCluster,
  KubernetesClusterProvider,
} from 'backstage-plugin-heartbeat-node';
import { pause } from '../pause';

/** An answer from within the same backend takes milliseconds. */
const LIST_TIMEOUT_MS = 10_000;

/** Soon enough after a start, in which the other plugin may come up after us. */
const RETRY_MS = 1_000;

/** How many attempts a start may take before it is worth a warning. */
const QUIET_ATTEMPTS = 5;

/**
 * Finds the clusters of each provider, as often as it takes. A provider that
 * does not answer holds up no other.
 *
 * @internal
 */
export class ClusterDirectory {
  readonly #providers: KubernetesClusterProvider[];
  readonly #logger: LoggerService;

  static create(options: {
    providers: KubernetesClusterProvider[];
    logger: LoggerService;
  }): ClusterDirectory {
    return new ClusterDirectory(options);
  }

  private constructor(options: {
    providers: KubernetesClusterProvider[];
    logger: LoggerService;
  }) {
    this.#providers = options.providers;
    this.#logger = options.logger;
  }

  /**
   * Calls back with the clusters of a provider once they are known, or with what
   * keeps them from being known. Of two clusters with one name the first is kept.
   */
  async find(options: {
    signal: AbortSignal;
    onClusters(clusters: KubernetesCluster[], provider: string): void;
    onProblem(message: string, provider: string): void;
  }): Promise<void> {
    const names = new Set<string>();
    await Promise.all(
      this.#providers.map(async provider => {
        const clusters = await this.#list(provider, options);
        const fresh = clusters.filter(({ name }) => !names.has(name));
        fresh.forEach(({ name }) => names.add(name));
        if (!options.signal.aborted) {
          options.onClusters(fresh, provider.name);
        }
      }),
    );
  }

  async #list(
    provider: KubernetesClusterProvider,
    options: {
      signal: AbortSignal;
      onProblem(message: string, provider: string): void;
    },
  ): Promise<KubernetesCluster[]> {
    for (let attempt = 1; !options.signal.aborted; attempt++) {
      try {
        return await provider.listClusters({
          signal: AbortSignal.any([
            options.signal,
            AbortSignal.timeout(LIST_TIMEOUT_MS),
          ]),
        });
      } catch (error) {
        const message = `The clusters of ${provider.name} are not known: ${
          isError(error) ? error.message : error
        }. Check that it is installed in this backend and configured`;
        options.onProblem(message, provider.name);
        if (attempt === QUIET_ATTEMPTS) {
          this.#logger.warn(message);
        }
        await pause(RETRY_MS, options.signal);
      }
    }
    return [];
  }
}
