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

import {
  resolvePackagePath,
  type DatabaseService,
} from '@backstage/backend-plugin-api';
import type { Knex } from 'knex';

/**
 * The plugin's database, with its tables brought up to date first, unless the
 * portal's operator does that.
 *
 * @internal
 */
export async function openDatabase(database: DatabaseService): Promise<Knex> {
  const knex = await database.getClient();
  if (!database.migrations?.skip) {
    await knex.migrate.latest({
      directory: resolvePackagePath(
        'backstage-plugin-heartbeat-backend',
        'migrations',
      ),
    });
  }
  return knex;
}

/**
 * For SQL: epoch milliseconds of the one clock that all replicas share.
 *
 * @internal
 */
export function nowExpression(knex: Knex): string {
  return knex.client.config.client === 'pg'
    ? 'cast(extract(epoch from clock_timestamp()) * 1000 as bigint)'
    : "cast(unixepoch('subsec') * 1000 as bigint)";
}

/**
 * The same, asked for.
 *
 * @internal
 */
export async function databaseNow(knex: Knex): Promise<number> {
  const row = await knex
    .first<{ now: number | string }>(knex.raw(`${nowExpression(knex)} as now`))
    .from(knex.raw('(select 1) as one'));
  return Number(row.now);
}
