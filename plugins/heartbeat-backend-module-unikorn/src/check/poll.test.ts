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

import { eventually } from '@internal/test-support';
import {
  FLAVOR,
  METAL,
  SECRET,
  UnikornWorld,
} from './__testUtils__/UnikornWorld';

// On a busy machine it takes seconds to load the Kubernetes client for the first time.
jest.setTimeout(60_000);

let world: UnikornWorld;

beforeEach(async () => {
  world = await UnikornWorld.start();
  await world.addRegion('west');
  await world.addIdentity('a');
});

afterEach(() => world.stop());

const WEST = `region_id=west region_name=The-west flavor_id=${FLAVOR} flavor_name=g.small`;
const GAUGE = 'unikorn_region_server_state';

const lines = (level: string) => world.module.lines(level);

const SERVERS = { path: '/servers/detail' };
const FLAVORS = { path: '/flavors/detail' };

describe('a poll of a region', () => {
  it('writes status, logs and durations of a server that runs [M13, M19-M21, M24, M25]', async () => {
    await world.addServer('s1', { nova: 'web-1' });
    world.boot('web-10');
    world.boot('web-1');
    expect(await world.module.poll()).toEqual({
      s1: {
        outcome: 'healthy',
        isDefinite: true,
        facts: { region: 'The-west', flavor: 'g.small', organization: 'acme' },
        lifecycle: {
          phase: 'Running',
          marks: [
            { name: 'scheduled', at: expect.any(String) },
            { name: 'launched', at: expect.any(String) },
            { name: 'provisioned', at: expect.any(String) },
          ],
        },
      },
    });
    const { status } = await world.api.read('servers', 's1');
    expect(status).toMatchObject({
      phase: 'Running',
      conditions: [{ type: 'Healthy', status: 'True' }],
    });
    const fields = { instance_id: 's1', org_id: 'acme', region_id: 'west' };
    expect(world.module.logs).toMatchObject([
      {
        level: 'info',
        message: 'instance phase transition',
        meta: { ...fields, from_phase: '', to_phase: 'Running' },
      },
      {
        level: 'info',
        message: 'instance state transition',
        meta: { ...fields, from_state: '', to_state: 'Healthy' },
      },
    ]);
    expect(await world.module.measured(GAUGE)).toEqual({
      [`state=running ${WEST}`]: 1,
    });
    expect(
      await world.module.measured(
        'unikorn_region_server_provision_duration_seconds',
      ),
    ).toMatchObject({
      [WEST]: {
        count: 1,
        buckets: {
          boundaries: [5, 15, 30, 60, 120, 300, 600, 900, 1800, 3600],
        },
      },
    });
    expect(
      await world.module.measured(
        'unikorn_region_server_scheduling_duration_seconds',
      ),
    ).toMatchObject({
      [WEST]: { buckets: { boundaries: [1, 5, 10, 30, 60, 120, 300] } },
    });
  });

  it('writes nothing when nothing changed, and logs in once [M13]', async () => {
    await world.addServer('s1');
    world.boot('s1');
    await world.module.poll();
    const { metadata } = await world.api.read('servers', 's1');
    world.module.logs.length = 0;
    await world.module.poll();
    await world.module.poll();
    expect(
      (await world.api.read('servers', 's1')).metadata.resourceVersion,
    ).toBe(metadata.resourceVersion);
    expect(world.module.logs).toEqual([]);
    // One for the servers, one for the flavors.
    expect(world.openstack.stats.logins).toBe(2);
    expect(world.openstack.stats.requests(FLAVORS)).toBe(1);
  });

  it('lists the project once where several servers share an identity, and asks for one by name', async () => {
    await world.addIdentity('b');
    await world.addServer('s1');
    await world.addServer('s2');
    await world.addServer('s3', { identity: 'b' });
    world.boot('s2');
    world.boot('s1').do('fail');
    world.boot('s3', { projectId: 'p-b' });
    expect(await world.module.poll()).toMatchObject({
      s1: { outcome: 'down', reason: 'errored' },
      s2: { outcome: 'healthy' },
      s3: { outcome: 'healthy' },
    });
    expect(
      world.asked
        .filter(({ path }) => path.endsWith('/servers/detail'))
        .map(({ query }) => query.get('name') ?? 'all')
        .sort(),
    ).toEqual(['^s3$', 'all']);
  });

  it('takes the first of several with the name, in the order of Nova', async () => {
    await world.addServer('s1');
    // Newest first.
    world.boot('s1');
    world.time.laterMs += 1000;
    world.boot('s1').do('fail');
    world.time.laterMs += 1000;
    world.boot('S1').do('pause');
    expect(await world.module.poll()).toMatchObject({
      s1: { reason: 'errored' },
    });
  });

  it('is not held up by what is wrong with one server [M10, M12, M22]', async () => {
    await world.addServer('no-identity', { identity: '' });
    await world.addServer('no-region', { region: '' });
    await world.addServer('gone', { identity: 'nobody' });
    await world.addServer('lost');
    await world.addServer('odd');
    await world.addServer('fine');
    await world.addServer('nameless', { nova: '' });
    world.boot('fine');
    const { id } = world.boot('odd');
    world.openstack.faults.add(
      {
        kind: 'altered',
        alter: text => {
          const body = JSON.parse(text);
          for (const server of body.servers) {
            server.created = server.id === id ? 7 : server.created;
          }
          return JSON.stringify(body);
        },
      },
      SERVERS,
    );
    expect(await world.module.poll()).toMatchObject({
      'no-identity': {
        outcome: 'unknown',
        message:
          'The Server has no label regions.unikorn-cloud.org/identity-id.',
      },
      'no-region': { outcome: 'unknown', reason: 'no-region' },
      gone: { outcome: 'unknown', reason: 'unexpected-status' },
      lost: { outcome: 'unknown', reason: 'not-found', isDefinite: true },
      odd: { outcome: 'unknown', reason: 'unexpected-answer' },
      nameless: { outcome: 'unknown', reason: 'not-found' },
      fine: { outcome: 'healthy' },
    });
    expect(lines('error')).toHaveLength(3);
    expect(
      lines('info').filter(line => line.includes('not found')),
    ).toHaveLength(2);
    expect(lines('info')).toContain(
      'The Server has no label regions.unikorn-cloud.org/region-id and is skipped',
    );
    expect(await world.module.measured(GAUGE)).toEqual({
      [`state=running ${WEST}`]: 1,
      [`state=unknown ${WEST}`]: 5,
      [`state=unknown region_id= region_name= flavor_id=${FLAVOR} flavor_name=`]: 1,
    });
    expect((await world.api.read('servers', 'lost')).status).toBeUndefined();
  });

  it('does not touch servers that are being deleted [M9]', async () => {
    await world.addServer('s1');
    world.boot('s1');
    await world.api.patch('servers', 's1', {
      metadata: { finalizers: ['a.b/c'] },
    });
    const { servers } = await world.module.source.listServers(
      world.module.context(),
    );
    await world.api.remove('servers', 's1');
    expect(await world.module.poll()).toEqual({});
    const reports: unknown[] = [];
    await world.module.provider.checkGroup(servers, {
      ...world.module.context(),
      group: 'demo/unikorn/west',
      report: (_, { outcome }) => reports.push(outcome),
    });
    expect(reports).toEqual(['stopped']);
    expect((await world.api.read('servers', 's1')).status).toBeUndefined();
    expect(
      world.asked
        .filter(({ service }) => service === 'nova')
        .map(({ path }) => path),
    ).toEqual([]);
  });

  it('replaces what the gauge said of the region, and forgets regions without servers [M22]', async () => {
    await world.addRegion('east');
    await world.addServer('s1');
    await world.addServer('s2', { region: 'east' });
    const s1 = world.boot('s1');
    world.boot('s2');
    await world.module.poll();
    const EAST = WEST.replaceAll('west', 'east');
    s1.do('stop');
    expect(await world.module.poll()).toMatchObject({
      s1: { outcome: 'stopped' },
    });
    expect(await world.module.measured(GAUGE)).toEqual({
      [`state=stopped ${WEST}`]: 1,
      [`state=running ${EAST}`]: 1,
    });
    await world.api.remove('servers', 's1');
    await world.module.poll();
    expect(await world.module.measured(GAUGE)).toEqual({
      [`state=stopped ${WEST}`]: 0,
      [`state=running ${EAST}`]: 1,
    });
  });

  it('leaves the gauge as it was when it is cancelled [M12, M22]', async () => {
    await world.addServer('s1');
    world.boot('s1');
    await world.module.poll();
    world.openstack.faults.add({ kind: 'frozen' }, SERVERS);
    const abort = new AbortController();
    setTimeout(() => abort.abort(new Error('shut down')), 100);
    await expect(world.module.poll({ signal: abort.signal })).rejects.toThrow(
      'shut down',
    );
    expect(await world.module.measured(GAUGE)).toEqual({
      [`state=running ${WEST}`]: 1,
    });
  });

  it('goes on after a conflict, without logs and samples, and computes again [M14]', async () => {
    await world.addServer('s1');
    world.boot('s1');
    // The second writer comes between our reading and our writing.
    const frozen = world.openstack.faults.add({ kind: 'frozen' }, SERVERS);
    const polled = world.module.poll();
    await eventually('a request to wait', () => frozen.hits > 0);
    await world.api.patch('servers', 's1', {
      metadata: { labels: { x: 'y' } },
    });
    frozen.remove();
    await polled;
    expect(lines('error')).toEqual([
      expect.stringMatching(
        /^The status of the Server cannot be written: .*409/,
      ),
    ]);
    expect(lines('info')).toEqual([]);
    expect(await world.module.measured(GAUGE)).toEqual({});
    await world.module.poll();
    expect(lines('info')).toHaveLength(2);
  });

  it('logs a duration that is negative, and does not record it [M26]', async () => {
    await world.addServer('s1');
    world.time.laterMs = -60_000;
    const s1 = world.order('s1');
    world.time.laterMs = 0;
    s1.do('boot');
    await world.module.poll();
    expect(lines('error')).toEqual([
      expect.stringMatching(/^The scheduling duration is negative, -\d+ s/),
    ]);
    expect(
      await world.module.measured(
        'unikorn_region_server_scheduling_duration_seconds',
      ),
    ).toEqual({});
  });

  it('says that a server is paused or suspended, and leaves its phase [M17]', async () => {
    await world.addServer('s1');
    const s1 = world.boot('s1');
    await world.module.poll();
    s1.do('pause');
    expect(await world.module.poll()).toMatchObject({
      s1: { outcome: 'degraded', lifecycle: { phase: 'Running' } },
    });
    expect(lines('info')).toContain('instance is paused');
  });

  it('asks Ironic for bare metal that is built, and for nothing else [M17]', async () => {
    await world.addServer('metal', { flavor: METAL });
    await world.addServer('virtual');
    const node = world.openstack.addNode({
      name: 'n1',
      provisionState: 'cleaning',
    });
    node.instanceId = world.order('metal', { node }).id;
    world.order('virtual');
    expect(await world.module.poll()).toMatchObject({
      metal: {
        outcome: 'degraded',
        reason: 'building',
        lifecycle: { phase: 'Queued' },
      },
      virtual: { outcome: 'degraded', lifecycle: { phase: 'Building' } },
    });
    expect(world.openstack.stats.requests({ service: 'ironic' })).toBe(1);
    world.openstack.faults.add({ kind: 'unavailable' }, { service: 'ironic' });
    expect(await world.module.poll()).toMatchObject({
      metal: { lifecycle: { phase: 'Building' } },
    });
    expect(lines('error')).toHaveLength(1);
  });
});

