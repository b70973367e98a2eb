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

import { ConflictError } from '@backstage/errors';
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import { chunks } from './chunks';
import type { HistoryStore, SubjectWrite } from './HistoryStore';
import {
  reconcileChange,
  reconcileCheckpoint,
  type Decision,
  type Outcome,
  type DatedChange,
} from './reconcile';
import type {
  LoadedCheckpoint,
  ObservedChange,
  ObservedState,
} from './ObservedChange';
import {
  FRESH_MS,
  type HistorySubject,
  type StandingOf,
  type StoredSubject,
  type StoredTransition,
} from './subject';
import { toTransition } from './toTransition';

/**
 * How far apart two replicas may date the same change: they learn of it through
 * watches of their own.
 */
const SAME_CHANGE_MS = 30_000;

/** A replica that was stopped for minutes tells late of what the others have told. */
const SAME_MARK_MS = 10 * 60_000;

/** Few statements, each far below the 32,766 parameters that SQLite takes. */
const CHUNK_SIZE = 500;

/** Each one lost means that another replica wrote something meanwhile. */
const MAX_ATTEMPTS = 25;

/**
 * What became of a change: `transitions` are the rows that this replica wrote,
 * none where another one had written them.
 *
 * @internal
 */
export interface RecordResult {
  outcome: Outcome;
  transitions: HistoryTransition[];
}

/** What the changes of one subject make of it. */
interface Fold {
  /** One for each change. */
  results: RecordResult[];
  /** The last row that this replica has then seen the like of. */
  position: number | undefined;
  write?: SubjectWrite;
}

/** @internal */
export interface HistoryRecorderOptions {
  store: HistoryStore;
  /** Another one for each process, so that a restart counts as another replica. */
  observerId: string;
  standingOf: StandingOf;
  clock: Clock;
}

/**
 * Brings what one replica saw together with what all of them have stored.
 *
 * @internal
 */
export class HistoryRecorder {
  readonly #store: HistoryStore;
  readonly #observerId: string;
  readonly #clock: Clock;
  readonly #standingOf: StandingOf;
  /** The last row of each subject that this replica has seen the like of. */
  readonly #positions = new Map<string, number>();
  /** When something of another replica was found last, on the monotonic clock. */
  #othersMs = -Infinity;
  #writes = 0;

  constructor(options: HistoryRecorderOptions) {
    this.#store = options.store;
    this.#observerId = options.observerId;
    this.#clock = options.clock;
    this.#standingOf = options.standingOf;
  }

  /** Whether other replicas have written lately. */
  get isShared(): boolean {
    return this.#clock.monotonicMs() - this.#othersMs <= FRESH_MS;
  }

  /** Another number whenever this replica has written rows. */
  get writes(): number {
    return this.#writes;
  }

  /**
   * Writes those changes that no replica has written yet.
   *
   * @param changes - those of one subject in the order in which they were seen
   * @returns one result for each, in their order
   */
  async record(changes: ObservedChange[]): Promise<RecordResult[]> {
    const results: RecordResult[] = [];
    for (const chunk of chunks(changes, CHUNK_SIZE)) {
      const { now, dated } = await this.#dating();
      const seen = chunk.map(dated);
      const bySubject = await this.#recordChunk(seen, now);
      for (const { subject } of seen) {
        results.push(...(bySubject.get(subject.id)?.splice(0, 1) ?? []));
      }
    }
    return results;
  }

