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

import { TelemetryWorld } from './__testUtils__/TelemetryWorld';

const SECOND = 1_000;
const MINUTE = 60_000;

type Options = ConstructorParameters<typeof TelemetryWorld>[0];

/** A world in which team-a owns Orders, whose controller is alive. */
async function setUp(
  notifications: NonNullable<Options>['notifications'] = {},
) {
  const world = new TelemetryWorld({ notifications });
  world.owns('group:default/team-a', 'orders', 'Orders');
  await world.change({ orders: { status: 'Alive', cause: 'first-sight' } });
  await world.pass(MINUTE);
  return world;
}

describe('a notification of a death', () => {
  it('goes to the owner after the delay, and says what, since when, how we know and what is stale', async () => {
    const world = await setUp();
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

  it('has the same scope as the one that it is alive again, which says for how long it was dead', async () => {
    const world = await setUp();
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(2 * MINUTE);
    const { scope } = world.lastPayload ?? {};
    await world.change({ orders: { status: 'Alive', cause: 'restart' } });
    expect(world.lastPayload).toMatchObject({
      title: 'Controller orders is alive again',
      description:
        'Its heartbeat is back in cluster demo since 22 Nov, 12:03:00 UTC; it was away for 2 min. It runs as orders-0.',
      severity: 'normal',
      scope,
    });
    expect(world.told).toHaveLength(2);
  });

  it.each([
    [
      'is over within the delay',
      { status: 'Alive', cause: 'restart' } as const,
    ],
    [
      'is out of sight within it',
      { status: 'Unknown', reason: 'unreachable' } as const,
    ],
  ])('is not sent where the death %s', async (_, change) => {
    const world = await setUp();
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(MINUTE - 1);
    await world.change({ orders: change });
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });

  it('counts the delay from the death itself, however late it is written', async () => {
    const world = await setUp();
    await world.change({ orders: { status: 'Dead', agoMs: 50 * SECOND } });
    await world.pass(10 * SECOND);
    expect(world.told).toHaveLength(1);
  });

  it('comes from the replica that wrote it, and that it is over from the one that wrote that', async () => {
    const world = await setUp();
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
    const world = await setUp();
    world.telemetry.onWritten([
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
    const world = await setUp({ delayMs: 0 });
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
    const world = await setUp({ delayMs: 0 });
    await world.change({ lonely: { status: 'Alive' } });
    await world.change({ lonely: { status: 'Dead' } });
    await world.pass(0);
    expect(world.told).toEqual([]);
  });

  it.each([
    ['no entity names the controller', undefined],
    ['its entity has no owner', 'Lonely'],
  ])('goes to whom the configuration names where %s', async (_, entity) => {
    const fallbackRecipients = ['user:default/ops'];
    const world = await setUp({ delayMs: 0, fallbackRecipients });
    if (entity) {
      world.owns(undefined, 'lonely', entity);
    }
    await world.change({ lonely: { status: 'Alive' } });
    await world.change({ lonely: { status: 'Dead' } });
    await world.pass(0);
    expect(world.told).toEqual(['user:default/ops: Controller lonely is dead']);
    expect(world.lastPayload?.link).toBe(
      '/heartbeat?open=demo%2Fapps%2Flonely',
    );
  });
});

describe('which statuses are told', () => {
  it.each([
    ['Dead', 'Controller orders is dead', 'critical'],
    ['Stopped', 'Controller orders was shut down', 'low'],
    ['Unknown', 'Controller orders cannot be judged', 'high'],
  ] as const)(
    '%s: "%s", %s, where it is chosen',
    async (status, title, severity) => {
      const reason = status === 'Unknown' ? 'invalid-lease' : undefined;
      const chosen = await setUp({ delayMs: 0, statuses: [status] });
      await chosen.change({ orders: { status, reason } });
      await chosen.pass(0);
      expect(chosen.lastPayload).toMatchObject({ title, severity });
      await chosen.change({ orders: { status: 'Alive' } });
      expect(chosen.told[1]).toMatch(/orders is (alive|running) again$/);

      const other = await setUp({
        delayMs: 0,
        statuses: [status === 'Dead' ? 'Stopped' : 'Dead'],
      });
      await other.change({ orders: { status, reason } });
      await other.pass(0);
      await other.change({ orders: { status: 'Alive' } });
      await other.pass(MINUTE);
      expect(other.told).toEqual([]);
    },
  );

  it('never Late, nor a restart that changed no status', async () => {
    const world = await setUp({
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
    const world = await setUp({ enabled: false, delayMs: 0 });
    await world.change({ orders: { status: 'Dead' } });
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
  });
});

describe('a controller that flaps', () => {
  async function flapping() {
    const world = await setUp({ delayMs: 0 });
    for (let i = 0; i < 4; i++) {
      await world.change({ orders: { status: 'Dead', isFlapping: true } });
      await world.pass(20 * SECOND);
      await world.change({ orders: { status: 'Alive', isFlapping: true } });
      await world.pass(20 * SECOND);
    }
    return world;
  }

  it('is told once, and once more when it has settled', async () => {
    const world = await flapping();
    expect(world.told).toEqual([
      'group:default/team-a: Controller orders keeps dying and coming back',
    ]);
    await world.change({ orders: { status: 'Alive', isFlapping: false } });
    await world.pass(15 * SECOND);
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Controller orders has settled',
    ]);
    await world.pass(10 * MINUTE);
    expect(world.told).toHaveLength(2);
  });

  it('is told although each single death is over within the delay', async () => {
    const world = await setUp();
    await world.change({ orders: { status: 'Dead', isFlapping: true } });
    expect(world.told).toHaveLength(1);
  });

  it('is told to be dead when it stays dead for ten minutes', async () => {
    const world = await flapping();
    await world.change({ orders: { status: 'Dead', isFlapping: true } });
    await world.pass(9 * MINUTE);
    expect(world.told).toHaveLength(1);
    await world.pass(MINUTE + 15 * SECOND);
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Controller orders is dead',
    ]);
  });

  it('keeps no timer when it is forgotten', async () => {
    const world = await flapping();
    world.registry.deleteHeartbeat('demo/apps/orders');
    await world.pass(MINUTE);
    expect(world.clock.timerCount).toBe(0);
  });
});
