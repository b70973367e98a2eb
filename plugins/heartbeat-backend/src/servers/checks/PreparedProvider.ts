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
import type {
  KubernetesClusters,
  MonitorContext,
  ServerGroupProvider,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import { Backoff } from '../../time/Backoff';
import type { Clock } from '../../time/clock';
import type { TargetGuard } from '../../targets';
import { momentOf } from '../../time/moment';
import { withDeadline } from '../../time/withDeadline';
import { messageOf } from '../messageOf';
import type { MonitorProblem } from './ServerHealthState';

/** What takes longer to make ready does not get ready. */
const START_TIMEOUT_MS = 30_000;

const FIRST_RETRY_MS = 1000;

/** Whatever it needs may have come back in the meantime. */
const LONGEST_RETRY_MS = 60_000;

/**
 * What providers work with.
 *
 * @internal
 */
export interface ProviderEnvironment {
  clock: Clock;
  logger: LoggerService;
  clusters: KubernetesClusters;
  guard: TargetGuard;
  signal: AbortSignal;
}

/**
 * A provider and whether it is ready. It is made ready on first use, once however
 * many need it, and again after a growing pause where that failed.
 *
 * @internal
 */
export class PreparedProvider {
  readonly #clock: Clock;
  readonly #clusters: KubernetesClusters;
  readonly #guard: TargetGuard;
  readonly #logger: LoggerService;
  readonly #signal: AbortSignal;
  #starting?: Promise<void>;
  #isReady: boolean;
  readonly #backoff = new Backoff({
    firstMs: FIRST_RETRY_MS,
    longestMs: LONGEST_RETRY_MS,
  });
  #failed?: { problem: MonitorProblem; retryMs: number };

  constructor(
    readonly provider: ServerProvider | ServerGroupProvider,
    environment: ProviderEnvironment,
  ) {
    this.#clock = environment.clock;
    this.#clusters = environment.clusters;
    this.#guard = environment.guard;
    this.#signal = environment.signal;
    this.#logger = environment.logger.child({ provider: provider.kind });
    this.#isReady = provider.start === undefined;
  }

  get isReady(): boolean {
    return this.#isReady;
  }

  get problem(): MonitorProblem | undefined {
    return this.#failed?.problem;
  }

  /** What a check is given. */
  context(signal: AbortSignal): MonitorContext {
    return {
      signal,
      logger: this.#logger,
      clusters: this.#clusters,
      targets: this.#guard.targets(signal),
    };
  }

  /** @throws with a sentence, while it cannot be made ready */
  async ready(): Promise<void> {
    if (this.#isReady) {
      return;
    }
    if (
      !this.#starting &&
      this.#failed &&
      this.#clock.monotonicMs() < this.#failed.retryMs
    ) {
      throw new Error(this.#failed.problem.message);
    }
    this.#starting ??= this.#start().finally(() => {
      this.#starting = undefined;
    });
    await this.#starting;
  }

  async #start(): Promise<void> {
    const { kind } = this.provider;
    try {
      await withDeadline(
        async signal => this.provider.start?.(this.context(signal)),
        {
          clock: this.#clock,
          ms: START_TIMEOUT_MS,
          signal: this.#signal,
          late: `not ready within ${START_TIMEOUT_MS / 1000} s`,
        },
      );
    } catch (error) {
      const message = `The provider "${kind}" cannot start: ${messageOf(
        error,
      )}`;
      const now = momentOf(this.#clock);
      this.#failed = {
        problem: {
          name: `provider ${kind}`,
          message,
          since: this.#failed?.problem.since ?? now,
        },
        retryMs: now.monotonicMs + this.#backoff.next(),
      };
      throw new Error(message);
    }
    this.#isReady = true;
    this.#failed = undefined;
  }
}
