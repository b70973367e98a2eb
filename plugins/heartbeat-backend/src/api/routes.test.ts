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
import { apiWorld, entity, synced } from './__testUtils__/apiWorld';

describe('GET /v1/controller-heartbeats', () => {
  it('of a cluster without controllers is empty and a success [H17] [H18]', async () => {
    const { get } = await apiWorld();
    const { status, body } = await get('/v1/controller-heartbeats');
    expect(status).toBe(200);
    expect(body).toEqual({ heartbeats: {}, defaultController: 'prod' });
  });

  it('has every controller with its renewTime: alive, dead, unnamed [H12] [H17]', async () => {
    const { get, see, clock } = await apiWorld();
    see('prod', { renewTime: '2026-11-22T12:00:00.000000Z' });
    see('kargo-unnamed', { controller: '' });
    see('staging', { renewTime: '2026-11-22T11:00:00.000000Z' });
    see('broken', { renewTime: undefined });
    clock.advance(5 * SECOND);
    const { body } = await get('/v1/controller-heartbeats');
    expect(body.heartbeats).toEqual({
      prod: {
        controller: 'prod',
        status: 'Alive',
        timestamp: '2026-11-22T12:00:00Z',
      },
      '': {
        controller: '',
        status: 'Alive',
        timestamp: '2026-11-22T12:00:00Z',
      },
      staging: {
        controller: 'staging',
        status: 'Dead',
        timestamp: '2026-11-22T11:00:00Z',
      },
      broken: { controller: 'broken', status: 'Dead' },
    });
  });

  it('does not list a Lease that is gone', async () => {
    const { get, see, remove } = await apiWorld();
    see('prod');
    remove('prod');
    const { body } = await get('/v1/controller-heartbeats');
    expect(body.heartbeats).toEqual({});
  });

  it('has only Leases with its label, by whatever source they were found, and by its value [H15] [H27]', async () => {
    const { get, see } = await apiWorld();
    see('by-name', { label: undefined });
    see('other', {
      ...{ label: 'kargo.akuity.io/controller', controller: 'theirs' },
      otherLabels: { 'heartbeat/controller': 'ours' },
    });
    const { body } = await get('/v1/controller-heartbeats');
    expect(Object.keys(body.heartbeats)).toEqual(['ours']);
  });

  it.each([
    'label=example.com/nobody',
    `label=${'x'.repeat(400)}`,
    `namespace=${'x'.repeat(64)}`,
    'label=',
  ])('refuses %s with a sentence', async query => {
    const { get } = await apiWorld();
    const { status, body } = await get(`/v1/controller-heartbeats?${query}`);
    expect(status).toBe(400);
    expect(body.error.message).toMatch(/label|namespace/);
  });

  it('sorts its keys [H26]', async () => {
    const { get, see } = await apiWorld();
    ['b', '7', 'B', '', '10'].forEach(controller =>
      see(`lease-${controller}`, { controller }),
    );
    const { text } = await get('/v1/controller-heartbeats');
    expect(
      [...text.matchAll(/"([^"]*)":\{"controller"/g)].map(m => m[1]),
    ).toEqual(['', '10', '7', 'B', 'b']);
  });

  it('can be narrowed to a namespace and a cluster', async () => {
    const { get, see } = await apiWorld();
    see('prod');
    see('other', { ref: { cluster: 'demo', namespace: 'kargo', name: 'x' } });
    const names = async (query: string) =>
      Object.keys(
        (await get(`/v1/controller-heartbeats?${query}`)).body.heartbeats,
      );
    expect(await names('namespace=kargo')).toEqual(['other']);
    expect(await names('cluster=demo&namespace=apps')).toEqual(['prod']);
  });

  it('of a cluster that is not observed is an error that names those that are', async () => {
    const { get } = await apiWorld();
    const { status, body } = await get(
      '/v1/controller-heartbeats?cluster=prod',
    );
    expect(status).toBe(400);
    expect(body.error.message).toBe(
      'No source looks for the label heartbeat/controller in cluster prod; those by label look for heartbeat/controller in cluster demo',
    );
  });

  it.each([
    ['starting', undefined, 'is being looked at for the first time'],
    ['failed', 'Cluster demo does not answer', 'Cluster demo does not answer'],
  ] as const)(
    'while a cluster is %s is an error with a body, never an empty map [H20]',
    async (status, message, words) => {
      const { get } = await apiWorld({
        sights: [{ ...synced, status, message }],
      });
      const response = await get('/v1/controller-heartbeats');
      expect(response.status).toBe(503);
      expect(response.body.error.message).toContain(words);
    },
  );

  it('where no cluster is known is an error with the reason [H20]', async () => {
    const { get, registry } = await apiWorld({ sights: [] });
    registry.setClusterProblem('x', 'The clusters are not known');
    const { status, body } = await get('/v1/controller-heartbeats');
    expect(status).toBe(503);
    expect(body.error.message).toBe('The clusters are not known');
  });
});

