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
import type {
  ListedTransition,
  StoredSubject,
  StoredTransition,
  WrittenSubject,
} from './subject';

export const SUBJECTS = 'heartbeat_subjects';
export const TRANSITIONS = 'heartbeat_transitions';

/** PostgreSQL's driver gives a bigint as text: it may be too large for a number. Ours are not. */
type BigInteger = number | string;

/** A row of heartbeat_subjects. */
export interface SubjectRow {
  id: string;
  kind: string;
  cluster: string | null;
  name: string | null;
  status: string;
  reason: string | null;
  cause: string | null;
  since: BigInteger;
  version: number;
  changed_at: BigInteger;
  mark: string | null;
  marks: number;
  up_ms: BigInteger;
  down_ms: BigInteger;
  stopped_ms: BigInteger;
  recorded_from: BigInteger;
  seen_until: BigInteger;
  seen_by: string;
  others_seen_until: BigInteger | null;
  checkpoint_at: BigInteger | null;
  checkpoint: string | null;
}

/** One that is read for what was written lately. */
export interface WrittenRow extends SubjectRow {
  written_at: BigInteger;
}

/** A row of heartbeat_transitions, without the id that the database gives it. */
export interface TransitionRow {
  subject_id: string;
  version: number;
  from_status: string | null;
  to_status: string;
  reason: string | null;
  cause: string | null;
  mark: string | null;
  marks: number;
  at: BigInteger;
  evidence: string | null;
  up_ms: BigInteger;
  down_ms: BigInteger;
  stopped_ms: BigInteger;
}

/** One as it is listed. */
export interface ListedRow
  extends TransitionRow,
    Pick<SubjectRow, 'kind' | 'cluster' | 'name'> {
  id: BigInteger;
}

export function fromSubject(subject: StoredSubject): SubjectRow {
  const { totals } = subject;
  return {
    id: subject.id,
    kind: subject.kind,
    cluster: fromText(subject.cluster),
    name: fromText(subject.name),
    status: subject.status,
    reason: fromText(subject.reason),
    cause: fromText(subject.cause),
    since: subject.since,
    version: subject.version,
    changed_at: subject.changedAt,
    mark: fromText(subject.mark),
    marks: subject.marks,
    up_ms: totals.upMs,
    down_ms: totals.downMs,
    stopped_ms: totals.stoppedMs,
    recorded_from: subject.recordedFrom,
    seen_until: subject.seenUntil,
    seen_by: subject.seenBy,
    others_seen_until: subject.othersSeenUntil ?? null,
    checkpoint_at: subject.checkpointAt ?? null,
    checkpoint: fromJson(subject.checkpoint),
  };
}

export function toSubject(row: SubjectRow): StoredSubject {
  return {
    id: row.id,
    kind: row.kind,
    cluster: row.cluster ?? undefined,
    name: row.name ?? undefined,
    status: row.status,
    reason: row.reason ?? undefined,
    cause: row.cause ?? undefined,
    since: Number(row.since),
    version: row.version,
    changedAt: Number(row.changed_at),
    mark: row.mark ?? undefined,
    marks: row.marks,
    totals: toTotals(row),
    recordedFrom: Number(row.recorded_from),
    seenUntil: Number(row.seen_until),
    seenBy: row.seen_by,
    othersSeenUntil: toNumber(row.others_seen_until),
    checkpointAt: toNumber(row.checkpoint_at),
    checkpoint: toJson(row.checkpoint),
  };
}

export function toWrittenSubject(row: WrittenRow): WrittenSubject {
  return { ...toSubject(row), writtenAt: Number(row.written_at) };
}

export function fromTransition(transition: StoredTransition): TransitionRow {
  const { totals } = transition;
  return {
    subject_id: transition.subjectId,
    version: transition.version,
    from_status: fromText(transition.from),
    to_status: transition.to,
    reason: fromText(transition.reason),
    cause: fromText(transition.cause),
    mark: fromText(transition.mark),
    marks: transition.marks,
    at: transition.at,
    evidence: fromJson(transition.evidence),
    up_ms: totals.upMs,
    down_ms: totals.downMs,
    stopped_ms: totals.stoppedMs,
  };
}

export function toStoredTransition(row: TransitionRow): StoredTransition {
  return {
    subjectId: row.subject_id,
    version: row.version,
    from: row.from_status ?? undefined,
    to: row.to_status,
    reason: row.reason ?? undefined,
    cause: row.cause ?? undefined,
    mark: row.mark ?? undefined,
    marks: row.marks,
    at: Number(row.at),
    evidence: toJson(row.evidence),
    totals: toTotals(row),
  };
}

export function toListedTransition(row: ListedRow): ListedTransition {
  return {
    ...toStoredTransition(row),
    id: Number(row.id),
    kind: row.kind,
    cluster: row.cluster ?? undefined,
    name: row.name ?? undefined,
  };
}

function toTotals(row: Pick<SubjectRow, 'up_ms' | 'down_ms' | 'stopped_ms'>) {
  return {
    upMs: Number(row.up_ms),
    downMs: Number(row.down_ms),
    stoppedMs: Number(row.stopped_ms),
  };
}

function toNumber(value: BigInteger | null): number | undefined {
  return value === null ? undefined : Number(value);
}

function toJson(text: string | null): JsonObject | undefined {
  return text === null ? undefined : JSON.parse(text);
}

function fromJson(value: JsonObject | undefined): string | null {
  return value === undefined ? null : JSON.stringify(value);
}

/** PostgreSQL takes no NUL, and a Lease may hold one: it shall not stop the history of all others. */
function fromText(text: string | undefined): string | null {
  return text?.replaceAll('\0', '\ufffd') ?? null;
}
