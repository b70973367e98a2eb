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

import type { ObservedChange } from './ObservedChange';
import {
  addTime,
  FRESH_MS,
  NO_TIME,
  NOT_OBSERVED,
  UNKNOWN,
  type StandingOf,
  type StoredSubject,
  type StoredTransition,
} from './subject';

/**
 * A change that a replica saw, dated by the clock that all replicas share.
 *
 * @internal
 */
export interface DatedChange
  extends Omit<
    ObservedChange,
    'atMonotonicMs' | 'sightFromMonotonicMs' | 'dataMonotonicMs'
  > {
  at: number;
  /** From when on this replica has seen the subject without a break. */
  sightFrom?: number;
  observerId: string;
  /** When `data` was true. */
  dataAt: number;
}

/**
 * - `written`: it was news.
 * - `known`: another replica had written it already.
 * - `overruled`: another replica sees better.
 *
 * @internal
 */
export type Outcome = 'written' | 'known' | 'overruled';

/**
 * What comes of what a replica saw.
 *
 * @internal
 */
export interface Decision {
  outcome: Outcome;
  /** The subject after it. */
  subject: StoredSubject;
  /** To be appended. */
  rows: StoredTransition[];
}

/** One subject on its way from the stored state to the next. */
class Draft {
  readonly rows: StoredTransition[] = [];
  readonly #standingOf: StandingOf;
  readonly #now: number;
  subject: StoredSubject;

  constructor(standingOf: StandingOf, now: number, subject: StoredSubject) {
    this.#standingOf = standingOf;
    this.#now = now;
    this.subject = subject;
  }

  /** Whether its status, or another one, says something about it. */
  isKnown(status = this.subject.status): boolean {
    return this.#standingOf(status, this.subject.kind) !== 'unknown';
  }

  /** Whether a replica other than this one saw it just now. */
  isSeenByOthers(observerId: string): boolean {
    const { seenBy, seenUntil, othersSeenUntil } = this.subject;
    const until = seenBy === observerId ? othersSeenUntil : seenUntil;
    return until !== undefined && this.#now - until <= FRESH_MS;
  }

  append(
    change: Pick<
      DatedChange,
      'status' | 'reason' | 'cause' | 'mark' | 'evidence' | 'at' | 'observerId'
    >,
  ): void {
    const old = this.subject;
    const at = Math.max(change.at, old.changedAt);
    const totals = addTime(
      old.totals,
      this.#standingOf(old.status, old.kind),
      at - old.changedAt,
    );
    const isSameStatus = old.status === change.status;
    const { status, reason, cause, mark, evidence } = change;
    const version = old.version + 1;
    const marks = old.marks + (mark === undefined ? 0 : 1);
    this.rows.push({
      subjectId: old.id,
      version,
      from: old.version === 0 ? undefined : old.status,
      to: status,
      reason,
      cause,
      mark,
      marks,
      at,
      evidence,
      totals,
    });
    this.subject = {
      ...vouched(old, change.observerId, at),
      status,
      reason: isSameStatus ? old.reason : reason,
      cause: isSameStatus ? old.cause : cause,
      since: isSameStatus ? old.since : at,
      version,
      changedAt: at,
      mark: mark ?? old.mark,
      marks,
      totals,
    };
  }
}

/** The subject, seen by a replica until then. */
export function vouched(
  subject: StoredSubject,
  observerId: string,
  at: number,
): StoredSubject {
  const seenUntil = Math.max(subject.seenUntil, at);
  return subject.seenBy === observerId
    ? { ...subject, seenUntil }
    : {
        ...subject,
        seenUntil,
        seenBy: observerId,
        othersSeenUntil: subject.seenUntil,
      };
}

/** The first row ever. */
function begin(
  seen: DatedChange,
  standingOf: StandingOf,
  now: number,
): Decision {
  const draft = new Draft(standingOf, now, {
    ...seen.subject,
    // as long as there is no row
    status: UNKNOWN,
    since: seen.at,
    version: 0,
    changedAt: seen.at,
    marks: 0,
    totals: NO_TIME,
    recordedFrom: seen.at,
    seenUntil: seen.at,
    seenBy: seen.observerId,
  });
  draft.append(seen);
  return { outcome: 'written', subject: draft.subject, rows: draft.rows };
}

