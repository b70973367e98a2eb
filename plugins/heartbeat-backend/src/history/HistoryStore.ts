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

import type { DatabaseService } from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';
import { databaseNow, nowExpression, openDatabase } from './database';
import { chunks } from './chunks';
import {
  fromSubject,
  fromTransition,
  SUBJECTS,
  toListedTransition,
  toStoredTransition,
  toSubject,
  toWrittenSubject,
  TRANSITIONS,
  type ListedRow,
  type SubjectRow,
  type TransitionRow,
  type WrittenRow,
} from './databaseRows';
import type {
  ListedTransition,
  StoredSubject,
  StoredTransition,
  SubjectStanding,
  WrittenSubject,
} from './subject';

/** SQLite makes a compound statement of many rows, of 500 at most. */
const INSERT_SIZE = 500;

/** Ids in one statement, below the 32,766 parameters that SQLite takes. */
const IDS_SIZE = 10_000;

/** Rows that one statement removes, so that none holds up the writers for long. */
const PRUNE_SIZE = 5_000;

/**
 * A subject with the rows that brought it from its stored state to this one.
 *
 * @internal
 */
export interface SubjectWrite {
  subject: StoredSubject;
  /** With consecutive versions; the last one is the subject's. */
  rows: StoredTransition[];
}

/**
 * Which rows to list; each absent property is no restriction.
 *
 * @internal
 */
export interface ListFilter {
  subjectIds?: string[];
  /** Inclusive. */
  from?: number;
  /** Exclusive. */
  to?: number;
  /** What it changed to. */
  status?: string[];
  /** Only rows that come after this one in the list. */
  after?: { at: number; id: number };
  limit: number;
}

/**
 * How often a subject changed to one status in one slot of a history bar.
 *
 * @internal
 */
export interface SlotCount {
  /** Slot 0 begins at `from`. */
  slot: number;
  status: string;
  count: number;
  /** The last of them. */
  version: number;
}

/**
 * Keeps histories in SQLite or PostgreSQL: it stores and finds, and decides nothing.
 *
 * @internal
 */
export class HistoryStore {
  readonly #knex: Knex;

