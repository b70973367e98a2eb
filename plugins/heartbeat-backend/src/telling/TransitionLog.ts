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
import { toError } from '@backstage/errors';
import type {
  HistoryTransition,
  StatusSeverity,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import { isFirstSight } from './firstSight';
import { FirstSights } from './FirstSights';
import { logTransition } from './logTransition';

/** From the first of them on: a fleet that is looked at within half a minute makes a handful of records. */
const WINDOW_MS = 5_000;

/** What {@link TransitionLog} is made of. */
interface TransitionLogOptions {
  clock: Clock;
  logger: LoggerService;
}

/**
 * Writes one log record for each transition, at once, and one for all first sights of
 * a kind within some seconds. Of these, one that is not as it should be has a record of
 * its own as well, as long as they are few.
 *
 * @internal
 */
export class TransitionLog {
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  /** What is to be written when its time is over, by kind. */
  readonly #windows = new Map<
    string,
    { firstSights: FirstSights; cancel(): void }
  >();
  #isStopped = false;

  constructor(options: TransitionLogOptions) {
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /** @param severity - of its status; absent where this version does not know that */
  tell(
    transition: HistoryTransition,
    severity: StatusSeverity | undefined,
  ): void {
    const hasOwnRecord =
      severity === undefined ||
      !isFirstSight(transition) ||
      this.#gather(transition, severity);
    if (hasOwnRecord) {
      logTransition(this.#logger, transition, severity);
    }
  }

  /** Writes what was gathered; what still comes does not wait. Never throws. */
  stop(): void {
    this.#isStopped = true;
    for (const kind of [...this.#windows.keys()]) {
      this.#close(kind);
    }
  }

  #gather(transition: HistoryTransition, severity: StatusSeverity): boolean {
    const { kind } = transition;
    const hasOwnRecord = this.#open(kind).add(transition, severity);
    if (this.#isStopped) {
      this.#close(kind);
    }
    return hasOwnRecord;
  }

  #open(kind: string): FirstSights {
    const window = this.#windows.get(kind) ?? {
      firstSights: new FirstSights(kind),
      cancel: this.#clock.setTimer(() => this.#close(kind), WINDOW_MS),
    };
    this.#windows.set(kind, window);
    return window.firstSights;
  }

  #close(kind: string): void {
    const window = this.#windows.get(kind);
    this.#windows.delete(kind);
    try {
      window?.cancel();
      window?.firstSights.log(this.#logger);
    } catch (error) {
      // Nobody waits for it who could be told.
      this.#logger.error(
        'What was seen for the first time could not be logged',
        toError(error),
      );
    }
  }
}
