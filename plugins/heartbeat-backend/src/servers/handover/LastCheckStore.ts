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

const CHECKS = 'heartbeat_server_checks';

/** A replica tells every 10 s at least: one that has not told for so long is gone, or stands still. */
const LATE_MS = 30_000;

interface ChecksRow {
  replica: string;
  /** A bigint of the database's time, which PostgreSQL's driver gives as text. */
  written_at: number | string;
  checks: string;
}

/**
 * What replicas tell each other of their last checks: one row for each of them, in
 * SQLite or PostgreSQL.
 *
 * @internal
 */
export class LastCheckStore {
  readonly #knex: Knex;

  static async create(options: {
    database: DatabaseService;
  }): Promise<LastCheckStore> {
    const knex = await openDatabase(options.database);
    const store = new LastCheckStore(knex);
    await knex<ChecksRow>(CHECKS)
      .where('written_at', '<', store.#before(LATE_MS))
      .delete();
    return store;
  }

  private constructor(knex: Knex) {
    this.#knex = knex;
  }

  async tell(replica: string, checks: string): Promise<void> {
    await this.#knex<ChecksRow>(CHECKS)
      .insert({ replica, checks, written_at: this.#before(0) })
      .onConflict('replica')
      .merge();
  }

  /** What the others have told lately. */
  async toldTo(replica: string): Promise<string[]> {
    const rows = await this.#knex<ChecksRow>(CHECKS)
      .whereNot({ replica })
      .where('written_at', '>=', this.#before(LATE_MS))
      .select('checks');
    return rows.map(({ checks }) => checks);
  }

  #before(ms: number): Knex.Raw {
    return this.#knex.raw(`${nowExpression(this.#knex)} - ?`, [ms]);
  }
}