  /** Brings the schema up to date first, unless the portal's operator does that. */
  static async create(options: {
    database: DatabaseService;
  }): Promise<HistoryStore> {
    const knex = await openDatabase(options.database);
    return new HistoryStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Epoch milliseconds of the one clock that all replicas share. */
  async now(): Promise<number> {
    return databaseNow(this.#knex);
  }

  /** Those of these that there are; all there are without an argument. */
  async subjects(ids?: string[]): Promise<StoredSubject[]> {
    if (!ids) {
      return (await this.#knex<SubjectRow>(SUBJECTS)).map(toSubject);
    }
    const subjects: StoredSubject[] = [];
    for (const chunk of chunks(ids, IDS_SIZE)) {
      const rows = await this.#knex<SubjectRow>(SUBJECTS).whereIn('id', chunk);
      subjects.push(...rows.map(toSubject));
    }
    return subjects;
  }

  /**
   * Those of a kind that were written after this one, in the order of their
   * writing. One that is written by several at a time may come up late: ask for
   * some seconds more than seems needed.
   */
  async writtenAfter(
    kind: string,
    after: { writtenAt: number; id: string },
    limit: number,
  ): Promise<WrittenSubject[]> {
    const rows: WrittenRow[] = await this.#knex<WrittenRow>(SUBJECTS)
      .where('kind', kind)
      .whereRaw('(written_at, id) > (?, ?)', [after.writtenAt, after.id])
      .orderBy('written_at')
      .orderBy('id')
      .limit(limit);
    return rows.map(toWrittenSubject);
  }

  /** What each subject of these kinds is now, without what only a successor needs. */
  async standings(kinds: string[]): Promise<SubjectStanding[]> {
    const rows = await this.#knex<SubjectRow>(SUBJECTS)
      .select('id', 'kind', 'cluster', 'status', 'since', 'version', 'marks')
      .select('recorded_from')
      .whereIn('kind', kinds);
    return rows.map(({ recorded_from: from, cluster, ...row }) => ({
      ...row,
      cluster: cluster ?? undefined,
      since: Number(row.since),
      recordedFrom: Number(from),
    }));
  }

  /** The last row that is dated before a time, or 0. */
  async lastRowBefore(at: number): Promise<number> {
    const row = await this.#knex(TRANSITIONS)
      .select('id')
      .where('at', '<', at)
      .orderBy('at', 'desc')
      .orderBy('id', 'desc')
      .first<{ id: number | string } | undefined>();
    return Number(row?.id ?? 0);
  }

  /**
   * The rows of subjects of these kinds that were begun after this one, in that
   * order. One that is written by several at a time may come up late: ask again
   * for those of the last seconds.
   */
  async rowsAfter(
    kinds: string[],
    id: number,
    limit: number,
  ): Promise<ListedTransition[]> {
    const rows: ListedRow[] = await this.#knex<ListedRow>(`${TRANSITIONS} as t`)
      .join(`${SUBJECTS} as s`, 's.id', 't.subject_id')
      .select('t.*', 's.kind', 's.cluster', 's.name')
      .where('t.id', '>', id)
      .whereIn('s.kind', kinds)
      .orderBy('t.id')
      .limit(limit);
    return rows.map(toListedTransition);
  }

  /** The rows of these subjects dated at or after a time, oldest first. */
  async rowsSince(
    subjectIds: string[],
    at: number,
  ): Promise<StoredTransition[]> {
    const rows = await this.#knex<TransitionRow>(TRANSITIONS)
      .whereIn('subject_id', subjectIds)
      .where('at', '>=', at)
      .orderBy('version');
    return rows.map(toStoredTransition);
  }

  /**
   * Writes each subject and its rows, unless a row with such a version is
   * there already: then another replica was first.
   *
   * @returns the ids of the subjects that were written
   */
  async commit(writes: SubjectWrite[]): Promise<Set<string>> {
    if (writes.length === 0) {
      return new Set();
    }
    // All replicas lock in the same order, so that none waits for another in a circle.
    const sorted = [...writes].sort((a, b) =>
      a.subject.id < b.subject.id ? -1 : 1,
    );
    return this.#knex.transaction(async tx => {
      const won = new Set<string>();
      for (const chunk of chunks(sorted, INSERT_SIZE)) {
        const inserted: Array<Pick<TransitionRow, 'subject_id'>> =
          await tx<TransitionRow>(TRANSITIONS)
            .insert(chunk.map(({ rows }) => fromTransition(rows[0])))
            .onConflict(['subject_id', 'version'])
            .ignore()
            .returning('subject_id');
        inserted.forEach(row => won.add(row.subject_id));
      }
      const winners = sorted.filter(({ subject }) => won.has(subject.id));
      // Who wrote the first row is alone until the end of the transaction.
      const others = winners.flatMap(({ rows }) => rows.slice(1));
      for (const chunk of chunks(others, INSERT_SIZE)) {
        await tx<TransitionRow>(TRANSITIONS).insert(chunk.map(fromTransition));
      }
      for (const chunk of chunks(winners, INSERT_SIZE)) {
        await tx(SUBJECTS)
          .insert(chunk.map(({ subject }) => this.#toRow(subject)))
          .onConflict('id')
          .merge();
      }
      return won;
    });
  }

  /** Stores by whom and until when these were seen, where their version is still the same. */
  async vouch(subjects: StoredSubject[]): Promise<void> {
    const sorted = [...subjects].sort((a, b) => (a.id < b.id ? -1 : 1));
    for (const chunk of chunks(sorted, INSERT_SIZE)) {
      await this.#knex(SUBJECTS)
        .insert(chunk.map(subject => this.#toRow(subject)))
        .onConflict('id')
        .merge([
          'written_at',
          'seen_until',
          'seen_by',
          'others_seen_until',
          'checkpoint_at',
          'checkpoint',
        ])
        .where(`${SUBJECTS}.version`, this.#knex.ref('excluded.version'));
    }
  }

  /** For each of these times the first row of a subject dated after it. */
  async firstAfter(
    subjectId: string,
    times: number[],
  ): Promise<Array<StoredTransition | undefined>> {
    return Promise.all(
      times.map(async at => {
        const row = await this.#knex<TransitionRow>(TRANSITIONS)
          .where('subject_id', subjectId)
          .where('at', '>', at)
          .orderBy('at')
          .orderBy('version')
          .first();
        return row && toStoredTransition(row);
      }),
    );
  }

  /** The first rows of a subject dated after `from` and before `to`, oldest first. */
  async rowsBetween(
    subjectId: string,
    { from, to, limit }: { from: number; to: number; limit: number },
  ): Promise<StoredTransition[]> {
    const rows = await this.#knex<TransitionRow>(TRANSITIONS)
      .where('subject_id', subjectId)
      .where('at', '>', from)
      .where('at', '<', to)
      .orderBy('at')
      .orderBy('version')
      .limit(limit);
    return rows.map(toStoredTransition);
  }

  /** The same rows, counted by slot and status. */
  async slots(
    subjectId: string,
    { from, to, slotMs }: { from: number; to: number; slotMs: number },
  ): Promise<SlotCount[]> {
    const knex = this.#knex;
    const rows: Array<
      Record<'slot' | 'count' | 'version', number | string> & { status: string }
    > = await knex(TRANSITIONS)
      .select(
        knex.raw('(at - cast(? as bigint)) / cast(? as bigint) as slot', [
          from,
          slotMs,
        ]),
        'to_status as status',
      )
      .count('* as count')
      .max('version as version')
      .where('subject_id', subjectId)
      .where('at', '>', from)
      .where('at', '<', to)
      .groupByRaw('1, 2');
    return rows.map(({ slot, status, count, version }) => ({
      slot: Number(slot),
      status,
      count: Number(count),
      version: Number(version),
    }));
  }

  /** Newest first. */
  async list(filter: ListFilter): Promise<ListedTransition[]> {
    const { subjectIds, from, to, status, after, limit } = filter;
    const query = this.#knex<ListedRow>(`${TRANSITIONS} as t`)
      .join(`${SUBJECTS} as s`, 's.id', 't.subject_id')
      .select('t.*', 's.kind', 's.cluster', 's.name')
      .orderBy('t.at', 'desc')
      .orderBy('t.id', 'desc')
      .limit(limit);
    if (subjectIds) {
      query.whereIn('t.subject_id', subjectIds);
    }
    if (from !== undefined) {
      query.where('t.at', '>=', from);
    }
    if (to !== undefined) {
      query.where('t.at', '<', to);
    }
    if (status) {
      query.whereIn('t.to_status', status);
    }
    if (after) {
      query.whereRaw('(t.at, t.id) < (?, ?)', [after.at, after.id]);
    }
    const rows: ListedRow[] = await query;
    return rows.map(toListedTransition);
  }

  /** Removes what happened before a time, and the subjects that were last seen before it. */
  async prune(
    before: number,
  ): Promise<{ transitions: number; subjects: number }> {
    const knex = this.#knex;
    // First, so that nobody believes to know what is being removed.
    await knex<SubjectRow>(SUBJECTS)
      .where('recorded_from', '<', before)
      .update('recorded_from', before);
    let transitions = 0;
    for (;;) {
      const removed = await knex<TransitionRow>(TRANSITIONS)
        .whereIn(
          'id',
          knex<TransitionRow>(TRANSITIONS)
            .select('id')
            .where('at', '<', before)
            .orderBy('at')
            .limit(PRUNE_SIZE),
        )
        .delete();
      transitions += removed;
      if (removed < PRUNE_SIZE) {
        break;
      }
    }
    const subjects = await knex<SubjectRow>(SUBJECTS)
      .where('seen_until', '<', before)
      .delete();
    return { transitions, subjects };
  }

  #toRow(subject: StoredSubject): SubjectRow & { written_at: Knex.Raw } {
    const knex = this.#knex;
    return {
      ...fromSubject(subject),
      written_at: knex.raw(nowExpression(knex)),
    };
  }
}
