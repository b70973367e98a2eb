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

import { setTimeout as sleep } from 'node:timers/promises';
import {
  mockServices,
  TestDatabases,
  type TestDatabaseId,
} from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { eventually } from '@internal/test-support';
import { systemClock } from '../../time/clock';
import { DATABASES } from '../../__testUtils__/databases';
import { Shards, type OnHeld } from './Shards';
import { ShardStore } from './ShardStore';
import { shareOf } from './shareOf';

const databases = TestDatabases.create(DATABASES);

/** Far shorter than in earnest, and long enough for a busy machine. */
const CLAIM_MS = 2_000;
const RENEW_MS = 100;
const TOTAL = 16;

interface ShardRow {
  shard: number;
  owner: string | null;
}

describe('shareOf', () => {
  it.each([1, 2, 3, 5, 7, 16, 20])(
    'shares all out over %i replicas, to one more or less',
    count => {
      const replicas = Array.from({ length: count }, (_, i) => `${i}`);
      const shares = replicas.map(id => shareOf(id, replicas, TOTAL));
      expect(shares.reduce((a, b) => a + b)).toBe(TOTAL);
      expect(Math.max(...shares) - Math.min(...shares)).toBeLessThanOrEqual(1);
    },
  );

  it('gives none to a replica that nobody knows', () => {
    expect(shareOf('me', ['others'], TOTAL)).toBe(0);
  });
});

