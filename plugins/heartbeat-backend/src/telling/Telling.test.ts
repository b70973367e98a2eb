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

import { TellingWorld } from './__testUtils__/TellingWorld';

const MINUTE = 60_000;

async function setUp() {
  const world = new TellingWorld({ notifications: { delayMs: 0 } });
  world.owns('group:default/team-a', 'orders');
  await world.change({ orders: { status: 'Alive', cause: 'first-sight' } });
  jest.clearAllMocks();
  return world;
}

const die = async (world: TellingWorld) => {
  await world.change({ orders: { status: 'Dead' } });
  await world.pass(0);
};

describe('a transition that this replica has written', () => {
  it('is one event, with its payload and without an age', async () => {
    const world = await setUp();
    await die(world);
    expect(world.publish.mock.calls).toEqual([
      [
        {
          topic: 'heartbeat',
          eventPayload: {
            id: 'demo/apps/orders@2',
            subjectId: 'demo/apps/orders',
            kind: 'controller',
            cluster: 'demo',
            name: 'orders',
            from: 'Alive',
            to: 'Dead',
            cause: 'silence',
            at: '2026-11-22T12:00:00.000Z',
            evidence: { silentForMs: 31_000 },
          },
        },
      ],
    ]);
  });

  it('is one log record, a warning for a death, with the fields of the documentation', async () => {
    const world = await setUp();
    await die(world);
    expect(world.logger.warn.mock.calls).toEqual([
      [
        'controller orders of cluster demo: Alive -> Dead by silence',
        {
          event: 'heartbeat.transition',
          transition: 'demo/apps/orders@2',
          subject: 'demo/apps/orders',
          kind: 'controller',
          cluster: 'demo',
          subjectName: 'orders',
          from: 'Alive',
          to: 'Dead',
          cause: 'silence',
          at: '2026-11-22T12:00:00.000Z',
          evidence: { silentForMs: 31_000 },
        },
      ],
    ]);
  });

  it.each([
    [{ status: 'Alive', cause: 'restart' } as const, 'Alive after a restart'],
    [
      { status: 'Unknown', reason: 'unreachable' } as const,
      'Alive -> Unknown (unreachable)',
    ],
  ])('%j is information, no warning', async (change, words) => {
    const world = await setUp();
    await world.change({ orders: change });
    expect(world.logger.info).toHaveBeenCalledWith(
      expect.stringContaining(words),
      expect.objectContaining({ event: 'heartbeat.transition' }),
    );
    expect(world.logger.warn).not.toHaveBeenCalled();
  });

  it('of a server is told by the same means, with a warning when it is down', async () => {
    const world = await setUp();
    await world.changeServers({ portal: { status: 'Healthy' } });
    jest.clearAllMocks();
    await world.changeServers({
      portal: { status: 'Down', reason: 'connection-refused' },
    });
    await world.pass(MINUTE);
    expect(world.publish).toHaveBeenCalledTimes(1);
    expect(world.publish).toHaveBeenCalledWith({
      topic: 'heartbeat',
      eventPayload: expect.objectContaining({
        kind: 'server',
        subjectId: 'server:config/portal',
        from: 'Healthy',
        to: 'Down',
      }),
    });
    expect(world.logger.warn.mock.calls).toEqual([
      [
        'server portal: Healthy -> Down (connection-refused) by check',
        expect.objectContaining({
          event: 'heartbeat.transition',
          subject: 'server:config/portal',
        }),
      ],
    ]);
    expect(world.signal).toHaveBeenCalled();
  });

  it('of a kind that nobody knows here is told in the log and by an event all the same', async () => {
    const world = await setUp();
    world.telling.onWritten([
      {
        id: 'database/1@1',
        subjectId: 'database/1',
        kind: 'database',
        to: 'Slow',
        at: '2026-11-22T12:00:00.000Z',
        ageMs: 0,
      },
    ]);
    expect(world.publish).toHaveBeenCalledTimes(1);
    expect(world.logger.info).toHaveBeenCalledWith(
      'database database/1: Slow',
      expect.objectContaining({ subject: 'database/1', to: 'Slow' }),
    );
  });
});