describe('GET /v1/heartbeats', () => {
  it('has every controller, worst first, with ages, evidence and the entities it belongs to', async () => {
    const { get, see, clock } = await apiWorld({
      entities: [entity('orders', 'orders,ghost'), entity('shop', 'orders')],
    });
    see('payments');
    clock.advance(31 * SECOND);
    see('orders');
    clock.advance(10 * SECOND);
    see('orders');
    clock.advance(2.5 * SECOND);
    const { status, body } = await get('/v1/heartbeats');
    expect(status).toBe(200);
    expect(body.observedAt).toBe('2026-11-22T12:00:43.500Z');
    expect(
      body.items.map((item: { controller: string; status: string }) => [
        item.controller,
        item.status,
      ]),
    ).toEqual([
      ['payments', 'Dead'],
      ['ghost', 'NeverReported'],
      ['orders', 'Alive'],
    ]);
    expect(body.items[2]).toEqual({
      id: 'demo/apps/orders',
      controller: 'orders',
      status: 'Alive',
      since: '2026-11-22T12:00:31.000Z',
      lease: { cluster: 'demo', namespace: 'apps', name: 'orders' },
      holder: 'orders-1',
      lastHeartbeat: { observedAt: '2026-11-22T12:00:41.000Z', ageMs: 2500 },
      renewTime: '2026-11-22T12:00:41.000Z',
      evidence: {
        silentForMs: 2500,
        durationMs: 30_000,
        marginMs: 1000,
        usualGapMs: 10_000,
        lateAfterMs: 20_000,
        deadAfterMs: 31_000,
      },
      clockSkewMs: 0,
      restarts: 0,
      entities: ['orders', 'shop'].map(name => ({
        entityRef: `component:default/${name}`,
        title: name.toUpperCase(),
        owner: 'group:default/shop',
        system: 'system:default/checkout',
        runbook: 'https://runbooks.example/shop',
      })),
    });
  });

  it('without a catalog still has the controllers, and says so', async () => {
    const { get, see, catalog } = await apiWorld();
    see('orders');
    catalog.getEntities.mockRejectedValue(new Error('no route to host'));
    const { status, body } = await get('/v1/heartbeats');
    expect(status).toBe(200);
    expect(body.items).toHaveLength(1);
    expect(body.problems).toEqual([
      { kind: 'catalog', message: expect.stringContaining('no route to host') },
    ]);
  });

  it('where we could not look has the reason and no empty silence', async () => {
    const sight = {
      ...synced,
      status: 'failed',
      reason: 'forbidden',
      message: 'Cluster demo refuses',
    } as const;
    const { get } = await apiWorld({
      sights: [sight],
      entities: [entity('orders', 'orders')],
    });
    const { body } = await get('/v1/heartbeats');
    expect(body.sights).toEqual([sight]);
    expect(body.items).toMatchObject([
      {
        controller: 'orders',
        status: 'Unknown',
        unknown: { reason: 'forbidden', message: 'Cluster demo refuses' },
      },
    ]);
  });
});

