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
import type { Server } from 'backstage-plugin-heartbeat-common';
import { SECOND } from './__testUtils__/apiWorld';
import { serverEntity, serverWorld } from './__testUtils__/serverWorld';

const everything = mockCredentials.user.header();

/** `b` is down, `d` slow, `c` in maintenance, `a` and `e` are healthy. */
async function mixedWorld() {
  const world = await serverWorld({
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

describe('GET /v1/servers', () => {
  it('has every server, worst first, with its ages and the entities that it stands behind', async () => {
    const { get, clock } = await mixedWorld();
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

  it.each([
    ['', ['b', 'd', 'c', 'a', 'e']],
    ['?sort=worst', ['b', 'd', 'c', 'a', 'e']],
    ['?sort=name', ['a', 'b', 'c', 'd', 'e']],
    ['?sort=since', ['c', 'd', 'b', 'a', 'e']],
    ['?sort=slowest', ['d', 'a', 'c', 'e', 'b']],
    ['?status=Down&status=Degraded', ['b', 'd']],
    ['?source=catalog', ['e']],
    ['?provider=tcp&provider=dns', ['d']],
    ['?cluster=eu', ['d']],
    ['?owner=storage', ['c']],
    ['?owner=shop&owner=storage&status=Healthy', ['a']],
    ['?system=checkout', ['b', 'c', 'a']],
    ['?text=BIG+one', ['a']],
    ['?text=e.example', ['e']],
    ['?text=orders', ['b', 'a']],
  ])('asked for "%s" has %j', async (query, expected) => {
    const { names } = await mixedWorld();
    expect(await names(query)).toEqual(expected);
  });

  it('sorts by the check that was last within five seconds, though no status has changed by it', async () => {
    const { names, check, clock } = await mixedWorld();
    await names('?sort=slowest');
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
    expect((await names('?sort=slowest'))[0]).toBe('e');
  });

  it('follows each change: another status, a new server, one that is gone', async () => {
    const { names, turn, check, servers } = await mixedWorld();
    await names();
    turn('a', { status: 'Down' });
    turn('f');
    servers.delete('server:config/b');
    expect(await names()).toEqual(['a', 'd', 'c', 'e', 'f']);
    check('g');
    expect(await names()).toEqual(['a', 'd', 'c', 'e', 'f', 'g']);
  });

  it('has what other replicas check, and the new title of a server at once', async () => {
    const { get, servers, serverOf, names, clock } = await mixedWorld();
    servers.setElsewhere(
      serverOf('far', { sinceMonotonicMs: clock.monotonicMs() + 50 }),
    );
    const { body } = await get('/v1/servers?text=far');
    expect(body.items).toMatchObject([{ name: 'far', since: { ageMs: 0 } }]);
    expect(body.items[0]).not.toHaveProperty('isElsewhere');
    servers.setElsewhere(serverOf('far', { title: 'Distant' }));
    expect(await names('?text=distant')).toEqual(['far']);
  });

  it('names every parameter that is wrong, all at once', async () => {
    const { get } = await serverWorld();
    const { status, body } = await get(
      '/v1/servers?status=Dead&limit=0&sort=age&owner=group:&kind=component',
    );
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      'Query: status "Dead": not one of Down, Degraded, Unknown, Maintenance, Stopped, Healthy; ' +
        'owner "group:": not an entity ref, as group:default/name; ' +
        'sort "age": not one of worst, name, since, slowest; limit is not a whole number from 1 to 1000; ' +
        'there is no parameter "kind"',
    );
  });

  it.each([
    ['bm9uc2Vuc2U', 'cursor is not one that this API gave out'],
    [
      Buffer.from('["name",0,"a","a"]').toString('base64url'),
      'cursor is of a list sorted by name, not by worst',
    ],
  ])('refuses the cursor %s', async (cursor, words) => {
    const { get } = await serverWorld();
    const { status, body } = await get(`/v1/servers?cursor=${cursor}`);
    expect(status).toBe(400);
    expect(body.error.message).toContain(words);
  });

  it.each(['worst', 'name', 'since', 'slowest'])(
    'has ten thousand in pages sorted by %s, each once',
    async sort => {
      const { get, turn, names, clock } = await serverWorld();
      for (let i = 0; i < 10_000; i++) {
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
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const { body } = await get(
          `/v1/servers?sort=${sort}&limit=1000${
            cursor ? `&cursor=${cursor}` : ''
          }`,
        );
        expect(body.total).toBe(10_000);
        seen.push(...body.items.map(({ name }: Server) => name));
        cursor = body.nextCursor;
      } while (cursor);
      expect(new Set(seen).size).toBe(10_000);
      expect(seen).toEqual(await names(`?sort=${sort}`));
    },
  );

  it('says so while the monitor has no network itself, and which sources do not work', async () => {
    const { get, clock, limited } = await serverWorld({
      more: () => ({
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
      }),
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

describe('the validator of servers', () => {
  const path = '/v1/servers?limit=10';

  async function taggedWorld() {
    const world = await serverWorld();
    world.turn('a');
    const { headers } = await world.get(path);
    return {
      ...world,
      again: () =>
        world.get(path, everything, { 'If-None-Match': headers.etag }),
    };
  }

  it('is the same while nothing but time has passed, and then the answer is 304', async () => {
    const { again, clock } = await taggedWorld();
    clock.advance(10 * SECOND);
    const { status, text } = await again();
    expect([status, text]).toEqual([304, '']);
  });

  it.each<[string, (world: Awaited<ReturnType<typeof taggedWorld>>) => void]>([
    ['a check', ({ check }) => check('a')],
    ['a status', ({ turn }) => turn('a', { status: 'Down' })],
    ['another server', ({ turn }) => turn('b')],
  ])('is another one after %s', async (_, happen) => {
    const world = await taggedWorld();
    world.clock.advance(SECOND);
    happen(world);
    expect((await world.again()).status).toBe(200);
  });
});
