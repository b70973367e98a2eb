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
import { metricsServiceMock } from '@backstage/backend-test-utils/alpha';
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import { EntityIndex } from '../entities';
import { History } from '../history/History';
import { jobKind } from '../subjects/__testUtils__/jobs/jobKind';
import { SubjectHistory } from '../subjects/SubjectHistory';
import { systemClock } from '../time/clock';
import { TellingWorld } from './__testUtils__/TellingWorld';
import { Telling } from './Telling';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const SECOND = 1_000;
const MINUTE = 60 * SECOND;

/** One change for each of so many servers. */
const servers = <T>(count: number, change: T, name = 'server') =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`${name}-${index}`, change]),
  );

const messages = ({ logger }: TellingWorld) =>
  logger.info.mock.calls.map(([message]) => message);

const warnings = ({ logger }: TellingWorld) =>
  logger.warn.mock.calls.map(([message]) => message);

const published = ({ publish }: TellingWorld) =>
  publish.mock.calls.map(([event]) => event);

describe('what is seen for the first time and is as it should be', () => {
  it('is no event, and one log record for all of its kind', async () => {
    const world = new TellingWorld();
    await world.changeServers(servers(2_000, { status: 'Healthy' }));
    await world.change(servers(1_500, { status: 'Alive' }, 'controller'));
    expect(messages(world)).toEqual([]);
    await world.pass(5 * SECOND);
    expect(world.publish).not.toHaveBeenCalled();
    expect(messages(world)).toEqual([
      '2000 servers seen for the first time: 2000 Healthy',
      '1500 controllers seen for the first time: 1500 Alive',
    ]);
    expect(world.clock.timerCount).toBe(0);
  });

  it('is logged with the fields of the documentation, which name a few', async () => {
    const world = new TellingWorld();
    await world.changeServers({ portal: { status: 'Healthy' } });
    await world.pass(4 * SECOND);
    await world.changeServers({ shop: { status: 'Healthy' } });
    await world.pass(1 * SECOND);
    await world.changeServers(servers(21, { status: 'Healthy' }));
    await world.pass(5 * SECOND);
    expect(world.logger.info.mock.calls).toEqual([
      [
        '2 servers seen for the first time: 2 Healthy',
        {
          event: 'heartbeat.first-sights',
          kind: 'server',
          statuses: { Healthy: 2 },
          subjects: ['server:config/portal', 'server:config/shop'],
        },
      ],
      [
        '21 servers seen for the first time: 21 Healthy',
        expect.objectContaining({
          subjects: Array.from(
            { length: 20 },
            (_, index) => `server:config/server-${index}`,
          ),
        }),
      ],
    ]);
  });

  it('is told of by itself from its next change on', async () => {
    const world = new TellingWorld();
    await world.changeServers({ portal: { status: 'Healthy' } });
    await world.changeServers({ portal: { status: 'Down' } });
    expect(published(world)).toMatchObject([
      { eventPayload: { from: 'Healthy', to: 'Down' } },
    ]);
    expect(warnings(world)).toEqual([
      'server portal: Healthy -> Down by check',
    ]);
    await world.pass(5 * SECOND);
    expect(messages(world)).toEqual([
      '1 server seen for the first time: 1 Healthy',
    ]);
  });
});

describe('what is seen for the first time and needs somebody', () => {
  it('is an event and a log record at once, and is counted with the others', async () => {
    const world = new TellingWorld();
    await world.changeServers({
      ...servers(40, { status: 'Healthy' }),
      portal: { status: 'Down' },
      shop: { status: 'Unknown', reason: 'no-such-host' },
    });
    expect(published(world)).toMatchObject([
      { eventPayload: { subjectId: 'server:config/portal', to: 'Down' } },
      { eventPayload: { subjectId: 'server:config/shop', to: 'Unknown' } },
    ]);
    expect(warnings(world)).toEqual(['server portal: Down by check']);
    expect(messages(world)).toEqual([
      'server shop: Unknown (no-such-host) by check',
    ]);
    await world.pass(5 * SECOND);
    expect(messages(world).slice(1)).toEqual([
      '42 servers seen for the first time: 40 Healthy, 1 Down, 1 Unknown',
    ]);
  });

  it('is an event each, but has no endless log where it is many', async () => {
    const world = new TellingWorld();
    await world.change(servers(500, { status: 'Dead' }, 'controller'));
    await world.pass(5 * SECOND);
    expect(published(world)).toHaveLength(500);
    expect(warnings(world)).toHaveLength(21);
    expect(warnings(world).slice(19)).toEqual([
      'controller controller-19 of cluster demo: Dead by silence',
      '500 controllers seen for the first time: 500 Dead',
    ]);
    expect(messages(world)).toEqual([]);
    await world.change(servers(1, { status: 'Dead' }, 'later'));
    expect(warnings(world).slice(21)).toEqual([
      'controller later-0 of cluster demo: Dead by silence',
    ]);
  });

  it('is told to people as ever', async () => {
    const world = new TellingWorld({ notifications: { delayMs: 0 } });
    world.owns('group:default/team-a', 'orders');
    await world.change({
      ...servers(30, { status: 'Dead' }, 'other'),
      orders: { status: 'Dead' },
    });
    await world.pass(0);
    expect(world.told).toEqual([
      'group:default/team-a: Controller orders is dead',
    ]);
  });

  it('is logged also where no event can be published', async () => {
    const world = new TellingWorld();
    world.publish.mockRejectedValue(new Error('no bus'));
    await world.changeServers({
      ...servers(3, { status: 'Healthy' }),
      ...servers(3, { status: 'Down' }, 'lost'),
    });
    await world.pass(5 * SECOND);
    expect(world.publish).toHaveBeenCalledTimes(3);
    expect(warnings(world)).toEqual([
      ...[0, 1, 2].map(index => `server lost-${index}: Down by check`),
      'Events: transition server:config/lost-0@4 could not be published, and perhaps others after it: no bus',
    ]);
    expect(messages(world)).toEqual([
      '6 servers seen for the first time: 3 Healthy, 3 Down',
    ]);
  });
});