describe('GET /v1/entities/:kind/:namespace/:name', () => {
  const path = '/v1/entities/component/default/orders';

  it("has the entity's controllers in its order, several Leases of one, and none of other entities", async () => {
    const { get, see } = await apiWorld({
      entities: [entity('orders', 'worker,ghost,api'), entity('shop', 'api')],
    });
    see('api');
    see('worker');
    see('worker-eu', { controller: 'worker' });
    see('payments');
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body.entityRef).toBe('component:default/orders');
    expect(
      body.items.map((item: { id: string; status: string }) => [
        item.id,
        item.status,
      ]),
    ).toEqual([
      ['demo/apps/worker', 'Alive'],
      ['demo/apps/worker-eu', 'Alive'],
      ['expected/ghost', 'NeverReported'],
      ['demo/apps/api', 'Alive'],
    ]);
    expect(
      body.items[3].entities.map((e: { entityRef: string }) => e.entityRef),
    ).toEqual(['component:default/orders']);
  });

  it('says of what never reported since when the history would have it, which all replicas share', async () => {
    const { get, registry } = await apiWorld({
      entities: [entity('orders', 'ghost')],
    });
    const [{ since }] = (await get(path)).body.items;
    const fromMs = Date.parse(since) - 86_400_000;
    registry.setRecordedFrom(new Map([['elsewhere', 0]]));
    expect((await get(path)).body.items).toMatchObject([{ since }]);
    registry.setRecordedFrom(new Map([['demo', fromMs]]));
    expect((await get(path)).body.items).toMatchObject([
      { status: 'NeverReported', since: new Date(fromMs).toISOString() },
    ]);
  });

  it('has the Leases that it names by place, and no Lease twice', async () => {
    const { get, see } = await apiWorld({
      entities: [
        entity('orders', 'api', 'apps/api,demo/apps/worker,prod/apps/other'),
      ],
    });
    see('api');
    see('worker', { controller: 'some-lock' });
    see('other');
    const { body } = await get(path);
    expect(
      body.items.map((item: { id: string; status: string }) => [
        item.id,
        item.status,
      ]),
    ).toEqual([
      ['demo/apps/api', 'Alive'],
      ['demo/apps/worker', 'Alive'],
      ['expected/prod/apps/other', 'Unknown'],
    ]);
  });

  it.each([
    [
      'a source names it',
      { source: 'leases', selector: 'other, lock-*' },
      { status: 'NeverReported' },
    ],
    [
      'no source names it',
      { source: 'leases', selector: 'lock-?' },
      {
        status: 'Unknown',
        unknown: {
          reason: 'no-source',
          message: expect.stringContaining('Lease apps/lock-12 is not among'),
        },
      },
    ],
    [
      'it may bear a label, or not',
      { source: 'label', selector: 'heartbeat/controller' },
      { status: 'Unknown', unknown: { reason: 'no-source' } },
    ],
    [
      'its place cannot be seen',
      {
        source: 'leases',
        selector: 'lock-*',
        status: 'failed',
        reason: 'forbidden',
        message: 'Cluster demo refuses',
      },
      { status: 'Unknown', unknown: { reason: 'forbidden' } },
    ],
  ] as const)(
    'says of a Lease that was never seen what is known: %s',
    async (_, sight, expected) => {
      const { get } = await apiWorld({
        entities: [entity('orders', undefined, 'apps/lock-12')],
        sights: [{ ...synced, ...sight }],
      });
      const { body } = await get(path);
      expect(body.items).toMatchObject([expected]);
    },
  );

  it('says that clusters are not known yet, and not that there are none, until it has been said which there are', async () => {
    const { get, registry } = await apiWorld({
      entities: [entity('orders', 'ghost')],
      sights: [],
    });
    registry.setClustersAwaited(true);
    const awaited = await get(path);
    expect(awaited.body.items).toMatchObject([
      {
        status: 'Unknown',
        unknown: {
          reason: 'starting',
          message: 'The clusters are not known yet.',
        },
      },
    ]);
    registry.setClustersAwaited(false);
    const { body } = await get(path);
    expect(body.items).toMatchObject([
      { status: 'Unknown', unknown: { reason: 'no-source' } },
    ]);
  });

  it('has an invalid Lease as Unknown with what is wrong, and never as Dead', async () => {
    const { get, see, clock } = await apiWorld({
      entities: [entity('orders', 'api')],
    });
    see('api', { leaseDurationSeconds: undefined });
    clock.advance(3_600 * SECOND);
    const { body } = await get(path);
    expect(body.items).toMatchObject([
      {
        status: 'Unknown',
        unknown: {
          reason: 'invalid-lease',
          message: expect.stringContaining('spec.leaseDurationSeconds'),
        },
      },
    ]);
  });

  it.each([
    [
      'is missing',
      undefined,
      'no annotation heartbeat/controller or heartbeat/lease; name',
    ],
    ['has a bad name', 'b@d', '"b@d" is not a controller name'],
  ])('says so where the annotation %s', async (_, annotation, words) => {
    const { get } = await apiWorld({
      entities: [entity('orders', annotation)],
      more: { kinds: [] },
    });
    const { status, body } = await get(path);
    expect(status).toBe(200);
    expect(body.items).toEqual([]);
    expect(body.problems).toEqual([
      { kind: 'annotation', message: expect.stringContaining(words) },
    ]);
  });

  it('of an entity that is not there, or that the caller may not read, is 404', async () => {
    const { get } = await apiWorld();
    const { status, body } = await get(path);
    expect(status).toBe(404);
    expect(body.error.message).toBe(
      'There is no entity component:default/orders, or you may not read it',
    );
  });
});

