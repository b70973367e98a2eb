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

import type {
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import { TooManyRequestsError } from '../../subjects/TooManyRequestsError';
import type { CheckRequestStore } from './CheckRequestStore';

/** Who asks for a check waits for it. */
const LOOK_MS = 2_000;

/** A request is looked for this long: some looks may fail. */
const TAKEN_UP_WITHIN_MS = 10_000;

/** A check may take its timeout, 5 s unless somebody said otherwise; sooner nothing else can be known. */
const PAUSE_MS = 10_000;

/** All servers at once are as much work as a round of theirs, which is 30 s long. */
const PAUSE_OF_ALL_MS = 60_000;

/** Under which it is kept when all were asked for; ids of servers have a colon. */
const ALL = '*';

/**
 * Takes requests for checks, and takes up those of the servers that this replica checks.
 *
 * @internal
 */
export class CheckRequests {
  readonly #store: CheckRequestStore;
  readonly #checkNow: (id: string) => void;
  readonly #logger: LoggerService;
  /** When those of the last seconds were asked for that this replica has seen, by id. */
  #seen = new Map<string, number>();
  #hasFailed = false;

  constructor(options: {
    store: CheckRequestStore;
    logger: LoggerService;
    /** Nothing is to be done for one that this replica does not check. */
    checkNow(id: string): void;
  }) {
    this.#store = options.store;
    this.#logger = options.logger;
    this.#checkNow = id => options.checkNow(id);
  }

  /** Begins to take up requests, as a task of this replica alone. */
  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'heartbeat-check-requests',
      scope: 'local',
      frequency: { milliseconds: LOOK_MS },
      timeout: { milliseconds: TAKEN_UP_WITHIN_MS },
      fn: async () => {
        try {
          await this.#takeUp();
          this.#succeeded();
        } catch (error) {
          this.#failed(error);
        }
      },
    });
  }

  /** @throws TooManyRequestsError where that was asked for a moment ago */
  async request(id: string): Promise<void> {
    const added = await this.#store.add([id], PAUSE_MS);
    if (!added.has(id)) {
      throw new TooManyRequestsError(
        'A check of it was asked for a moment ago',
        PAUSE_MS - (await this.#store.ageMs(id)),
      );
    }
    await this.#takeUp();
  }

  /**
   * @returns those that will be asked: not those that were asked for a moment ago
   * @throws TooManyRequestsError where all were asked for lately
   */
  async requestAll(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const [isFirst] = await this.#store.add([ALL], PAUSE_OF_ALL_MS);
    if (!isFirst) {
      throw new TooManyRequestsError(
        'A check of all was asked for less than a minute ago',
        PAUSE_OF_ALL_MS - (await this.#store.ageMs(ALL)),
      );
    }
    await this.#store.prune();
    const added = await this.#store.add(ids, PAUSE_MS);
    await this.#takeUp();
    return added;
  }

  async #takeUp(): Promise<void> {
    const seen = new Map<string, number>();
    for (const { id, requestedAt } of await this.#store.ofLast(
      TAKEN_UP_WITHIN_MS,
    )) {
      seen.set(id, requestedAt);
      if (id !== ALL && this.#seen.get(id) !== requestedAt) {
        this.#checkNow(id);
      }
    }
    this.#seen = seen;
  }

  #succeeded(): void {
    if (this.#hasFailed) {
      this.#logger.info('Requests for checks can be read again');
    }
    this.#hasFailed = false;
  }

  #failed(error: unknown): void {
    if (!this.#hasFailed) {
      this.#logger.warn(
        `Requests for checks cannot be read: ${stringifyError(error)}`,
      );
    }
    this.#hasFailed = true;
  }
}