describe('a transition that another replica has written', () => {
  it('is nothing but a signal for the open pages of this one', async () => {
    const world = await setUp();
    await world.pass(MINUTE);
    jest.clearAllMocks();
    await world.change({
      orders: { status: 'Dead', isWrittenByAnother: true },
    });
    await world.pass(MINUTE);
    expect(world.signal).toHaveBeenCalledTimes(1);
    expect(world.publish).not.toHaveBeenCalled();
    expect(world.send).not.toHaveBeenCalled();
    expect(world.logger.warn).not.toHaveBeenCalled();
  });
});

describe('what fails stops nothing else:', () => {
  it('a log that throws', async () => {
    const world = await setUp();
    world.logger.warn.mockImplementationOnce(() => {
      throw new Error('disk full');
    });
    await die(world);
    expect(world.publish).toHaveBeenCalledTimes(1);
    expect(world.send).toHaveBeenCalledTimes(1);
    expect(world.logger.error).toHaveBeenCalledWith(
      'Telling of transition demo/apps/orders@2 failed',
      expect.objectContaining({ message: 'disk full' }),
    );
  });

  it.each([
    [
      'fails',
      () => Promise.reject(new Error('no bus')),
      'could not be published, and perhaps others after it: no bus',
    ],
    [
      'does not answer',
      () => new Promise<void>(() => {}),
      'could not be published, and perhaps others after it: no answer for 10 s',
    ],
  ])('an events service that %s', async (_, publish, sentence) => {
    const world = await setUp();
    world.publish.mockImplementationOnce(publish);
    await die(world);
    expect(world.send).toHaveBeenCalledTimes(1);
    await world.change({ orders: { status: 'Alive' } });
    await world.pass(MINUTE);
    expect(world.publish).toHaveBeenCalledTimes(2);
    expect(world.logger.warn).toHaveBeenCalledWith(
      `Events: transition demo/apps/orders@2 ${sentence}`,
    );
  });

  it('a notifications backend that is down for a while: it is told when it is back', async () => {
    const world = await setUp();
    world.send
      .mockRejectedValueOnce(new Error('Request failed with status 503'))
      .mockRejectedValueOnce(new Error('connect ECONNREFUSED'));
    await die(world);
    await world.pass(1_000);
    await world.pass(5_000);
    expect(world.told).toHaveLength(3);
    await world.pass(60 * MINUTE);
    expect(world.told).toHaveLength(3);
    expect(world.publish).toHaveBeenCalledTimes(1);
  });

  it('a notifications backend that stays down: it is given up after ten minutes, and said', async () => {
    const world = await setUp();
    world.send.mockRejectedValue(new Error('Request failed with status 500'));
    await die(world);
    for (let i = 0; i < 12; i++) {
      await world.pass(MINUTE);
    }
    expect(world.told).toHaveLength(6);
    expect(world.logger.warn).toHaveBeenCalledWith(
      'Notifications: nobody could be told of controller:demo/apps/orders: Request failed with status 500',
    );
    expect(world.clock.timerCount).toBe(0);
  });

  it('a catalog that does not answer: its owners are asked for again', async () => {
    const world = await setUp();
    world.lookup.mockRejectedValueOnce(new Error('the catalog is down'));
    await die(world);
    expect(world.told).toEqual([]);
    await world.pass(1_000);
    expect(world.told).toHaveLength(1);
  });

  it('a portal without the notifications plugin, which is said once', async () => {
    const world = await setUp();
    world.send.mockRejectedValue(
      new Error('Failed to send: Error: Request failed with status 404'),
    );
    await die(world);
    await world.change({ orders: { status: 'Alive' } });
    await die(world);
    await world.pass(60 * MINUTE);
    expect(world.told).toHaveLength(3);
    const said = world.logger.info.mock.calls.filter(([message]) =>
      message.startsWith('Notifications: '),
    );
    expect(said).toHaveLength(1);
    expect(said[0][0]).toContain('this portal has no notifications plugin');
  });
});

describe('at the shutdown', () => {
  it('nothing waits any more', async () => {
    const world = new TellingWorld();
    await world.change({ orders: { status: 'Alive' } });
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(MINUTE / 2);
    world.telling.stop();
    expect(world.clock.timerCount).toBe(0);
  });
});
