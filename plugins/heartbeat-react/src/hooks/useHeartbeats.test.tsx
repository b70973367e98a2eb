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

import { TestApiProvider } from '@backstage/frontend-test-utils';
import { act, render, screen } from '@testing-library/react';
import type { HeartbeatList } from 'backstage-plugin-heartbeat-common';
import { heartbeatApiRef } from '../api/HeartbeatApi';
import { HeartbeatClient } from '../api/HeartbeatClient';
import { STALE_AFTER_MS } from './LiveQuery';
import { useHeartbeats } from './useHeartbeats';

const list: HeartbeatList = {
  observedAt: '2026-03-01T12:00:00.000Z',
  items: [
    {
      id: 'demo/apps/orders',
      controller: 'orders',
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

function Names() {
  const live = useHeartbeats();
  const items = 'data' in live ? live.data.items : [];
  return (
    <p>
      {live.status}: {items.map(({ controller }) => controller).join()}
    </p>
  );
}

const answer = (body: object, status = 200) =>
  new Response(JSON.stringify(body), {
    status,
    headers: { 'Content-Type': 'application/json' },
  });

const failure = (status: number) => async () =>
  answer({ error: { name: 'Error', message: 'The database is away' } }, status);

const later = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

/** What is seen as long as it is good, when it is called stale, and when it is good again. */
async function lose(how: () => Promise<Response>) {
  const fetch = jest.fn<Promise<Response>, []>();
  fetch.mockImplementation(async () => answer(list));
  render(
    <TestApiProvider
      apis={[
        [heartbeatApiRef, HeartbeatClient.create({ fetchApi: { fetch } })],
      ]}
    >
      <Names />
    </TestApiProvider>,
  );
  await later(0);
  expect(screen.getByText('ready: orders')).toBeInTheDocument();
  fetch.mockImplementation(how);
  await later(2 * STALE_AFTER_MS);
  return {
    recover: async () => {
      fetch.mockImplementation(async () => answer(list));
      await later(STALE_AFTER_MS);
    },
  };
}

describe('what was read last', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it.each([
    ['permissions cannot be asked', failure(500)],
    ['the backend is starting', failure(503)],
    ['a proxy gets no answer', failure(504)],
    ['nobody can be signed in again', failure(401)],
    [
      'the network is down',
      async () => Promise.reject(new TypeError('Failed to fetch')),
    ],
  ])(
    'stays, and is called stale, while %s, and is kept fresh again afterwards',
    async (_, how) => {
      const { recover } = await lose(how);
      expect(screen.getByText('stale: orders')).toBeInTheDocument();

      await recover();
      expect(screen.getByText('ready: orders')).toBeInTheDocument();
    },
  );

  it('goes where the right to read it is withdrawn', async () => {
    await lose(failure(403));
    expect(screen.getByText('forbidden:')).toBeInTheDocument();
  });
});
