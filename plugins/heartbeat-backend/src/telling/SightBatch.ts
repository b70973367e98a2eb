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
import { isQuiet, type Sight } from './sightOf';

/**
 * A sight that is told of.
 *
 * @internal
 */
export type ToldSight = Exclude<Sight, 'lost'>;

/** By which the records can be found among all others, and how they begin. */
const WORDS: Record<ToldSight, { event: string; seen: string }> = {
  first: { event: 'heartbeat.first-sights', seen: 'seen for the first time' },
  again: { event: 'heartbeat.sights-regained', seen: 'seen again, unchanged' },
};

/** Enough to go and look; the page has them all. */
const MAX_SINGLE_RECORDS = 20;

/** Enough to know which, where it is few; a line of a log is not endless. */
const MAX_SUBJECTS = 20;

/**
 * The sights of one kind within some seconds, on their way to one log record. What it
 * holds and what is written of it is bounded, however many they are.
 *
 * @internal
 */
export class SightBatch {
  readonly #sight: ToldSight;
  readonly #kind: string;
  readonly #counts = new Map<string, number>();
  /** The first of those without a record of their own. */
  readonly #subjects: string[] = [];
  #total = 0;
  #singleRecords = 0;
  #leavesOutCritical = false;

  constructor(sight: ToldSight, kind: string) {
    this.#sight = sight;
    this.#kind = kind;
  }

  /** @returns whether it is to have a record of its own as well, because somebody should look */
  add(transition: HistoryTransition, severity: StatusSeverity): boolean {
    const { subjectId, to } = transition;
    this.#total++;
    this.#counts.set(to, (this.#counts.get(to) ?? 0) + 1);
    const isToldSingly = !isQuiet(this.#sight, severity);
    if (isToldSingly && this.#singleRecords < MAX_SINGLE_RECORDS) {
      this.#singleRecords++;
      return true;
    }
    if (this.#subjects.length < MAX_SUBJECTS) {
      this.#subjects.push(subjectId);
    }
    this.#leavesOutCritical ||= isToldSingly && severity === 'critical';
    return false;
  }

  /**
   * Writes the one record, a warning where something critical has none of its own. The
   * names of its fields are listed in docs/notifications.md and do not change.
   */
  log(logger: LoggerService): void {
    const { event, seen } = WORDS[this.#sight];
    const counts = [...this.#counts].map(
      ([status, count]) => `${count} ${status}`,
    );
    const write = this.#leavesOutCritical ? logger.warn : logger.info;
    write.call(
      logger,
      `${this.#total} ${this.#kind}${
        this.#total === 1 ? '' : 's'
      } ${seen}: ${counts.join(', ')}`,
      {
        event,
        kind: this.#kind,
        statuses: Object.fromEntries(this.#counts),
        subjects: this.#subjects,
      },
    );
  }
}
