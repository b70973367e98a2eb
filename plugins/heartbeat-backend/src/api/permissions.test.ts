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
import { SECOND } from '../__testUtils__/trackedWorld';
import { apiWorld, entity, serverEntity } from './__testUtils__/apiWorld';

const everything = mockCredentials.user.header();

/**
 * `pay` belongs to an entity that Mallory may not read, `orders` to one that she
 * may, `shared` to both, and `free` to none; `ghost` is expected by the secret one.
 */
async function secretControllers() {
  const world = await apiWorld({
    entities: [
      entity('secret', 'pay,shared,ghost,', 'apps/by-place', 'group:default/x'),
      entity('open', 'orders,shared'),
    ],
  });
  ['pay', 'orders', 'shared', 'free', 'by-place'].forEach(name =>
    world.see(name),
  );
  return {
    ...world,
    mallory: world.limited('mallory', ['open']),
    names: (authorization: string, query = '') =>
      world.names(`/v1/heartbeats${query}`, authorization),
    /** Signs of life of what is secret. */
    stir() {
      world.see('pay');
      world.see('by-place', { holder: 'another' });
    },
  };
}

/** The same of servers; `mine` was named by the secret one itself, and `lost` by one that the catalog does not tell of. */
async function secretServers() {
  const world = await apiWorld({
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
  return {
    ...world,
    mallory: world.limited('mallory', ['open']),
    names: (authorization: string, query = '') =>
      world.names(`/v1/servers${query}`, authorization),
    stir: () => world.check('pay'),
  };
}

describe.each([
  {
    plural: 'controllers',
    setUp: secretControllers,
    route: '/v1/heartbeats',
    all: ['ghost', 'by-place', 'free', 'orders', 'pay', 'shared'],
    counts: { Alive: 3, NeverReported: 0 },
    secrets: /secret|pay|ghost|by-place/,
    problem: 'an empty name',
  },
  {
    plural: 'servers',
    setUp: secretServers,
    route: '/v1/servers',
    all: ['free', 'lost', 'mine', 'orders', 'pay', 'shared'],
    counts: { Healthy: 3 },
    secrets: /secret|pay|mine|lost|hush/,
    problem: 'there is no server "hush"',
  },
])('$plural that belong to entities that a caller may not read', kind => {
  const { setUp, route, all, counts, secrets, problem } = kind;

  it('are left out of the list, and what belongs to none is not', async () => {
    const { names, mallory } = await setUp();
    expect(await names(everything)).toEqual(all);
    expect(await names(mallory)).toEqual(['free', 'orders', 'shared']);
  });

  it('are not told of by the counts, the entities or the problems of the list', async () => {
    const { get, mallory } = await setUp();
    const { body } = await get(`${route}?limit=3`, mallory);
    expect(body.total).toBe(3);
    expect(body.counts).toMatchObject(counts);
    expect(body.nextCursor).toBeUndefined();
    expect(body.problems).toEqual([]);
    expect(JSON.stringify(body)).not.toMatch(secrets);
    expect((await get(route, everything)).body.problems).toEqual([
      { kind: 'annotation', message: expect.stringContaining(problem) },
    ]);
  });

  it('cannot be found out by filters', async () => {
    const { names, mallory } = await setUp();
    expect(await names(mallory, '?text=secret')).toEqual([]);
    expect(await names(mallory, '?owner=x')).toEqual([]);
    expect(await names(everything, '?owner=x&text=shared')).toEqual(['shared']);
  });

  it('do not change the validator when they give a sign of life', async () => {
    const { get, mallory, clock, stir } = await setUp();
    const tag = async (path: string) => (await get(path, mallory)).headers.etag;
    const list = await tag(route);
    const one = await tag('/v1/entities/component/default/open');
    clock.advance(SECOND);
    stir();
    expect(await tag(route)).toBe(list);
    expect(await tag('/v1/entities/component/default/open')).toBe(one);
  });

  it('are told to nobody whose rights are not known, before the catalog has answered once', async () => {
    const { names, mallory, catalog } = await setUp();
    catalog.getEntities.mockRejectedValue(new Error('no route to host'));
    expect(await names(mallory)).toEqual([]);
    expect(await names(everything)).toEqual(
      all.filter(name => name !== 'ghost'),
    );
  });
});

describe('a controller that belongs to entities that a caller may not read', () => {
  it('is left out of the view that Kargo has', async () => {
    const { get, mallory } = await secretControllers();
    const { body } = await get('/v1/controller-heartbeats', mallory);
    expect(Object.keys(body.heartbeats)).toEqual(['free', 'orders', 'shared']);
  });

  it('is not there as an entity, in the words for one that does not exist', async () => {
    const { get, mallory } = await secretControllers();
    const ask = async (name: string) => {
      const path = `/v1/entities/component/default/${name}`;
      const { status, body } = await get(path, mallory);
      return { status, message: body.error.message.replace(name, '') };
    };
    expect(await ask('secret')).toEqual(await ask('nonsense'));
  });

  it('is no disruption that can be counted', async () => {
    const disruption = {
      cluster: 'demo',
      sinceMonotonicMs: 5_000,
      sinceWallMs: Date.parse('2026-11-22T12:00:00Z'),
      count: 4,
    };
    const { get, mallory, clock, registry } = await secretControllers();
    registry.setDisruption('demo', disruption);
    clock.advance(SECOND);
    const told = { cluster: 'demo', at: '2026-11-22T12:00:00.000Z' };
    const of = async (caller: string) =>
      (await get('/v1/heartbeats', caller)).body.disruptions;
    expect(await of(mallory)).toEqual([{ ...told, ageMs: 1000 }]);
    expect(await of(everything)).toEqual([{ ...told, ageMs: 1000, count: 4 }]);
  });
});

describe('what is kept of a caller', () => {
  it('is kept from all others', async () => {
    const { names, limited, mallory } = await secretControllers();
    const alice = limited('alice', ['secret']);
    expect(await names(mallory)).toEqual(['free', 'orders', 'shared']);
    expect(await names(alice)).toEqual(
      expect.arrayContaining(['ghost', 'by-place', 'pay', 'shared', 'free']),
    );
    expect(await names(everything)).toHaveLength(6);
    expect(await names(mallory)).toEqual(['free', 'orders', 'shared']);
  });

  it('is asked again after five seconds, so that a right that is taken away is gone', async () => {
    const { names, limited, clock } = await secretControllers();
    const bob = limited('bob', ['secret', 'open']);
    expect(await names(bob)).toHaveLength(6);
    limited('bob', []);
    clock.advance(5 * SECOND);
    expect(await names(bob)).toEqual(['free']);
  });

  it('costs the catalog nothing for those who may read everything, and one question for others', async () => {
    const { names, mallory, catalog } = await secretControllers();
    await names(everything);
    expect(catalog.getEntities).toHaveBeenCalledTimes(1);
    await names(mallory);
    await names(mallory);
    await names(everything);
    expect(catalog.getEntities).toHaveBeenCalledTimes(2);
    expect(catalog.getEntities).toHaveBeenLastCalledWith(
      {
        filter: expect.anything(),
        fields: expect.not.arrayContaining(['relations']),
      },
      { credentials: mockCredentials.user('user:default/mallory') },
    );
  });

  it('is nothing where the policy denies everything, and nobody is asked', async () => {
    const { names, permissions, catalog } = await secretControllers();
    permissions.authorizeConditional.mockResolvedValue([
      { result: AuthorizeResult.DENY },
    ]);
    expect(await names(everything)).toEqual(['free']);
    expect(catalog.getEntities).toHaveBeenCalledTimes(1);
  });

  it('is not the permission heartbeat.read, which is asked for each time', async () => {
    const { get, permissions } = await secretControllers();
    await get('/v1/heartbeats');
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    expect((await get('/v1/heartbeats')).status).toBe(403);
  });
});

describe('while the catalog does not answer', () => {
  it('Kargo is told nothing where rights depend on it, before it has answered once', async () => {
    const { get, mallory, catalog } = await secretControllers();
    catalog.getEntities.mockRejectedValue(new Error('no route to host'));
    const { status, body } = await get('/v1/controller-heartbeats', mallory);
    expect(status).toBe(503);
    expect(body.error.message).toContain('no route to host');
  });

  it('what was known stays in force: what belongs to none is told', async () => {
    const { get, names, mallory, catalog, clock } = await secretControllers();
    await names(mallory);
    catalog.getEntities.mockRejectedValue(new Error('no route to host'));
    clock.advance(10 * SECOND);
    expect(await names(mallory)).toEqual(['free']);
    const { body } = await get('/v1/heartbeats', mallory);
    expect(body.problems).toEqual([
      { kind: 'catalog', message: expect.stringContaining('no route to host') },
    ]);
  });

  it('asks it again, and tells all when it answers', async () => {
    const { names, mallory, catalog, clock } = await secretControllers();
    catalog.getEntities.mockRejectedValueOnce(new Error('no route to host'));
    expect(await names(mallory)).not.toContain('orders');
    clock.advance(10 * SECOND);
    await names(mallory);
    expect(await names(mallory)).toEqual(['free', 'orders', 'shared']);
  });
});
