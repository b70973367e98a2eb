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

import type { NotificationOptions } from '../config/notificationOptions';
import { TellingWorld } from './__testUtils__/TellingWorld';

const SECOND = 1_000;
const MINUTE = 60_000;

const CONTROLLER = {
  well: 'Alive',
  bad: 'Dead',
  poor: 'Late',
  off: 'Stopped',
  unknown: 'Unknown',
} as const;

const SERVER = {
  well: 'Healthy',
  bad: 'Down',
  poor: 'Degraded',
  off: 'Stopped',
  unknown: 'Unknown',
} as const;

type State = keyof typeof SERVER;

/** What the tests of all kinds have to know of one. */
interface ToldOfTest {
  noun: string;
  status: Record<State, string>;
  turn(
    world: TellingWorld,
    state: State,
    options?: { name?: string; isFlapping?: boolean },
  ): Promise<void>;
  /** State, title, severity, and the title of the end. */
  titles: Array<[State, string, string, string]>;
  overDescription: string;
  flaps: string;
  /** Of one that no entity names. */
  lonely: { description: string; link: string };
}

const controllers: ToldOfTest = {
  noun: 'Controller',
  status: CONTROLLER,
  turn: (world, state, { name = 'orders', isFlapping } = {}) => {
    const reason = state === 'unknown' ? 'invalid-lease' : undefined;
    const status = CONTROLLER[state];
    return world.change({ [name]: { status, reason, isFlapping } });
  },
  titles: [
    ['bad', 'is dead', 'critical', 'is alive again'],
    ['off', 'was shut down', 'low', 'is running again'],
    ['unknown', 'cannot be judged', 'high', 'is alive again'],
  ],
  overDescription:
    'Its heartbeat is back in cluster demo since 22 Nov, 12:03:00 UTC; it was away for 2 min. It runs as orders-0.',
  flaps: 'keeps dying and coming back',
  lonely: {
    description: 'its Lease apps/lonely in cluster demo',
    link: '/heartbeat?open=demo%2Fapps%2Flonely',
  },
};

const servers: ToldOfTest = {
  noun: 'Server',
  status: SERVER,
  turn: (world, state, { name = 'orders', isFlapping } = {}) =>
    world.changeServers({
      [name]: { status: SERVER[state], isFlapping, checks: 1 },
    }),
  titles: [
    ['bad', 'is down', 'critical', 'is healthy again'],
    ['poor', 'is degraded', 'high', 'is healthy again'],
    ['off', 'is out of service', 'low', 'is in service again'],
    ['unknown', 'cannot be judged', 'high', 'is healthy again'],
  ],
  overDescription:
    'It is healthy since 22 Nov, 12:03:00 UTC. It took 2 min until then.',
  flaps: 'keeps failing and coming back',
  lonely: {
    description: 'How we know: a check failed, by http at https://lonely',
    link: '/heartbeat?view=servers&open=server%3Aconfig%2Flonely',
  },
};

/** A world in which team-a owns Orders, which names one that is well. */
async function setUp(
  { status, turn }: ToldOfTest,
  notifications: Partial<NotificationOptions> = {},
) {
  const world = new TellingWorld({
    notifications: { statuses: [status.bad], ...notifications },
  });
  world.owns('group:default/team-a', 'orders', 'Orders');
  await turn(world, 'well');
  await world.pass(MINUTE);
  return world;
}

/** One that has failed four times and has come back each time. */
async function flapping(kind: ToldOfTest) {
  const world = await setUp(kind, { delayMs: 0 });
  for (let i = 0; i < 4; i++) {
    await kind.turn(world, 'bad', { isFlapping: true });
    await world.pass(20 * SECOND);
    await kind.turn(world, 'well', { isFlapping: true });
    await world.pass(20 * SECOND);
  }
  return world;
}

