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
import { stringifyError } from '@backstage/errors';
import {
  KubernetesError,
  type KubernetesClusters,
  type ProjectionTarget,
} from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import { pause } from '../../time/pause';
import type { ServerRegistry } from '../serverRegistry';
import { healthyPatch } from './healthyCondition';

/** What could not be written waits for the next cycle: as long as most servers are left alone. */
const CYCLE_MS = 30_000;

/** Changes that come together are looked at together. */
const GATHER_MS = 250;

/** For one request: longer, and the API server has other worries than our condition. */
const TIMEOUT_MS = 5_000;

/** So many objects are written at a time. */
const CONCURRENCY = 8;

const CONFLICT = 409;
const MERGE_PATCH = 'application/merge-patch+json';

/**
 * A status that cannot be shown.
 *
 * @internal
 */
export interface ProjectionProblem {
  name: string;
  /** Names the object and what went wrong. */
  message: string;
  since: { monotonicMs: number };
}

/**
 * Shows the status of servers on objects of Kubernetes, as a condition `Healthy`,
 * for those who look there.
 *
 * An object is read and written when its server's status or reason has changed, and
 * when this replica begins to check the server; written only where it shows something
 * else, and only as it was read: who wrote meanwhile wins, and it is tried again in
 * the next cycle. What we say is never lost to an error: the latest status is tried
 * again until it is there.
 *
 * @internal
 */
export class StatusProjection {
  readonly #options: Parameters<typeof StatusProjection.create>[0];
  /** Servers whose objects may show something else. */
  readonly #waiting = new Set<string>();
  /** What went wrong with each, so that it is said once. */
  readonly #problems = new Map<string, ProjectionProblem>();
  #isRunning = false;

  /** Begins to write. */
  static create(options: {
    registry: ServerRegistry;
    /** Where the status of a server is to be shown, if anywhere. */
    targetOf(serverId: string): ProjectionTarget | undefined;
    clusters: KubernetesClusters;
    clock: Clock;
    logger: LoggerService;
    /** Ends it. */
    signal: AbortSignal;
  }): StatusProjection {
    const projection = new StatusProjection(options);
    options.registry.onTransition(({ subject: server }) => {
      if (options.targetOf(server.id)) {
        projection.#waiting.add(server.id);
        void projection.#run();
      }
    });
    options.registry.onLeft(id => {
      projection.#waiting.delete(id);
      projection.#problems.delete(id);
    });
    return projection;
  }

  private constructor(options: Parameters<typeof StatusProjection.create>[0]) {
    this.#options = options;
  }

  /** What could not be shown, one for each server. */
  get problems(): ProjectionProblem[] {
    return [...this.#problems.values()];
  }

  /** Until nothing waits; never throws. */
  async #run(): Promise<void> {
    const { clock, signal } = this.#options;
    if (this.#isRunning) {
      return;
    }
    this.#isRunning = true;
    let delayMs = GATHER_MS;
    while (this.#waiting.size > 0 && !signal.aborted) {
      await pause(delayMs, signal, clock);
      const failed = await this.#showAll();
      delayMs = this.#waiting.size > 0 ? GATHER_MS : CYCLE_MS;
      failed.forEach(id => this.#waiting.add(id));
    }
    this.#isRunning = false;
  }

  /** @returns those that could not be shown */
  async #showAll(): Promise<string[]> {
    const ids = [...this.#waiting];
    this.#waiting.clear();
    const failed: string[] = [];
    const worker = async () => {
      for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
        if (!(await this.#show(id))) {
          failed.push(id);
        }
      }
    };
    await Promise.all(Array.from({ length: CONCURRENCY }, worker));
    return failed;
  }

  /** @returns whether there is nothing more to do for it */
  async #show(id: string): Promise<boolean> {
    const { registry, targetOf, signal } = this.#options;
    const target = targetOf(id);
    const server = registry.subject(id);
    if (!target || !server || server.isElsewhere || signal.aborted) {
      return true;
    }
    try {
      await this.#write(target, server);
      this.#problems.delete(id);
      return true;
    } catch (error) {
      if (signal.aborted) {
        return true;
      }
      if (!(error instanceof KubernetesError && error.status === CONFLICT)) {
        this.#complain(id, target, error);
      }
      return false;
    }
  }

  async #write(
    target: ProjectionTarget,
    server: Parameters<typeof healthyPatch>[1],
  ): Promise<void> {
    const { clusters, clock, signal } = this.#options;
    const cluster = clusters.get(target.cluster);
    if (!cluster) {
      throw new Error(
        clusters.isComplete === false
          ? 'the clusters are not known yet'
          : `there is no cluster ${target.cluster}`,
      );
    }
    const path = pathOf(target);
    const request = { path, signal, timeoutMs: TIMEOUT_MS };
    const value = healthyPatch(
      await cluster.request(request),
      server,
      new Date(clock.wallMs()),
    );
    if (value) {
      await cluster.request({
        ...request,
        method: 'PATCH',
        path: `${path}/status`,
        body: { contentType: MERGE_PATCH, value },
      });
    }
  }

  #complain(id: string, target: ProjectionTarget, error: unknown): void {
    const message = `The condition Healthy of ${target.resource} ${
      target.name
    } in cluster ${target.cluster} could not be written: ${
      error instanceof Error ? error.message : stringifyError(error)
    }`;
    const known = this.#problems.get(id);
    if (known?.message !== message) {
      this.#options.logger.warn(message);
    }
    const { clock } = this.#options;
    this.#problems.set(id, {
      name: 'projection',
      message,
      since: known?.since ?? { monotonicMs: clock.monotonicMs() },
    });
  }
}

function pathOf({
  apiVersion,
  resource,
  namespace,
  name,
}: ProjectionTarget): string {
  const root = apiVersion.includes('/') ? '/apis' : '/api';
  const place =
    namespace === undefined
      ? ''
      : `/namespaces/${encodeURIComponent(namespace)}`;
  return `${root}/${apiVersion}${place}/${resource}/${encodeURIComponent(
    name,
  )}`;
}
