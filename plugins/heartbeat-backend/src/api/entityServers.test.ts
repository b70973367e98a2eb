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

import type { Server } from 'backstage-plugin-heartbeat-common';
import { apiWorld, serverEntity } from './__testUtils__/apiWorld';

describe('the servers of GET /v1/entities/:kind/:namespace/:name', () => {
  const path = '/v1/entities/component/default/orders';

  it('are those that it names and those that it made known, worst first', async () => {
    const { get, turn } = await apiWorld({
      entities: [
        serverEntity('orders', {
          'heartbeat/server': 'api, db',
          'heartbeat/health-url': 'https://orders.example.com/health',
        }),
      ],
    });
    turn('api');
    turn('db', { status: 'Down' });
    turn('other');
    turn('component:default/orders#health-url', {
      source: 'catalog',
      bindings: [],
      entityRefs: ['component:default/orders'],
      status: 'Unknown',
    });
    const { body } = await get(path);
    expect(
      body.servers.map(({ name, status }: Server) => [name, status]),
    ).toEqual([
      ['db', 'Down'],
      ['component:default/orders#health-url', 'Unknown'],
      ['api', 'Healthy'],
    ]);
    expect(body.items).toEqual([]);
    expect(body.problems).toEqual([]);
    expect(body.servers[0].entities).toMatchObject([
      { entityRef: 'component:default/orders' },
    ]);
  });

  it('are also those that a source binds by its own annotation or label', async () => {
    const { get, turn } = await apiWorld({
      serverKeys: {
        annotations: ['example.org/machine'],
        labels: ['example.org/pool'],
      },
      entities: [
        serverEntity(
          'orders',
          { 'example.org/machine': 'id-1,id-2' },
          { 'example.org/pool': 'blue' },
        ),
      ],
    });
    const bound = (annotation?: string, label?: string, value = '') => ({
      bindings: [{ annotation, label, value }],
    });
    turn('one', bound('example.org/machine', undefined, 'id-2'));
    turn('two', bound(undefined, 'example.org/pool', 'blue'));
    turn('three', bound('example.org/machine', undefined, 'id-3'));
    turn('four', bound(undefined, 'example.org/pool', 'red'));
    const { body } = await get(path);
    expect(body.servers.map(({ name }: Server) => name)).toEqual([
      'one',
      'two',
    ]);
    expect(body.problems).toEqual([
      {
        kind: 'annotation',
        message:
          'component:default/orders: example.org/machine: there is no server "id-1"; name one that is configured',
      },
    ]);
  });

  it('are complained of where they are not configured, and where a name is empty', async () => {
    const { get, turn } = await apiWorld({
      entities: [serverEntity('orders', { 'heartbeat/server': 'api,,bd' })],
    });
    turn('api');
    const { body } = await get(path);
    expect(body.servers).toHaveLength(1);
    expect(
      body.problems.map(({ message }: { message: string }) => message),
    ).toEqual([
      expect.stringContaining('heartbeat/server: an empty name'),
      'component:default/orders: heartbeat/server: there is no server "bd"; name one that is configured',
    ]);
  });

  it('are none where the entity names none, and it is said how to name one', async () => {
    const { get } = await apiWorld({
      entities: [serverEntity('orders', {})],
    });
    const { body } = await get(path);
    expect(body.servers).toEqual([]);
    expect(body.problems).toEqual([
      {
        kind: 'annotation',
        message: expect.stringContaining('or heartbeat/server; name what'),
      },
    ]);
  });

  it('are not spoken of where no servers are monitored', async () => {
    const { get } = await apiWorld({
      entities: [serverEntity('orders', { 'heartbeat/server': 'api' })],
      more: { kinds: [] },
    });
    expect((await get(path)).body).not.toHaveProperty('servers');
  });
});
