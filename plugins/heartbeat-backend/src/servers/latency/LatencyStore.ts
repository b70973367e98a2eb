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
import { ConflictError } from '@backstage/errors';
import type { Knex } from 'knex';
import { databaseNow, openDatabase } from '../../history';
import { LatencyHistogram } from './LatencyHistogram';

/** @internal */
export const HOUR_MS = 3_600_000;

const LATENCY = 'heartbeat_latency';

/** Rows of one statement, far below the 32,766 parameters that SQLite takes. */
const CHUNK_SIZE = 500;

/** Rows that one statement removes, so that none holds up the writers for long. */
const PRUNE_SIZE = 5_000;

/** Each one lost means that another replica added something meanwhile. */
const MAX_ATTEMPTS = 25;

interface LatencyRow {
  subject_id: string;
  /** A bigint, which PostgreSQL's driver gives as text. */
  hour: number | string;
  version: number;
  buckets: string;
  count: number;
  max_ms: number;
}

/**
 * Keeps latencies in SQLite or PostgreSQL, one row for each server and hour.
 *
 * @internal
 */
export class LatencyStore {
  readonly #knex: Knex;

  static async create(options: {
    database: DatabaseService;
  }): Promise<LatencyStore> {
    return new LatencyStore(await openDatabase(options.database));
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /** Epoch milliseconds by the database's clock. */
  async now(): Promise<number> {
    return databaseNow(this.#knex);
  }

  /**
   * Adds to what is there of an hour, by subject.
   *
   * @param histograms - what is stored is taken out, so that what is left in it
   * after a failure can be added again
   */
  async add(
    hour: number,
    histograms: Map<string, LatencyHistogram>,
  ): Promise<void> {
    // All replicas lock in the same order, so that none waits for another in a circle.
    const ids = [...histograms.keys()].sort();
    for (let i = 0; i < ids.length; i += CHUNK_SIZE) {
      let open = ids.slice(i, i + CHUNK_SIZE);
      for (let attempt = 1; open.length > 0; attempt++) {
        if (attempt > MAX_ATTEMPTS) {
          throw new ConflictError(
            `Latency of ${open[0]}: other replicas were quicker ${MAX_ATTEMPTS} times in a row`,
          );
        }
        const written = await this.#addOnce(hour, histograms, open);
        written.forEach(id => histograms.delete(id));
        open = open.filter(id => !written.has(id));
      }
    }
  }

  /** @returns those that nobody else wrote in between */
  async #addOnce(
    hour: number,
    histograms: ReadonlyMap<string, LatencyHistogram>,
    ids: string[],
  ): Promise<Set<string>> {
    const stored = await this.#knex<LatencyRow>(LATENCY)
      .where('hour', hour)
      .whereIn('subject_id', ids);
    const known = new Map(stored.map(row => [row.subject_id, row]));
    const rows = ids.map((id): LatencyRow => {
      const row = known.get(id);
      const sum = row
        ? LatencyHistogram.parse(row.buckets, row.max_ms)
        : new LatencyHistogram();
      const added = histograms.get(id);
      if (added) {
        sum.merge(added);
      }
      return {
        subject_id: id,
        hour,
        version: (row?.version ?? 0) + 1,
        buckets: JSON.stringify(sum),
        count: sum.count,
        max_ms: sum.maxMs,
      };
    });
    const written: Array<Pick<LatencyRow, 'subject_id'>> =
      await this.#knex<LatencyRow>(LATENCY)
        .insert(rows)
        .onConflict(['subject_id', 'hour'])
        .merge(['version', 'buckets', 'count', 'max_ms'])
        .where(`${LATENCY}.version`, this.#knex.raw('excluded.version - 1'))
        .returning('subject_id');
    return new Set(written.map(row => row.subject_id));
  }

  /** The hours of a subject that end after a time, oldest first. */
  async hours(
    subjectId: string,
    from: number,
  ): Promise<Array<{ hour: number; histogram: LatencyHistogram }>> {
    const rows = await this.#knex<LatencyRow>(LATENCY)
      .where('subject_id', subjectId)
      .where('hour', '>', from - HOUR_MS)
      .orderBy('hour');
    return rows.map(({ hour, buckets, max_ms }) => ({
      hour: Number(hour),
      histogram: LatencyHistogram.parse(buckets, max_ms),
    }));
  }

  /** Removes the hours that ended before a time. */
  async prune(before: number): Promise<number> {
    const knex = this.#knex;
    const last = before - HOUR_MS;
    let removed = 0;
    for (;;) {
      // Of one hour at a time: there is no key of one column to limit a statement by.
      const oldest = await knex<LatencyRow>(LATENCY)
        .where('hour', '<=', last)
        .orderBy('hour')
        .first('hour');
      if (!oldest) {
        return removed;
      }
      removed += await knex<LatencyRow>(LATENCY)
        .where('hour', oldest.hour)
        .whereIn(
          'subject_id',
          knex<LatencyRow>(LATENCY)
            .select('subject_id')
            .where('hour', oldest.hour)
            .limit(PRUNE_SIZE),
        )
        .delete();
    }
  }
}
