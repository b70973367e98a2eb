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
  await knex.schema.createTable('heartbeat_subjects', table => {
    table.comment('What is watched, each with its present state');
    table.text('id').primary().comment('E.g. cluster/namespace/lease');
    table.text('kind').notNullable().comment('E.g. controller');
    table.text('cluster');
    table.text('name').comment('What people call it');
    table.text('status').notNullable();
    table.text('reason');
    table.text('cause').comment('What brought the status about');
    table.bigInteger('since').notNullable().comment('Of the status');
    table
      .integer('version')
      .notNullable()
      .comment('Of its last row in heartbeat_transitions');
    table.bigInteger('changed_at').notNullable().comment('Of that row');
    table.text('mark').comment('Of the last row that had one');
    table.bigInteger('up_ms').notNullable().comment('In all, at changed_at');
    table.bigInteger('down_ms').notNullable();
    table.bigInteger('stopped_ms').notNullable();
    table
      .bigInteger('recorded_from')
      .notNullable()
      .comment('There is a row for each change from then on');
    table
      .bigInteger('seen_until')
      .notNullable()
      .comment('A replica vouched for the status until then');
    table.text('seen_by').notNullable().comment('That replica');
    table.bigInteger('others_seen_until').comment('And any other one');
    table.text('checkpoint').comment('JSON, for a replica that starts');
    table.bigInteger('checkpoint_at').comment('When that was taken');
  });

  await knex.schema.createTable('heartbeat_transitions', table => {
    table.comment('One row for each change, never changed');
    table.bigIncrements('id');
    table.text('subject_id').notNullable();
    table.integer('version').notNullable().comment('Counts within a subject');
    table.text('from_status').comment('Absent in the first row of a subject');
    table.text('to_status').notNullable();
    table.text('reason');
    table.text('cause');
    table.text('mark').comment('Of what changed no status, e.g. a restart');
    table.bigInteger('at').notNullable();
    table.text('evidence').comment('JSON');
    table
      .bigInteger('up_ms')
      .notNullable()
      .comment('How long the subject had been up in all at that time');
    table.bigInteger('down_ms').notNullable();
    table.bigInteger('stopped_ms').notNullable();
    // this is what lets only one replica write a change
    table.unique(['subject_id', 'version'], {
      indexName: 'heartbeat_transitions_version_idx',
    });
    table.index(
      ['subject_id', 'at', 'version'],
      'heartbeat_transitions_subject_idx',
    );
    table.index(['at', 'id'], 'heartbeat_transitions_at_idx');
  });
};

/**
 * @param {import('knex').Knex} knex
 */
exports.down = async function down(knex) {
  await knex.schema.dropTable('heartbeat_transitions');
  await knex.schema.dropTable('heartbeat_subjects');
};
