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
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import { apiWorld, entity, SECOND } from './__testUtils__/apiWorld';

/** `b` is dead, `d` late, `c` was stopped, `a` and `e` are alive, `ghost` was never seen. */
async function mixedWorld() {
  const world = await apiWorld({
    entities: [
      entity('orders', 'a,b,ghost'),
      {
        ...entity('files', 'c', undefined, 'group:default/storage'),
        kind: 'Resource',
      },
    ],
  });
  const { see, remove, clock } = world;
  see('b', { holder: 'b-7f9' });
  clock.advance(10 * SECOND);
  see('d', { ref: { cluster: 'eu', namespace: 'infra', name: 'd' } });
  clock.advance(5 * SECOND);
  ['a', 'c', 'e'].forEach(name => see(name));
  remove('c');
  clock.advance(16 * SECOND);
  see('a');
  see('e');
  const names = async (query: string) =>
    (await world.get(`/v1/heartbeats?${query}`)).body.items.map(
      ({ controller }: Heartbeat) => controller,
    );
  return { ...world, names };
}

describe('the list of heartbeats', () => {
  it.each([
    ['', ['b', 'd', 'ghost', 'c', 'a', 'e']],
    ['sort=worst', ['b', 'd', 'ghost', 'c', 'a', 'e']],
    ['sort=name', ['a', 'b', 'c', 'd', 'e', 'ghost']],
    ['sort=since', ['b', 'd', 'a', 'c', 'e', 'ghost']],
    ['sort=age', ['ghost', 'b', 'd', 'c', 'a', 'e']],
  ])('sorted by "%s" is %j', async (query, expected) => {
    const { names } = await mixedWorld();
    expect(await names(query)).toEqual(expected);
  });

  it.each([
    ['status=Dead&status=Late', ['b', 'd']],
    ['cluster=eu', ['d']],
    ['cluster=eu&cluster=demo&namespace=apps', ['b', 'c', 'a', 'e']],
    ['owner=shop', ['b', 'ghost', 'a']],
    ['owner=group:default/shop&owner=storage', ['b', 'ghost', 'c', 'a']],
    ['system=checkout&kind=Resource', ['c']],
    ['text=B-7F9', ['b']],
    ['text=orders+ghost', ['ghost']],
    ['text=infra', ['d']],
    ['owner=shop&status=Alive', ['a']],
  ])('filtered by "%s" is %j', async (query, expected) => {
    const { names } = await mixedWorld();
    expect(await names(query)).toEqual(expected);
  });

  it('counts what the filters leave, and the statuses whether they are asked for or not', async () => {
    const { get } = await mixedWorld();
    const { body } = await get('/v1/heartbeats?owner=shop&status=Dead&limit=1');
    expect(body.total).toBe(1);
    expect(body.counts).toEqual({
      Dead: 1,
      Late: 0,
      Unknown: 0,
      NeverReported: 1,
      Stopped: 0,
      Alive: 1,
    });
  });

  it.each(['worst', 'name', 'since', 'age'])(
    'in pages sorted by %s is the list, each item once',
    async sort => {
      const { get, names } = await mixedWorld();
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const query = `sort=${sort}&limit=2${
          cursor ? `&cursor=${cursor}` : ''
        }`;
        const { body } = await get(`/v1/heartbeats?${query}`);
        expect(body.total).toBe(6);
        seen.push(...body.items.map((item: Heartbeat) => item.controller));
        cursor = body.nextCursor;
      } while (cursor);
      expect(seen).toEqual(await names(`sort=${sort}`));
    },
  );

  it('goes on where a page ended, though what stood there is gone', async () => {
    const { get, tracker, names, lease } = await mixedWorld();
    const { body } = await get('/v1/heartbeats?sort=name&limit=2');
    tracker.remove('demo/*/heartbeat/controller', lease('b').ref);
    expect(await names(`sort=name&limit=2&cursor=${body.nextCursor}`)).toEqual([
      'c',
      'd',
    ]);
  });

  it('names every parameter that is wrong, all at once', async () => {
    const { get } = await apiWorld();
    const { status, body } = await get(
      '/v1/heartbeats?status=Sick&limit=0&sort=best&namespace=a&namespace=b&owner=group:&stauts=Dead&constructor=1',
    );
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      'Query: status "Sick": not one of Dead, Late, Unknown, NeverReported, Stopped, Alive; ' +
        'namespace is given more than once; owner "group:": not an entity ref, as group:default/name; ' +
        'sort "best": not one of worst, name, since, age; limit is not a whole number from 1 to 1000; ' +
        'there is no parameter "stauts"; there is no parameter "constructor"',
    );
  });

  it.each([
    ['bm9uc2Vuc2U', 'cursor is not one that this API gave out'],
    [
      Buffer.from('["name",0,"a","a"]').toString('base64url'),
      'cursor is of a list sorted by name, not by worst',
    ],
  ])('refuses the cursor %s', async (cursor, words) => {
    const { get } = await apiWorld();
    const { status, body } = await get(`/v1/heartbeats?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(words);
  });

  it('follows each change of the verdict and of what is there', async () => {
    const { names, see, clock, remove } = await mixedWorld();
    clock.advance(31 * SECOND);
    see('d', { ref: { cluster: 'eu', namespace: 'infra', name: 'd' } });
    see('aa');
    remove('e');
    expect(await names('status=Dead&status=Alive')).toEqual([
      'a',
      'b',
      'e',
      'aa',
      'd',
    ]);
  });

  it('knows a controller by its new name within ten seconds', async () => {
    const { names, see, clock } = await mixedWorld();
    await names('');
    see('a', { controller: 'z' });
    clock.advance(10 * SECOND);
    expect(await names('sort=name')).toContain('z');
  });
});

describe('the validator', () => {
  const path = '/v1/heartbeats?limit=10';
  const user = mockCredentials.user.header();

  async function taggedWorld() {
    const world = await apiWorld({ entities: [entity('orders', 'a,ghost')] });
    world.see('a', { progress: { message: 'indexing' } });
    const { headers } = await world.get(path);
    const again = (to = path) =>
      world.get(to, user, { 'If-None-Match': headers.etag });
    return { ...world, headers, again };
  }

  it('is not for caches, which would hand out old ages as new ones', async () => {
    const { headers } = await taggedWorld();
    expect(headers['cache-control']).toBe('private, no-store');
    expect(headers.etag).toMatch(/^W\/".+"$/);
  });

  it('is the same while nothing but time has passed, and then the answer is 304', async () => {
    const { again, clock } = await taggedWorld();
    clock.advance(10 * SECOND);
    const { status, text } = await again();
    expect([status, text]).toEqual([304, '']);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof taggedWorld>>) => void]>([
    ['a renewal', ({ see }) => see('a', { progress: { message: 'indexing' } })],
    ['a verdict', ({ clock }) => clock.advance(20 * SECOND)],
    ['another controller', ({ see }) => see('b')],
    [
      'a place that is out of sight',
      ({ registry }) => registry.setClusterProblem('x', 'No clusters'),
    ],
  ])('is another one after %s', async (_, happen) => {
    const world = await taggedWorld();
    world.clock.advance(SECOND);
    happen(world);
    expect((await world.again()).status).toBe(200);
  });

  it('is another one for another page', async () => {
    const { again } = await taggedWorld();
    expect((await again('/v1/heartbeats?limit=1')).status).toBe(200);
  });

  it('is there for an entity, too', async () => {
    const { get, clock, see } = await taggedWorld();
    const one = '/v1/entities/component/default/orders';
    const { headers } = await get(one);
    const again = async () =>
      (await get(one, user, { 'If-None-Match': headers.etag })).status;
    clock.advance(SECOND);
    expect(await again()).toBe(304);
    see('a');
    expect(await again()).toBe(200);
  });

  it('still needs the permission: a 304 tells something, too', async () => {
    const { get, headers } = await taggedWorld();
    const { status } = await get(path, mockCredentials.none.header(), {
      'If-None-Match': headers.etag,
    });
    expect(status).toBe(401);
  });
});
