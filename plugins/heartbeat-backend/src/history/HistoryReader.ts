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
  Availability,
  HistoryTransition,
  HistorySegment,
} from 'backstage-plugin-heartbeat-common';
import { decodeCursor, encodeCursor } from './cursor';
import type { HistoryStore } from './HistoryStore';
import { Past } from './Past';
import { UNKNOWN, type StandingOf } from './subject';
import { toTransition } from './toTransition';

/** A page of transitions; more is a denial of service. */
const MAX_LIMIT = 1_000;

/** What one statement takes. */
const MAX_SUBJECT_IDS = 20_000;

/** A window shorter than this is none. */
const MIN_WINDOW_MS = 1_000;

/** Finer than any screen. */
const MAX_SEGMENTS = 1_000;

/**
 * Which transitions to read.
 *
 * @internal
 */
export interface TransitionsQuery {
  subjectIds?: string[];
  /** Inclusive. */
  from?: Date;
  /** Exclusive. */
  to?: Date;
  /** What it changed to. */
  status?: string[];
  limit: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/** @internal */
export interface HistoryReaderOptions {
  store: HistoryStore;
  standingOf: StandingOf;
}

/**
 * Answers what was, whichever replica saw it.
 *
 * @internal
 */
export class HistoryReader {
  readonly #store: HistoryStore;
  readonly #standingOf: StandingOf;

  constructor(options: HistoryReaderOptions) {
    this.#store = options.store;
    this.#standingOf = options.standingOf;
  }

  /**
   * Newest first. A cursor stays good while rows are added.
   *
   * @throws InputError where the query cannot be answered
   */
  async transitions(
    query: TransitionsQuery,
  ): Promise<{ items: HistoryTransition[]; nextCursor?: string }> {
    const { subjectIds, from, to, status, limit, cursor } = query;
    if (!Number.isInteger(limit) || limit < 1 || limit > MAX_LIMIT) {
      throw new InputError(`limit: ${limit} is not from 1 to ${MAX_LIMIT}`);
    }
    if (subjectIds && subjectIds.length > MAX_SUBJECT_IDS) {
      throw new InputError(
        `subjectIds: ${subjectIds.length} are more than ${MAX_SUBJECT_IDS}; ask for fewer at a time`,
      );
    }
    const now = await this.#store.now();
    const rows = await this.#store.list({
      subjectIds,
      from: from?.getTime(),
      to: to?.getTime(),
      status,
      after: cursor === undefined ? undefined : decodeCursor(cursor),
      // one more, to know whether there is one more
      limit: limit + 1,
    });
    const page = rows.slice(0, limit);
    const last = page.at(-1);
    return {
      items: page.map(row => toTransition(row, row, now)),
      nextCursor: last && rows.length > limit ? encodeCursor(last) : undefined,
    };
  }

  /**
   * How well a subject did in each of these windows that end now. A subject
   * that nobody knows has not been observed.
   */
  async availability(query: {
    subjectId: string;
    windowsMs: number[];
  }): Promise<Availability[]> {
    const { subjectId, windowsMs } = query;
    windowsMs.forEach(checkWindow);
    const now = await this.#store.now();
    const past = await this.#past(subjectId, now);
    const starts = windowsMs.map(ms => now - Math.round(ms));
    if (!past) {
      return starts.map(start => unobserved(start, now));
    }
    const froms = starts.map(start =>
      Math.min(now, Math.max(start, past.start)),
    );
    const next = await this.#store.firstAfter(subjectId, [...froms, now]);
    const last = past.at(now, next.at(-1));
    return starts.map((start, i) =>
      past.availability(start, now, [past.at(froms[i], next[i]), last]),
    );
  }

  /**
   * A subject's history as segments that follow each other without a gap. More
   * than `maxSegments` are merged, so that what is bad stays visible.
   */
  async timeline(query: {
    subjectId: string;
    windowMs: number;
    /** Where the window ends: now, by the database's clock, if absent. */
    to?: Date;
    maxSegments: number;
  }): Promise<HistorySegment[]> {
    const { subjectId, windowMs, maxSegments } = query;
    checkWindow(windowMs);
    if (
      !Number.isInteger(maxSegments) ||
      maxSegments < 1 ||
      maxSegments > MAX_SEGMENTS
    ) {
      throw new InputError(
        `maxSegments: ${maxSegments} is not from 1 to ${MAX_SEGMENTS}`,
      );
    }
    const now = await this.#store.now();
    const to = query.to?.getTime() ?? now;
    const from = to - Math.round(windowMs);
    const past = await this.#past(subjectId, now);
    if (!past) {
      return [
        {
          from: new Date(from).toISOString(),
          to: new Date(to).toISOString(),
          status: UNKNOWN,
          standing: 'unknown',
          transitions: 0,
        },
      ];
    }
    const start = Math.max(from, past.start);
    const [next] = await this.#store.firstAfter(subjectId, [start]);
    const first = past.at(start, next);
    const rows = await this.#store.rowsBetween(subjectId, {
      from: start,
      to,
      limit: maxSegments + 1,
    });
    if (rows.length <= maxSegments) {
      const segments = past.segments(from, to, first, rows);
      if (segments.length <= maxSegments) {
        return segments;
      }
    }
    const slotMs = Math.ceil((to - from) / maxSegments);
    const counts = await this.#store.slots(subjectId, { from, to, slotMs });
    return past.slots(from, to, slotMs, first, counts);
  }

  async #past(subjectId: string, now: number): Promise<Past | undefined> {
    const [subject] = await this.#store.subjects([subjectId]);
    return subject && new Past({ subject, standingOf: this.#standingOf, now });
  }
}

function checkWindow(ms: number): void {
  if (!Number.isFinite(ms) || ms < MIN_WINDOW_MS) {
    throw new InputError(
      `windowMs: ${ms} is not a length of time of at least ${MIN_WINDOW_MS} ms`,
    );
  }
}

function unobserved(from: number, to: number): Availability {
  return {
    windowMs: to - from,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    upMs: 0,
    downMs: 0,
    stoppedMs: 0,
    unknownMs: to - from,
    coverage: 0,
    transitions: 0,
  };
}