describe.each([controllers, servers])('a notification of a $noun', kind => {
  const { noun, status, turn, titles } = kind;

  it('has the same scope as the one that it is over, which says for how long it was', async () => {
    const world = await setUp(kind);
    await turn(world, 'bad');
    await world.pass(2 * MINUTE);
    const { scope } = world.lastPayload ?? {};
    await turn(world, 'well');
    expect(world.lastPayload).toMatchObject({
      title: `${noun} orders ${titles[0][3]}`,
      description: kind.overDescription,
      severity: 'normal',
      scope,
    });
    expect(world.told).toHaveLength(2);
  });

  it('is not sent where it is over within the delay', async () => {
    const world = await setUp(kind);
    await turn(world, 'bad');
    await world.pass(MINUTE - 1);
    await turn(world, 'well');
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });

  it.each([
    ['no entity names it', undefined],
    ['its entity has no owner', 'Lonely'],
  ])('goes to whom the configuration names where %s', async (_, entity) => {
    const fallbackRecipients = ['user:default/ops'];
    const world = await setUp(kind, { delayMs: 0, fallbackRecipients });
    if (entity) {
      world.owns(undefined, 'lonely', entity);
    }
    await turn(world, 'bad', { name: 'lonely' });
    await world.pass(0);
    expect(world.told).toEqual([
      `user:default/ops: ${noun} lonely ${titles[0][1]}`,
    ]);
    expect(world.lastPayload).toMatchObject({
      description: expect.stringContaining(kind.lonely.description),
      link: kind.lonely.link,
    });
  });

  it.each(titles)(
    'of one that is %s: "%s", %s, where that is chosen',
    async (state, title, severity, over) => {
      const statuses = [status[state]];
      const chosen = await setUp(kind, { delayMs: 0, statuses });
      await turn(chosen, state);
      await chosen.pass(0);
      expect(chosen.lastPayload).toMatchObject({
        title: `${noun} orders ${title}`,
        severity,
      });
      await turn(chosen, 'well');
      expect(chosen.lastPayload?.title).toBe(`${noun} orders ${over}`);

      const other = await setUp(kind, {
        delayMs: 0,
        statuses: [state === 'bad' ? status.off : status.bad],
      });
      await turn(other, state);
      await other.pass(0);
      await turn(other, 'well');
      await other.pass(MINUTE);
      expect(other.told).toEqual([]);
    },
  );

  it('is sent once of one that flaps, and once more when it has settled', async () => {
    const world = await flapping(kind);
    expect(world.told).toEqual([
      `group:default/team-a: ${noun} orders ${kind.flaps}`,
    ]);
    await turn(world, 'well');
    await world.pass(15 * SECOND);
    expect(world.told.slice(1)).toEqual([
      `group:default/team-a: ${noun} orders has settled`,
    ]);
    await world.pass(10 * MINUTE);
    expect(world.told).toHaveLength(2);
  });
});

