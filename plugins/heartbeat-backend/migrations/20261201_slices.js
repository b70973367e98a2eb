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
 * Which replica checks which servers is arranged by tasks of Backstage's scheduler,
 * for a slice of time; it was claimed.
 *
 * @param {import('knex').Knex} knex
 */
exports.up = async function up(knex) {
  // Replicas of the version before see that they cannot claim, and go on with what they have.
  await knex.schema.dropTable('heartbeat_shards');
  await knex.schema.dropTable('heartbeat_replicas');
  await knex.schema.createTable('heartbeat_server_replicas', table => {
    table.comment('Processes of the backend that check servers');
    table.text('id').primary();
    table.integer('total').notNullable().comment('Shards, as it counts them');
    table.bigInteger('since').notNullable();
    table.bigInteger('seen_until').notNullable();
  });
  await knex.schema.createTable('heartbeat_server_slices', table => {
    table.comment('Which replica checks which share of the servers, and when');
    table.integer('total').notNullable().comment('It is one of so many');
    table.integer('shard').notNullable();
    table.text('replica').notNullable();
    table.bigInteger('since').notNullable();
    table.bigInteger('until').notNullable();
    table.integer('version').notNullable().comment('Counts the writes');
    table.primary(['total', 'shard']);
  });
  await knex.schema.createTable('heartbeat_server_checks', table => {
    table.comment('When each replica has checked each of its servers last');
    table.text('replica').notNullable().primary();
    table.bigInteger('written_at').notNullable();
    table.text('checks').notNullable().comment('JSON, by the id of the server');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('heartbeat_server_checks');
  await knex.schema.dropTable('heartbeat_server_slices');
  await knex.schema.dropTable('heartbeat_server_replicas');
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
