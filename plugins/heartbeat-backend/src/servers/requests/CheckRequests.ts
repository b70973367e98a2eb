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
import { TooManyRequestsError } from '../../subjects/TooManyRequestsError';
import type { CheckRequestStore } from './CheckRequestStore';
import { FailureLog } from '../../time/FailureLog';

/** Who asks for a check waits for it. */
const LOOK_MS = 2_000;

/**
 * A request is looked for this long: some looks may fail, and its server may be about
 * to be another replica's. One that was taken over in this time may be checked by both.
 */
const TAKEN_UP_WITHIN_MS = 30_000;

/** A look that takes longer has lost its database. */
const LOOK_TIMEOUT_MS = 10_000;

/** A check may take its timeout, 5 s unless somebody said otherwise; sooner nothing else can be known. */
const PAUSE_MS = 10_000;

/** All servers at once are as much work as a round of theirs, which is 30 s long. */
const PAUSE_OF_ALL_MS = 60_000;

/**
 * Takes requests for checks, and takes up those of the servers that this replica checks.
 *
 * @internal
 */
export class CheckRequests {
  readonly #store: CheckRequestStore;
  readonly #checkNow: (id: string) => boolean;
  /** When those of late were asked for that this replica has taken up, by id. */
  #takenUp = new Map<string, number>();
  #looking = Promise.resolve();
  readonly #failures: FailureLog;

  constructor(options: {
    store: CheckRequestStore;
    logger: LoggerService;
    /** Asks it, and returns whether this replica is the one that does. */
    checkNow(id: string): boolean;
  }) {
    this.#store = options.store;
    this.#failures = new FailureLog({
      logger: options.logger,
      failure: 'Requests for checks cannot be read',
      recovery: 'Requests for checks can be read again',
    });
    this.#checkNow = id => options.checkNow(id);
  }

  /** Begins to take up requests, as a task of this replica alone. */
  async start(scheduler: SchedulerService): Promise<void> {
    await scheduler.scheduleTask({
      id: 'heartbeat-check-requests',
      scope: 'local',
      frequency: { milliseconds: LOOK_MS },
      timeout: { milliseconds: LOOK_TIMEOUT_MS },
      fn: () => this.#look(),
    });
  }

  /** @throws TooManyRequestsError where that was asked for a moment ago */
  async request(id: string): Promise<void> {
    await this.#store.prune();
    const added = await this.#store.add([id], PAUSE_MS);
    if (!added.has(id)) {
      throw new TooManyRequestsError(
        'A check of it was asked for a moment ago',
        PAUSE_MS - (await this.#store.ageMs(id)),
      );
    }
    await this.#look();
  }

  /**
   * @returns those that will be asked: not those that were asked for a moment ago
   * @throws TooManyRequestsError where all were asked for lately
   */
  async requestAll(ids: readonly string[]): Promise<ReadonlySet<string>> {
    await this.#store.prune();
    const added = await this.#store.addAll(ids, {
      pauseMs: PAUSE_MS,
      pauseOfAllMs: PAUSE_OF_ALL_MS,
    });
    if (!added) {
      throw new TooManyRequestsError(
        'A check of all was asked for less than a minute ago',
        PAUSE_OF_ALL_MS - (await this.#store.ageOfAllMs()),
      );
    }
    await this.#look();
    return added;
  }

  /** One look after the other; what fails is looked for again by the next one. */
  #look(): Promise<void> {
    this.#looking = this.#looking
      .then(() => this.#takeUp())
      .then(
        () => this.#failures.succeeded(),
        error => this.#failures.failed(error),
      );
    return this.#looking;
  }

  async #takeUp(): Promise<void> {
    const requests = await this.#store.ofLast(TAKEN_UP_WITHIN_MS);
    const takenUp = new Map<string, number>();
    for (const { id, requestedAt } of requests) {
      if (this.#takenUp.get(id) === requestedAt || this.#checkNow(id)) {
        takenUp.set(id, requestedAt);
      }
    }
    this.#takenUp = takenUp;
  }
}
