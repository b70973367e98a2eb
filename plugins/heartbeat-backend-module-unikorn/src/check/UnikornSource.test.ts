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

import { UnikornWorld } from './__testUtils__/UnikornWorld';

// On a busy machine it takes seconds to load the Kubernetes client for the first time.
jest.setTimeout(60_000);

let world: UnikornWorld;

const start = async (...options: Parameters<typeof UnikornWorld.start>) => {
  world = await UnikornWorld.start(...options);
};

afterEach(() => world.stop());

const list = () => world.module.source.listServers(world.module.context());

describe('the source', () => {
  it('has each server with its entities, region and interval', async () => {
    await start();
    await world.addServer('s1', { nova: 'web-1' });
    expect(await list()).toEqual({
      problems: [],
      servers: [
        {
          name: 'demo/unikorn/s1',
          title: 'web-1',
          provider: 'unikorn',
          trust: 'operator',
          cluster: 'demo',
          intervalMs: 60_000,
          timeoutMs: 60_000,
          spec: {
            cluster: 'demo',
            namespace: 'unikorn',
            name: 's1',
            region: 'west',
          },
          bindings: [
            { annotation: 'heartbeat/unikorn-server', value: 'unikorn/s1' },
            {
              annotation: 'heartbeat/unikorn-server',
              value: 'demo/unikorn/s1',
            },
            { label: 'unikorn-cloud.org/name', value: 'web-1' },
          ],
        },
      ],
    });
  });

  it('puts servers of one region, namespace and cluster into one group', async () => {
    await start();
    await world.addServer('s1');
    await world.addServer('s2', { region: '' });
    const { servers } = await list();
    expect(
      servers.map(server => world.module.provider.prepare(server)),
    ).toEqual([
      { target: 'demo/unikorn/s1', group: 'demo/unikorn/west' },
      { target: 'demo/unikorn/s2', group: 'demo/unikorn/' },
    ]);
  });

  it('fails where nothing can be listed and nothing is known', async () => {
    await start();
    await world.kubernetes.kill();
    await expect(list()).rejects.toThrow(
      'The servers in demo/unikorn cannot be listed: The cluster demo cannot be asked (ECONNREFUSED)',
    );
  });

  it('keeps the servers of a place that cannot be listed any more, and says so', async () => {
    await start();
    await world.addServer('s1');
    const { servers } = await list();
    await world.kubernetes.kill();
    expect(await list()).toEqual({
      servers,
      problems: [expect.stringContaining('ECONNREFUSED')],
    });
  });

  it('cannot list what is in no cluster, so that it is asked again once there is one', async () => {
    await start();
    await expect(
      world.module.source.listServers({
        ...world.module.context(),
        clusters: { list: () => [], get: () => undefined },
      }),
    ).rejects.toThrow('There is no cluster yet');
  });

  it('does not say that a cluster is not there before it is known which there are', async () => {
    await start({ clusters: ['demo'] });
    const context = {
      ...world.module.context(),
      clusters: { list: () => [], get: () => undefined, isComplete: false },
    };
    await expect(world.module.source.listServers(context)).rejects.toThrow(
      'The clusters are not known yet, demo among them',
    );
  });

  it('says that a cluster of the configuration is not there', async () => {
    await start({ clusters: ['demo', 'other'] });
    await world.addServer('s1');
    expect(await list()).toMatchObject({
      servers: [{}],
      problems: [
        'There is no cluster other, which heartbeat.unikorn.clusters names',
      ],
    });
  });
});

describe('the provider', () => {
  it('names what is wrong with a server of the configuration', async () => {
    await start();
    expect(() =>
      world.module.provider.prepare({
        name: 'x',
        provider: 'unikorn',
        trust: 'operator',
        spec: { cluster: '', namespace: 'a', what: 1 },
      }),
    ).toThrow(/unikorn.cluster: .*\nunikorn.name: .*\nunikorn: .*"what"/s);
  });
});