describe('a notification of a death', () => {
  it('goes to the owner after the delay, and says what, since when, how we know and what is stale', async () => {
    const world = await setUp(controllers);
    await world.pass(31 * SECOND);
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(MINUTE - 1);
    expect(world.told).toEqual([]);
    await world.pass(1);
    expect(world.told).toEqual([
      'group:default/team-a: Controller orders is dead',
    ]);
    expect(world.lastPayload).toEqual({
      title: 'Controller orders is dead',
      description:
        'What it does for Orders stands still: no heartbeat since 22 Nov, 12:00:00 UTC. What you see of that may be out of date. How we know: its Lease apps/orders in cluster demo was renewed about every 10 s and is not any more. After 31 s without a renewal this controller counts as dead.',
      severity: 'critical',
      link: '/catalog/default/component/orders',
      topic: 'controllers',
      scope: 'controller:demo/apps/orders',
      metadata: {
        controller: 'orders',
        cluster: 'demo',
        status: 'Dead',
        since: '2026-11-22T12:01:31.000Z',
      },
    });
  });

  it('is not sent where the controller is out of sight within the delay', async () => {
    const world = await setUp(controllers);
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(MINUTE - 1);
    await world.change({
      orders: { status: 'Unknown', reason: 'unreachable' },
    });
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });

  it('counts the delay from the death itself, however late it is written', async () => {
    const world = await setUp(controllers);
    await world.change({ orders: { status: 'Dead', agoMs: 50 * SECOND } });
    await world.pass(10 * SECOND);
    expect(world.told).toHaveLength(1);
  });

  it('comes from the replica that wrote it, and that it is over from the one that wrote that', async () => {
    const world = await setUp(controllers);
    await world.change({
      orders: { status: 'Dead', isWrittenByAnother: true },
    });
    await world.pass(2 * MINUTE);
    expect(world.told).toEqual([]);
    await world.change({ orders: { status: 'Alive' } });
    expect(world.told).toEqual([
      'group:default/team-a: Controller orders is alive again',
    ]);
  });

  it('is not sent for one that the history tells of late, and that is alive by now', async () => {
    const world = await setUp(controllers);
    world.telling.onWritten([
      {
        id: 'demo/apps/orders@9',
        subjectId: 'demo/apps/orders',
        kind: 'controller',
        from: 'Alive',
        to: 'Dead',
        at: '2026-11-22T11:50:00.000Z',
        ageMs: 11 * MINUTE,
      },
    ]);
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
  });

  it('is one for each owner, who reads of nothing that is not theirs', async () => {
    const world = await setUp(controllers, { delayMs: 0 });
    world.owns('group:default/team-a', 'orders', 'Billing');
    world.owns('group:default/team-b', 'orders', 'Shipping');
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(0);
    const sent = world.send.mock.calls.map(([{ recipients, payload }]) => ({
      recipients,
      payload,
    }));
    expect(sent).toEqual([
      {
        recipients: { type: 'entity', entityRef: ['group:default/team-a'] },
        payload: expect.objectContaining({
          description: expect.stringContaining('for Orders and Billing stands'),
        }),
      },
      {
        recipients: { type: 'entity', entityRef: ['group:default/team-b'] },
        payload: expect.objectContaining({
          description: expect.stringContaining('for Shipping stands'),
          link: '/catalog/default/component/shipping',
        }),
      },
    ]);
  });

  it('goes to nobody where no entity names the controller', async () => {
    const world = await setUp(controllers, { delayMs: 0 });
    await world.change({ lonely: { status: 'Alive' } });
    await world.change({ lonely: { status: 'Dead' } });
    await world.pass(0);
    expect(world.told).toEqual([]);
  });
});

describe('which statuses are told', () => {
  it('never Late, nor a restart that changed no status', async () => {
    const world = await setUp(controllers, {
      delayMs: 0,
      statuses: ['Dead', 'Stopped', 'Unknown'],
    });
    await world.change({ orders: { status: 'Late' } });
    await world.change({ orders: { status: 'Alive' } });
    await world.change({ orders: { status: 'Alive', cause: 'restart' } });
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
  });

  it('none where notifications are off', async () => {
    const world = await setUp(controllers, { enabled: false, delayMs: 0 });
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
  });
});

describe('a controller that flaps', () => {
  it('is told although each single death is over within the delay', async () => {
    const world = await setUp(controllers);
    await world.change({ orders: { status: 'Dead', isFlapping: true } });
    expect(world.told).toHaveLength(1);
  });

  it('is told to be dead when it stays dead for ten minutes', async () => {
    const world = await flapping(controllers);
    await world.change({ orders: { status: 'Dead', isFlapping: true } });
    await world.pass(9 * MINUTE);
    expect(world.told).toHaveLength(1);
    await world.pass(MINUTE + 15 * SECOND);
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Controller orders is dead',
    ]);
  });

  it('keeps no timer when it is forgotten', async () => {
    const world = await flapping(controllers);
    world.registry.deleteHeartbeat('demo/apps/orders');
    await world.pass(MINUTE);
    expect(world.clock.timerCount).toBe(0);
  });
});

describe('a notification of a Controller that was dead when it was seen first', () => {
  it('is not sent, nor that it is alive; the next death is', async () => {
    const world = new TellingWorld({ notifications: { delayMs: 0 } });
    world.owns('group:default/team-a', 'orders', 'Orders');
    const turn = async (status: 'Alive' | 'Dead', hasLived?: boolean) => {
      await world.change({ orders: { status, hasLived } });
      await world.pass(MINUTE);
    };
    await turn('Dead', false);
    await turn('Alive');
    expect(world.told).toEqual([]);
    await turn('Dead');
    expect(world.told).toEqual([
      'group:default/team-a: Controller orders is dead',
    ]);
  });
});
