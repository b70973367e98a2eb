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
  AvailabilityReport,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import { http, HttpResponse } from 'msw';
import { setupServer } from 'msw/node';
import { HeartbeatClient } from './HeartbeatClient';

const BASE = 'http://localhost:7007/api/heartbeat/v1';
const AT = '2026-03-01T12:00:00.000Z';

const transitions: TransitionList = {
  observedAt: AT,
  items: [
    {
      id: 'a@2',
      subjectId: 'demo/shop/orders',
      kind: 'controller',
      from: 'Alive',
      to: 'Dead',
      at: AT,
      ageMs: 0,
    },
  ],
  nextCursor: 'next',
};

const availability: AvailabilityReport = {
  observedAt: AT,
  items: [
    {
      subjectId: 'demo/shop/orders',
      windows: [
        {
          windowMs: 10,
          from: AT,
          to: AT,
          upMs: 4,
          downMs: 1,
          stoppedMs: 0,
          unknownMs: 5,
          availability: 0.8,
          coverage: 0.5,
          transitions: 1,
        },
      ],
    },
  ],
};

const timeline: TimelineReport = {
  observedAt: AT,
  subjectId: 'demo/shop/orders',
  segments: [
    { from: AT, to: AT, status: 'Dead', standing: 'down', transitions: 0 },
  ],
};

describe('HeartbeatClient, asked for history', () => {
  const server = setupServer();
  registerMswTestHooks(server);
  const client = HeartbeatClient.create({
    fetchApi: mockApis.fetch({
      resolvePluginProtocol: {
        discoveryApi: mockApis.discovery({ baseUrl: 'http://localhost:7007' }),
      },
    }),
  });

  /** Answers a path, and remembers the query. */
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

  const entityRef = 'component:default/orders';
  const asked = [
    [
      '/transitions',
      () => client.getTransitions({ entityRef, limit: 25 }),
      transitions,
      '?entity=component%3Adefault%2Forders&limit=25',
    ],
    [
      '/availability',
      () => client.getAvailability(entityRef),
      availability,
      '?entity=component%3Adefault%2Forders',
    ],
    [
      '/timeline',
      () => client.getTimeline('demo/shop/orders'),
      timeline,
      '?subject=demo%2Fshop%2Forders',
    ],
  ] as const;

  it.each(asked)('reads %s', async (path, ask, answer, query) => {
    const search = serve(path, answer);

    await expect(ask()).resolves.toEqual(answer);
    expect(search()).toBe(query);
  });

  it.each(asked)('has nothing where %s is not there', async (path, ask) => {
    serve(path, {}, 404);

    await expect(ask()).resolves.toBeUndefined();
  });

  it.each(asked)('throws where %s fails otherwise', async (path, ask) => {
    serve(path, {}, 500);

    await expect(ask()).rejects.toThrow('500');
  });

  it.each([
    ['/transitions', asked[0][1], { ...transitions, items: [{ id: 'a@2' }] }],
    [
      '/availability',
      asked[1][1],
      { ...availability, items: [{ subjectId: 'a', windows: [{}] }] },
    ],
    [
      '/timeline',
      asked[2][1],
      {
        ...timeline,
        segments: [{ ...timeline.segments[0], standing: 'sideways' }],
      },
    ],
  ])(
    'refuses an answer of %s that it cannot read',
    async (path, ask, answer) => {
      serve(path, answer);

      await expect(ask()).rejects.toThrow(/have the same version/);
    },
  );
});
