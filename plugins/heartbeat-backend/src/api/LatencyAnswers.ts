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
  LatencyHour,
  LatencyReport,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { Asked } from './ApiQueries';
import type { Caller } from './EntityAnswers';
import type { HistorySubjects } from './HistorySubjects';
import { windowMs } from './queryFormats';

/**
 * Where it is known how quickly servers answered.
 *
 * @internal
 */
export interface LatencyPort {
  /** Oldest first; none for what is not known. */
  hours(query: { subjectId: string; windowMs: number }): Promise<LatencyHour[]>;
}

/** What {@link LatencyAnswers} is made of. */
interface LatencyAnswersOptions {
  latency: LatencyPort;
  subjects: HistorySubjects;
  clock: Clock;
}

/**
 * Tells how quickly servers answered.
 *
 * @internal
 */
export class LatencyAnswers {
  readonly #latency: LatencyPort;
  readonly #subjects: HistorySubjects;
  readonly #clock: Clock;

  constructor(options: LatencyAnswersOptions) {
    this.#latency = options.latency;
    this.#subjects = options.subjects;
    this.#clock = options.clock;
  }

  /** @throws NotFoundError where the server is not there or the caller may not read it */
  async latency(
    { subject, window }: Asked<'getLatency'>,
    caller: Caller,
  ): Promise<LatencyReport> {
    this.#subjects.check(subject, caller);
    return {
      observedAt: new Date(this.#clock.wallMs()).toISOString(),
      subjectId: subject,
      hours: await this.#latency.hours({
        subjectId: subject,
        windowMs: windowMs(window),
      }),
    };
  }
}
