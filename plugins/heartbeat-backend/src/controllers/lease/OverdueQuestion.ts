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
import {
  isSameBeat,
  type LeaseRecord,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../../time/clock';
import { Gathered } from './Gathered';
import { KubernetesError } from '../../clusters/kubernetes';
import type { LeaseListener } from './LeaseListener';
import { GONE, type LeaseReader } from './LeaseReader';

/** Renewals that are overdue at once are asked for together; the verdict on them can wait for this. */
const GATHER_MS = 50;

/** So many are asked for one by one; of more everything is listed, as that costs less. */
const MAX_SINGLE_QUESTIONS = 20;

/**
 * Whose watch it is that may have missed a renewal.
 *
 * @internal
 */
export interface WatchInDoubt {
  isInSight(): boolean;
  isStreaming(): boolean;
  /** How many changes it has told so far. */
  events(): number;
  /** What it told cannot be all. */
  lookAgain(why: unknown, signal: AbortSignal): Promise<void>;
}

/** Who asks, and whom the answer is told that there is nothing new. */
interface QuestionOptions extends Pick<LeaseListener, 'onUnchanged'> {
  reader: LeaseReader;
  watch: WatchInDoubt;
  clock: Clock;
}

/**
 * Asks the API server itself, past the watch, for Leases that seem not to be
 * renewed any more. This tells a controller that fell silent from a watch that did.
 *
 * @internal
 */
export class OverdueQuestion {
  readonly #reader: LeaseReader;
  readonly #watch: WatchInDoubt;
  readonly #clock: Clock;
  readonly #onUnchanged: QuestionOptions['onUnchanged'];
  readonly #overdue = new Gathered<LeaseRecord>({
    gatherMs: GATHER_MS,
    doAll: (overdue, signal) => this.#askAfter(overdue, signal),
  });

  static create(options: QuestionOptions): OverdueQuestion {
    return new OverdueQuestion(options);
  }

  private constructor(options: QuestionOptions) {
    this.#reader = options.reader;
    this.#watch = options.watch;
    this.#clock = options.clock;
    this.#onUnchanged = options.onUnchanged;
  }

  /** @returns once there is an answer and, where it is not what was known, all has been looked at again */
  async ask(record: LeaseRecord, signal: AbortSignal): Promise<void> {
    await this.#overdue.add(placeOf(record), record, signal);
  }

  async #askAfter(overdue: LeaseRecord[], signal: AbortSignal): Promise<void> {
    if (!this.#watch.isInSight() || signal.aborted) {
      return;
    }
    if (!this.#watch.isStreaming()) {
      await this.#watch.lookAgain(missedChange(), signal);
      return;
    }
    const events = this.#watch.events();
    const askedMs = this.#clock.monotonicMs();
    try {
      const current = await this.#current(overdue, signal);
      let isMissed = false;
      for (const record of overdue) {
        const now = current.get(placeOf(record));
        if (now && isSameBeat(now, record)) {
          this.#onUnchanged(record.ref, askedMs);
        } else {
          isMissed = true;
        }
      }
      // Where an event has come meanwhile the stream works, and this may be its news.
      if (isMissed && this.#watch.events() === events) {
        throw missedChange();
      }
    } catch (error) {
      await this.#watch.lookAgain(error, signal);
    }
  }

  /** Those of these Leases that are there, by place, as they are now; or all. */
  async #current(
    overdue: LeaseRecord[],
    signal: AbortSignal,
  ): Promise<Map<string, LeaseRecord>> {
    const records =
      overdue.length > MAX_SINGLE_QUESTIONS
        ? await this.#all(signal)
        : await Promise.all(
            overdue.map(({ ref }) =>
              this.#reader.verify(
                signal,
                `metadata.name=${ref.name},metadata.namespace=${ref.namespace}`,
              ),
            ),
          );
    return new Map(
      records.flatMap(record => (record ? [[placeOf(record), record]] : [])),
    );
  }

  /** A list may take its time, but not to find out whether there is an answer at all. */
  async #all(signal: AbortSignal): Promise<LeaseRecord[]> {
    await this.#reader.verify(signal);
    return (await this.#reader.list(signal)).records;
  }
}

function missedChange(): KubernetesError {
  return new KubernetesError({
    status: GONE,
    reason: 'watch-stalled',
    message: 'the watch has missed a change',
  });
}

function placeOf({ ref }: LeaseRecord): string {
  return `${ref.namespace}/${ref.name}`;
}
