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

import { mockCredentials, TestDatabases } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import {
  LIVENESS_MEANINGS,
  SERVER_MEANINGS,
  type HistoryTransition,
  type LatencyHour,
} from 'backstage-plugin-heartbeat-common';
import { HOUR, MINUTE, SECOND } from '../__testUtils__/trackedWorld';
import type { StandingOf } from '../history';
import { TestHistory } from '../history/__testUtils__/TestHistory';
import { apiWorld, entity, serverEntity } from './__testUtils__/apiWorld';
import type { ApiOptions } from './createApi';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const standingOf: StandingOf = (status, kind) =>
  Object.entries({
    ...(kind === 'server' ? SERVER_MEANINGS : LIVENESS_MEANINGS),
  }).find(([name]) => name === status)?.[1].standing ?? 'unknown';

const hour: LatencyHour = {
  from: '2026-11-22T11:00:00.000Z',
  count: 120,
  p50Ms: 10,
  p95Ms: 20,
  p99Ms: 30,
  maxMs: 40,
};

/** An API over a history that a test writes; Mallory may read `open` only. */
async function historyWorld(
  entities: Entity[],
  more: Partial<ApiOptions> = {},
) {
  const history = await TestHistory.create({
    databases,
    id: 'SQLITE_3',
    standingOf,
  });
  const recorder = history.replica('a');
  const world = await apiWorld({
    entities,
    clock: history.clock,
    more: { history: history.reader, ...more },
  });
  return {
    ...world,
    record: (kind: string, ids: string[], status: string) =>
      recorder.record(
        ids.map(id => ({
          subject: {
            ...{ id, kind, name: id.slice(id.lastIndexOf('/') + 1) },
            cluster: kind === 'controller' ? 'demo' : undefined,
          },
          status,
          agoMs: 0,
          sightAgoMs: 24 * HOUR,
        })),
      ),
    mallory: world.limited('mallory', ['open']),
    told: async (query: string, authorization?: string) =>
      (
        await world.get(`/v1/transitions?${query}`, authorization)
      ).body.items.map(({ name, to }: HistoryTransition) => `${name} ${to}`),
  };
}

/**
 * Two hours in which `pay`, `orders` and `gone` were alive, then dead for half an
 * hour; `gone` is not observed any more, and Mallory may not read what `pay` is behind.
 */
async function pastControllers() {
  const world = await historyWorld([
    entity('secret', 'pay'),
    entity('open', 'orders,ghost'),
    entity('idle', 'ghost'),
  ]);
  const record = (status: string) =>
    world.record(
      'controller',
      ['pay', 'orders', 'gone'].map(name => `demo/apps/${name}`),
      status,
    );
  await record('Alive');
  world.clock.advance(90 * MINUTE);
  await record('Dead');
  world.clock.advance(30 * MINUTE);
  await record('Alive');
  world.see('pay');
  world.see('orders');
  return world;
}

/**
 * Two hours in which the servers `pay` and `api` were healthy, then half an hour
 * down, and the controller `orders` alive. Mallory may not read what `pay` is behind.
 */
async function pastServers() {
  const asked: object[] = [];
  const open = entity('open', 'orders');
  const world = await historyWorld(
    [
      serverEntity('secret', { 'heartbeat/server': 'pay' }),
      serverEntity('open', {
        ...open.metadata.annotations,
        'heartbeat/server': 'api',
      }),
    ],
    {
      latency: {
        async hours(query) {
          asked.push(query);
          return [hour];
        },
      },
    },
  );
  const record = (status: string) =>
    world.record('server', ['server:config/pay', 'server:config/api'], status);
  await record('Healthy');
  await world.record('controller', ['demo/apps/orders'], 'Alive');
  world.clock.advance(90 * MINUTE);
  await record('Down');
  world.clock.advance(30 * MINUTE);
  await record('Degraded');
  world.turn('pay');
  world.turn('api');
  world.see('orders');
  return { ...world, asked };
}

