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

import type { JsonObject } from '@backstage/types';
import type { HistoryStanding } from 'backstage-plugin-heartbeat-common';

/** The status of what nobody saw, of whatever kind the subject is. */
export const UNKNOWN = 'Unknown';

/** The reason of a status `Unknown` that fills a gap in our own sight. */
export const NOT_OBSERVED = 'not-observed';

/**
 * How long a replica's word on a subject is good for: two checkpoints may be
 * lost before it counts as not observed.
 */
export const FRESH_MS = 120_000;

/**
 * Who a history is about.
 *
 * @internal
 */
export interface HistorySubject {
  /** Unique among all kinds, e.g. `cluster/namespace/lease`. */
  id: string;
  /** E.g. `controller`. */
  kind: string;
  cluster?: string;
  /** What people call it, where that is not its id. */
  name?: string;
}

/**
 * How long a subject has been up, down and stopped in all, since its history
 * began. What is left of the time nobody saw.
 *
 * @internal
 */
export interface Totals {
  upMs: number;
  downMs: number;
  stoppedMs: number;
}

/**
 * A subject as it is stored; times are epoch milliseconds of the shared clock.
 *
 * @internal
 */
export interface StoredSubject extends HistorySubject {
  status: string;
  reason?: string;
  cause?: string;
  /** When it got this status. */
  since: number;
  /** How many rows it has had; the number of its last one. */
  version: number;
  /** Of its last row: no later one is dated before it. */
  changedAt: number;
  /** Of the last row that had one, see `ObservedChange.mark`. */
  mark?: string;
  /** How many of its rows had one. */
  marks: number;
  /** As of `changedAt`. */
  totals: Totals;
  /** From when on there is a row for each change. */
  recordedFrom: number;
  /** Until when a replica is known to have vouched for this status. */
  seenUntil: number;
  /** Which replica that was. */
  seenBy: string;
  /** Until when another replica had. */
  othersSeenUntil?: number;
  checkpoint?: JsonObject;
  /** When it was taken. */
  checkpointAt?: number;
}

/**
 * A row of the append-only table.
 *
 * @internal
 */
export interface StoredTransition {
  subjectId: string;
  version: number;
  from?: string;
  to: string;
  reason?: string;
  cause?: string;
  mark?: string;
  /** How many rows with a mark there are up to this one. */
  marks: number;
  at: number;
  evidence?: JsonObject;
  /** As of `at`. */
  totals: Totals;
}

/**
 * What a subject is now, for those who show it.
 *
 * @internal
 */
export type SubjectStanding = Pick<
  StoredSubject,
  | 'id'
  | 'kind'
  | 'cluster'
  | 'status'
  | 'since'
  | 'version'
  | 'marks'
  | 'recordedFrom'
>;

/**
 * A subject, and when it was stored last, for whatever reason.
 *
 * @internal
 */
export interface WrittenSubject extends StoredSubject {
  writtenAt: number;
}

/**
 * A row with what its subject is.
 *
 * @internal
 */
export interface ListedTransition extends StoredTransition {
  id: number;
  kind: string;
  cluster?: string;
  name?: string;
}

/**
 * What a status means for availability; the kind of the subject says whose
 * status it is.
 *
 * @internal
 */
export type StandingOf = (status: string, kind: string) => HistoryStanding;

/** The totals after some more time in a standing; or some less, where `ms` is negative. */
export function addTime(
  totals: Totals,
  standing: HistoryStanding,
  ms: number,
): Totals {
  switch (standing) {
    case 'up':
      return { ...totals, upMs: totals.upMs + ms };
    case 'down':
      return { ...totals, downMs: totals.downMs + ms };
    case 'stopped':
      return { ...totals, stoppedMs: totals.stoppedMs + ms };
    case 'unknown':
      return totals;
  }
}

/** The totals of a subject at the moment its history begins. */
export const NO_TIME: Totals = { upMs: 0, downMs: 0, stoppedMs: 0 };

/**
 * The end of what is known of a subject: now, or when it was last vouched for,
 * if that is longer ago than {@link FRESH_MS}.
 */
export function knownUntil(
  subject: Pick<StoredSubject, 'changedAt' | 'seenUntil'>,
  now: number,
): number {
  return now - subject.seenUntil <= FRESH_MS
    ? Math.max(now, subject.changedAt)
    : Math.max(subject.seenUntil, subject.changedAt);
}
