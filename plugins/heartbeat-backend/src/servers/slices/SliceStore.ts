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
import { databaseNow, nowExpression, openDatabase } from '../../history';
import type { Slice, SlicesView } from './Slice';

const REPLICAS = 'heartbeat_server_replicas';
const SLICES = 'heartbeat_server_slices';

/** Rows of replicas that are gone for good; any time that is far longer than their word is good for. */
const FORGOTTEN_MS = 3_600_000;

interface ReplicaRow {
  id: string;
  total: number;
  /** A bigint, which PostgreSQL's driver gives as text. */
  since: number | string;
  seen_until: number | string;
}

interface SliceRow {
  total: number;
  shard: number;
  replica: string;
  since: number | string;
  until: number | string;
  version: number;
}

/** A replica, with one of its slices if it has any. */
interface ViewRow extends Partial<Omit<SliceRow, 'total'>> {
  id: string;
  seen_until: number | string;
}

/**
 * Who is there and what is arranged, in SQLite or PostgreSQL. Each statement is a
 * transaction of its own.
 *
 * Replicas that count another total, while a new configuration is rolled out, arrange
 * for themselves: a shard of 16 is not one of 32.
 *
 * @internal
 */
export class SliceStore {
  readonly #knex: Knex;
  readonly #total: number;
  readonly #wordMs: number;

  static async create(options: {
    database: DatabaseService;
    total: number;
    /** How long a replica is taken to be there after it has said so. */
    wordMs: number;
  }): Promise<SliceStore> {
    const { database, total, wordMs } = options;
    const knex = await openDatabase(database);
    await knex<ReplicaRow>(REPLICAS)
      .where(
        'seen_until',
        '<',
        knex.raw(`${nowExpression(knex)} - ?`, [FORGOTTEN_MS]),
      )
      .delete();
    await knex<SliceRow>(SLICES)
      .whereNotIn('replica', knex<ReplicaRow>(REPLICAS).select('id'))
      .delete();
    return new SliceStore(knex, total, wordMs);
  }

  private constructor(knex: Knex, total: number, wordMs: number) {
    this.#knex = knex;
    this.#total = total;
    this.#wordMs = wordMs;
  }

  async now(): Promise<{ now: number }> {
    return { now: await databaseNow(this.#knex) };
  }

  /** Says that this replica is there. */
  async join(id: string): Promise<{ now: number }> {
    const [row] = await this.#knex<ReplicaRow>(REPLICAS)
      .insert({
        id,
        total: this.#total,
        since: this.#inMs(0),
        seen_until: this.#inMs(this.#wordMs),
      })
      .onConflict('id')
      .merge(['seen_until'])
      .returning('seen_until');
    return { now: Number(row.seen_until) - this.#wordMs };
  }

  /** @param now - what {@link join} has just answered */
  async view(now: number): Promise<SlicesView> {
    const rows: ViewRow[] = await this.#knex(`${REPLICAS} as r`)
      .leftJoin(`${SLICES} as s`, join =>
        join.on('s.replica', 'r.id').on('s.total', 'r.total'),
      )
      .where('r.total', this.#total)
      .orderBy(['r.since', 'r.id'])
      .select(
        ...['r.id', 'r.seen_until', 's.shard', 's.replica'],
        ...['s.since', 's.until', 's.version'],
      );
    const replicas = new Set<string>();
    const slices = new Map<number, Slice>();
    for (const { id, seen_until: seenUntil, ...row } of rows) {
      if (Number(seenUntil) > now) {
        replicas.add(id);
      }
      const { shard, replica, version } = row;
      // Without a slice all of it is null.
      if (typeof shard === 'number' && replica && version) {
        slices.set(shard, {
          ...{ shard, replica, version },
          since: Number(row.since),
          until: Number(row.until),
        });
      }
    }
    return { now, replicas: [...replicas], slices };
  }

  /**
   * Writes those of which nobody has arranged anything since they were looked at.
   *
   * @returns the shards that were written
   */
  async write(slices: readonly Slice[]): Promise<Set<number>> {
    const total = this.#total;
    const rows = await this.#knex<SliceRow>(SLICES)
      .insert(slices.map(slice => ({ total, ...slice })))
      .onConflict(['total', 'shard'])
      .merge()
      .where(`${SLICES}.version`, '<', this.#knex.ref('excluded.version'))
      .returning('shard');
    return new Set(rows.map(({ shard }) => shard));
  }

  /** This replica is gone, and all that it has can be given to others at once. */
  async leave(id: string): Promise<{ now: number }> {
    await this.#knex<ReplicaRow>(REPLICAS)
      .where({ id })
      .update({ seen_until: this.#inMs(0) });
    return this.now();
  }

  /** The database's time, so far from now. */
  #inMs(ms: number): Knex.Raw {
    return this.#knex.raw(`${nowExpression(this.#knex)} + ?`, [ms]);
  }
}
