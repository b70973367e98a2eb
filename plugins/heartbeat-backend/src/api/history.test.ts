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
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import { LIVENESS_STANDINGS } from 'backstage-plugin-heartbeat-common';
import type { StandingOf } from '../history';
import { TestHistory } from '../history/__testUtils__/TestHistory';
import { apiWorld, entity, SECOND } from './__testUtils__/apiWorld';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const everything = mockCredentials.user.header();

const standingOf: StandingOf = status =>
  Object.entries(LIVENESS_STANDINGS).find(([name]) => name === status)?.[1] ??
  'unknown';

/**
 * Two hours in which `pay`, `orders` and `gone` were alive, then dead for half an
 * hour; `gone` is not observed any more, and Mallory may not read what `pay` is behind.
 */
async function pastWorld() {
  const history = await TestHistory.create({
    databases,
    id: 'SQLITE_3',
    standingOf,
  });
  const recorder = history.replica('a');
  const world = await apiWorld({
    entities: [
      entity('secret', 'pay'),
      entity('open', 'orders,ghost'),
      entity('idle', 'ghost'),
    ],
    clock: history.clock,
    more: () => ({ history: history.reader }),
  });
  const record = async (status: string) => {
    await recorder.record(
      ['pay', 'orders', 'gone'].map(name => ({
        subject: {
          id: `demo/apps/${name}`,
          kind: 'controller',
          cluster: 'demo',
          name,
        },
        status,
        agoMs: 0,
        sightAgoMs: 24 * HOUR,
      })),
    );
  };
  await record('Alive');
  world.clock.advance(90 * MINUTE);
  await record('Dead');
  world.clock.advance(30 * MINUTE);
  await record('Alive');
  world.see('pay');
  world.see('orders');
  const mallory = world.limited('mallory', ['open']);
  const told = async (query: string, authorization = everything) =>
    (await world.get(`/v1/transitions?${query}`, authorization)).body.items.map(
      ({ name, to }: HistoryTransition) => `${name} ${to}`,
    );
  return { ...world, mallory, told };
}

describe('GET /v1/transitions', () => {
  it('has what changed, newest first, in pages', async () => {
    const { get, told } = await pastWorld();
    expect(await told('subject=demo/apps/orders')).toEqual([
      'orders Alive',
      'orders Dead',
      'orders Alive',
    ]);
    const { body } = await get('/v1/transitions?limit=2&status=Dead');
    expect(body.items).toHaveLength(2);
    expect(
      await told(`limit=2&status=Dead&cursor=${body.nextCursor}`),
    ).toHaveLength(1);
  });

  it('has those of an entity, and those of a time', async () => {
    const { told } = await pastWorld();
    expect(
      await told(
        'entity=component:default/open&from=2026-11-22T13:00:00Z&to=2026-11-22T14:00:00%2B00:00',
      ),
    ).toEqual(['orders Dead']);
  });

  it('has none of what belongs to entities that the caller may not read, nor of what is gone', async () => {
    const { told, get, mallory } = await pastWorld();
    expect(new Set(await told(''))).toEqual(
      new Set(
        ['pay', 'orders', 'gone'].flatMap(name => [
          `${name} Alive`,
          `${name} Dead`,
        ]),
      ),
    );
    expect(new Set(await told('', mallory))).toEqual(
      new Set(['orders Alive', 'orders Dead']),
    );
    const { body } = await get('/v1/transitions?limit=3', mallory);
    expect(body.nextCursor).toBeUndefined();
  });

  it('names every parameter that is wrong', async () => {
    const { get } = await pastWorld();
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
    const { get } = await pastWorld();
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
    const { get } = await pastWorld();
    const { body } = await get('/v1/availability?subject=demo/apps/orders');
    expect(body.items[0].windows).toHaveLength(4);
    const { status, body: error } = await get('/v1/availability?window=2w');
    expect(status).toBe(400);
    expect(error.error.message).toContain('"2w": not a length of time');
    expect((await get('/v1/availability')).body.error.message).toBe(
      'Query: subject or entity must be given',
    );
  });
});

describe('GET /v1/timeline', () => {
  it('has the segments of a bar', async () => {
    const { get } = await pastWorld();
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
  it('is not there for one who may read nothing, nor for an entity that nothing is behind', async () => {
    const { told, limited } = await pastWorld();
    expect(await told('', limited('eve', []))).toEqual([]);
    expect(await told('entity=component:default/open')).toHaveLength(3);
    expect(await told('entity=component:default/idle')).toEqual([]);
  });

  it.each(['transitions', 'availability', 'timeline'])(
    'is not there in %s, in the words for what does not exist',
    async route => {
      const { get, mallory } = await pastWorld();
      const ask = async (name: string) => {
        const { status, body } = await get(
          `/v1/${route}?subject=demo/apps/${name}`,
          mallory,
        );
        return { status, message: body.error.message.replace(name, '') };
      };
      expect(await ask('pay')).toEqual(await ask('nonsense'));
      expect((await ask('pay')).status).toBe(404);
      const own = `/v1/${route}?subject=demo/apps/orders`;
      expect((await get(own, mallory)).status).toBe(200);
    },
  );

  it.each(['transitions', 'availability'])(
    'is not there in %s by its entity',
    async route => {
      const { get, mallory } = await pastWorld();
      const path = `/v1/${route}?entity=component:default/secret`;
      expect((await get(path, mallory)).status).toBe(404);
    },
  );

  it.each(['transitions', 'availability?subject=x', 'timeline?subject=x'])(
    'needs a token in %s',
    async route => {
      const { get } = await pastWorld();
      const none = mockCredentials.none.header();
      expect((await get(`/v1/${route}`, none)).status).toBe(401);
    },
  );
});

describe('GET /v1/observer', () => {
  it('has what holds verdicts, and how far the history has come', async () => {
    const { get, clock, registry } = await apiWorld({
      more: () => ({
        historyState: () => ({
          queued: 3,
          merged: 0,
          failure: { sinceMonotonicMs: 5_000, message: 'connection lost' },
        }),
      }),
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
