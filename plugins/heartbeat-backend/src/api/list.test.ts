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
import type { Entity } from '@backstage/catalog-model';
import { SECOND } from '../__testUtils__/trackedWorld';
import {
  apiWorld,
  entity,
  nameOfItem,
  serverEntity,
} from './__testUtils__/apiWorld';

type World = Awaited<ReturnType<typeof apiWorld>>;

/** The names of a list, page by page. */
async function inPages(
  { get }: World,
  options: { list: string; limit: number; total: number },
): Promise<string[]> {
  const { list, limit, total } = options;
  const names: string[] = [];
  let cursor: string | undefined;
  do {
    const { body } = await get(
      `${list}&limit=${limit}${cursor ? `&cursor=${cursor}` : ''}`,
    );
    expect(body.total).toBe(total);
    names.push(...body.items.map(nameOfItem));
    cursor = body.nextCursor;
  } while (cursor);
  return names;
}

/** `b` is dead, `d` late, `c` was stopped, `a` and `e` are alive, `ghost` was never seen. */
async function mixedControllers() {
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
  return world;
}

/** `b` is down, `d` slow, `c` in maintenance, `a` and `e` are healthy. */
async function mixedServers() {
  const world = await apiWorld({
    entities: [
      serverEntity('orders', { 'heartbeat/server': 'a,b' }),
      serverEntity(
        'files',
        { 'heartbeat/server': 'c' },
        {},
        'group:default/storage',
      ),
    ],
  });
  const { turn, clock } = world;
  const timings = (totalMs?: number) => ({
    lastCheck: {
      monotonicMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
      timings: totalMs === undefined ? undefined : { totalMs },
    },
  });
  turn('e', { source: 'catalog', id: 'server:catalog/e', ...timings(3) });
  turn('a', { title: 'The Big One', ...timings(7) });
  clock.advance(10 * SECOND);
  turn('b', {
    status: 'Down',
    reason: 'connection-refused',
    message: 'b.example.com:443 refused the connection',
    ...timings(),
  });
  clock.advance(10 * SECOND);
  turn('d', {
    status: 'Degraded',
    reason: 'slow',
    provider: 'tcp',
    cluster: 'eu',
    ...timings(900),
  });
  clock.advance(SECOND);
  turn('c', { status: 'Maintenance', lastKnown: 'Healthy', ...timings(5) });
  return world;
}

/** What each kind has its own of in what is the same for all. */
interface Listed {
  route: string;
  entity: Entity;
  mixedWorld(): Promise<World>;
  total: number;
  sorts: string[];
  /** What queries find in the mixed world. */
  lists: Array<[string, string[]]>;
  bad: string;
  /** How many there are of each status behind what `shop` owns. */
  counts: Record<string, number>;
  /** Parameters that are wrong, and what is said of them. */
  wrong: string;
  words: string;
  /** A sign of life of one. */
  live(world: World, name: string): void;
  drop(world: World, name: string): void;
  /** What changes the validator. */
  changes: Array<[string, (world: World) => void]>;
}

const listedControllers: Listed = {
  route: '/v1/heartbeats',
  entity: entity('orders', 'a,ghost'),
  mixedWorld: mixedControllers,
  total: 6,
  sorts: ['worst', 'name', 'since', 'age'],
  lists: [
    ['', ['b', 'd', 'ghost', 'c', 'a', 'e']],
    ['sort=worst', ['b', 'd', 'ghost', 'c', 'a', 'e']],
    ['sort=name', ['a', 'b', 'c', 'd', 'e', 'ghost']],
    ['sort=since', ['b', 'd', 'a', 'c', 'e', 'ghost']],
    ['sort=age', ['ghost', 'b', 'd', 'c', 'a', 'e']],
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
  ],
  bad: 'Dead',
  counts: {
    Dead: 1,
    Late: 0,
    Unknown: 0,
    NeverReported: 1,
    Stopped: 0,
    Alive: 1,
  },
  wrong:
    'status=Sick&limit=0&sort=best&namespace=a&namespace=b&owner=group:&stauts=Dead&constructor=1',
  words:
    'Query: status "Sick": not one of Dead, Late, Unknown, NeverReported, Stopped, Alive; ' +
    'namespace is given more than once; owner "group:": not an entity ref, as group:default/name; ' +
    'sort "best": not one of worst, name, since, age; limit is not a whole number from 1 to 1000; ' +
    'there is no parameter "stauts"; there is no parameter "constructor"',
  live: ({ see }, name) => see(name, { progress: { message: 'indexing' } }),
  drop: ({ remove }, name) => remove(name),
  changes: [
    ['a renewal', ({ see }) => see('a', { progress: { message: 'indexing' } })],
    ['a verdict', ({ clock }) => clock.advance(20 * SECOND)],
    ['another controller', ({ see }) => see('b')],
    [
      'a place that is out of sight',
      ({ registry }) => registry.setClusterProblem('x', 'No clusters'),
    ],
  ],
};

