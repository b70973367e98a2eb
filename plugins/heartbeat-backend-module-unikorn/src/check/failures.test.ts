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
import { FLAVOR, METAL, UnikornWorld } from './__testUtils__/UnikornWorld';

// On a busy machine it takes seconds to load the Kubernetes client for the first time.
jest.setTimeout(60_000);

let world: UnikornWorld;

beforeEach(async () => {
  world = await UnikornWorld.start();
  await world.addRegion('west');
  await world.addIdentity('a');
  await world.addServer('s1');
  world.boot('s1');
});

afterEach(() => world.stop());

const GAUGE = 'unikorn_region_server_state';

const series = (state: string, flavor = FLAVOR, title = 'g.small') =>
  `state=${state} region_id=west region_name=The-west flavor_id=${flavor} flavor_name=${title}`;

const without = (field: string) => () =>
  world.api.patch('openstackidentities', 'a', { spec: { [field]: null } });

const answering = (path: string, status: number, body: unknown) => async () => {
  world.openstack.faults.add({ kind: 'answer', status, body }, { path });
};

describe('a server that cannot be asked about has an error of its own and stays as it was [M10, M12]', () => {
  it.each([
    [
      'its Identity is missing',
      () => world.api.remove('identities', 'a'),
      /identities.*"a" not found/,
    ],
    [
      'its OpenstackIdentity is missing',
      () => world.api.remove('openstackidentities', 'a'),
      /openstackidentities.*"a" not found/,
    ],
    ['it has no user', without('userID'), /no usable "spec.userID"/],
    ['it has no password', without('password'), /no usable "spec.password"/],
    ['it has no project', without('projectID'), /no usable "spec.projectID"/],
    [
      'its password is refused',
      () =>
        world.api.patch('openstackidentities', 'a', {
          spec: { password: 'wrong' },
        }),
      /refuses the credentials of OpenstackIdentity unikorn\/a$/,
    ],
    [
      'the catalog has no Nova',
      async () => {
        world.openstack.revokeTokens('a');
        world.openstack.faults.add(
          {
            kind: 'altered',
            alter: text =>
              text.replace('"type":"compute"', '"type":"volumev3"'),
          },
          { path: '/auth/tokens' },
        );
      },
      /no public endpoint of type compute$/,
    ],
    [
      'Nova is not there',
      answering('/servers/detail', 503, ''),
      /answers 503$/,
    ],
    [
      'Nova says what it should not',
      answering('/servers/detail', 200, { servers: [{ name: 's1' }] }),
      /not as it should be at "id"$/,
    ],
  ])('where %s', async (_, spoil, words) => {
    await world.module.poll();
    const before = await world.api.read('servers', 's1');
    world.module.logs.length = 0;
    await spoil();
    expect(await world.module.poll()).toMatchObject({
      s1: {
        outcome: 'unknown',
        isDefinite: true,
        lifecycle: { phase: 'Running' },
      },
    });
    expect(world.module.logs).toEqual([
      {
        level: 'error',
        message: expect.stringMatching(
          new RegExp(`^The Server cannot be asked about: .*${words.source}`),
        ),
        meta: { instance_id: 's1', org_id: 'acme', region_id: 'west' },
      },
    ]);
    expect(await world.api.read('servers', 's1')).toEqual(before);
    expect(await world.module.measured(GAUGE)).toMatchObject({
      [series('unknown')]: 1,
    });
  });
});

it('keeps the gauge of a region whose servers cannot be listed [M22]', async () => {
  await world.module.poll();
  const before = await world.module.measured(GAUGE);
  expect(before).toEqual({ [series('running')]: 1 });
  await world.kubernetes.kill();
  expect(await world.module.poll()).toMatchObject({
    s1: { outcome: 'unknown', reason: 'cluster-unavailable' },
  });
  expect(world.module.lines('error')).toEqual([
    'The servers of region demo/unikorn/west cannot be listed: The cluster demo cannot be asked (ECONNREFUSED)',
  ]);
  expect(await world.module.measured(GAUGE)).toEqual(before);
});

it('neither logs nor counts a server that is gone before it is written [M14]', async () => {
  const frozen = world.openstack.faults.add(
    { kind: 'frozen' },
    { path: '/servers/detail' },
  );
  const polled = world.module.poll();
  await eventually('a request to wait', () => frozen.hits > 0);
  await world.api.remove('servers', 's1');
  frozen.remove();
  await polled;
  expect(world.module.logs).toMatchObject([
    {
      level: 'error',
      message: expect.stringMatching(
        /^The status of the Server cannot be written: .*404/,
      ),
    },
  ]);
  expect(await world.module.measured(GAUGE)).toEqual({});
});

it('lists the flavors again after an hour, and knows them until then [M23]', async () => {
  await world.addServer('metal', { flavor: METAL });
  world.boot('metal');
  await world.module.poll();
  world.openstack.addFlavor({ id: METAL, name: 'm.large' });
  await world.module.poll();
  expect(await world.module.measured(GAUGE)).toEqual({
    [series('running')]: 1,
    [series('running', METAL, '')]: 1,
  });
  world.module.laterMs = 61 * 60_000;
  await world.module.poll();
  expect(await world.module.measured(GAUGE)).toEqual({
    [series('running')]: 1,
    [series('running', METAL, '')]: 0,
    [series('running', METAL, 'm.large')]: 1,
  });
});
