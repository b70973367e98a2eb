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

// @ts-check

/**
 * Times are epoch milliseconds of the database's clock.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  await knex.schema.alterTable('heartbeat_subjects', table => {
    table
      .bigInteger('written_at')
      .notNullable()
      .defaultTo(0)
      .comment('When this row was written last');
    table.index(['kind', 'written_at'], 'heartbeat_subjects_written_idx');
  });

  await knex.schema.createTable('heartbeat_latency', table => {
    table.comment('How quickly each server answered, by the hour');
    table.text('subject_id').notNullable();
    table.bigInteger('hour').notNullable().comment('Its beginning');
    table.integer('version').notNullable().comment('Counts the writes');
    table.text('buckets').notNullable().comment('JSON, see LatencyHistogram');
    table.integer('count').notNullable().comment('In all buckets');
    table.double('max_ms').notNullable();
    table.primary(['subject_id', 'hour']);
    table.index('hour', 'heartbeat_latency_hour_idx');
  });

  await knex.schema.createTable('heartbeat_replicas', table => {
    table.comment('Processes of the backend that check servers');
    table.text('id').primary();
    table.integer('total').notNullable().comment('Shards, as it counts them');
    table.bigInteger('since').notNullable();
    table.bigInteger('seen_until').notNullable();
  });

  await knex.schema.createTable('heartbeat_shards', table => {
    table.comment('Which replica checks which share of the servers');
    table.integer('total').notNullable().comment('It is one of so many');
    table.integer('shard').notNullable();
    table.text('owner').comment('A replica; absent: free');
    table.bigInteger('until').notNullable().comment('From then on it is free');
    table.primary(['total', 'shard']);
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('heartbeat_shards');
  await knex.schema.dropTable('heartbeat_replicas');
  await knex.schema.dropTable('heartbeat_latency');
  await knex.schema.alterTable('heartbeat_subjects', table => {
    table.dropIndex(['kind', 'written_at'], 'heartbeat_subjects_written_idx');
    table.dropColumn('written_at');
  });
};
