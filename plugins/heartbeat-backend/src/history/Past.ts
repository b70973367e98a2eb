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
  Availability,
  HistorySegment,
  HistoryStanding,
} from 'backstage-plugin-heartbeat-common';
import type { SlotCount } from './HistoryStore';
import {
  addTime,
  knownUntil,
  UNKNOWN,
  type StandingOf,
  type StoredSubject,
  type StoredTransition,
  type Totals,
} from './subject';

/** A death is not hidden by a gap, nor a gap by a stop. */
const ATTENTION: Record<HistoryStanding, number> = {
  up: 0,
  stopped: 1,
  unknown: 2,
  down: 3,
};

/** A moment in a subject's history. */
interface PastState {
  status: string;
  totals: Totals;
  version: number;
}

/** A stretch of one status. */
interface Stretch {
  from: number;
  to: number;
  status: string;
}

interface PastOptions {
  subject: StoredSubject;
  standingOf: StandingOf;
  /** By the database's clock. */
  now: number;
}

const rfc3339 = (ms: number) => new Date(ms).toISOString();

/**
 * The past of one subject, as told by its stored state and by single rows: each
 * row carries what the subject had been through until then, so that any window
 * is the difference of two moments, however much happened between them.
 *
 * @internal
 */
export class Past {
  readonly #subject: StoredSubject;
  readonly #standingOf: StandingOf;
  /** From then on nobody knows. */
  readonly #end: number;

  constructor(options: PastOptions) {
    const { subject, standingOf, now } = options;
    this.#subject = subject;
    this.#standingOf = standingOf;
    this.#end = knownUntil(subject, now);
  }

  /** Before then nothing is known. */
  get start(): number {
    return this.#subject.recordedFrom;
  }

  /**
   * @param at - not before `start`
   * @param next - the first row dated after `at`
   */
  at(at: number, next: StoredTransition | undefined): PastState {
    if (next) {
      // The first row of all has nothing before it.
      const status = next.from ?? UNKNOWN;
      return {
        status,
        totals: addTime(next.totals, this.#standing(status), at - next.at),
        version: next.version - 1,
      };
    }
    const { status, totals, changedAt, version } = this.#subject;
    const knownMs = Math.max(0, Math.min(at, this.#end) - changedAt);
    return {
      status: at < this.#end ? status : UNKNOWN,
      totals: addTime(totals, this.#standing(status), knownMs),
      version,
    };
  }

  /** The window between two moments, the first of which may lie before `start`. */
  availability(
    from: number,
    to: number,
    [first, last]: [PastState, PastState],
  ): Availability {
    const upMs = last.totals.upMs - first.totals.upMs;
    const downMs = last.totals.downMs - first.totals.downMs;
    const stoppedMs = last.totals.stoppedMs - first.totals.stoppedMs;
    const knownMs = upMs + downMs + stoppedMs;
    return {
      windowMs: to - from,
      from: rfc3339(from),
      to: rfc3339(to),
      upMs,
      downMs,
      stoppedMs,
      unknownMs: to - from - knownMs,
      availability: upMs + downMs === 0 ? undefined : upMs / (upMs + downMs),
      coverage: knownMs / (to - from),
      transitions: last.version - first.version,
    };
  }

  /**
   * Each stretch of one status between two times.
   *
   * @param first - the state at `from`
   * @param rows - all that are dated between
   */
  segments(
    from: number,
    to: number,
    first: PastState,
    rows: StoredTransition[],
  ): HistorySegment[] {
    const start = Math.max(from, this.start);
    const stretches: Stretch[] = [];
    const add = (stretch: Stretch) => {
      const previous = stretches.at(-1);
      if (stretch.from >= stretch.to) {
        return;
      }
      if (previous?.status === stretch.status) {
        previous.to = stretch.to;
      } else {
        stretches.push(stretch);
      }
    };
    add({ from, to: Math.min(start, to), status: UNKNOWN });
    let current = { from: start, status: first.status };
    for (const { at, to: status } of rows) {
      add({ ...current, to: at });
      current = { from: at, status };
    }
    // What is known of the present status ends with the last word on it.
    const isPresent =
      (rows.at(-1)?.version ?? first.version) === this.#subject.version;
    const end = isPresent ? Math.min(to, this.#end) : to;
    add({ ...current, to: end });
    add({ from: Math.max(end, current.from), to, status: UNKNOWN });
    return stretches.map(stretch => ({
      from: rfc3339(stretch.from),
      to: rfc3339(stretch.to),
      status: stretch.status,
      standing: this.#standing(stretch.status),
      transitions: 0,
    }));
  }

  /** The same where there are too many: slots of equal length, each with what asks for most attention in it. */
  slots(
    from: number,
    to: number,
    slotMs: number,
    first: PastState,
    counts: SlotCount[],
  ): HistorySegment[] {
    const bySlot = new Map<number, SlotCount[]>();
    for (const count of counts) {
      bySlot.set(count.slot, [...(bySlot.get(count.slot) ?? []), count]);
    }
    const segments: HistorySegment[] = [];
    let status: string = from < this.start ? UNKNOWN : first.status;
    let version = first.version;
    for (let slot = 0; from + slot * slotMs < to; slot++) {
      const slotFrom = from + slot * slotMs;
      const slotTo = Math.min(slotFrom + slotMs, to);
      const changes = (bySlot.get(slot) ?? []).sort(
        (a, b) => a.version - b.version,
      );
      const statuses = [status, ...changes.map(change => change.status)];
      version = changes.at(-1)?.version ?? version;
      if (version === this.#subject.version && slotTo > this.#end) {
        statuses.push(UNKNOWN);
        if (slotFrom >= this.#end && changes.length === 0) {
          statuses.shift();
        }
      }
      const worst = this.#worst(statuses);
      const transitions = changes.reduce((sum, { count }) => sum + count, 0);
      const previous = segments.at(-1);
      if (previous?.status === worst) {
        previous.to = rfc3339(slotTo);
        previous.transitions += transitions;
      } else {
        segments.push({
          from: rfc3339(slotFrom),
          to: rfc3339(slotTo),
          status: worst,
          standing: this.#standing(worst),
          transitions,
        });
      }
      status = changes.at(-1)?.status ?? status;
    }
    return segments;
  }

  #standing(status: string) {
    return this.#standingOf(status, this.#subject.kind);
  }

  /** Of those that ask for as much attention, the last one. */
  #worst(statuses: string[]): string {
    return statuses.reduce((worst, status) =>
      ATTENTION[this.#standing(status)] >= ATTENTION[this.#standing(worst)]
        ? status
        : worst,
    );
  }
}
