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
import { nowExpression, openDatabase } from '../../history';

const REQUESTS = 'heartbeat_check_requests';

/** SQLite makes a compound statement of many rows, of 500 at most. */
const INSERT_SIZE = 500;

/** Under which it is kept when all were asked for; ids of servers have a colon. */
const ALL = '*';

/** What is older has been taken up, or nobody ever will. */
const FORGOTTEN_MS = 3_600_000;

interface RequestRow {
  subject_id: string;
  /** A bigint, which PostgreSQL's driver gives as text. */
  requested_at: number | string;
}

/**
 * A check that somebody asked for.
 *
 * @internal
 */
export interface CheckRequest {
  id: string;
  /** Epoch milliseconds of the database's clock. */
  requestedAt: number;
}

/**
 * When a check was asked for last, by the id of the server, in SQLite or PostgreSQL.
 *
 * @internal
 */
export class CheckRequestStore {
  readonly #knex: Knex;

  static async create(options: {
    database: DatabaseService;
  }): Promise<CheckRequestStore> {
    const knex = await openDatabase(options.database);
    return new CheckRequestStore(knex);
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  /**
   * Asks for those that were not asked for since so long.
   *
   * @returns their ids
   */
  add(ids: readonly string[], pauseMs: number): Promise<Set<string>> {
    return this.#insert(this.#knex, ids, pauseMs);
  }

  /**
   * The same for all there are, together or not at all.
   *
   * @returns `undefined` where all were asked for since so long
   */
  async addAll(
    ids: readonly string[],
    options: { pauseMs: number; pauseOfAllMs: number },
  ): Promise<Set<string> | undefined> {
    return this.#knex.transaction(async trx => {
      const { size } = await this.#insert(trx, [ALL], options.pauseOfAllMs);
      return size === 0 ? undefined : this.#insert(trx, ids, options.pauseMs);
    });
  }

  async #insert(
    knex: Knex,
    ids: readonly string[],
    pauseMs: number,
  ): Promise<Set<string>> {
    const added = new Set<string>();
    // All replicas lock in the same order, so that none waits for another in a circle.
    const sorted = [...ids].sort();
    for (let i = 0; i < sorted.length; i += INSERT_SIZE) {
      const rows = await knex<RequestRow>(REQUESTS)
        .insert(
          sorted.slice(i, i + INSERT_SIZE).map(id => ({
            subject_id: id,
            requested_at: this.#inMs(0),
          })),
        )
        .onConflict('subject_id')
        .merge()
        .where(`${REQUESTS}.requested_at`, '<=', this.#inMs(-pauseMs))
        .returning('subject_id');
      rows.forEach(row => added.add(row.subject_id));
    }
    return added;
  }

  /** How long ago it was asked for last; for ever, if it was not. */
  async ageMs(id: string): Promise<number> {
    const row = await this.#knex(REQUESTS)
      .where('subject_id', id)
      .first<{ age: number | string } | undefined>(
        this.#knex.raw(`${nowExpression(this.#knex)} - requested_at as age`),
      );
    return row ? Number(row.age) : Infinity;
  }

  /** The same of all. */
  ageOfAllMs(): Promise<number> {
    return this.ageMs(ALL);
  }

  /** Those of the last so many milliseconds. */
  async ofLast(ms: number): Promise<CheckRequest[]> {
    const rows = await this.#knex<RequestRow>(REQUESTS)
      .where('requested_at', '>', this.#inMs(-ms))
      .whereNot('subject_id', ALL);
    return rows.map(row => ({
      id: row.subject_id,
      requestedAt: Number(row.requested_at),
    }));
  }

  /** Removes what nobody takes up any more. */
  async prune(): Promise<void> {
    await this.#knex<RequestRow>(REQUESTS)
      .where('requested_at', '<', this.#inMs(-FORGOTTEN_MS))
      .delete();
  }

  /** The database's time, so far from now. */
  #inMs(ms: number): Knex.Raw {
    return this.#knex.raw(`${nowExpression(this.#knex)} + ?`, [ms]);
  }
}
