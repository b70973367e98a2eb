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

import { ConfigReader } from '@backstage/config';
import type { JsonArray } from '@backstage/types';
import { readHeartbeatOptions } from './heartbeatOptions';

const read = (servers: JsonArray) =>
  readHeartbeatOptions(new ConfigReader({ heartbeat: { servers } })).servers;

const http = { url: 'https://orders.example.com/health' };

describe('heartbeat.servers', () => {
  it('reads a server with all that can be said of it', () => {
    expect(
      read([
        {
          name: 'orders',
          title: 'Orders',
          interval: '1m',
          timeout: '10s',
          slow: '500ms',
          failures: 5,
          passes: 1,
          stopped: true,
          cluster: 'prod',
          project: {
            cluster: 'prod',
            apiVersion: 'apps/v1',
            resource: 'deployments',
            namespace: 'shop',
            name: 'orders',
          },
          http,
        },
      ]),
    ).toEqual([
      {
        name: 'orders',
        title: 'Orders',
        provider: 'http',
        spec: http,
        intervalMs: 60_000,
        timeoutMs: 10_000,
        slowMs: 500,
        failures: 5,
        passes: 1,
        isStopped: true,
        cluster: 'prod',
        projection: {
          cluster: 'prod',
          apiVersion: 'apps/v1',
          resource: 'deployments',
          namespace: 'shop',
          name: 'orders',
        },
      },
    ]);
  });

  it('needs a name and how to ask, by a kind that it does not know yet', () => {
    expect(read([{ name: 'a', nova: { flavor: 1 } }])).toEqual([
      { name: 'a', provider: 'nova', spec: { flavor: 1 } },
    ]);
  });

  it.each([
    [[{ http }], '[0].name: '],
    [[{ name: 'a b', http }], '[0].name: "a b" is not a server\'s name'],
    [[{ name: 'a' }], '[0]: does not say how to ask'],
    [[{ name: 'a', http, tcp: {} }], '[0]: http and tcp do not go together'],
    [
      [{ name: 'a', http, interval: '1ms' }],
      '[0].interval: "1ms" is too short',
    ],
    [[{ name: 'a', http, timeout: 'soon' }], '[0].timeout: "soon" is not a'],
    [[{ name: 'a', http, failures: 0 }], '[0].failures: '],
    [[{ name: 'a', http, title: '' }], '[0].title: is empty; leave it out'],
    [[{ name: 'a', http, project: {} }], '[0].project.cluster: '],
    [
      [
        { name: 'a', http },
        { name: 'a', http },
      ],
      '[1].name: "a" is the name of another server',
    ],
  ])('names what is wrong with %j', (servers, message) => {
    expect(() => read(servers)).toThrow(`heartbeat.servers${message}`);
  });
});
