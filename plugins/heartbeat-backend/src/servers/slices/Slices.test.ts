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
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { eventually } from '@internal/test-support';
import type { Knex } from 'knex';
import { DATABASES } from '../../__testUtils__/databases';
import { systemClock, type Clock } from '../../time/clock';
import { startScheduler } from '../__testUtils__/startScheduler';
import { Slices, type OnHeld } from './Slices';

const databases = TestDatabases.create(DATABASES);

/** Far shorter than in earnest, and long enough for a busy machine. */
const WORD_MS = 1_500;
const LOOK_MS = 100;
const TOTAL = 16;
const REPLICAS = 'heartbeat_server_replicas';
const SLICES = 'heartbeat_server_slices';

/** A replica, whose runs a test plays: the scheduler's are tried in serversShared.slow.test.ts. */
interface Replica {
  slices: Slices;
  logger: ReturnType<typeof mockServices.logger.mock>;
  /** One run of each shard's task. */
  run(): Promise<void>;
  /** Nothing of it goes on, and nothing is said. */
  kill(): void;
}

describe.each(databases.eachSupportedId())('the slices in %s', id => {
  let knex: Knex;
  const stops: Array<() => Promise<void>> = [];

  beforeEach(async () => {
    knex = await databases.init(id);
  });

  afterEach(async () => {
    await Promise.all(stops.splice(0).map(stop => stop()));
  });

  async function start(
    options: {
      onHeld?: OnHeld;
      clock?: Clock;
      total?: number;
      weightOf?: (shard: number) => number;
    } = {},
  ): Promise<Replica> {
    const { clock = systemClock, total = TOTAL } = options;
    const { onHeld = () => {}, weightOf = () => 1 } = options;
    const logger = mockServices.logger.mock();
    const slices = await Slices.create({
      database: mockServices.database({ knex }),
      ...{ clock, logger, total },
      wordMs: WORD_MS,
      lookMs: LOOK_MS,
    });
    const { scheduler, stop } = startScheduler(knex);
    await slices.start({ scheduler, weightOf, onHeld });
    stops.push(async () => {
      await slices.stop();
      stop();
    });
    return {
      slices,
      logger,
      run: async () => {
        await Promise.all(
          Array.from({ length: total }, (_, shard) => slices.arrange(shard)),
        );
      },
      kill: stop,
    };
  }

  /** A look that was overtaken by a run is followed by the next one. */
  const held = (replica: Replica, count: number) =>
    eventually(
      `${count} shards`,
      async () => replica.slices.state.held.size === count,
    );

  const sizes = (all: Replica[]) =>
    all.map(({ slices }) => slices.state.held.size).sort((a, b) => a - b);

  it('are all held by a replica that is alone, after one run', async () => {
    const told: number[] = [];
    const replica = await start({
      onHeld: shards => void told.push(shards.size),
    });
    const { slices, run } = replica;
    expect(slices.holds(0)).toBe(false);
    await run();
    await held(replica, TOTAL);
    expect(told).toEqual([0, TOTAL]);
    expect(slices.holds(0)).toBe(true);
    expect(slices.state.replicas).toBe(1);
  });

  it('are shared out evenly over five, and no two ever check the same', async () => {
    const owners = new Map<number, number>();
    const clashes: string[] = [];
    const create = (name: number) => {
      let mine: ReadonlyMap<number, number> = new Map();
      return start({
        onHeld: shards => {
          for (const shard of mine.keys()) {
            if (!shards.has(shard) && owners.get(shard) === name) {
              owners.delete(shard);
            }
          }
          for (const shard of shards.keys()) {
            const owner = owners.get(shard);
            if (owner !== undefined && owner !== name) {
              clashes.push(`${shard}: ${owner} and ${name}`);
            }
            owners.set(shard, name);
          }
          mine = shards;
        },
      });
    };
    // Tables can be brought up to date by one at a time.
    const first = await create(0);
    const all = [first, ...(await Promise.all([1, 2, 3, 4].map(create)))];
    let running = all;
    const share = (shares: string) =>
      eventually(
        `shares of ${shares}`,
        async () => {
          await Promise.all(running.map(({ run }) => run()));
          return `${sizes(running)}` === shares && owners.size === TOTAL;
        },
        { withinMs: 20_000 },
      );
    await share('3,3,3,3,4');
    const [gone, ...rest] = all;
    running = rest;
    await gone.slices.stop();
    await share('4,4,4,4');
    expect(clashes).toEqual([]);
  }, 60_000);

  it('of a replica that is killed are given to others once its word is over, and not before', async () => {
    const killed = await start();
    await killed.run();
    const killedMs = performance.now();
    killed.kill();
    const other = await start();
    await eventually(
      'all',
      async () => {
        await other.run();
        return other.slices.state.held.size === TOTAL;
      },
      { withinMs: 20_000 },
    );
    expect(performance.now() - killedMs).toBeGreaterThan(WORD_MS * 0.8);
  });

  it("of a replica that stops are the others', without a run", async () => {
    const [first, ...others] = [await start(), await start(), await start()];
    await first.run();
    await eventually(
      'shares',
      async () => sizes([first, ...others]).join() === '5,5,6',
    );
    await first.slices.stop();
    expect(first.slices.state.held.size).toBe(0);
    await eventually('all', async () => sizes(others).join() === '8,8', {
      withinMs: 10 * LOOK_MS,
    });
  });

  it('of a replica that stops can be given to one that comes later at once', async () => {
    const first = await start();
    await first.run();
    await held(first, TOTAL);
    await first.slices.stop();
    expect(first.slices.state.held.size).toBe(0);
    const second = await start();
    await second.run();
    await held(second, TOTAL);
  });

  it('end where no run of the scheduler arranges what comes next', async () => {
    const replica = await start();
    const { slices, run } = replica;
    await run();
    await held(replica, TOTAL);
    await knex(SLICES).update({ until: Date.now() + 500 });
    await eventually('the end', async () => slices.state.held.size === 0, {
      withinMs: 5_000,
    });
    expect(slices.holds(0)).toBe(false);
    await run();
    await held(replica, TOTAL);
  });

  it('stay with a replica that does not reach the database, and it says so', async () => {
    const told: number[] = [];
    const replica = await start({
      onHeld: shards => void told.push(shards.size),
    });
    const { slices, logger, run } = replica;
    await run();
    await held(replica, TOTAL);
    await knex(SLICES).update({ until: Date.now() + 1_000 });
    await sleep(3 * LOOK_MS);
    await knex.schema.renameTable(SLICES, 'elsewhere');
    await eventually(
      'a failure',
      async () => slices.state.failure !== undefined,
    );
    // SQLite's errors may be of another realm than the test's, and no `Error` there.
    await expect(slices.arrange(0)).rejects.toMatchObject({
      message: expect.stringContaining(SLICES),
    });
    await sleep(WORD_MS + 5 * LOOK_MS);
    expect(slices.holds(0)).toBe(true);
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await knex.schema.renameTable('elsewhere', SLICES);
    await eventually('success', async () => slices.state.failure === undefined);
    // There has been no run yet, and nobody else has taken it.
    expect(slices.holds(0)).toBe(true);
    expect(told).toEqual([0, TOTAL]);
  });

  it('are told as lost when another replica took them meanwhile', async () => {
    const { slices, run } = await start();
    await run();
    await knex(REPLICAS).insert({
      id: 'other',
      total: TOTAL,
      since: 0,
      seen_until: Date.now() + 60_000,
    });
    await knex(SLICES)
      .where('shard', '<', 8)
      .update({ replica: 'other', since: 0, version: 9 });
    await eventually('the loss', async () => slices.state.held.size === 8);
    expect([...slices.state.held.keys()].every(shard => shard >= 8)).toBe(true);
  });

  it('are not believed in by a process that stood still, before it has looked again', async () => {
    let stoodStillMs = 0;
    const { slices, run } = await start({
      clock: {
        ...systemClock,
        monotonicMs: () => systemClock.monotonicMs() + stoodStillMs,
      },
    });
    await run();
    await eventually('its slices', async () => slices.holds(0));
    stoodStillMs = 60_000;
    expect(slices.holds(0)).toBe(false);
    await eventually('a look', async () => slices.holds(0));
  });

  it('of another number are arranged apart', async () => {
    const sixteen = await start();
    const two = await start({ total: 2 });
    await Promise.all([sixteen.run(), two.run()]);
    await held(sixteen, TOTAL);
    await held(two, 2);
    expect(two.slices.state.replicas).toBe(1);
  });

  it('are written by one of two whose runs looked in the same moment', async () => {
    const one = await start();
    const two = await start();
    await Promise.all([one.run(), two.run()]);
    await eventually(
      'one owner each',
      async () => sizes([one, two]).reduce((a, b) => a + b) === TOTAL,
    );
    for (let shard = 0; shard < TOTAL; shard++) {
      expect(
        [one, two].filter(({ slices }) => slices.state.held.has(shard)),
      ).toHaveLength(1);
    }
  });

  it('come with the time of the database, whatever the clock of the portal says', async () => {
    const [{ now }] = await knex.select(
      knex.raw(
        id === 'SQLITE_3'
          ? "unixepoch('subsec') * 1000 as now"
          : 'extract(epoch from clock_timestamp()) * 1000 as now',
      ),
    );
    const wrong = jest.spyOn(Date, 'now').mockReturnValue(1_000);
    try {
      const { slices } = await start();
      expect(Math.abs(slices.fleetNowMs() - Number(now))).toBeLessThan(2_000);
    } finally {
      wrong.mockRestore();
    }
  });
});