describe('a region', () => {
  it.each([
    ['is not there', async () => world.api.remove('regions', 'west'), /404/],
    [
      'is of the wrong kind',
      async () =>
        world.api.patch('regions', 'west', {
          spec: { provider: 'kubernetes' },
        }),
      /of the wrong kind/,
    ],
    [
      'has no endpoint',
      async () =>
        world.api.patch('regions', 'west', {
          spec: { openstack: { endpoint: null } },
        }),
      /no usable "spec.openstack.endpoint"/,
    ],
  ])(
    'that %s is said once per poll, and others go on [M11]',
    async (_, spoil, words) => {
      await world.addRegion('east');
      await world.addServer('s1');
      await world.addServer('s2');
      await world.addServer('s3', { region: 'east' });
      ['s1', 's2', 's3'].forEach(name => world.boot(name));
      await world.module.poll();
      await spoil();
      expect(await world.module.poll()).toMatchObject({
        s1: { outcome: 'unknown', isDefinite: true },
        s2: { outcome: 'unknown', message: expect.stringMatching(words) },
        s3: { outcome: 'healthy' },
      });
      expect(lines('error')).toEqual([expect.stringMatching(words)]);
      await world.module.poll();
      expect(lines('error')).toHaveLength(2);
      // What the resource said last, stays.
      expect((await world.api.read('servers', 's1')).status?.phase).toBe(
        'Running',
      );
    },
  );

  it('that is simulated has names for its flavors, and nothing to say of servers', async () => {
    await world.addRegion('sim', { provider: 'simulated' });
    await world.addServer('s1', {
      region: 'sim',
      flavor: '11111111-1111-1111-1111-111111111111',
    });
    expect(await world.module.poll()).toMatchObject({
      s1: { outcome: 'unknown', facts: { flavor: 'sim-standard-4' } },
    });
    expect(lines('error')).toHaveLength(1);
  });

  it('whose flavors cannot be listed has none by name, and goes on [M23]', async () => {
    await world.addServer('s1');
    world.boot('s1');
    world.openstack.faults.add({ kind: 'unavailable' }, FLAVORS);
    expect(await world.module.poll()).toMatchObject({
      s1: { outcome: 'healthy' },
    });
    expect(await world.module.measured(GAUGE)).toEqual({
      [`state=running region_id=west region_name=The-west flavor_id=${FLAVOR} flavor_name=`]: 1,
    });
    expect(lines('error')).toHaveLength(1);
  });

  it('that does not answer holds up no other', async () => {
    await world.addServer('s1');
    world.boot('s1');
    world.openstack.faults.add({ kind: 'frozen' }, SERVERS);
    expect(await world.module.poll()).toMatchObject({
      s1: {
        outcome: 'unknown',
        reason: 'timeout',
        message: expect.stringContaining('does not answer within 1 s'),
      },
    });
  });
});

describe('secrets', () => {
  it.each([
    ['/auth/tokens', 500, SECRET],
    ['/auth/tokens', 201, `{"token":"${SECRET}`],
    ['/servers/detail', 400, SECRET],
    ['/servers/detail', 200, `{"servers":"${SECRET}"}`],
  ])('are nowhere, whatever %s answers: %i %s', async (path, status, body) => {
    await world.addServer('s1');
    world.openstack.faults.add({ kind: 'answer', status, body }, { path });
    const reports = await world.module.poll();
    expect(reports.s1.outcome).toBe('unknown');
    const said = JSON.stringify([
      reports,
      world.module.logs,
      await world.module.measured(GAUGE),
    ]);
    expect(said).not.toMatch(/marker|gAAAAA|bWFya2Vy/);
  });
});
