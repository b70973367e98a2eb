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

import { OpenstackHttp } from '../openstack';
import { ResourceApi } from '../resources';
import { NAMESPACE, UnikornWorld } from '../check/__testUtils__/UnikornWorld';
import { RegionRegistry } from './RegionRegistry';

// On a busy machine it takes seconds to load the Kubernetes client for the first time.
jest.setTimeout(60_000);

let world: UnikornWorld;
let regions: RegionRegistry;

beforeEach(async () => {
  world = await UnikornWorld.start();
  await world.addRegion('west');
  regions = new RegionRegistry({
    http: new OpenstackHttp({ timeoutMs: 1000 }),
  });
});

afterEach(() => world.stop());

function resolve() {
  const { clusters, logger, signal } = world.module.context();
  const [cluster] = clusters.list();
  return regions.resolve({
    api: new ResourceApi({ cluster, timeoutMs: 1000 }),
    cluster: cluster.name,
    namespace: NAMESPACE,
    name: 'west',
    logger,
    signal,
  });
}

const isStale = async () => (await resolve()).isStale;

describe('the regions', () => {
  it('are read once however many ask at a time, and are the same later [M5, M11]', async () => {
    const resolved = await Promise.all([resolve(), resolve(), resolve()]);
    expect(new Set(resolved).size).toBe(1);
    const later = await resolve();
    expect(later).not.toBe(resolved[0]);
    expect(later.openstack).toBe(resolved[0].openstack);
  });

  it('are used as they were while they cannot be read, with a record of it [M11]', async () => {
    const { openstack } = await resolve();
    await world.kubernetes.kill();
    const stale = await resolve();
    expect(stale).toMatchObject({ isStale: true });
    expect(stale.openstack).toBe(openstack);
    expect(world.module.logs).toMatchObject([
      {
        level: 'error',
        message: expect.stringContaining('cannot be read again'),
        meta: { region_id: 'west' },
      },
    ]);
    await world.kubernetes.restart();
    expect(await isStale()).toBe(false);
  });

  it('are not used once they are gone, even if they cannot be read then [M11]', async () => {
    await resolve();
    await world.api.remove('regions', 'west');
    await expect(resolve()).rejects.toThrow('404');
    await world.kubernetes.kill();
    await expect(resolve()).rejects.toThrow('cannot be asked');
  });

  it.each(['domain-id', 'user-id', 'password', 'project-id'])(
    'are none without the key %s in their Secret',
    async key => {
      await world.api.patch('secrets', 'of-west', { data: { [key]: null } });
      await expect(resolve()).rejects.toThrow(
        `The Secret unikorn/of-west has no usable "data.${key}"`,
      );
    },
  );

  it('log in again where the Secret has another password', async () => {
    const { openstack } = await resolve();
    const before = openstack?.serviceSession();
    expect(openstack?.serviceSession()).toBe(before);
    await world.api.patch('secrets', 'of-west', {
      data: { password: Buffer.from('another').toString('base64') },
    });
    await resolve();
    expect(openstack?.serviceSession()).not.toBe(before);
  });

  it('take the first word that they have of a flavor', async () => {
    await world.api.patch('regions', 'west', {
      spec: {
        openstack: {
          compute: {
            flavors: {
              metadata: [
                { id: 'a', baremetal: true },
                { id: 'a', baremetal: false },
                { id: 'b' },
              ],
            },
          },
        },
      },
    });
    const { openstack } = await resolve();
    expect(['a', 'b', 'c'].map(id => openstack?.isBareMetal(id))).toEqual([
      true,
      false,
      false,
    ]);
  });
});
