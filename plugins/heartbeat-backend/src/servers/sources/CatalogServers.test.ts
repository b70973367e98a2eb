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

import { mockServices } from '@backstage/backend-test-utils';
import type { Entity } from '@backstage/catalog-model';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { CatalogServers } from './CatalogServers';
import { TargetGuard, type AllowRule } from '../../targets';
import { checkOnce } from '../providers/__testUtils__/checkOnce';
import { createHttpProvider } from '../providers/http';

const ALLOW: AllowRule[] = [
  { hosts: ['*.example.com'], ports: [443, 5432] },
  { cidrs: ['127.0.0.1'], ports: ['1024-65535'] },
];

function component(
  name: string,
  annotations: Record<string, string>,
  title?: string,
): Entity {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, title, annotations },
    spec: {},
  };
}

async function list(
  entities: Entity[],
  options: { allow?: AllowRule[]; signal?: AbortSignal } = {},
) {
  const { allow = ALLOW, signal = new AbortController().signal } = options;
  const catalog = catalogServiceMock({ entities });
  const guard = new TargetGuard({ allow });
  const source = new CatalogServers({
    catalog,
    auth: mockServices.auth(),
    guard,
  });
  return await source.listServers({
    signal,
    logger: mockServices.logger.mock(),
    clusters: { list: () => [], get: () => undefined },
    targets: guard.targets(signal),
  });
}

describe('the servers of the catalog', () => {
  it('are those that entities name by URL and by port', async () => {
    await expect(
      list([
        component(
          'orders',
          {
            'heartbeat/health-url': 'https://Orders.example.com/health?full=1',
            'heartbeat/health-tcp': 'pg.example.com:5432',
          },
          'Orders!',
        ),
        component('local', { 'heartbeat/health-url': 'http://127.0.0.1:8080' }),
        component('quiet', { 'heartbeat/controller': 'quiet' }),
      ]),
    ).resolves.toEqual({
      servers: [
        {
          name: 'component:default/orders#health-url',
          title: 'Orders!',
          provider: 'http',
          spec: { url: 'https://orders.example.com/health?full=1' },
          trust: 'entity',
          entityRefs: ['component:default/orders'],
        },
        {
          name: 'component:default/orders#health-tcp',
          title: 'Orders!',
          provider: 'tcp',
          spec: { host: 'pg.example.com', port: 5432 },
          trust: 'entity',
          entityRefs: ['component:default/orders'],
        },
        {
          name: 'component:default/local#health-url',
          title: 'local',
          provider: 'http',
          spec: { url: 'http://127.0.0.1:8080/' },
          trust: 'entity',
          entityRefs: ['component:default/local'],
        },
      ],
      problems: [],
    });
  });

  it('that cannot be asked are named, without their secrets, and are none if nothing can be read', async () => {
    const { servers, problems } = await list([
      component('good', { 'heartbeat/health-url': 'https://a.example.com/' }),
      component('typo', {
        'heartbeat/health-url': 'a.example.com/?token=secret',
        'heartbeat/health-tcp': 'a.example.com',
      }),
      component('user', {
        'heartbeat/health-url': 'https://ann:secret@a.example.com/',
      }),
      component('evil', {
        'heartbeat/health-url': 'http://169.254.169.254/?secret',
      }),
      component('port', { 'heartbeat/health-tcp': 'a.example.com:22' }),
    ]);
    expect(servers.map(({ name }) => name)).toEqual([
      'component:default/good#health-url',
      'component:default/evil#health-url',
      'component:default/port#health-tcp',
    ]);
    expect(problems).toEqual([
      expect.stringMatching(
        /^component:default\/typo: heartbeat\/health-url: the value is not a URL;/,
      ),
      expect.stringMatching(
        /^component:default\/typo: heartbeat\/health-tcp: "a.example.com" is not a host and a port;/,
      ),
      expect.stringMatching(
        /^component:default\/user: heartbeat\/health-url: there is a user name or a password/,
      ),
      'component:default/evil: heartbeat/health-url: 169.254.169.254 (metadata), which is never asked',
      'component:default/port: heartbeat/health-tcp: no rule of heartbeat.monitor.annotations.allow allows a.example.com:22',
    ]);
    expect(problems.join()).not.toContain('secret');
  });

  it('are not asked where they may not be, and say why', async () => {
    const url = 'http://169.254.169.254/?secret';
    const { servers } = await list([
      component('evil', { 'heartbeat/health-url': url }),
    ]);
    const provider = createHttpProvider({
      guard: new TargetGuard({ allow: ALLOW }),
    });
    const [{ spec, trust }] = servers;
    await expect(checkOnce(provider, spec, { trust })).resolves.toMatchObject({
      outcome: 'unknown',
      reason: 'target-forbidden',
      message: '169.254.169.254 (metadata), which is never asked',
    });
  });

  it('are none as long as nothing is allowed, which is said once', async () => {
    const entities = ['a', 'b'].map(name =>
      component(name, {
        'heartbeat/health-url': `https://${name}.example.com`,
      }),
    );
    await expect(list(entities, { allow: [] })).resolves.toEqual({
      servers: [],
      problems: [
        'Entities name servers to be checked by heartbeat/health-url or heartbeat/health-tcp (2 in all), and none is: list in heartbeat.monitor.annotations.allow what may be asked',
      ],
    });
    await expect(list([], { allow: [] })).resolves.toEqual({
      servers: [],
      problems: [],
    });
  });

  it('are no longer read once nobody waits for them', async () => {
    const entities = [component('a', { 'heartbeat/health-tcp': 'b:1' })];
    await expect(
      list(entities, { signal: AbortSignal.abort(new Error('too late')) }),
    ).rejects.toThrow('too late');
  });
});
