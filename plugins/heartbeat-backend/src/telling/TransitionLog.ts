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
import { logTransition } from './logTransition';
import { SightBatch, type ToldSight } from './SightBatch';
import type { Sight } from './sightOf';

/** From the first of them on: a fleet that is looked at within half a minute makes a handful of records. */
const WINDOW_MS = 5_000;

/** What {@link TransitionLog} is made of. */
interface TransitionLogOptions {
  clock: Clock;
  logger: LoggerService;
}

/**
 * Writes one log record for each transition, at once, and one for all sights of a kind
 * within some seconds. Of those that are seen for the first time, one that is not as it
 * should be has a record of its own as well, as long as they are few.
 *
 * @internal
 */
export class TransitionLog {
  readonly #clock: Clock;
  readonly #logger: LoggerService;
  /** What is to be written when its time is over, by sight and kind. */
  readonly #windows = new Map<string, { batch: SightBatch; cancel(): void }>();
  #isStopped = false;

  constructor(options: TransitionLogOptions) {
    this.#clock = options.clock;
    this.#logger = options.logger;
  }

  /**
   * @param sight - absent where the subject itself has changed
   * @param severity - of its status; absent where this version does not know that
   */
  tell(
    transition: HistoryTransition,
    sight: Sight | undefined,
    severity: StatusSeverity | undefined,
  ): void {
    if (sight === 'lost') {
      return;
    }
    const hasOwnRecord =
      sight === undefined ||
      severity === undefined ||
      this.#gather(transition, sight, severity);
    if (hasOwnRecord) {
      logTransition(this.#logger, transition, severity);
    }
  }

  /** Writes what was gathered; what still comes does not wait. Never throws. */
  stop(): void {
    this.#isStopped = true;
    for (const key of [...this.#windows.keys()]) {
      this.#close(key);
    }
  }

  #gather(
    transition: HistoryTransition,
    sight: ToldSight,
    severity: StatusSeverity,
  ): boolean {
    const { kind } = transition;
    const key = `${sight} ${kind}`;
    const window = this.#windows.get(key) ?? {
      batch: new SightBatch(sight, kind),
      cancel: this.#clock.setTimer(() => this.#close(key), WINDOW_MS),
    };
    this.#windows.set(key, window);
    const hasOwnRecord = window.batch.add(transition, severity);
    if (this.#isStopped) {
      this.#close(key);
    }
    return hasOwnRecord;
  }

  #close(key: string): void {
    const window = this.#windows.get(key);
    this.#windows.delete(key);
    try {
      window?.cancel();
      window?.batch.log(this.#logger);
    } catch (error) {
      // Nobody waits for it who could be told.
      this.#logger.error('What was seen could not be logged', toError(error));
    }
  }
}
