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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { DATABASES } from '../../__testUtils__/databases';
import { FakeClock } from '../../__testUtils__/FakeClock';
import type { ObservedServer } from '../ObservedServer';
import { LastChecks } from './LastChecks';
import { LastCheckStore } from './LastCheckStore';

const databases = TestDatabases.create(DATABASES);

const TABLE = 'heartbeat_server_checks';
const ORDERS = 'server:config/orders';
const PAY = 'server:config/pay';

describe.each(databases.eachSupportedId())('last checks in %s', id => {
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init(id);
  });

  /** A replica whose clock is wrong by so much. */
  async function start(offsetMs = 0) {
    const clock = new FakeClock();
    clock.stepWallClock(offsetMs);
    const servers = new Map<string, ObservedServer>();
    const logger = mockServices.logger.mock();
    let isAlone = false;
    const store = await LastCheckStore.create({
      database: mockServices.database({ knex }),
    });
    const checks = new LastChecks({
      store,
      servers: () => servers.values(),
      isAlone: () => isAlone,
      fleetNowMs: () => clock.wallMs() - offsetMs,
      clock,
      logger,
    });
    return {
      ...{ clock, checks, logger, store },
      leaveAlone: () => {
        isAlone = true;
      },
      found(server: string, ageMs: number, more: Partial<ObservedServer> = {}) {
        servers.set(server, {
          ...{
            id: server,
            name: server,
            source: 'config',
            provider: 'http',
            target: '',
          },
          ...{ bindings: [], entityRefs: [], intervalMs: 30_000 },
          ...{ status: 'Healthy', sinceMonotonicMs: 0, sinceWallMs: 0 },
          lastCheck: {
            monotonicMs: clock.monotonicMs() - ageMs,
            wallMs: clock.wallMs() - ageMs,
            timings: { totalMs: ageMs },
          },
          ...more,
        });
      },
      ageOf: (server: string) => {
        const told = checks.get(server);
        return told && clock.monotonicMs() - told.check.monotonicMs;
      },
    };
  }

  it('are told by age, whatever the clocks of the replicas say', async () => {
    const one = await start();
    const two = await start(3_600_000);
    one.found(ORDERS, 4_000);
    await one.checks.exchange();
    await two.checks.exchange();
    expect(two.ageOf(ORDERS)).toBe(4_000);
    expect(two.checks.get(ORDERS)).toMatchObject({
      toldMonotonicMs: two.clock.monotonicMs(),
      check: {
        wallMs: two.clock.wallMs() - 4_000,
        timings: { totalMs: 4_000 },
      },
    });
    expect(one.checks.get(ORDERS)).toBeUndefined();
  });

  it('are those of what a replica checks itself, the latest where a server has moved', async () => {
    const [one, two, three] = [await start(), await start(), await start()];
    one.found(ORDERS, 9_000);
    one.found(PAY, 1_000, { isElsewhere: true });
    two.found(ORDERS, 2_000);
    await one.checks.exchange();
    await two.checks.exchange();
    await three.checks.exchange();
    expect(three.ageOf(ORDERS)).toBe(2_000);
    expect(three.checks.get(PAY)).toBeUndefined();
  });

  it('are of no account when their replica has not told for half a minute', async () => {
    const [one, two] = [await start(), await start()];
    one.found(ORDERS, 0);
    await one.checks.exchange();
    await two.checks.exchange();
    expect(two.checks.get(ORDERS)).toBeDefined();
    await knex(TABLE).update('written_at', knex.raw('written_at - 31000'));
    await two.checks.exchange();
    expect(two.checks.get(ORDERS)).toBeUndefined();
    await start();
    // Its own row is new.
    expect(await knex(TABLE)).toHaveLength(1);
  });

  it('are told often enough for the server that is checked most often', async () => {
    const one = await start();
    const tell = jest.spyOn(one.store, 'tell').mockResolvedValue();
    jest.spyOn(one.store, 'toldTo').mockResolvedValue([]);
    one.found(ORDERS, 0);
    one.found(PAY, 0, { intervalMs: 12_000 });
    const onRead = jest.fn();
    one.checks.start(onRead);
    await one.clock.pass(2_000);
    await one.clock.pass(30_000);
    expect(tell).toHaveBeenCalledTimes(11);
    expect(onRead).toHaveBeenCalledTimes(11);
    one.checks.stop();
    await one.clock.pass(60_000);
    expect(tell).toHaveBeenCalledTimes(11);
  });

  it('are not told where there is nobody else', async () => {
    const one = await start();
    one.found(ORDERS, 0);
    one.leaveAlone();
    await one.checks.exchange();
    expect(await knex(TABLE)).toEqual([]);
  });

  it('stay what they were where the database is away, which is said once', async () => {
    const [one, two] = [await start(), await start()];
    one.found(ORDERS, 0);
    await one.checks.exchange();
    await two.checks.exchange();
    await knex.schema.renameTable(TABLE, 'elsewhere');
    await two.checks.exchange();
    await two.checks.exchange();
    expect(two.checks.get(ORDERS)).toBeDefined();
    expect(two.logger.warn).toHaveBeenCalledTimes(1);
    await knex.schema.renameTable('elsewhere', TABLE);
    await two.checks.exchange();
    expect(two.logger.info).toHaveBeenCalledTimes(1);
  });

  it('that another version tells in words of its own are left out', async () => {
    const [one, two] = [await start(), await start()];
    one.found(ORDERS, 0);
    await one.checks.exchange();
    await one.store.tell('newer', JSON.stringify({ [PAY]: 'a moment ago' }));
    await two.checks.exchange();
    expect(two.checks.get(PAY)).toBeUndefined();
    expect(two.ageOf(ORDERS)).toBe(0);
    expect(two.logger.warn).not.toHaveBeenCalled();
  });
});
