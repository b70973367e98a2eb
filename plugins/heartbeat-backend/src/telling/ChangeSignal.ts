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
import type { SignalsService } from '@backstage/plugin-signals-node';
import { HEARTBEAT_SIGNAL_CHANNEL } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';

/** Many changes at once are one piece of news; a person does not notice this pause. */
const PAUSE_MS = 250;

/** What {@link ChangeSignal} is made of. */
interface ChangeSignalOptions {
  signals: SignalsService;
  clock: Clock;
  logger: LoggerService;
}

/**
 * Tells open pages that something changed: at once, and then at most four times a
 * second. A broadcast reaches every user, so it says nothing but that: each page asks the
 * API again, with its own user's permissions.
 *
 * @internal
 */
export class ChangeSignal {
  readonly #signals: SignalsService;
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  #isPausing = false;
  #hasMore = false;

  constructor(options: ChangeSignalOptions) {
    this.#signals = options.signals;
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** Something changed. */
  notify(): void {
    if (this.#isPausing) {
      this.#hasMore = true;
      return;
    }
    this.#isPausing = true;
    this.#clock.setTimer(() => {
      this.#isPausing = false;
      if (this.#hasMore) {
        this.#hasMore = false;
        this.notify();
      }
    }, PAUSE_MS);
    this.#publish().catch(error =>
      // Pages poll as well: they only learn of it a few seconds later.
      this.#logger.warn('Open pages could not be told of a change', error),
    );
  }

  async #publish(): Promise<void> {
    await this.#signals.publish({
      recipients: { type: 'broadcast' },
      channel: HEARTBEAT_SIGNAL_CHANNEL,
      message: {},
    });
  }
}