const listedServers: Listed = {
  route: '/v1/servers',
  entity: serverEntity('orders', { 'heartbeat/server': 'a' }),
  mixedWorld: mixedServers,
  total: 5,
  sorts: ['worst', 'name', 'since', 'slowest'],
  lists: [
    ['', ['b', 'd', 'c', 'a', 'e']],
    ['sort=worst', ['b', 'd', 'c', 'a', 'e']],
    ['sort=name', ['a', 'b', 'c', 'd', 'e']],
    ['sort=since', ['c', 'd', 'b', 'a', 'e']],
    ['sort=slowest', ['d', 'a', 'c', 'e', 'b']],
    ['status=Down&status=Degraded', ['b', 'd']],
    ['source=catalog', ['e']],
    ['provider=tcp&provider=dns', ['d']],
    ['cluster=eu', ['d']],
    ['owner=storage', ['c']],
    ['owner=shop&owner=storage&status=Healthy', ['a']],
    ['system=checkout', ['b', 'c', 'a']],
    ['text=BIG+one', ['a']],
    ['text=e.example', ['e']],
    ['text=orders', ['b', 'a']],
  ],
  bad: 'Down',
  counts: {
    Down: 1,
    Degraded: 0,
    Unknown: 0,
    Maintenance: 0,
    Stopped: 0,
    Healthy: 1,
  },
  wrong: 'status=Dead&limit=0&sort=age&owner=group:&kind=component',
  words:
    'Query: status "Dead": not one of Down, Degraded, Unknown, Maintenance, Stopped, Healthy; ' +
    'owner "group:": not an entity ref, as group:default/name; ' +
    'sort "age": not one of worst, name, since, slowest; limit is not a whole number from 1 to 1000; ' +
    'there is no parameter "kind"',
  live: ({ check }, name) => check(name),
  drop: ({ servers: registry }, name) =>
    registry.delete(`server:config/${name}`),
  changes: [
    ['a check', ({ check }) => check('a')],
    ['a status', ({ turn }) => turn('a', { status: 'Down' })],
    ['another server', ({ turn }) => turn('b')],
  ],
};

