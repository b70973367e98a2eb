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

import { ResponseError } from '@backstage/errors';
import { mockApis, registerMswTestHooks } from '@backstage/frontend-test-utils';
import type { HeartbeatList } from 'backstage-plugin-heartbeat-common';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { HeartbeatClient } from './HeartbeatClient';

const BASE = 'http://localhost:7007/api/heartbeat/v1';

const list: HeartbeatList = {
  observedAt: '2026-03-01T12:00:00.000Z',
  items: [
    {
      id: 'demo/kargo/kargo-controller',
      controller: 'kargo-controller',
      status: 'Alive',
      since: '2026-03-01T11:00:00.000Z',
      evidence: {},
      restarts: 0,
      entities: [],
    },
  ],
  sights: [],
  problems: [],
};

describe('HeartbeatClient', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const client = HeartbeatClient.create({
    fetchApi: mockApis.fetch({
      resolvePluginProtocol: {
        discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost:7007' }),
      },
    }),
  });

  it('reads all heartbeats', async () => {
    server.use(http.get(`${BASE}/heartbeats`, () => HttpResponse.json(list)));

    await expect(client.getHeartbeats()).resolves.toEqual(list);
  });

  it('reads the heartbeats of one entity by kind, namespace and name', async () => {
    const answer = { ...list, entityRef: 'component:default/orders' };
    server.use(
      http.get(`${BASE}/entities/component/default/orders`, () =>
        HttpResponse.json(answer),
      ),
    );

    await expect(
      client.getEntityHeartbeats('component:default/orders'),
    ).resolves.toEqual(answer);
  });

  it('takes a status that it does not know, as of a newer backend', async () => {
    const [orders] = list.items;
    const answer = {
      ...list,
      items: [
        {
          ...orders,
          status: 'Zombie',
          replicas: [{ ...orders, status: 'Zombie' }],
        },
      ],
    };
    server.use(http.get(`${BASE}/heartbeats`, () => HttpResponse.json(answer)));

    await expect(client.getHeartbeats()).resolves.toEqual(answer);
  });

  it("throws the backend's error with its status and sentence", async () => {
    server.use(
      http.get(`${BASE}/heartbeats`, () =>
        HttpResponse.json(
          {
            error: { name: 'NotAllowedError', message: 'needs heartbeat.read' },
            response: { statusCode: 403 },
          },
          { status: 403 },
        ),
      ),
    );

    const error = await client.getHeartbeats().catch(thrown => thrown);

    expect(error).toBeInstanceOf(ResponseError);
    expect(error).toMatchObject({
      statusCode: 403,
      cause: { message: 'needs heartbeat.read' },
    });
  });

  it.each([
    ['a page of some proxy', () => HttpResponse.html('<html></html>')],
    ['no list', () => HttpResponse.json({ heartbeats: {} })],
    [
      'a status that is no text',
      () =>
        HttpResponse.json({
          ...list,
          items: [{ ...list.items[0], status: { is: 'Dead' } }],
        }),
    ],
    [
      'a replica with such a status',
      () =>
        HttpResponse.json({
          ...list,
          items: [
            {
              ...list.items[0],
              replicas: [{ ...list.items[0], status: 1 }],
            },
          ],
        }),
    ],
    [
      'progress that is no text',
      () =>
        HttpResponse.json({
          ...list,
          items: [{ ...list.items[0], progress: { message: { html: 'x' } } }],
        }),
    ],
  ])('refuses %s, and says what to check', async (_, answer) => {
    server.use(http.get(`${BASE}/heartbeats`, answer));

    await expect(client.getHeartbeats()).rejects.toThrow(
      /have the same version/,
    );
  });

  it('takes reasons, kinds and fields that it does not know, as of a newer backend', async () => {
    const later = {
      ...list,
      mood: 'calm',
      items: [
        {
          ...list.items[0],
          status: 'Unknown',
          unknown: { reason: 'eclipse', message: 'It is dark.' },
          recentRestarts: [
            { kind: 'rebirth', at: list.observedAt, ageMs: 1, by: 'us' },
          ],
        },
      ],
      problems: [{ kind: 'jobs', message: 'No jobs are known.' }],
    };
    server.use(http.get(`${BASE}/heartbeats`, () => HttpResponse.json(later)));

    await expect(client.getHeartbeats()).resolves.toEqual(later);
  });

  it('can be aborted', async () => {
    server.use(http.get(`${BASE}/heartbeats`, () => new Promise(() => {})));
    const controller = new AbortController();
    const answer = client.getHeartbeats({ signal: controller.signal });
    controller.abort();

    await expect(answer).rejects.toThrow(/abort/i);
  });
});
