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
import {
  LIVENESS_STANDINGS,
  SERVER_STANDINGS,
  type HistoryTransition,
  type LatencyHour,
} from 'backstage-plugin-heartbeat-common';
import type { StandingOf } from '../history';
import { TestHistory } from '../history/__testUtils__/TestHistory';
import { entity, SECOND } from './__testUtils__/apiWorld';
import { serverEntity, serverWorld } from './__testUtils__/serverWorld';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

const standingOf: StandingOf = (status, kind) =>
  Object.entries({
    ...(kind === 'server' ? SERVER_STANDINGS : LIVENESS_STANDINGS),
  }).find(([name]) => name === status)?.[1] ?? 'unknown';

const hour: LatencyHour = {
  from: '2026-11-22T11:00:00.000Z',
  count: 120,
  p50Ms: 10,
  p95Ms: 20,
  p99Ms: 30,
  maxMs: 40,
};

/**
 * Two hours in which the servers `pay` and `api` were healthy, then half an hour
 * down, and the controller `orders` alive. Mallory may not read what `pay` is behind.
 */
async function pastWorld() {
  const history = await TestHistory.create({
    databases,
    id: 'SQLITE_3',
    standingOf,
  });
  const recorder = history.replica('a');
  const asked: object[] = [];
  const open = entity('open', 'orders');
  const world = await serverWorld({
    entities: [
      serverEntity('secret', { 'heartbeat/server': 'pay' }),
      serverEntity('open', {
        ...open.metadata.annotations,
        'heartbeat/server': 'api',
      }),
    ],
    clock: history.clock,
    more: () => ({
      history: history.reader,
      latency: {
        async hours(query) {
          asked.push(query);
          return [hour];
        },
      },
    }),
  });
  const record = async (id: string, kind: string, status: string) => {
    const subject = { id, kind, name: id.slice(id.lastIndexOf('/') + 1) };
    await recorder.record([
      { subject, status, agoMs: 0, sightAgoMs: 24 * HOUR },
    ]);
  };
  const both = async (status: string) => {
    await record('server:config/pay', 'server', status);
    await record('server:config/api', 'server', status);
  };
  await both('Healthy');
  await record('demo/apps/orders', 'controller', 'Alive');
  world.clock.advance(90 * MINUTE);
  await both('Down');
  world.clock.advance(30 * MINUTE);
  await both('Degraded');
  world.turn('pay');
  world.turn('api');
  world.see('orders');
  const mallory = world.limited('mallory', ['open']);
  const told = async (query: string, authorization?: string) =>
    (await world.get(`/v1/transitions?${query}`, authorization)).body.items.map(
      ({ name, to }: HistoryTransition) => `${name} ${to}`,
    );
  return { ...world, mallory, told, asked };
}

describe('the history of servers', () => {
  it('is told by id, by status and by the entities that they stand behind', async () => {
    const { told } = await pastWorld();
    expect(await told('subject=server:config/api')).toEqual([
      'api Degraded',
      'api Down',
      'api Healthy',
    ]);
    expect(await told('status=Down&subject=server:config/pay')).toEqual([
      'pay Down',
    ]);
    expect(new Set(await told('entity=component:default/open'))).toEqual(
      new Set(['api Degraded', 'api Down', 'api Healthy', 'orders Alive']),
    );
  });

  it('counts what is degraded as up', async () => {
    const { get, clock } = await pastWorld();
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

  it('is told of those only that the caller may be told of', async () => {
    const { told, mallory, limited } = await pastWorld();
    expect(new Set(await told('', mallory))).toEqual(
      new Set(['api Degraded', 'api Down', 'api Healthy', 'orders Alive']),
    );
    expect(await told('', limited('eve', []))).toEqual([]);
    expect(new Set(await told(''))).toContain('pay Down');
  });

  it.each(['transitions', 'availability', 'timeline', 'latency'])(
    'is not there in %s for others, in the words for what does not exist',
    async route => {
      const { get, mallory } = await pastWorld();
      const ask = async (name: string) => {
        const { status, body } = await get(
          `/v1/${route}?subject=server:config/${name}`,
          mallory,
        );
        return { status, message: body.error.message.replace(name, '') };
      };
      expect(await ask('pay')).toEqual(await ask('nonsense'));
      expect((await ask('pay')).status).toBe(404);
      const own = `/v1/${route}?subject=server:config/api`;
      expect((await get(own, mallory)).status).toBe(200);
    },
  );
});

describe('GET /v1/latency', () => {
  it('has the hours of a window, a day unless told otherwise', async () => {
    const { get, asked } = await pastWorld();
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
    const { get, asked, mallory } = await pastWorld();
    await get('/v1/latency?subject=server:config/pay', mallory);
    expect(asked).toEqual([]);
  });

  it('names every parameter that is wrong, and needs a token', async () => {
    const { get } = await pastWorld();
    const { status, body } = await get('/v1/latency?window=2w&entity=x');
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      'Query: subject must be given; window "2w": not a length of time as 24h or 7d; there is no parameter "entity"',
    );
    const none = mockCredentials.none.header();
    expect((await get('/v1/latency?subject=x', none)).status).toBe(401);
  });
});