describe('GET /v1/observer', () => {
  it('has every watch with what it counted, and nothing where there is none', async () => {
    const { get, registry, clock } = await apiWorld({
      sights: [
        synced,
        {
          ...synced,
          cluster: 'tset',
          status: 'failed',
          reason: 'unknown-cluster',
          message: 'There is no cluster tset',
        },
      ],
    });
    const openedMonotonicMs = clock.monotonicMs();
    clock.advance(61 * SECOND);
    registry.setStatistics('0', () => ({
      lists: 1,
      events: 12,
      errors: 2,
      openedMonotonicMs,
      lastEventMonotonicMs: clock.monotonicMs() - 1500,
      lastBookmarkMonotonicMs: clock.monotonicMs() - SECOND,
    }));
    const { status, body } = await get('/v1/observer');
    expect(status).toBe(200);
    expect(body.watches).toEqual([
      {
        ...synced,
        lists: 1,
        events: 12,
        errors: 2,
        opened: { at: '2026-11-22T12:00:00.000Z', ageMs: 61_000 },
        lastEvent: { at: '2026-11-22T12:00:59.500Z', ageMs: 1500 },
        lastBookmark: { at: '2026-11-22T12:01:00.000Z', ageMs: 1000 },
      },
      expect.objectContaining({ cluster: 'tset', lists: 0, events: 0 }),
    ]);
    expect(body.canary).toBeUndefined();
  });

  it('has the way round of our own heartbeat', async () => {
    const { get, registry, see, clock } = await apiWorld();
    const ref = { cluster: 'demo', namespace: 'apps', name: 'portal' };
    registry.canary.written(ref, '2026-11-22T12:00:00.000Z');
    clock.advance(40);
    see('portal', { renewTime: '2026-11-22T12:00:00.000Z' });
    clock.advance(2 * SECOND);
    const { body } = await get('/v1/observer');
    expect(body.canary).toEqual({
      lease: ref,
      lastWritten: { at: '2026-11-22T12:00:00.000Z', ageMs: 2040 },
      lastReturned: { at: '2026-11-22T12:00:00.040Z', ageMs: 2000 },
      roundTripMs: 40,
    });
  });
});

describe('a process that stood still', () => {
  it('is told of with every list, and is a gate for as long as verdicts wait', async () => {
    const { get, registry, clock } = await apiWorld();
    expect((await get('/v1/heartbeats')).body.stall).toBeUndefined();
    const endedMonotonicMs = clock.monotonicMs();
    registry.setStall({ endedMonotonicMs, lastedMs: 4_000, isHolding: true });
    clock.advance(SECOND);
    const stall = {
      at: '2026-11-22T12:00:00.000Z',
      ageMs: SECOND,
      lastedMs: 4_000,
      holding: true,
    };
    const { body } = await get('/v1/observer');
    expect(body.stall).toEqual(stall);
    expect(body.gates).toEqual([
      {
        kind: 'event-loop',
        since: { at: '2026-11-22T11:59:56.000Z', ageMs: 5_000 },
      },
    ]);
    expect((await get('/v1/heartbeats')).body.stall).toEqual(stall);
    registry.setStall({ endedMonotonicMs, lastedMs: 4_000, isHolding: false });
    expect((await get('/v1/observer')).body).toMatchObject({
      stall: { holding: false },
      gates: [],
    });
  });
});

