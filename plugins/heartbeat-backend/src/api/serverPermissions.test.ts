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

import { mockCredentials } from '@backstage/backend-test-utils';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import { SECOND } from './__testUtils__/apiWorld';
import { serverEntity, serverWorld } from './__testUtils__/serverWorld';

/**
 * `pay` stands behind an entity that Mallory may not read, `orders` behind one that
 * she may, `shared` behind both and `free` behind none; `mine` was named by the secret
 * one itself, and `lost` by one that the catalog does not tell of.
 */
async function secretWorld() {
  const world = await serverWorld({
    entities: [
      serverEntity(
        'secret',
        { 'heartbeat/server': 'pay,shared,hush', 'heartbeat/health-url': '#' },
        {},
        'group:default/x',
      ),
      serverEntity('open', { 'heartbeat/server': 'orders,shared' }),
    ],
  });
  ['pay', 'orders', 'shared', 'free'].forEach(name => world.turn(name));
  world.turn('mine', {
    bindings: [],
    entityRefs: ['component:default/secret'],
  });
  world.turn('lost', { bindings: [], entityRefs: ['component:default/gone'] });
  return { ...world, mallory: world.limited('mallory', ['open']) };
}

describe('a server behind entities that a caller may not read', () => {
  it('is left out of the list, and one behind none is not', async () => {
    const { names, mallory } = await secretWorld();
    const all = ['free', 'lost', 'mine', 'orders', 'pay', 'shared'];
    expect(await names()).toEqual(all);
    expect(await names('', mallory)).toEqual(['free', 'orders', 'shared']);
  });

  it('is not told of by counts, entities, problems and filters', async () => {
    const { get, names, mallory } = await secretWorld();
    const { body } = await get('/v1/servers?limit=3', mallory);
    expect(body.total).toBe(3);
    expect(body.counts.Healthy).toBe(3);
    expect(body.nextCursor).toBeUndefined();
    expect(JSON.stringify(body)).not.toMatch(/secret|pay|mine|lost|hush/);
    expect(await names('?owner=x', mallory)).toEqual([]);
    expect(await names('?text=secret', mallory)).toEqual([]);
    expect(await names('?owner=x&text=shared')).toEqual(['shared']);
    const told = await get('/v1/servers');
    expect(told.body.problems).toEqual([
      {
        kind: 'annotation',
        message: expect.stringContaining('there is no server "hush"'),
      },
    ]);
  });

  it('does not change the validator when it is checked', async () => {
    const { get, mallory, clock, check } = await secretWorld();
    const tag = async (path: string) => (await get(path, mallory)).headers.etag;
    const list = await tag('/v1/servers');
    const one = await tag('/v1/entities/component/default/open');
    clock.advance(SECOND);
    check('pay');
    expect(await tag('/v1/servers')).toBe(list);
    expect(await tag('/v1/entities/component/default/open')).toBe(one);
  });

  it('is told to nobody whose rights are not known', async () => {
    const { names, catalog, mallory } = await secretWorld();
    catalog.getEntities.mockRejectedValue(new Error('no route to host'));
    expect(await names('', mallory)).toEqual([]);
  });

  it('needs a token, and the permission', async () => {
    const { get, permissions } = await secretWorld();
    const none = mockCredentials.none.header();
    expect((await get('/v1/servers', none)).status).toBe(401);
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    expect((await get('/v1/servers')).status).toBe(403);
  });
});
