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
import { SECOND } from './__testUtils__/apiWorld';
import { serverEntity, serverWorld } from './__testUtils__/serverWorld';

const mallory = 'user:default/mallory';

/** `pay` and `api` are down, `fine` is not; Mallory may not read what `pay` is behind. */
async function downWorld() {
  const world = await serverWorld({
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

describe('the action find-down-servers', () => {
  it('has those that are down, the latest first, and says why', async () => {
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

  it('can be narrowed, and says what is wrong with a filter', async () => {
    const { ask } = await downWorld();
    const { total, servers } = await ask('find-down-servers', { limit: 1 });
    expect([total, servers.length]).toEqual([2, 1]);
    const ofX = await ask('find-down-servers', { owner: 'x' });
    expect(ofX.servers).toMatchObject([{ name: 'pay' }]);
    await expect(ask('find-down-servers', { owner: 'group:' })).rejects.toThrow(
      'not an entity ref',
    );
  });

  it('tells no more than the list does', async () => {
    const { ask } = await downWorld();
    const answer = await ask('find-down-servers', {}, mallory);
    expect(answer.total).toBe(1);
    expect(JSON.stringify(answer)).not.toMatch(/pay|secret/);
  });
});

describe('the action explain-server', () => {
  it('says in words and numbers why', async () => {
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

  it('says what was known before, and that it goes to and fro', async () => {
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

  it('says the same of what is hidden and of what does not exist', async () => {
    const { ask } = await downWorld();
    for (const server of ['pay', 'nonsense']) {
      await expect(ask('explain-server', { server }, mallory)).rejects.toThrow(
        `There is no server ${server}, or you may not read it`,
      );
    }
  });
});

describe('every action on servers', () => {
  it.each([
    ['find-down-servers', {}],
    ['explain-server', { server: 'api' }],
  ])(
    '%s needs the permission heartbeat.read, and only reads',
    async (name, input) => {
      const { ask, permissions, actions } = await downWorld();
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