describe('a controller with replicas', () => {
  it('is one, as well as its best replica, with each of them below it', async () => {
    const { get, see, clock } = await apiWorld({
      entities: [entity('orders', 'orders'), entity('shop', 'x', 'apps/o.a')],
    });
    const seeReplica = (replica: string) =>
      see(`o.${replica}`, { controller: 'orders', replica });
    seeReplica('a');
    seeReplica('b');
    clock.advance(10 * SECOND);
    seeReplica('b');
    clock.advance(21 * SECOND);
    const { body } = await get('/v1/entities/component/default/orders');
    expect(body.items).toEqual([
      expect.objectContaining({
        id: 'demo/apps/replicas/orders',
        controller: 'orders',
        status: 'Late',
        lease: expect.objectContaining({ name: 'o.b' }),
        replicas: [
          expect.objectContaining({ replica: 'a', status: 'Dead' }),
          expect.objectContaining({ replica: 'b', status: 'Late' }),
        ],
      }),
    ]);
    const { body: byPlace } = await get('/v1/entities/component/default/shop');
    expect(byPlace.items[1].id).toBe('demo/apps/replicas/orders');
  });

  it('is two where its Leases do not say that they are replicas: one must not hide the death of the other', async () => {
    const { get, see } = await apiWorld();
    see('a', { controller: 'orders' });
    see('b', { controller: 'orders' });
    const { body } = await get('/v1/heartbeats');
    expect(body.items).toHaveLength(2);
  });
});

describe('what a controller did last', () => {
  it('is told with its age, whatever the clock of the controller says', async () => {
    const { get, see, clock } = await apiWorld();
    see('orders', {
      renewTime: '2031-01-01T00:00:30.000000Z',
      progress: {
        message: 'processed order 17',
        time: '2031-01-01T00:00:00.000000Z',
      },
    });
    clock.advance(5 * SECOND);
    const { body } = await get('/v1/heartbeats');
    expect(body.items[0].progress).toEqual({
      message: 'processed order 17',
      ageMs: 35_000,
    });
  });

  it('is told without an age where the controller does not say when', async () => {
    const { get, see } = await apiWorld();
    see('orders', { progress: { message: 'indexing' } });
    const { body } = await get('/v1/heartbeats');
    expect(body.items[0].progress).toEqual({ message: 'indexing' });
  });
});

describe('restarts', () => {
  it('are told with when they were and of whom, and that there are too many of them', async () => {
    const { get, see, clock } = await apiWorld();
    see('orders', { holder: 'orders_0a1b2c31' });
    for (const holder of [
      'orders_0a1b2c32',
      'orders_0a1b2c33',
      'orders_0a1b2c34',
    ]) {
      clock.advance(10 * SECOND);
      see('orders', { holder });
    }
    clock.advance(SECOND);
    const { body } = await get('/v1/heartbeats');
    expect(body.items[0]).toMatchObject({
      status: 'Alive',
      restarts: 3,
      isCrashLooping: true,
    });
    expect(body.items[0].recentRestarts.at(-1)).toEqual({
      kind: 'restart',
      at: '2026-11-22T12:00:30.000Z',
      ageMs: 1000,
      previousHolder: 'orders_0a1b2c33',
      holder: 'orders_0a1b2c34',
    });
  });
});

describe('every route', () => {
  const paths = [
    '/v1/observer',
    '/v1/controller-heartbeats',
    '/v1/heartbeats',
    '/v1/servers',
    '/v1/entities/component/default/orders',
  ];

  it.each(paths)('%s refuses the unauthenticated [H19]', async path => {
    const { get } = await apiWorld();
    const { status } = await get(path, mockCredentials.none.header());
    expect(status).toBe(401);
  });

  it.each(paths)('%s needs the permission heartbeat.read', async path => {
    const { get, permissions, catalog } = await apiWorld();
    permissions.authorize.mockResolvedValue([{ result: AuthorizeResult.DENY }]);
    const { status, body } = await get(path);
    expect(status).toBe(403);
    expect(body.error.message).toBe('You need the permission heartbeat.read');
    expect(catalog.getEntities).not.toHaveBeenCalled();
  });

  it.each(paths)('%s is open to services', async path => {
    const { get } = await apiWorld({ entities: [entity('orders', 'api')] });
    const { status } = await get(path, mockCredentials.service.header());
    expect(status).toBe(200);
  });
});
