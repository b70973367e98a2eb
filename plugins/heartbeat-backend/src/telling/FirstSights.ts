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
  HistoryTransition,
  StatusSeverity,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';

/** By which the records can be found among all others. */
const EVENT_NAME = 'heartbeat.first-sights';

/**
 * What is seen in this time is one batch. A backend that starts sees all of its
 * servers for the first time within one interval, 30 s unless somebody said otherwise.
 */
const BATCH_MS = 10_000;

/** Somebody has to know of these at once, whether they were seen before or not. */
const IS_URGENT: Record<StatusSeverity, boolean> = {
  critical: true,
  warning: true,
  unknown: false,
  off: false,
  ok: false,
};

interface FirstSightsOptions {
  clock: Clock;
  logger: LoggerService;
  /** `undefined` for a status that nobody knows. */
  severityOf(transition: HistoryTransition): StatusSeverity | undefined;
}

/**
 * First sights of what is as it should be. They are no news, and there are as many as
 * subjects in the first minute of a portal: so they are one log record for many, and
 * no events.
 *
 * @internal
 */
export class FirstSights {
  readonly #options: FirstSightsOptions;
  /** How many, by kind and status. */
  readonly #counts = new Map<string, Map<string, number>>();
  #cancelTimer: (() => void) | undefined;

  constructor(options: FirstSightsOptions) {
    this.#options = options;
  }

  /** @returns whether it is one, which needs no telling of its own */
  take(transition: HistoryTransition): boolean {
    const { from, kind, to } = transition;
    const severity = this.#options.severityOf(transition);
    if (from !== undefined || !severity || IS_URGENT[severity]) {
      return false;
    }
    const counts = this.#counts.get(kind) ?? new Map<string, number>();
    this.#counts.set(kind, counts.set(to, (counts.get(to) ?? 0) + 1));
    this.#cancelTimer ??= this.#options.clock.setTimer(
      () => this.#log(),
      BATCH_MS,
    );
    return true;
  }

  /** Logs what waits. */
  stop(): void {
    this.#cancelTimer?.();
    this.#log();
  }

  #log(): void {
    this.#cancelTimer = undefined;
    for (const [kind, counts] of this.#counts) {
      const words = [...counts].map(([status, count]) => `${count} ${status}`);
      const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
      this.#options.logger.info(
        `${kind}: ${total} seen for the first time: ${words.join(', ')}`,
        { event: EVENT_NAME, kind, counts: Object.fromEntries(counts) },
      );
    }
    this.#counts.clear();
  }
}