describe.each([
  {
    plural: 'controllers',
    setUp: pastControllers,
    id: 'demo/apps/',
    own: 'orders',
    story: ['orders Alive', 'orders Dead', 'orders Alive'],
    behindOpen: ['orders Alive', 'orders Dead'],
    // what is gone is in it
    all: [
      'pay Alive',
      'pay Dead',
      'orders Alive',
      'orders Dead',
      'gone Alive',
      'gone Dead',
    ],
    routes: ['transitions', 'availability', 'timeline'],
  },
  {
    plural: 'servers',
    setUp: pastServers,
    id: 'server:config/',
    own: 'api',
    story: ['api Degraded', 'api Down', 'api Healthy'],
    behindOpen: ['api Degraded', 'api Down', 'api Healthy', 'orders Alive'],
    all: [
      'pay Degraded',
      'pay Down',
      'pay Healthy',
      'api Degraded',
      'api Down',
      'api Healthy',
      'orders Alive',
    ],
    routes: ['transitions', 'availability', 'timeline', 'latency'],
  },
])('the history of $plural', kind => {
  const { setUp, id, own, story, behindOpen, all, routes } = kind;

  it('is told by id, newest first, and by the entities that they are behind', async () => {
    const { told } = await setUp();
    expect(await told(`subject=${id}${own}`)).toEqual(story);
    expect(new Set(await told('entity=component:default/open'))).toEqual(
      new Set(behindOpen),
    );
  });

  it('is told of those only that the caller may be told of', async () => {
    const { told, mallory, limited } = await setUp();
    expect(new Set(await told(''))).toEqual(new Set(all));
    expect(new Set(await told('', mallory))).toEqual(new Set(behindOpen));
    expect(await told('', limited('eve', []))).toEqual([]);
  });

  it.each(routes)(
    'is not there in %s for others, in the words for what does not exist',
    async route => {
      const { get, mallory } = await setUp();
      const ask = async (name: string) => {
        const { status, body } = await get(
          `/v1/${route}?subject=${id}${name}`,
          mallory,
        );
        return { status, message: body.error.message.replace(name, '') };
      };
      expect(await ask('pay')).toEqual(await ask('nonsense'));
      expect((await ask('pay')).status).toBe(404);
      const path = `/v1/${route}?subject=${id}${own}`;
      expect((await get(path, mallory)).status).toBe(200);
    },
  );
});

describe('GET /v1/transitions', () => {
  it('has what changed, in pages', async () => {
    const { get, told } = await pastControllers();
    const { body } = await get('/v1/transitions?limit=2&status=Dead');
    expect(body.items).toHaveLength(2);
    expect(
      await told(`limit=2&status=Dead&cursor=${body.nextCursor}`),
    ).toHaveLength(1);
  });

  it('has those of a status of servers', async () => {
    const { told } = await pastServers();
    expect(await told('status=Down&subject=server:config/pay')).toEqual([
      'pay Down',
    ]);
  });

  it('has those of an entity, and those of a time', async () => {
    const { told } = await pastControllers();
    expect(
      await told(
        'entity=component:default/open&from=2026-11-22T13:00:00Z&to=2026-11-22T14:00:00%2B00:00',
      ),
    ).toEqual(['orders Dead']);
  });

  it('has no further page for one who may read no more', async () => {
    const { get, mallory } = await pastControllers();
    const { body } = await get('/v1/transitions?limit=3', mallory);
    expect(body.nextCursor).toBeUndefined();
  });

  it('names every parameter that is wrong', async () => {
    const { get } = await pastControllers();
    const { status, body } = await get(
      '/v1/transitions?from=yesterday&limit=1001&status=Sick&entity=group:',
    );
    expect(status).toBe(400);
    for (const name of ['from', 'limit', 'status', 'entity']) {
      expect(body.error.message).toContain(`${name} `);
    }
  });
});

describe('GET /v1/availability', () => {
  it('has a figure for each window, with what was seen of it', async () => {
    const { get } = await pastControllers();
    const { body } = await get(
      '/v1/availability?entity=component:default/open&window=1h&window=7d',
    );
    expect(body.items).toEqual([
      {
        subjectId: 'demo/apps/orders',
        windows: [
          expect.objectContaining({
            windowMs: HOUR,
            upMs: 30 * MINUTE,
            downMs: 30 * MINUTE,
            availability: 0.5,
            coverage: 1,
          }),
          expect.objectContaining({ windowMs: 7 * 24 * HOUR }),
        ],
      },
    ]);
  });

  it('has four windows unless told otherwise, and needs to know of whom', async () => {
    const { get } = await pastControllers();
    const { body } = await get('/v1/availability?subject=demo/apps/orders');
    expect(body.items[0].windows).toHaveLength(4);
    const { status, body: error } = await get('/v1/availability?window=2w');
    expect(status).toBe(400);
    expect(error.error.message).toContain('"2w": not a length of time');
    expect((await get('/v1/availability')).body.error.message).toBe(
      'Query: subject or entity must be given',
    );
  });

  it('counts what is degraded as up', async () => {
    const { get, clock } = await pastServers();
    clock.advance(MINUTE);
    const { body } = await get(
      '/v1/availability?entity=component:default/open&window=1h',
    );
    expect(body.items).toMatchObject([
      { subjectId: 'demo/apps/orders' },
      {
        subjectId: 'server:config/api',
        windows: [{ upMs: 30 * MINUTE, downMs: 30 * MINUTE }],
      },
    ]);
    const timeline = await get(
      '/v1/timeline?subject=server:config/api&window=2h',
    );
    expect(timeline.body.segments).toMatchObject([
      { standing: 'up' },
      { status: 'Down', standing: 'down' },
      { status: 'Degraded', standing: 'up' },
    ]);
  });
});