  async #recordChunk(
    seen: DatedChange[],
    now: number,
  ): Promise<Map<string, RecordResult[]>> {
    const results = new Map<string, RecordResult[]>();
    let open = groupBySubject(seen, ({ subject }) => subject.id);
    for (let attempt = 1; open.size > 0; attempt++) {
      const stored = await this.#stored([...open.keys()]);
      const rows = await this.#rowsOfOthers(open, stored);
      const folds = Array.from(open, ([id, changes]) => ({
        id,
        ...this.#fold(id, changes, stored.get(id), rows.get(id) ?? [], now),
      }));
      const won = await this.#store.commit(
        folds.flatMap(({ write }) => write ?? []),
      );
      const lost = new Map<string, DatedChange[]>();
      for (const { id, write, position, results: ofSubject } of folds) {
        if (write && !won.has(id)) {
          lost.set(id, open.get(id) ?? []);
          continue;
        }
        if (position !== undefined) {
          this.#positions.set(id, position);
        }
        this.#note(ofSubject);
        results.set(id, ofSubject);
      }
      const [id] = lost.keys();
      if (id !== undefined && attempt === MAX_ATTEMPTS) {
        throw new ConflictError(
          `History of ${id}: other replicas were quicker ${attempt} times in a row`,
        );
      }
      open = lost;
    }
    return results;
  }

  /** What others wrote since this replica last knew, as far as it may be the same as what it saw. */
  async #rowsOfOthers(
    changes: Map<string, DatedChange[]>,
    stored: Map<string, StoredSubject>,
  ): Promise<Map<string, StoredTransition[]>> {
    const behind = [...stored.values()].filter(
      ({ id, version }) => version !== this.#positions.get(id),
    );
    if (behind.length === 0) {
      return new Map();
    }
    const times = behind.flatMap(({ id }) =>
      (changes.get(id) ?? []).map(({ at, mark }) =>
        mark === undefined ? at - SAME_CHANGE_MS : at - SAME_MARK_MS,
      ),
    );
    const rows = await this.#store.rowsSince(
      behind.map(({ id }) => id),
      Math.min(...times),
    );
    // One that was written since is newer than what it is to be compared with.
    const before = rows.filter(
      ({ subjectId, version }) =>
        version <= (stored.get(subjectId)?.version ?? 0),
    );
    return groupBySubject(before, ({ subjectId }) => subjectId);
  }

  /** Goes through the changes of one subject, from what is stored to what is to be. */
  #fold(
    id: string,
    changes: DatedChange[],
    stored: StoredSubject | undefined,
    rowsOfOthers: StoredTransition[],
    now: number,
  ): Fold {
    let subject = stored;
    let position = this.#positions.get(id);
    const rows: StoredTransition[] = [];
    const results = changes.map((seen): RecordResult => {
      const same = rowsOfOthers.find(
        row => row.version > (position ?? 0) && isSameChange(row, seen),
      );
      if (same) {
        position = same.version;
        return { outcome: 'known', transitions: [] };
      }
      const decision = reconcileChange({
        stored: subject,
        seen,
        isUpToDate: position === subject?.version,
        now,
        standingOf: this.#standingOf,
      });
      subject = withData(decision, seen);
      if (subject.status === seen.status) {
        position = subject.version;
      }
      rows.push(...decision.rows);
      return {
        outcome: decision.outcome,
        transitions: decision.rows.map(row =>
          toTransition(row, seen.subject, now),
        ),
      };
    });
    const write = subject && rows.length > 0 ? { subject, rows } : undefined;
    return { results, position, write };
  }

  /**
   * Stores what this replica holds true of all it watches: where it agrees with
   * what is stored, that it was seen until now; where it does not, and nobody
   * knows better, a transition.
   *
   * @returns one result for each, in their order
   */
  async checkpoint(states: ObservedState[]): Promise<RecordResult[]> {
    const calledMs = this.#clock.monotonicMs();
    const results: RecordResult[] = [];
    for (const chunk of chunks(states, CHUNK_SIZE)) {
      results.push(...(await this.#checkpointChunk(chunk, calledMs)));
    }
    return results;
  }

  async #checkpointChunk(
    states: ObservedState[],
    dataMonotonicMs: number,
  ): Promise<RecordResult[]> {
    const { now, dated } = await this.#dating();
    const stored = await this.#stored(
      states.map(({ verdict }) => verdict.subject.id),
    );
    this.#noteOthers(stored.values(), now);
    const decisions = states.map(({ verdict, data }) => {
      const seen = dated({ ...verdict, data, dataMonotonicMs });
      const { outcome, subject, rows } = reconcileCheckpoint({
        stored: stored.get(verdict.subject.id),
        seen,
        now,
        standingOf: this.#standingOf,
      });
      return {
        outcome,
        subject: {
          ...subject,
          checkpoint: data,
          checkpointAt: seen.dataAt,
        },
        rows,
      };
    });
    const won = await this.#store.commit(
      decisions.filter(({ outcome }) => outcome === 'written'),
    );
    await this.#store.vouch(
      decisions
        .filter(({ outcome }) => outcome === 'known')
        .map(({ subject }) => subject),
    );
    return decisions.map(({ outcome, subject, rows }) => {
      if (outcome !== 'written') {
        return { outcome, transitions: [] };
      }
      if (!won.has(subject.id)) {
        // Another replica was quicker; the next checkpoint looks again.
        return { outcome: 'known', transitions: [] };
      }
      this.#positions.set(subject.id, subject.version);
      this.#writes++;
      return {
        outcome,
        transitions: rows.map(row => toTransition(row, subject, now)),
      };
    });
  }

  /**
   * What any replica last stored of each subject, for a replica that starts, or
   * that takes these over from another one.
   */
  async loadCheckpoints(
    kind?: string,
    ids?: string[],
  ): Promise<LoadedCheckpoint[]> {
    const now = await this.#store.now();
    const subjects = await this.#store.subjects(ids);
    this.#noteOthers(subjects, now);
    return subjects
      .filter(subject => kind === undefined || subject.kind === kind)
      .map(subject => {
        this.#positions.set(subject.id, subject.version);
        return {
          subject: subjectOf(subject),
          status: subject.status,
          reason: subject.reason,
          cause: subject.cause,
          sinceAgoMs: now - subject.since,
          seenAgoMs: now - subject.seenUntil,
          data: subject.checkpoint,
          dataAgoMs: now - (subject.checkpointAt ?? subject.seenUntil),
        };
      });
  }

  #note(results: RecordResult[]): void {
    for (const { outcome } of results) {
      if (outcome === 'written') {
        this.#writes++;
      } else {
        this.#othersMs = this.#clock.monotonicMs();
      }
    }
  }

  #noteOthers(stored: Iterable<StoredSubject>, now: number): void {
    for (const subject of stored) {
      if (this.#isByOthers(subject, now)) {
        this.#othersMs = this.#clock.monotonicMs();
        return;
      }
    }
  }

  #isByOthers(subject: StoredSubject, now: number): boolean {
    const { seenBy, seenUntil, othersSeenUntil = -Infinity } = subject;
    const untilMs = seenBy === this.#observerId ? othersSeenUntil : seenUntil;
    return now - untilMs <= FRESH_MS;
  }

  async #stored(ids: string[]): Promise<Map<string, StoredSubject>> {
    const subjects = await this.#store.subjects(ids);
    return new Map(subjects.map(subject => [subject.id, subject]));
  }

  /** What time it is by the clock that all replicas share, and how it dates what was seen. */
  async #dating(): Promise<{
    now: number;
    dated: (change: ObservedChange) => DatedChange;
  }> {
    const now = await this.#store.now();
    // What takes long, if anything, is the wait for a connection: the answer is as of now.
    const nowMonotonicMs = this.#clock.monotonicMs();
    const date = (monotonicMs: number) =>
      Math.round(now - (nowMonotonicMs - monotonicMs));
    return {
      now,
      // Written out: the rest of an object costs kilobytes in the heap of a portal (docs/decisions/008).
      dated: change => ({
        subject: change.subject,
        status: change.status,
        reason: change.reason,
        cause: change.cause,
        isOutOfSight: change.isOutOfSight,
        mark: change.mark,
        evidence: change.evidence,
        data: change.data,
        at: date(change.atMonotonicMs),
        sightFrom:
          change.sightFromMonotonicMs === undefined
            ? undefined
            : date(change.sightFromMonotonicMs),
        observerId: this.#observerId,
        dataAt: date(change.dataMonotonicMs ?? nowMonotonicMs),
      }),
    };
  }
}

/** The subject with what is to be found again after a restart, where that is newer. */
function withData(
  { subject, rows }: Decision,
  seen: DatedChange,
): StoredSubject {
  return rows.length > 0 && seen.data
    ? { ...subject, checkpoint: seen.data, checkpointAt: seen.dataAt }
    : subject;
}

function isSameChange(row: StoredTransition, seen: DatedChange): boolean {
  return (
    row.to === seen.status &&
    row.mark === seen.mark &&
    Math.abs(row.at - seen.at) <=
      (seen.mark === undefined ? SAME_CHANGE_MS : SAME_MARK_MS)
  );
}

function groupBySubject<T>(
  items: T[],
  subjectId: (item: T) => string,
): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const id = subjectId(item);
    const group = groups.get(id);
    if (group) {
      group.push(item);
    } else {
      groups.set(id, [item]);
    }
  }
  return groups;
}

function subjectOf({
  id,
  kind,
  cluster,
  name,
}: HistorySubject): HistorySubject {
  return { id, kind, cluster, name };
}