/** A stored status holds until somebody vouched for it; from then on, and until a replica began to look again, nobody knows. */
function fillGap(draft: Draft, seen: DatedChange): boolean {
  const { status, seenUntil } = draft.subject;
  const sightFrom = seen.sightFrom ?? seen.at;
  const gapEnd =
    status === seen.status ? sightFrom : Math.min(seen.at, sightFrom);
  if (!draft.isKnown() || gapEnd - seenUntil <= FRESH_MS) {
    return false;
  }
  draft.append({
    status: UNKNOWN,
    reason: NOT_OBSERVED,
    cause: NOT_OBSERVED,
    at: seenUntil,
    observerId: seen.observerId,
  });
  return true;
}

function isNews(subject: StoredSubject, seen: DatedChange): boolean {
  return (
    subject.status !== seen.status ||
    (seen.mark !== undefined && seen.mark !== subject.mark)
  );
}

/**
 * Decides what a change that a replica saw adds to what is stored.
 *
 * @param isUpToDate - whether this replica has said something about the last stored row already
 * @internal
 */
export function reconcileChange(options: {
  stored: StoredSubject | undefined;
  seen: DatedChange;
  isUpToDate: boolean;
  now: number;
  standingOf: StandingOf;
}): Decision {
  const { stored, seen, isUpToDate, now, standingOf } = options;
  if (!stored) {
    return begin(seen, standingOf, now);
  }
  const draft = new Draft(standingOf, now, { ...stored, ...seen.subject });
  const hasGap = fillGap(draft, seen);
  if (!isNews(draft.subject, seen)) {
    return {
      outcome: hasGap ? 'written' : 'known',
      subject: draft.subject,
      rows: draft.rows,
    };
  }
  if (!hasGap && draft.isKnown()) {
    const isOverruled =
      seen.isOutOfSight === true && draft.isSeenByOthers(seen.observerId);
    // Another replica has gone further: this is of the past.
    const isOvertaken = !isUpToDate && seen.at < stored.changedAt;
    if (isOverruled || isOvertaken) {
      return {
        outcome: isOverruled ? 'overruled' : 'known',
        subject: stored,
        rows: [],
      };
    }
  }
  draft.append(
    hasGap && seen.status === stored.status
      ? { ...seen, at: Math.max(seen.sightFrom ?? seen.at, seen.at) }
      : seen,
  );
  return { outcome: 'written', subject: draft.subject, rows: draft.rows };
}

/**
 * Decides what the verdict that a replica holds adds to what is stored. One that
 * agrees vouches for it. One that does not was outvoted before; it counts when
 * what is stored says nothing, or when nobody has vouched for it lately.
 *
 * @internal
 */
export function reconcileCheckpoint(options: {
  stored: StoredSubject | undefined;
  seen: DatedChange;
  now: number;
  standingOf: StandingOf;
}): Decision {
  const { stored, now, standingOf } = options;
  // a mark is told once, with the change
  const seen = { ...options.seen, mark: undefined };
  const { observerId } = seen;
  if (!stored) {
    const first = begin(seen, standingOf, now);
    return { ...first, subject: vouched(first.subject, observerId, now) };
  }
  const draft = new Draft(standingOf, now, { ...stored, ...seen.subject });
  const hasGap = fillGap(draft, seen);
  if (isNews(draft.subject, seen)) {
    const { changedAt, seenUntil } = draft.subject;
    const sightFrom = Math.max(seen.at, seen.sightFrom ?? seen.at);
    if (!draft.isKnown() && draft.isKnown(seen.status)) {
      draft.append({
        ...seen,
        cause: 'sight-regained',
        at: Math.max(sightFrom, changedAt),
      });
    } else if (draft.isSeenByOthers(observerId)) {
      return { outcome: 'overruled', subject: stored, rows: [] };
    } else {
      draft.append({
        ...seen,
        cause: seen.isOutOfSight ? 'sight-lost' : 'replica-lost',
        at: Math.max(seen.at, seenUntil),
      });
    }
  }
  return {
    outcome: hasGap || draft.rows.length > 0 ? 'written' : 'known',
    subject: vouched(draft.subject, observerId, now),
    rows: draft.rows,
  };
}
