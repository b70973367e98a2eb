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
import { eventually } from '@internal/test-support';
import type { Knex } from 'knex';
import { DATABASES } from '../../__testUtils__/databases';
import { startScheduler } from '../__testUtils__/startScheduler';
import { CheckRequests } from './CheckRequests';
import { CheckRequestStore } from './CheckRequestStore';

const databases = TestDatabases.create(DATABASES);

const TABLE = 'heartbeat_check_requests';
const ORDERS = 'server:config/orders';
const PAY = 'server:config/pay';

describe.each(databases.eachSupportedId())('requests for checks in %s', id => {
  let knex: Knex;
  const stops: Array<() => void> = [];

  beforeEach(async () => {
    knex = await databases.init(id);
  });

  afterEach(() => stops.splice(0).forEach(stop => stop()));

  /** A replica of the backend, with what it asked. */
  async function start(options: { holds?(server: string): boolean } = {}) {
    const { holds = () => true } = options;
    const checked: string[] = [];
    const logger = mockServices.logger.mock();
    const requests = new CheckRequests({
      store: await CheckRequestStore.create({
        database: mockServices.database({ knex }),
      }),
      logger,
      checkNow: server => holds(server) && checked.push(server) > 0,
    });
    const { scheduler, stop } = startScheduler(knex);
    stops.push(stop);
    return {
      requests,
      checked,
      logger,
      begin: () => requests.start(scheduler),
    };
  }

  /** As if they had been asked for so long ago. */
  const age = (ms: number) =>
    knex(TABLE).update('requested_at', knex.raw('requested_at - ?', [ms]));

  it('are taken up at once where they are asked for, and by others within seconds, once', async () => {
    const one = await start();
    const two = await start();
    await two.begin();
    await one.requests.request(ORDERS);
    expect(one.checked).toEqual([ORDERS]);
    await eventually('the other', async () => two.checked.length > 0, {
      withinMs: 10_000,
    });
    await one.requests.request(PAY);
    await eventually('the other', async () => two.checked.includes(PAY), {
      withinMs: 10_000,
    });
    expect(two.checked).toEqual([ORDERS, PAY]);
  }, 30_000);

  it('of one server come every 10 s at most, in whichever replica', async () => {
    const one = await start();
    const two = await start();
    await one.requests.request(ORDERS);
    await expect(two.requests.request(ORDERS)).rejects.toMatchObject({
      statusCode: 429,
      retryAfterS: 10,
    });
    await age(7_000);
    await expect(two.requests.request(ORDERS)).rejects.toMatchObject({
      retryAfterS: 3,
    });
    await age(4_000);
    await two.requests.request(ORDERS);
    expect(two.checked).toEqual([ORDERS]);
  });

  it('are taken up by whoever gets the server in the next half minute', async () => {
    let isHeld = false;
    const one = await start({ holds: () => false });
    const two = await start({ holds: () => isHeld });
    await one.requests.request(ORDERS);
    await two.requests.request(PAY);
    expect([one.checked, two.checked]).toEqual([[], []]);
    await age(20_000);
    isHeld = true;
    await two.begin();
    await eventually('the server', async () => two.checked.length === 2);
    expect(two.checked.sort()).toEqual([ORDERS, PAY]);
  });

  it('are kept where they cannot be read again at once', async () => {
    const { requests, checked, logger, begin } = await start();
    const ofLast = jest.spyOn(CheckRequestStore.prototype, 'ofLast');
    ofLast.mockRejectedValueOnce(new Error('gone'));
    await requests.request(ORDERS);
    expect(checked).toEqual([]);
    expect(logger.warn).toHaveBeenCalledWith(expect.stringContaining('gone'));
    await begin();
    await eventually('the next look', async () => checked.length > 0);
    ofLast.mockRestore();
  });

  it('of all are none where one of them cannot be stored', async () => {
    const { requests } = await start();
    await expect(
      requests.requestAll([ORDERS, null as unknown as string]),
    ).rejects.toMatchObject({
      // SQLite's errors are of another realm than the test's.
      message: expect.stringMatching(/null/i),
    });
    expect(await knex(TABLE)).toEqual([]);
    expect(await requests.requestAll([ORDERS])).toEqual(new Set([ORDERS]));
  });

  it('are one where two ask in the same moment', async () => {
    const all = [await start(), await start(), await start()];
    const results = await Promise.allSettled(
      all.map(({ requests }) => requests.request(ORDERS)),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(
      1,
    );
  });

  it('of all come once a minute, and leave out what was asked for a moment ago', async () => {
    const { requests, checked } = await start();
    await requests.request(ORDERS);
    expect(await requests.requestAll([ORDERS, PAY])).toEqual(new Set([PAY]));
    expect(checked).toEqual([ORDERS, PAY]);
    await age(11_000);
    await expect(requests.requestAll([ORDERS, PAY])).rejects.toMatchObject({
      retryAfterS: 49,
    });
    await age(50_000);
    expect(await requests.requestAll([ORDERS, PAY])).toEqual(
      new Set([ORDERS, PAY]),
    );
  });

  it('are forgotten after an hour', async () => {
    const { requests } = await start();
    await requests.request(ORDERS);
    await age(3_700_000);
    await requests.requestAll([PAY]);
    const rows = await knex(TABLE).orderBy('subject_id');
    expect(rows.map(row => row.subject_id)).toEqual(['*', PAY]);
  });

  it('are said to be unreadable once, while the database is away, and read again', async () => {
    const { requests, checked, logger, begin } = await start();
    await knex.schema.renameTable(TABLE, 'elsewhere');
    await begin();
    await eventually(
      'a warning',
      async () => logger.warn.mock.calls.length > 0,
    );
    await knex.schema.renameTable('elsewhere', TABLE);
    await eventually('the end', async () => logger.info.mock.calls.length > 0, {
      withinMs: 10_000,
    });
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await requests.request(ORDERS);
    expect(checked).toEqual([ORDERS]);
  }, 20_000);
});
