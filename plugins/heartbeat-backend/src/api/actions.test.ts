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
import { apiWorld, entity, SECOND } from './__testUtils__/apiWorld';

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

const mallory = 'user:default/mallory';

describe('the action find-dead-controllers', () => {
  it('has the dead, the latest first, with the arithmetic', async () => {
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

  it('can be narrowed, and says what is wrong with a filter', async () => {
    const { ask } = await deadWorld();
    const { controllers } = await ask('find-dead-controllers', { owner: 'x' });
    expect(controllers).toMatchObject([{ controller: 'pay' }]);
    await expect(
      ask('find-dead-controllers', { owner: 'group:' }),
    ).rejects.toThrow('not an entity ref');
  });

  it('tells no more than the list does', async () => {
    const { ask } = await deadWorld();
    const answer = await ask('find-dead-controllers', {}, mallory);
    expect(answer.total).toBe(1);
    expect(JSON.stringify(answer)).not.toMatch(/pay|secret/);
  });
});

describe('the action explain-controller', () => {
  it('says in words and numbers why', async () => {
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

  it('says the same of what is hidden and of what does not exist', async () => {
    const { ask } = await deadWorld();
    for (const controller of ['pay', 'nonsense']) {
      await expect(
        ask('explain-controller', { controller }, mallory),
      ).rejects.toThrow(
        `There is no controller ${controller}, or you may not read it`,
      );
    }
  });
});

describe('every action', () => {
  it.each([
    ['find-dead-controllers', {}],
    ['explain-controller', { controller: 'orders' }],
  ])(
    '%s needs the permission heartbeat.read, and only reads',
    async (name, input) => {
      const { ask, permissions, actions } = await deadWorld();
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