describe('GET /v1/timeline', () => {
  it('has the segments of a bar', async () => {
    const { get } = await pastControllers();
    const { body } = await get(
      '/v1/timeline?subject=demo/apps/orders&window=2h',
    );
    expect(body.segments).toMatchObject([
      { status: 'Alive', standing: 'up' },
      { status: 'Dead', standing: 'down' },
    ]);
  });
});

describe('the history of what a caller may not read', () => {
  it('is not there for an entity that nothing is behind', async () => {
    const { told } = await pastControllers();
    expect(await told('entity=component:default/open')).toHaveLength(3);
    expect(await told('entity=component:default/idle')).toEqual([]);
  });

  it.each(['transitions', 'availability'])(
    'is not there in %s by its entity',
    async route => {
      const { get, mallory } = await pastControllers();
      const path = `/v1/${route}?entity=component:default/secret`;
      expect((await get(path, mallory)).status).toBe(404);
    },
  );

  it.each(['transitions', 'availability?subject=x', 'timeline?subject=x'])(
    'needs a token in %s',
    async route => {
      const { get } = await pastControllers();
      const none = mockCredentials.none.header();
      expect((await get(`/v1/${route}`, none)).status).toBe(401);
    },
  );
});

describe('GET /v1/latency', () => {
  it('has the hours of a window, a day unless told otherwise', async () => {
    const { get, asked } = await pastServers();
    const { body } = await get('/v1/latency?subject=server:config/api');
    expect(body).toEqual({
      observedAt: '2026-11-22T14:00:00.000Z',
      subjectId: 'server:config/api',
      hours: [hour],
    });
    await get('/v1/latency?subject=server:config/api&window=7d');
    expect(asked).toEqual([
      { subjectId: 'server:config/api', windowMs: 24 * HOUR },
      { subjectId: 'server:config/api', windowMs: 7 * 24 * HOUR },
    ]);
  });

  it('asks nobody of what is hidden', async () => {
    const { get, asked, mallory } = await pastServers();
    await get('/v1/latency?subject=server:config/pay', mallory);
    expect(asked).toEqual([]);
  });

  it('names every parameter that is wrong, and needs a token', async () => {
    const { get } = await pastServers();
    const { status, body } = await get('/v1/latency?window=2w&entity=x');
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      'Query: subject must be given; window "2w": not a length of time as 24h or 7d; there is no parameter "entity"',
    );
    const none = mockCredentials.none.header();
    expect((await get('/v1/latency?subject=x', none)).status).toBe(401);
  });
});

describe('GET /v1/observer', () => {
  it('has what holds verdicts, and how far the history has come', async () => {
    const { get, clock, registry } = await apiWorld({
      more: {
        historyState: () => ({
          queued: 3,
          merged: 0,
          failure: { sinceMonotonicMs: 5_000, message: 'connection lost' },
        }),
      },
    });
    registry.setDisruption('demo', {
      ...{ cluster: 'demo', count: 4 },
      ...{ sinceMonotonicMs: 5_000, sinceWallMs: clock.wallMs() },
    });
    clock.advance(SECOND);
    const { body } = await get('/v1/observer');
    const since = { at: '2026-11-22T12:00:00.000Z', ageMs: 1000 };
    expect(body.gates).toEqual([
      { kind: 'disruption', cluster: 'demo', since },
    ]);
    expect(body.history).toEqual({
      queued: 3,
      merged: 0,
      failure: { since, message: 'connection lost' },
    });
  });
});
