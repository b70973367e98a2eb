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

import { InputError } from '@backstage/errors';
import type {
  AvailabilityReport,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HistoryReader } from '../history';
import type { Asked } from './ApiQueries';
import type { Caller } from './EntityAnswers';
import type { HistorySubjects } from './HistorySubjects';
import { windowMs } from './queryFormats';

/** What {@link HistoryAnswers} is made of. */
interface HistoryAnswersOptions {
  history: HistoryReader;
  subjects: HistorySubjects;
  clock: Clock;
}

/**
 * Tells what was, of those that the caller may be told of.
 *
 * @internal
 */
export class HistoryAnswers {
  readonly #history: HistoryReader;
  readonly #subjects: HistorySubjects;
  readonly #clock: Clock;

  constructor(options: HistoryAnswersOptions) {
    this.#history = options.history;
    this.#subjects = options.subjects;
    this.#clock = options.clock;
  }

  /**
   * Newest first.
   *
   * @throws NotFoundError where a subject or the entity is not there or the caller may not read it
   */
  async transitions(
    query: Asked<'getTransitions'>,
    caller: Caller,
  ): Promise<TransitionList> {
    const { subject, entity, from, to, ...rest } = query;
    const subjectIds =
      subject || entity !== undefined
        ? await this.#subjects.named({ subject, entity }, caller)
        : this.#subjects.limitOf(caller.visibility);
    return {
      observedAt: this.#now(),
      // Of nobody is not of all: that must not depend on how a store reads it.
      ...(subjectIds?.length === 0
        ? { items: [] }
        : await this.#history.transitions({
            ...rest,
            from: momentOf(from),
            to: momentOf(to),
            subjectIds,
          })),
    };
  }

  /** @throws as `transitions`; InputError where it is not said of whom */
  async availability(
    { subject, entity, window }: Asked<'getAvailability'>,
    caller: Caller,
  ): Promise<AvailabilityReport> {
    if (!subject && entity === undefined) {
      throw new InputError('Query: subject or entity must be given');
    }
    const subjectIds = await this.#subjects.named({ subject, entity }, caller);
    return {
      observedAt: this.#now(),
      items: await Promise.all(
        subjectIds.map(async subjectId => ({
          subjectId,
          windows: await this.#history.availability({
            subjectId,
            windowsMs: window.map(windowMs),
          }),
        })),
      ),
    };
  }

  /** @throws as `transitions` */
  async timeline(
    { subject, window, to, segments }: Asked<'getTimeline'>,
    caller: Caller,
  ): Promise<TimelineReport> {
    const [subjectId] = await this.#subjects.named(
      { subject: [subject] },
      caller,
    );
    return {
      observedAt: this.#now(),
      subjectId,
      segments: await this.#history.timeline({
        subjectId,
        windowMs: windowMs(window),
        to: momentOf(to),
        maxSegments: segments,
      }),
    };
  }

  #now(): string {
    return new Date(this.#clock.wallMs()).toISOString();
  }
}

function momentOf(time: string | undefined): Date | undefined {
  return time === undefined ? undefined : new Date(time);
}