describe.each(databases.eachSupportedId())('the shards in %s', id => {
  const started: Shards[] = [];

  afterEach(async () => {
    await Promise.all(started.splice(0).map(shards => shards.stop()));
  });

  async function replica(
    knex: Knex,
    onHeld: OnHeld = () => {},
    logger = mockServices.logger.mock(),
  ): Promise<Shards> {
    const shards = await Shards.create({
      database: mockServices.database({ knex }),
      clock: systemClock,
      total: TOTAL,
      logger,
      claimMs: CLAIM_MS,
      renewMs: RENEW_MS,
    });
    started.push(shards);
    shards.start(onHeld);
    return shards;
  }

  async function isolated(databaseId: TestDatabaseId) {
    const knex = await databases.init(databaseId);
    const store = await ShardStore.create({
      database: mockServices.database({ knex }),
      total: TOTAL,
      claimMs: CLAIM_MS,
    });
    return { knex, store };
  }

  const sizes = (all: Shards[]) =>
    all.map(({ state }) => state.held.size).sort((a, b) => a - b);

  it('are all held by a replica that is alone, at once', async () => {
    const knex = await databases.init(id);
    const told: number[] = [];
    await replica(knex, held => void told.push(held.size));
    await eventually('a share', async () => told.length > 0);
    expect(told).toEqual([TOTAL]);
  });

  it('are shared out evenly over five that race for them, and no two ever check the same', async () => {
    const { knex } = await isolated(id);
    const owners = new Map<number, number>();
    const clashes: string[] = [];
    const create = (name: number) => {
      let mine: ReadonlySet<number> = new Set();
      return replica(knex, held => {
        for (const shard of mine) {
          if (!held.has(shard)) {
            owners.delete(shard);
          }
        }
        for (const shard of held) {
          const owner = owners.get(shard);
          if (owner !== undefined && owner !== name) {
            clashes.push(`${shard}: ${owner} and ${name}`);
          }
          owners.set(shard, name);
        }
        mine = held;
      });
    };
    const all = await Promise.all([0, 1, 2, 3, 4].map(create));
    await eventually(
      'even shares',
      async () => `${sizes(all)}` === '3,3,3,3,4' && owners.size === TOTAL,
      { withinMs: 20_000 },
    );
    const [gone] = all;
    await gone.stop();
    await eventually(
      'four even shares',
      async () => `${sizes(all.slice(1))}` === '4,4,4,4',
      { withinMs: 20_000 },
    );
    expect(owners.size).toBe(TOTAL);
    expect(clashes).toEqual([]);
  }, 60_000);

  it('one free shard is taken by exactly one of many that reach for it in the same moment', async () => {
    const { store } = await isolated(id);
    for (let shard = 0; shard < TOTAL; shard++) {
      const taken = await Promise.all(
        ['a', 'b', 'c', 'd', 'e'].map(name => store.take(name, shard)),
      );
      expect(taken.filter(Boolean)).toHaveLength(1);
    }
  });

  it('move when their owner does not renew its claims any more, and not before', async () => {
    const { knex, store } = await isolated(id);
    await store.join('killed');
    await store.take('killed', 7);
    const takenMs = performance.now();
    const shards = await replica(knex);
    await eventually('its share', async () => shards.state.held.size >= 8);
    expect(shards.state.held).not.toContain(7);
    await eventually('the rest', async () => shards.state.held.size === TOTAL);
    expect(performance.now() - takenMs).toBeGreaterThan(CLAIM_MS * 0.9);
  });

  it('move at once when their owner stops', async () => {
    const { knex } = await isolated(id);
    const first = await replica(knex);
    await eventually('all', async () => first.state.held.size === TOTAL);
    const stoppedMs = performance.now();
    await first.stop();
    const second = await replica(knex);
    await eventually('all', async () => second.state.held.size === TOTAL);
    expect(performance.now() - stoppedMs).toBeLessThan(CLAIM_MS);
  });

  it('are given back only when whoever checks them has stopped', async () => {
    const { knex } = await isolated(id);
    let isStopped = false;
    const first = await replica(knex, async held => {
      if (held.size < TOTAL) {
        await sleep(500);
        isStopped = true;
      }
    });
    await eventually('all', async () => first.state.held.size === TOTAL);
    let wasStopped: boolean | undefined;
    await replica(knex, held => {
      wasStopped ??= held.size > 0 ? isStopped : undefined;
    });
    await eventually('a share', async () => wasStopped !== undefined);
    expect(wasStopped).toBe(true);
  });

  it('stay with a replica that does not reach the database, and it says so', async () => {
    const { knex } = await isolated(id);
    const logger = mockServices.logger.mock();
    const told: number[] = [];
    const shards = await replica(
      knex,
      held => void told.push(held.size),
      logger,
    );
    await eventually('all', async () => shards.state.held.size === TOTAL);
    await knex.schema.renameTable('heartbeat_shards', 'elsewhere');
    await eventually(
      'a failure',
      async () => shards.state.failure !== undefined,
    );
    await sleep(CLAIM_MS + 5 * RENEW_MS);
    expect(shards.state.held.size).toBe(TOTAL);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await knex.schema.renameTable('elsewhere', 'heartbeat_shards');
    await eventually('success', async () => shards.state.failure === undefined);
    expect(told).toEqual([TOTAL]);
    const rows = await knex<ShardRow>('heartbeat_shards');
    expect(rows.every(({ owner }) => owner !== null)).toBe(true);
  });

  it('are told as lost when another replica took them meanwhile', async () => {
    const { knex } = await isolated(id);
    const shards = await replica(knex);
    await eventually('all', async () => shards.state.held.size === TOTAL);
    await knex('heartbeat_replicas').insert({
      id: 'other',
      total: TOTAL,
      since: 0,
      seen_until: Date.now() + 60_000,
    });
    await knex('heartbeat_shards')
      .where('shard', '<', 8)
      .update({ owner: 'other', until: Date.now() + 60_000 });
    await eventually('the loss', async () => shards.state.held.size === 8);
    expect([...shards.state.held].every(shard => shard >= 8)).toBe(true);
  });

  it('of another number are claimed apart', async () => {
    const { knex } = await isolated(id);
    const shards = await replica(knex);
    const other = await ShardStore.create({
      database: mockServices.database({ knex }),
      total: 2,
      claimMs: CLAIM_MS,
    });
    await other.join('newer');
    expect(await other.free()).toEqual([0, 1]);
    await eventually('all', async () => shards.state.held.size === TOTAL);
  });

  it('come with the time of the database, whatever the clock of the portal says', async () => {
    const { knex, store } = await isolated(id);
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(1_000);
    try {
      const shards = await replica(knex);
      const { now } = await store.now();
      expect(Math.abs(shards.fleetNowMs() - now)).toBeLessThan(100);
    } finally {
      wrong.mockRestore();
    }
  });
});