describe('at the shutdown', () => {
  it('what was gathered is logged, and nothing waits any more', async () => {
    const world = new TellingWorld();
    await world.changeServers(servers(2, { status: 'Healthy' }));
    await world.change({ orders: { status: 'Alive' } });
    await world.pass(SECOND);
    world.telling.stop();
    expect(messages(world)).toEqual([
      '2 servers seen for the first time: 2 Healthy',
      '1 controller seen for the first time: 1 Alive',
    ]);
    expect(world.clock.timerCount).toBe(0);
    await world.pass(MINUTE);
    expect(messages(world)).toHaveLength(2);
  });

  it('what is written after it is logged at once', async () => {
    const world = new TellingWorld();
    world.telling.stop();
    await world.changeServers({ portal: { status: 'Healthy' } });
    await world.pass(SECOND);
    expect(messages(world)).toEqual([
      '1 server seen for the first time: 1 Healthy',
    ]);
    expect(world.clock.timerCount).toBe(0);
  });

  it('a log that throws keeps nothing else from its end', async () => {
    const world = new TellingWorld();
    await world.changeServers({ portal: { status: 'Healthy' } });
    await world.change({ orders: { status: 'Alive' } });
    world.logger.info.mockImplementationOnce(() => {
      throw new Error('disk full');
    });
    world.telling.stop();
    expect(world.logger.error.mock.calls).toEqual([
      [
        'What was seen could not be logged',
        expect.objectContaining({ message: 'disk full' }),
      ],
    ]);
    expect(messages(world).slice(1)).toEqual([
      '1 controller seen for the first time: 1 Alive',
    ]);
  });
});

describe('when the portal starts again', () => {
  /** Lives of a portal on one database, each of which sees some jobs. */
  async function setUp() {
    const knex = await databases.init('SQLITE_3');
    const publish = jest.fn(async (_: object) => {});
    const logger = mockServices.logger.mock();
    const send = jest.fn(async () => {});
    async function live(jobs: Record<string, 'OnTime' | 'Missed'>) {
      publish.mockClear();
      logger.info.mockClear();
      logger.warn.mockClear();
      const { kind, turn } = jobKind(systemClock);
      const written: HistoryTransition[] = [];
      const telling = new Telling({
        kinds: [kind],
        measuredSingly: [],
        notificationOptions: {
          enabled: false,
          statuses: [],
          delayMs: 0,
          fallbackRecipients: [],
        },
        entities: async () => new EntityIndex([]),
        clock: systemClock,
        logger,
        events: { publish, subscribe: async () => {} },
        metrics: metricsServiceMock.mock(),
        notifications: { send },
        signals: { publish: async () => {} },
      });
      const history = await History.create({
        database: mockServices.database({ knex }),
        contributors: [new SubjectHistory(kind)],
        clock: systemClock,
        logger,
        onWritten: transitions => {
          written.push(...transitions);
          telling.onWritten(transitions);
        },
      });
      history.start();
      Object.entries(jobs).forEach(([name, status]) => turn(name, status));
      await history.checkpoint();
      await history.stop();
      telling.stop();
      return {
        rows: written.length,
        events: publish.mock.calls.map(([event]) => event),
        records: [...logger.warn.mock.calls, ...logger.info.mock.calls].map(
          ([message]) => message,
        ),
      };
    }
    /** Nobody looks for so long. */
    const stand = (ms: number) =>
      knex('heartbeat_subjects').update({
        seen_until: knex.raw('seen_until - ?', [ms]),
        since: knex.raw('since - ?', [ms]),
        changed_at: knex.raw('changed_at - ?', [ms]),
      });
    return { live, stand };
  }

  it('nothing is seen for the first time that the history knows', async () => {
    const { live } = await setUp();
    expect(await live({ a: 'OnTime', b: 'OnTime' })).toEqual({
      rows: 2,
      events: [],
      records: ['2 jobs seen for the first time: 2 OnTime'],
    });
    expect(await live({ a: 'OnTime', b: 'OnTime', c: 'OnTime' })).toEqual({
      rows: 1,
      events: [],
      records: ['1 job seen for the first time: 1 OnTime'],
    });
  });

  it('after a while in which nobody looked, what is as it was is told of together', async () => {
    const { live, stand } = await setUp();
    await live({ a: 'OnTime', b: 'OnTime', c: 'Missed' });
    await stand(10 * MINUTE);
    expect(await live({ a: 'OnTime', b: 'OnTime', c: 'Missed' })).toEqual({
      rows: 6,
      events: [],
      records: ['3 jobs seen again, unchanged: 2 OnTime, 1 Missed'],
    });
  });

  it('what is not as it was is told of by itself', async () => {
    const { live, stand } = await setUp();
    await live({ a: 'OnTime', b: 'OnTime' });
    await stand(10 * MINUTE);
    expect(await live({ a: 'OnTime', b: 'Missed' })).toMatchObject({
      rows: 4,
      events: [
        { eventPayload: { name: 'b', from: 'OnTime', to: 'Unknown' } },
        { eventPayload: { name: 'b', from: 'Unknown', to: 'Missed' } },
      ],
      records: [
        'job b: Unknown -> Missed by report',
        'job b: OnTime -> Unknown (not-observed) by not-observed',
        '1 job seen again, unchanged: 1 OnTime',
      ],
    });
  });
});
