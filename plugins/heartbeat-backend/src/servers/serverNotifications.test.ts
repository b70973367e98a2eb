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

import { observedServer } from '../__testUtils__/observedServer';
import { TellingWorld } from '../telling/__testUtils__/TellingWorld';

const SECOND = 1_000;
const MINUTE = 60_000;

type Options = ConstructorParameters<typeof TellingWorld>[0];

/** A world in which team-a owns Orders, which needs a server that answers. */
async function setUp(
  notifications: NonNullable<Options>['notifications'] = {},
) {
  const world = new TellingWorld({
    notifications: { statuses: ['Dead', 'Down'], ...notifications },
  });
  world.owns('group:default/team-a', 'orders', 'Orders');
  await world.changeServers({ orders: { status: 'Healthy' } });
  await world.pass(MINUTE);
  return world;
}

const REFUSED = {
  status: 'Down',
  reason: 'connection-refused',
  message: 'orders.example.com refuses connections at port 443',
} as const;

const NETWORK_DOWN = {
  status: 'Unknown',
  reason: 'network-down',
  message: 'This backend has no network itself.',
} as const;

describe('a notification of a server that is down', () => {
  it('goes to the owner after the delay, and says what fails, since when, what was seen and how we know', async () => {
    const world = await setUp();
    await world.changeServers({ orders: { ...REFUSED, agoMs: 15 * SECOND } });
    await world.pass(45 * SECOND - 1);
    expect(world.told).toEqual([]);
    await world.pass(1);
    expect(world.told).toEqual(['group:default/team-a: Server orders is down']);
    expect(world.lastPayload).toEqual({
      title: 'Server orders is down',
      description:
        'What Orders needs it for does not work since 22 Nov, 12:00:45 UTC. orders.example.com refuses connections at port 443. How we know: 3 checks in a row failed, by http at https://orders.example.com/health.',
      severity: 'critical',
      link: '/catalog/default/component/orders',
      topic: 'servers',
      scope: 'server:config/orders',
      metadata: {
        server: 'orders',
        source: 'config',
        provider: 'http',
        status: 'Down',
        since: '2026-11-22T12:00:45.000Z',
      },
    });
  });

  it('comes although another replica has taken the server over within the delay', async () => {
    const world = await setUp();
    await world.changeServers({ orders: REFUSED });
    await world.pass(30 * SECOND);
    world.servers.setElsewhere(observedServer('orders', REFUSED));
    await world.pass(30 * SECOND);
    expect(world.told).toEqual(['group:default/team-a: Server orders is down']);
  });

  it('is taken back by the replica that has taken the server over, which knows since when it was down', async () => {
    const world = await setUp();
    // As it is remembered from the replica before.
    world.servers.set(
      observedServer('orders', {
        ...REFUSED,
        sinceMonotonicMs: world.clock.monotonicMs() - 10 * MINUTE,
      }),
    );
    await world.changeServers({ orders: { status: 'Healthy' } });
    expect(world.told).toEqual([
      'group:default/team-a: Server orders is healthy again',
    ]);
    expect(world.lastPayload?.description).toContain('It took 10 min');
  });
});

describe('which statuses of servers are told', () => {
  it('that it serves again, though not as it should, where nobody is told of Degraded', async () => {
    const world = await setUp();
    await world.changeServers({ orders: REFUSED });
    await world.pass(MINUTE);
    await world.changeServers({ orders: { status: 'Degraded' } });
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Server orders serves again, but is degraded',
    ]);
    await world.pass(MINUTE);
    await world.changeServers({ orders: { status: 'Healthy' } });
    await world.pass(MINUTE);
    expect(world.told).toHaveLength(2);
  });

  it('that it is healthy again, however briefly it was something else meanwhile', async () => {
    const world = await setUp({ statuses: ['Down', 'Degraded'] });
    await world.changeServers({ orders: REFUSED });
    await world.pass(MINUTE);
    await world.changeServers({ orders: { status: 'Degraded' } });
    await world.pass(10 * SECOND);
    await world.changeServers({ orders: { status: 'Healthy' } });
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Server orders is healthy again',
    ]);
    expect(world.lastPayload?.description).toContain('It took 1 min 10 s');
  });

  it('none in a maintenance, nor that it is over, where it began before anybody was told', async () => {
    const world = await setUp();
    await world.changeServers({ orders: REFUSED });
    await world.pass(30 * SECOND);
    await world.changeServers({ orders: { status: 'Maintenance' } });
    await world.pass(60 * MINUTE);
    await world.changeServers({ orders: { status: 'Healthy' } });
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
  });

  it('that it is healthy again after a maintenance, where people know that it was down', async () => {
    const world = await setUp();
    await world.changeServers({ orders: REFUSED });
    await world.pass(MINUTE);
    await world.changeServers({ orders: { status: 'Maintenance' } });
    await world.pass(MINUTE);
    await world.changeServers({ orders: { status: 'Healthy' } });
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Server orders is healthy again',
    ]);
  });
});

describe('a backend without a network of its own', () => {
  it('is one notification to the owners of all servers, and one more when it is over', async () => {
    const world = await setUp({ statuses: ['Down', 'Unknown'] });
    world.owns('group:default/team-b', 'billing', 'Billing');
    await world.changeServers({ billing: { status: 'Healthy' } });
    await world.changeServers({ orders: NETWORK_DOWN, billing: NETWORK_DOWN });
    await world.pass(MINUTE);
    expect(world.told).toEqual([
      'group:default/team-a group:default/team-b: Servers cannot be checked',
    ]);
    expect(world.lastPayload).toMatchObject({
      description:
        'Since 22 Nov, 12:01:00 UTC nobody can tell whether 2 servers, some of them yours, serve. This backend has no network itself.',
      severity: 'high',
      link: '/heartbeat?view=servers&status=Unknown',
      topic: 'servers',
      scope: 'servers:network',
    });
    await world.changeServers({ orders: { status: 'Healthy' } });
    await world.changeServers({ billing: REFUSED });
    await world.pass(2 * SECOND);
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a group:default/team-b: Servers can be checked again',
    ]);
    expect(world.lastPayload?.description).toContain('1 healthy, 1 down.');
  });

  it('is told to nobody where nobody is told of Unknown', async () => {
    const world = await setUp();
    await world.changeServers({ orders: NETWORK_DOWN });
    await world.pass(10 * MINUTE);
    await world.changeServers({ orders: { status: 'Healthy' } });
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });

  it.each([
    ['provider-unavailable', {}, 'Servers cannot be checked by http'],
    [
      'cluster-unavailable',
      { cluster: 'demo' },
      'Servers cannot be checked in cluster demo',
    ],
  ])('is told apart from %s', async (reason, more, title) => {
    const world = await setUp({ delayMs: 0, statuses: ['Unknown'] });
    await world.changeServers({
      orders: { ...NETWORK_DOWN, ...more, reason },
    });
    await world.pass(MINUTE);
    expect(world.told).toEqual([`group:default/team-a: ${title}`]);
  });
});
