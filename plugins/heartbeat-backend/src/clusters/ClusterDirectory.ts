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
  KubernetesClusters,
  KubernetesRequest,
  KubernetesStreamRequest,
} from 'backstage-plugin-heartbeat-node';
import { Backoff } from '../time/Backoff';
import { systemClock } from '../time/clock';
import { withDeadline } from '../time/withDeadline';
import { loop } from '../time/loop';

/** Clusters come and go by hand or by a deployment: soon enough for both, and nothing to any inventory. */
const REDISCOVERY_MS = 5 * 60_000;

/** An answer from within the same backend takes milliseconds; an inventory elsewhere gets the benefit of the doubt. */
const LIST_TIMEOUT_MS = 10_000;

/** How many attempts a start may take before it is worth a warning. */
const QUIET_ATTEMPTS = 6;

/**
 * Whom the directory tells.
 *
 * @internal
 */
export interface ClusterDirectoryListener {
  /**
   * All clusters that are known now, after each answer of a provider.
   *
   * @param isComplete - whether every provider has answered at least once
   */
  onClusters(clusters: KubernetesCluster[], isComplete: boolean): void;
  /** What keeps the clusters of a provider from being known; without a message that is over. */
  onProblem(provider: string, message: string | undefined): void;
}

/**
 * A cluster by its name: who holds it is led to a new address or new credentials
 * as soon as the provider knows them.
 */
class ClusterHandle implements KubernetesCluster {
  target: KubernetesCluster;

  constructor(target: KubernetesCluster) {
    this.target = target;
  }

  get name(): string {
    return this.target.name;
  }

  get unsupported(): string | undefined {
    return this.target.unsupported;
  }

  request(request: KubernetesRequest): Promise<unknown> {
    return this.target.request(request);
  }

  stream(request: KubernetesStreamRequest): Promise<void> {
    return this.target.stream(request);
  }
}

/**
 * Finds the clusters of each provider, again and again, so that they come and go
 * without a restart. A provider that does not answer holds up no other, and its
 * clusters stay those that it named last. Of two clusters with one name the one
 * of the earlier provider is taken.
 *
 * @internal
 */
export class ClusterDirectory implements KubernetesClusters {
  readonly #providers: KubernetesClusterProvider[];
  readonly #logger: LoggerService;
  readonly #rediscoveryMs: number;
  readonly #listed = new Map<KubernetesClusterProvider, KubernetesCluster[]>();
  readonly #handles = new Map<string, ClusterHandle>();
  /** Those that are there now. */
  #current = new Map<string, KubernetesCluster>();

  constructor(options: {
    /** The earlier comes first where two know a cluster of one name. */
    providers: KubernetesClusterProvider[];
    logger: LoggerService;
    /** How often to ask a provider that answers. */
    rediscoveryMs?: number;
  }) {
    this.#providers = options.providers;
    this.#logger = options.logger;
    this.#rediscoveryMs = options.rediscoveryMs ?? REDISCOVERY_MS;
  }

  list(): KubernetesCluster[] {
    return [...this.#current.values()];
  }

  get(name: string): KubernetesCluster | undefined {
    return this.#current.get(name);
  }

  /** Whether every provider has answered at least once. */
  get isComplete(): boolean {
    return this.#listed.size === this.#providers.length;
  }

  /** Asks until the signal is given. */
  async run(
    listener: ClusterDirectoryListener,
    signal: AbortSignal,
  ): Promise<void> {
    await Promise.all(
      this.#providers.map(provider => this.#follow(provider, listener, signal)),
    );
  }

  async #follow(
    provider: KubernetesClusterProvider,
    listener: ClusterDirectoryListener,
    signal: AbortSignal,
  ): Promise<void> {
    const backoff = new Backoff();
    let failures = 0;
    const askOnce = async () => {
      const answer = await this.#ask(provider, signal);
      if (signal.aborted) {
        return;
      }
      if (answer instanceof Error) {
        failures++;
        const message = this.#problemOf(
          provider,
          answer,
          failures < QUIET_ATTEMPTS,
        );
        listener.onProblem(provider.name, message);
        if (failures === QUIET_ATTEMPTS) {
          this.#logger.warn(message);
        }
      } else {
        failures = 0;
        backoff.reset();
        this.#listed.set(provider, answer);
        listener.onProblem(provider.name, undefined);
        listener.onClusters(this.#clusters(), this.isComplete);
      }
    };
    await loop(askOnce, {
      signal,
      pauseMs: () =>
        failures === 0
          ? this.#rediscoveryMs
          : Math.min(backoff.next(), this.#rediscoveryMs),
      onError: error =>
        this.#logger.error(
          `Following the clusters of ${provider.name} failed`,
          isError(error) ? error : new Error(String(error)),
        ),
    });
  }

  async #ask(
    provider: KubernetesClusterProvider,
    shutdown: AbortSignal,
  ): Promise<KubernetesCluster[] | Error> {
    try {
      return await withDeadline(signal => provider.listClusters({ signal }), {
        clock: systemClock,
        ms: LIST_TIMEOUT_MS,
        signal: shutdown,
        late: `no answer within ${LIST_TIMEOUT_MS / 1000} s`,
      });
    } catch (error) {
      return isError(error) ? error : new Error(String(error));
    }
  }

  /** One that is asked for the first times may be starting as we are: nothing is wrong with its configuration. */
  #problemOf(
    provider: KubernetesClusterProvider,
    error: Error,
    isNew: boolean,
  ): string {
    const what = this.#listed.has(provider)
      ? 'could not be found again, and those known so far stay in use'
      : 'are not known';
    const way =
      isNew && !this.#listed.has(provider)
        ? 'It may be starting yet, and is asked again'
        : 'Check that it is installed in this backend and configured';
    return `The clusters of ${provider.name} ${what}: ${error.message}. ${way}`;
  }

  /** One handle for each name, led to what the first provider that knows it said last. */
  #clusters(): KubernetesCluster[] {
    const handles = new Map<string, ClusterHandle>();
    for (const provider of this.#providers) {
      for (const cluster of this.#listed.get(provider) ?? []) {
        if (!handles.has(cluster.name)) {
          handles.set(cluster.name, this.#handle(cluster));
        }
      }
    }
    this.#current = handles;
    return this.list();
  }

  #handle(cluster: KubernetesCluster): ClusterHandle {
    const handle = this.#handles.get(cluster.name);
    if (handle) {
      handle.target = cluster;
      return handle;
    }
    const fresh = new ClusterHandle(cluster);
    this.#handles.set(cluster.name, fresh);
    return fresh;
  }
}
