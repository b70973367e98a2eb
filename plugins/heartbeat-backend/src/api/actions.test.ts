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

import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { SECOND } from '../__testUtils__/trackedWorld';
import { apiWorld, entity, serverEntity } from './__testUtils__/apiWorld';

const mallory = 'user:default/mallory';

/** `pay` died before `orders`; Mallory may not read what `pay` is behind. */
async function deadWorld() {
  const world = await apiWorld({
    entities: [
      entity('secret', 'pay', undefined, 'group:default/x'),
      entity('open', 'orders'),
    ],
  });
  const { see, clock } = world;
  see('pay');
  see('orders');
  clock.advance(10 * SECOND);
  see('orders');
  see('pay');
  clock.advance(10 * SECOND);
  see('orders');
  for (const seconds of [10, 10, 11]) {
    // one that lives: when all fall silent, it is a disruption and no death
    see('fine');
    clock.advance(seconds * SECOND);
  }
  world.limited('mallory', ['open']);
  return world;
}

/** `pay` and `api` are down, `fine` is not; Mallory may not read what `pay` is behind. */
async function downWorld() {
  const world = await apiWorld({
    entities: [
      serverEntity(
        'secret',
        { 'heartbeat/server': 'pay' },
        {},
        'group:default/x',
      ),
      serverEntity('open', {
        'heartbeat/server': 'api',
        'heartbeat/runbook': 'https://runbooks.example/api',
      }),
    ],
  });
  const { turn, clock } = world;
  turn('fine');
  turn('pay', { status: 'Down' });
  clock.advance(10 * SECOND);
  turn('api', {
    title: 'The API',
    status: 'Down',
    reason: 'connection-refused',
    message: 'api.example.com:443 refused the connection',
    pending: { status: 'Healthy', count: 1, needed: 2 },
  });
  clock.advance(5 * SECOND);
  world.limited('mallory', ['open']);
  return world;
}

const explanation =
  'The API (http https://api.example.com/health) is Down since 2026-11-22T12:00:10.000Z: connection-refused. ' +
  'api.example.com:443 refused the connection. ' +
  'The last check was 5 s ago and took 20 ms; it is asked every 30 s. ' +
  '1 of 2 checks in a row that make it Healthy have come in. ' +
  'Runbook of component:default/open: https://runbooks.example/api';

describe.each([
  {
    world: deadWorld,
    find: 'find-dead-controllers',
    explain: 'explain-controller',
    plural: 'controllers',
    idKey: 'controller',
    latest: 'orders',
  },
  {
    world: downWorld,
    find: 'find-down-servers',
    explain: 'explain-server',
    plural: 'servers',
    idKey: 'server',
    latest: 'api',
  },
])('the actions on $plural', kind => {
  const { world: setUp, find, explain, plural, idKey, latest } = kind;

  it('find can be narrowed, and says what is wrong with a filter', async () => {
    const { ask } = await setUp();
    const one = await ask(find, { limit: 1 });
    expect([one.total, one[plural].length]).toEqual([2, 1]);
    const ofX = await ask(find, { owner: 'x' });
    expect(ofX[plural]).toHaveLength(1);
    expect(ofX[plural][0].id).toMatch(/\/pay$/);
    await expect(ask(find, { owner: 'group:' })).rejects.toThrow(
      'not an entity ref',
    );
  });

  it('find tells no more than the list does', async () => {
    const { ask } = await setUp();
    const answer = await ask(find, {}, mallory);
    expect(answer.total).toBe(1);
    expect(JSON.stringify(answer)).not.toMatch(/pay|secret/);
  });

  it('explain says the same of what is hidden and of what does not exist', async () => {
    const { ask } = await setUp();
    for (const name of ['pay', 'nonsense']) {
      await expect(ask(explain, { [idKey]: name }, mallory)).rejects.toThrow(
        `There is no ${idKey} ${name}, or you may not read it`,
      );
    }
  });

  it.each([
    [find, {}],
    [explain, { [idKey]: latest }],
  ])(
    '%s needs the permission heartbeat.read, and only reads',
    async (name, input) => {
      const { ask, permissions, actions } = await setUp();
      const { actions: listed } = await actions.list();
      expect(
        listed.find(action => action.name === name)?.attributes,
      ).toMatchObject({ readOnly: true, destructive: false });
      permissions.authorize.mockResolvedValue([
        { result: AuthorizeResult.DENY },
      ]);
      await expect(ask(name, input)).rejects.toThrow('heartbeat.read');
    },
  );
});

describe('the actions on dead controllers', () => {
  it('find has the dead, the latest first, with the arithmetic', async () => {
    const { ask } = await deadWorld();
    const { total, controllers } = await ask('find-dead-controllers', {});
    expect(total).toBe(2);
    expect(controllers).toMatchObject([
      {
        controller: 'orders',
        lastHeartbeatAgeMs: 31_000,
        entities: ['component:default/open'],
        explanation: expect.stringContaining(
          '31 s silent; late after 20 s, dead after 30 s + 1 s; usual gap 10 s.',
        ),
      },
      { controller: 'pay' },
    ]);
  });

  it('explain says in words and numbers why', async () => {
    const { ask } = await deadWorld();
    const { controllers } = await ask('explain-controller', {
      controller: 'orders',
    });
    expect(controllers).toMatchObject([
      {
        status: 'Dead',
        explanation:
          'orders is Dead since 2026-11-22T12:00:51.000Z. ' +
          '31 s silent; late after 20 s, dead after 30 s + 1 s; usual gap 10 s. ' +
          'Its last heartbeat was seen 31 s ago. ' +
          'Runbook of component:default/open: https://runbooks.example/shop',
        evidence: { silentForMs: 31_000, deadAfterMs: 31_000 },
      },
    ]);
  });
});

describe('the actions on servers that are down', () => {
  it('find has those that are down, the latest first, and says why', async () => {
    const { ask } = await downWorld();
    const { total, servers, problems } = await ask('find-down-servers', {});
    expect(total).toBe(2);
    expect(servers).toMatchObject([
      {
        id: 'server:config/api',
        reason: 'connection-refused',
        entities: ['component:default/open'],
        explanation,
      },
      { name: 'pay' },
    ]);
    expect(problems).toEqual([]);
  });

  it('explain says in words and numbers why', async () => {
    const { ask } = await downWorld();
    const { servers } = await ask('explain-server', { server: 'api' });
    expect(servers).toEqual([
      {
        id: 'server:config/api',
        name: 'api',
        status: 'Down',
        explanation,
        timings: { connectMs: 1.5, totalMs: 20 },
      },
    ]);
  });

  it('explain says what was known before, and that it goes to and fro', async () => {
    const { ask, turn } = await downWorld();
    turn('lost', {
      status: 'Unknown',
      reason: 'network-down',
      message: 'We have no network.',
      lastKnown: 'Healthy',
      lastCheck: undefined,
      isFlapping: true,
    });
    const { servers } = await ask('explain-server', {
      server: 'server:config/lost',
    });
    expect(servers[0].explanation).toContain(
      'network-down. We have no network. It was Healthy before. No check has come to an end yet; it is asked every 30 s. It goes to and fro',
    );
  });
});
