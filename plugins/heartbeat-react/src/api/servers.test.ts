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

import { mockApis, registerMswTestHooks } from '@backstage/frontend-test-utils';
import type {
  LatencyReport,
  Server,
  ServerList,
} from 'backstage-plugin-heartbeat-common';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { HeartbeatClient } from './HeartbeatClient';

const BASE = 'http://localhost:7007/api/heartbeat/v1';
const AT = '2026-03-01T12:00:00.000Z';

const orders: Server = {
  id: 'server:config/orders',
  name: 'orders',
  source: 'config',
  provider: 'http',
  target: 'https://orders.example.com/health',
  status: 'Healthy',
  since: { at: AT, ageMs: 0 },
  lastCheck: { at: AT, ageMs: 0, timings: { connectMs: 1, totalMs: 3 } },
  intervalMs: 30_000,
  facts: { region: 'paris' },
  lifecycle: { phase: 'Running', marks: [{ name: 'launched', at: AT }] },
  entities: [],
};

const list: ServerList = {
  observedAt: AT,
  items: [orders],
  total: 1,
  counts: {
    Down: 0,
    Degraded: 0,
    Unknown: 0,
    Maintenance: 0,
    Stopped: 0,
    Healthy: 1,
  },
  problems: [],
};

const latency: LatencyReport = {
  observedAt: AT,
  subjectId: orders.id,
  hours: [{ from: AT, count: 120, p50Ms: 1, p95Ms: 2, p99Ms: 3, maxMs: 4 }],
};

describe('HeartbeatClient, asked for servers', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const client = HeartbeatClient.create({
    fetchApi: mockApis.fetch({
      resolvePluginProtocol: {
        discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost:7007' }),
      },
    }),
  });

  function serve(path: string, answer: object, status = 200): () => string {
    let search = '';
    server.use(
      http.get(`${BASE}${path}`, ({ request }) => {
        search = new URL(request.url).search;
        return HttpResponse.json(answer, { status });
      }),
    );
    return () => search;
  }

  it('reads all of them', async () => {
    const search = serve('/servers', list);

    await expect(client.getServers()).resolves.toEqual(list);
    expect(search()).toBe('');
  });

  it('reads those that a query asks for', async () => {
    const search = serve('/servers', list);

    await client.getServers({
      query: { status: ['Down', 'Degraded'], text: 'a b', limit: 1 },
    });

    expect(search()).toBe('?status=Down&status=Degraded&text=a+b&limit=1');
  });

  it('reads how quickly one answered', async () => {
    const search = serve('/latency', latency);

    await expect(
      client.getLatency(orders.id, { window: '24h' }),
    ).resolves.toEqual(latency);
    expect(search()).toBe('?subject=server%3Aconfig%2Forders&window=24h');
  });

  it('reads those behind an entity beside its controllers', async () => {
    const answer = {
      observedAt: AT,
      entityRef: 'component:default/orders',
      items: [],
      sights: [],
      problems: [],
      servers: [orders],
    };
    serve('/entities/component/default/orders', answer);

    await expect(client.getEntityHeartbeats(answer.entityRef)).resolves.toEqual(
      answer,
    );
  });

  it('gives nothing where the backend is older than servers', async () => {
    const notFound = {
      error: { name: 'NotFoundError', message: 'no such path' },
      response: { statusCode: 404 },
    };
    serve('/servers', notFound, 404);
    serve('/latency', notFound, 404);

    await expect(client.getServers()).resolves.toBeUndefined();
    await expect(client.getLatency(orders.id)).resolves.toBeUndefined();
  });

  it.each([
    ['a status that is no text', { status: 1 }],
    ['a message that is no text', { message: { html: '<b>x</b>' } }],
    ['a fact that is no text', { facts: { region: { name: 'paris' } } }],
    ['a mark without a time', { lifecycle: { phase: 'x', marks: [{}] } }],
    ['a check that ended at no time', { lastCheck: { timings: {} } }],
    [
      'a phase that took no number',
      {
        lastCheck: { at: AT, ageMs: 0, timings: { totalMs: 1, dnsMs: '1' } },
      },
    ],
    ['checks that turn it into nothing', { pending: { count: 1, needed: 3 } }],
  ])('refuses a server with %s', async (_, fields) => {
    serve('/servers', { ...list, items: [{ ...orders, ...fields }] });

    await expect(client.getServers()).rejects.toThrow(/have the same version/);
  });

  it('takes statuses that it does not know, and counts that lack one: the backend may be of another version', async () => {
    const answer = {
      ...list,
      items: [
        {
          ...orders,
          status: 'Zombie',
          lastKnown: 'Rebooting',
          pending: { status: 'Rebooting', count: 1, needed: 3 },
        },
      ],
      counts: { Down: 0, Zombie: 1 },
    };
    serve('/servers', answer);

    await expect(client.getServers()).resolves.toEqual(answer);
  });

  it('refuses counts that are no numbers, and hours that lack a figure', async () => {
    serve('/servers', { ...list, counts: { ...list.counts, Down: '1' } });
    serve('/latency', { ...latency, hours: [{ from: AT, count: 1 }] });

    await expect(client.getServers()).rejects.toThrow(/have the same version/);
    await expect(client.getLatency(orders.id)).rejects.toThrow(
      /have the same version/,
    );
  });
});