describe.each([listedControllers, listedServers])('GET $route', kind => {
  const { route, sorts, lists, bad, counts } = kind;

  it.each(lists)('asked for "%s" has %j', async (query, expected) => {
    const { names } = await kind.mixedWorld();
    expect(await names(`${route}?${query}`)).toEqual(expected);
  });

  it('counts what the filters leave, and the statuses whether they are asked for or not', async () => {
    const { get } = await kind.mixedWorld();
    const { body } = await get(`${route}?owner=shop&status=${bad}&limit=1`);
    expect(body.total).toBe(1);
    expect(body.counts).toEqual(counts);
  });

  it.each(sorts)(
    'in pages sorted by %s is the list, each item once',
    async sort => {
      const world = await kind.mixedWorld();
      const list = `${route}?sort=${sort}`;
      const { total } = kind;
      expect(await inPages(world, { list, limit: 2, total })).toEqual(
        await world.names(list),
      );
    },
  );

  it('goes on where a page ended, though what stood there is gone', async () => {
    const world = await kind.mixedWorld();
    const page = `${route}?sort=name&limit=2`;
    const { body } = await world.get(page);
    kind.drop(world, 'b');
    expect(await world.names(`${page}&cursor=${body.nextCursor}`)).toEqual([
      'c',
      'd',
    ]);
  });

  it('names every parameter that is wrong, all at once', async () => {
    const { get } = await apiWorld();
    const { status, body } = await get(`${route}?${kind.wrong}`);
    expect(status).toBe(400);
    expect(body.error.message).toBe(kind.words);
  });

  it.each([
    ['bm9uc2Vuc2U', 'cursor is not one that this API gave out'],
    [
      Buffer.from('["name",0,"a","a"]').toString('base64url'),
      'cursor is of a list sorted by name, not by worst',
    ],
  ])('refuses the cursor %s', async (cursor, words) => {
    const { get } = await apiWorld();
    const { status, body } = await get(`${route}?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(words);
  });
});

describe.each([listedControllers, listedServers])(
  'the validator of $route',
  kind => {
    const { route, live, changes } = kind;
    const path = `${route}?limit=10`;
    const user = mockCredentials.user.header();

    async function taggedWorld() {
      const world = await apiWorld({ entities: [kind.entity] });
      live(world, 'a');
      live(world, 'other');
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

    it.each(changes)('is another one after %s', async (_, happen) => {
      const world = await taggedWorld();
      world.clock.advance(SECOND);
      happen(world);
      expect((await world.again()).status).toBe(200);
    });

    it('is another one for another page', async () => {
      const { again } = await taggedWorld();
      expect((await again(`${route}?limit=1`)).status).toBe(200);
    });

    it('is there for an entity, too, and heeds what stands behind it', async () => {
      const world = await taggedWorld();
      const one = '/v1/entities/component/default/orders';
      const { headers } = await world.get(one);
      const again = async () =>
        (await world.get(one, user, { 'If-None-Match': headers.etag })).status;
      world.clock.advance(SECOND);
      live(world, 'other');
      expect(await again()).toBe(304);
      live(world, 'a');
      expect(await again()).toBe(200);
    });

    it('still needs the permission: a 304 tells something, too', async () => {
      const { get, headers } = await taggedWorld();
      const { status } = await get(path, mockCredentials.none.header(), {
        'If-None-Match': headers.etag,
      });
      expect(status).toBe(401);
    });
  },
);

describe('the list of heartbeats', () => {
  it('follows each change of the verdict and of what is there', async () => {
    const { names, see, clock, remove } = await mixedControllers();
    clock.advance(31 * SECOND);
    see('d', { ref: { cluster: 'eu', namespace: 'infra', name: 'd' } });
    see('aa');
    remove('e');
    expect(await names('/v1/heartbeats?status=Dead&status=Alive')).toEqual([
      'a',
      'b',
      'aa',
      'd',
    ]);
  });

  it('knows a controller by its new name within ten seconds', async () => {
    const { names, see, clock } = await mixedControllers();
    await names('/v1/heartbeats');
    see('a', { controller: 'z' });
    clock.advance(10 * SECOND);
    expect(await names('/v1/heartbeats?sort=name')).toContain('z');
  });
});

describe('the list of servers', () => {
  it('has every server, worst first, with its ages and the entities that it stands behind', async () => {
    const { get, clock } = await mixedServers();
    clock.advance(4 * SECOND);
    const { status, body } = await get('/v1/servers');
    expect(status).toBe(200);
    expect(body.observedAt).toBe('2026-11-22T12:00:25.000Z');
    expect(body.items[0]).toEqual({
      id: 'server:config/b',
      name: 'b',
      source: 'config',
      provider: 'http',
      target: 'https://b.example.com/health',
      status: 'Down',
      reason: 'connection-refused',
      message: 'b.example.com:443 refused the connection',
      since: { at: '2026-11-22T12:00:10.000Z', ageMs: 15_000 },
      lastCheck: { at: '2026-11-22T12:00:10.000Z', ageMs: 15_000 },
      intervalMs: 30_000,
      entities: [
        expect.objectContaining({ entityRef: 'component:default/orders' }),
      ],
    });
    expect(body.total).toBe(5);
    expect(body.counts).toEqual({
      Down: 1,
      Degraded: 1,
      Unknown: 0,
      Maintenance: 1,
      Stopped: 0,
      Healthy: 2,
    });
    expect(body.problems).toEqual([]);
  });

  it('sorts by the check that was last within five seconds, though no status has changed by it', async () => {
    const { names, check, clock } = await mixedServers();
    await names('/v1/servers?sort=slowest');
    clock.advance(5 * SECOND);
    check('e', {
      id: 'server:catalog/e',
      source: 'catalog',
      lastCheck: {
        monotonicMs: clock.monotonicMs(),
        wallMs: clock.wallMs(),
        timings: { totalMs: 5_000 },
      },
    });
    expect((await names('/v1/servers?sort=slowest'))[0]).toBe('e');
  });

  it('follows each change: another status, a new server, one that is gone', async () => {
    const { names, turn, check, servers } = await mixedServers();
    await names('/v1/servers');
    turn('a', { status: 'Down' });
    turn('f');
    servers.delete('server:config/b');
    expect(await names('/v1/servers')).toEqual(['a', 'd', 'c', 'e', 'f']);
    check('g');
    expect(await names('/v1/servers')).toEqual(['a', 'd', 'c', 'e', 'f', 'g']);
  });

  it('has what other replicas check, and the new title of a server at once', async () => {
    const { get, servers, serverOf, names, clock } = await mixedServers();
    servers.setElsewhere(
      serverOf('far', { sinceMonotonicMs: clock.monotonicMs() + 50 }),
    );
    const { body } = await get('/v1/servers?text=far');
    expect(body.items).toMatchObject([{ name: 'far', since: { ageMs: 0 } }]);
    expect(body.items[0]).not.toHaveProperty('isElsewhere');
    servers.setElsewhere(serverOf('far', { title: 'Distant' }));
    expect(await names('/v1/servers?text=distant')).toEqual(['far']);
  });

  it.each(listedServers.sorts)(
    'has ten thousand in pages sorted by %s, each once',
    async sort => {
      const world = await apiWorld();
      const { turn, clock } = world;
      const total = 10_000;
      for (let i = 0; i < total; i++) {
        turn(`server-${i}`, {
          status: i % 100 === 0 ? 'Down' : 'Healthy',
          sinceWallMs: clock.wallMs() - (i % 7) * SECOND,
          lastCheck: {
            monotonicMs: 0,
            wallMs: clock.wallMs(),
            timings: { totalMs: i % 13 },
          },
        });
      }
      const list = `/v1/servers?sort=${sort}`;
      const seen = await inPages(world, { list, limit: 1_000, total });
      expect(new Set(seen).size).toBe(total);
      expect(seen).toEqual(await world.names(list));
    },
  );

  it('says so while the monitor has no network itself, and which sources do not work', async () => {
    const { get, clock, limited } = await apiWorld({
      more: {
        monitor: () => ({
          checkers: [],
          servers: { known: 0, checkedHere: 0 },
          shards: { total: 16, heldHere: 16 },
          checks: { done: 0, skipped: 0, running: 0, waiting: 0, abandoned: 0 },
          problems: [
            {
              name: 'source catalog',
              message: 'component:default/secret: not allowed',
              since: { monotonicMs: 5_000 },
            },
            {
              name: 'source catalog',
              message: 'component:default/secret-2: not allowed',
              since: { monotonicMs: 5_000 },
            },
          ],
          networkDown: {
            message: 'None of 3 references answers',
            since: { monotonicMs: 5_000 },
          },
        }),
      },
    });
    clock.advance(SECOND);
    const { body } = await get('/v1/servers');
    expect(body.networkDown).toEqual({
      at: '2026-11-22T12:00:00.000Z',
      ageMs: SECOND,
      message: 'None of 3 references answers',
    });
    expect(body.problems).toEqual([
      { kind: 'servers', message: 'component:default/secret: not allowed' },
      { kind: 'servers', message: 'component:default/secret-2: not allowed' },
    ]);
    const other = await get('/v1/servers', limited('mallory', []));
    expect(other.body.problems).toEqual([
      {
        kind: 'servers',
        message: expect.stringContaining('The source catalog does not work'),
      },
    ]);
    expect(JSON.stringify(other.body)).not.toContain('secret');
  });
});
