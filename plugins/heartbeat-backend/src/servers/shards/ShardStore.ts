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

const REPLICAS = 'heartbeat_replicas';
const SHARDS = 'heartbeat_shards';

/** Rows of replicas that are gone for good; any time that is far longer than a claim. */
const FORGOTTEN_MS = 3_600_000;

interface ReplicaRow {
  id: string;
  total: number;
  /** A bigint, which PostgreSQL's driver gives as text. */
  since: number | string;
  seen_until: number | string;
}

interface ShardRow {
  total: number;
  shard: number;
  owner: string | null;
  until: number | string;
}

/**
 * Who lives and who holds what, in SQLite or PostgreSQL. Each statement is a
 * transaction of its own that compares and swaps, and all but the renewal touch
 * one row: replicas never wait for each other in a circle.
 *
 * Replicas that count another total, while a new configuration is rolled out, have
 * claims of their own: a shard of 16 is not one of 32.
 *
 * @internal
 */
export class ShardStore {
  readonly #knex: Knex;
  readonly #total: number;
  readonly #claimMs: number;

  static async create(options: {
    database: DatabaseService;
    total: number;
    /** How long a claim lasts. */
    claimMs: number;
  }): Promise<ShardStore> {
    const { database, total, claimMs } = options;
    const knex = await openDatabase(database);
    await knex<ShardRow>(SHARDS)
      .insert(
        Array.from({ length: total }, (_, shard) => ({
          total,
          shard,
          owner: null,
          until: 0,
        })),
      )
      .onConflict(['total', 'shard'])
      .ignore();
    await knex<ReplicaRow>(REPLICAS)
      .where(
        'seen_until',
        '<',
        knex.raw(`${nowExpression(knex)} - ?`, [FORGOTTEN_MS]),
      )
      .delete();
    return new ShardStore(knex, total, claimMs);
  }

  private constructor(knex: Knex, total: number, claimMs: number) {
    this.#knex = knex;
    this.#total = total;
    this.#claimMs = claimMs;
  }

  async now(): Promise<{ now: number }> {
    return { now: await databaseNow(this.#knex) };
  }

  /** Says that this replica lives. */
  async join(id: string): Promise<{ now: number }> {
    const [row] = await this.#knex<ReplicaRow>(REPLICAS)
      .insert({
        id,
        total: this.#total,
        since: this.#inMs(0),
        seen_until: this.#inMs(this.#claimMs),
      })
      .onConflict('id')
      .merge(['seen_until'])
      .returning('seen_until');
    return { now: Number(row.seen_until) - this.#claimMs };
  }

  /** Keeps what this replica holds; what has expired too, if nobody took it. */
  async renew(id: string): Promise<Set<number>> {
    const rows = await this.#knex<ShardRow>(SHARDS)
      .where({ total: this.#total, owner: id })
      .update({ until: this.#inMs(this.#claimMs) })
      .returning('shard');
    return new Set(rows.map(({ shard }) => shard));
  }

  /** Those that live, the oldest first. */
  async replicas(): Promise<string[]> {
    const rows = await this.#knex<ReplicaRow>(REPLICAS)
      .where('total', this.#total)
      .where('seen_until', '>', this.#inMs(0))
      .orderBy('since')
      .orderBy('id')
      .select('id');
    return rows.map(({ id }) => id);
  }

  /** Those that can be taken. */
  async free(): Promise<number[]> {
    const rows = await this.#knex<ShardRow>(SHARDS)
      .where('total', this.#total)
      .where('until', '<=', this.#inMs(0))
      .orderBy('shard')
      .select('shard');
    return rows.map(({ shard }) => shard);
  }

  /** @returns whether it was still free */
  async take(id: string, shard: number): Promise<boolean> {
    const taken = await this.#knex<ShardRow>(SHARDS)
      .where({ total: this.#total, shard })
      .where('until', '<=', this.#inMs(0))
      .update({ owner: id, until: this.#inMs(this.#claimMs) });
    return taken === 1;
  }

  async giveBack(id: string, shard: number): Promise<void> {
    await this.#knex<ShardRow>(SHARDS)
      .where({ total: this.#total, shard, owner: id })
      .update({ owner: null, until: 0 });
  }

  /** This replica is gone, and all that it held is free. */
  async leave(id: string): Promise<void> {
    await this.#knex<ShardRow>(SHARDS)
      .where({ total: this.#total, owner: id })
      .update({ owner: null, until: 0 });
    await this.#knex<ReplicaRow>(REPLICAS).where({ id }).delete();
  }

  /** The database's time, so far from now. */
  #inMs(ms: number): Knex.Raw {
    return this.#knex.raw(`${nowExpression(this.#knex)} + ?`, [ms]);
  }
}
