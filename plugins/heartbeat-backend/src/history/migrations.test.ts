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

import { readdir } from 'node:fs/promises';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { DATABASES } from '../__testUtils__/databases';
import { HistoryStore } from './HistoryStore';
import { SUBJECTS, TRANSITIONS } from './databaseRows';

const databases = TestDatabases.create(DATABASES);

const directory = resolvePackagePath(
  'backstage-plugin-heartbeat-backend',
  'migrations',
);

const HISTORY_TABLES = [SUBJECTS, TRANSITIONS];

const SERVER_TABLES = [
  'heartbeat_shards',
  'heartbeat_replicas',
  'heartbeat_server_replicas',
  'heartbeat_server_slices',
  'heartbeat_server_checks',
  'heartbeat_check_requests',
];

const row = {
  subject_id: 'demo/apps/orders',
  version: 1,
  to_status: 'Alive',
  at: Date.UTC(2026, 10, 22),
  up_ms: 0,
  down_ms: 0,
  stopped_ms: 0,
};

const subjectRow = {
  id: 'demo/apps/orders',
  kind: 'controller',
  status: 'Alive',
  since: 0,
  version: 1,
  changed_at: 0,
  up_ms: 0,
  down_ms: 0,
  stopped_ms: 0,
  recorded_from: 0,
  seen_until: 0,
  seen_by: 'a',
};

describe.each(databases.eachSupportedId())('migrations in %s', id => {
  it('20261122_init makes the tables, lets a version be written once, and takes all back', async () => {
    const knex = await databases.init(id);
    await knex.migrate.up({ directory, name: '20261122_init.js' });
    await knex(TRANSITIONS).insert(row);
    await expect(knex(TRANSITIONS).insert(row)).rejects.toMatchObject({
      message: expect.stringMatching(/unique/i),
    });
    await knex(TRANSITIONS).insert({ ...row, version: 2 });
    expect(await knex(TRANSITIONS)).toHaveLength(2);
    expect(await knex(SUBJECTS)).toEqual([]);

    await knex.migrate.down({ directory, name: '20261122_init.js' });
    expect(await knex.schema.hasTable(TRANSITIONS)).toBe(false);
    expect(await knex.schema.hasTable(SUBJECTS)).toBe(false);
  });

  it('20261122_servers keeps the history there is, makes the tables of servers, and takes all back', async () => {
    const knex = await databases.init(id);
    await knex.migrate.up({ directory, name: '20261122_init.js' });
    await knex(SUBJECTS).insert(subjectRow);
    await knex.migrate.up({ directory, name: '20261122_servers.js' });
    expect(await knex(SUBJECTS).first()).toMatchObject({
      id: subjectRow.id,
      status: subjectRow.status,
    });
    expect(Number((await knex(SUBJECTS).first()).written_at)).toBe(0);

    const claim = { total: 16, shard: 0, until: 0 };
    await knex('heartbeat_shards').insert(claim);
    await expect(knex('heartbeat_shards').insert(claim)).rejects.toMatchObject({
      message: expect.stringMatching(/unique/i),
    });
    const hour = {
      subject_id: 'server:config/orders',
      hour: Date.UTC(2026, 10, 22),
      version: 1,
      buckets: '{}',
      count: 0,
      max_ms: 0,
    };
    await knex('heartbeat_latency').insert(hour);
    await expect(knex('heartbeat_latency').insert(hour)).rejects.toMatchObject({
      message: expect.stringMatching(/unique/i),
    });
    await knex('heartbeat_replicas').insert({
      id: 'a',
      total: 16,
      since: 0,
      seen_until: 0,
    });

    await knex.migrate.down({ directory, name: '20261122_servers.js' });
    expect(await knex.schema.hasTable('heartbeat_shards')).toBe(false);
    expect(await knex.schema.hasTable('heartbeat_replicas')).toBe(false);
    expect(await knex.schema.hasTable('heartbeat_latency')).toBe(false);
    expect(await knex(SUBJECTS).first()).toMatchObject({ id: subjectRow.id });
    expect(await knex(SUBJECTS).columnInfo()).not.toHaveProperty('written_at');
  });

  it('20261201_marks counts the marks there are, and takes the counts back', async () => {
    const knex = await databases.init(id);
    await knex.migrate.up({ directory, name: '20261122_init.js' });
    await knex.migrate.up({ directory, name: '20261122_servers.js' });
    await knex(SUBJECTS).insert([
      { ...subjectRow, version: 3 },
      { ...subjectRow, id: 'demo/apps/shop' },
    ]);
    await knex(TRANSITIONS).insert([
      row,
      { ...row, version: 2, mark: 'one' },
      { ...row, version: 3, mark: 'another' },
      { ...row, subject_id: 'demo/apps/shop' },
    ]);
    await knex.migrate.up({ directory, name: '20261201_marks.js' });
    expect(await knex(SUBJECTS).select('id', 'marks').orderBy('id')).toEqual([
      { id: 'demo/apps/orders', marks: 2 },
      { id: 'demo/apps/shop', marks: 0 },
    ]);
    await knex.migrate.down({ directory, name: '20261201_marks.js' });
    expect(await knex(SUBJECTS).columnInfo()).not.toHaveProperty('marks');
    expect(await knex(TRANSITIONS).columnInfo()).not.toHaveProperty('marks');
    expect(await knex(TRANSITIONS)).toHaveLength(4);
  });

  it('each take back what they made, and can be made again', async () => {
    const knex = await databases.init(id);
    const columns = async () => {
      const tables = [...HISTORY_TABLES, ...SERVER_TABLES];
      const infos = await Promise.all(
        tables.map(table => knex(table).columnInfo()),
      );
      return tables.map((table, i) => [table, Object.keys(infos[i])]);
    };
    const names = (await readdir(directory)).sort();
    for (const name of names) {
      const before = await columns();
      await knex.migrate.up({ directory, name });
      expect(await columns()).not.toEqual(before);
      await knex.migrate.down({ directory, name });
      expect(await columns()).toEqual(before);
      await knex.migrate.up({ directory, name });
    }
    // Those of claims are gone.
    expect(await knex.schema.hasTable('heartbeat_shards')).toBe(false);
    expect(await knex.schema.hasTable('heartbeat_replicas')).toBe(false);
  });

  it('are left to the operator who says so', async () => {
    const knex = await databases.init(id);
    const database = mockServices.database({
      knex,
      migrations: { skip: true },
    });
    await HistoryStore.create({ database });
    expect(await knex.schema.hasTable(SUBJECTS)).toBe(false);
  });
});

describe.each(databases.eachSupportedId())('the clock of %s', id => {
  it('counts, whatever the clock of the portal says', async () => {
    const knex = await databases.init(id);
    const store = await HistoryStore.create({
      database: mockServices.database({ knex }),
    });
    const before = Date.now();
    const now = jest.spyOn(Date, 'now').mockReturnValue(before + 3_600_000);
    try {
      const time = await store.now();
      expect(Number.isInteger(time)).toBe(true);
      expect(Math.abs(time - before)).toBeLessThan(60_000);
    } finally {
      now.mockRestore();
    }
  });
});
