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

import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { renderInTestApp, TestApiProvider } from '@backstage/test-utils';
import { screen } from '@testing-library/react';
import { heartbeatApiRef } from 'backstage-plugin-heartbeat-react';
import { Route, Routes } from 'react-router-dom';
import {
  EntityHeartbeatCard,
  EntityHeartbeatContent,
  HeartbeatPage,
} from './plugin';
import {
  entityFixture,
  entityHeartbeatsFixture,
  heartbeatFixture,
  listFixture,
  noHistory,
} from './__testUtils__/fixtures';

const heartbeatApi = {
  ...noHistory,
  getHeartbeats: async () => listFixture([heartbeatFixture()]),
  getEntityHeartbeats: async () =>
    entityHeartbeatsFixture([heartbeatFixture()]),
};

describe('the exports for the legacy frontend system', () => {
  it('have the page, with a header of its own', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[heartbeatApiRef, heartbeatApi]]}>
        <Routes>
          <Route path="/heartbeat" element={<HeartbeatPage />} />
        </Routes>
      </TestApiProvider>,
      {
        routeEntries: ['/heartbeat'],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );

    expect(
      await screen.findByRole('heading', { name: 'Heartbeat' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('rowheader', { name: 'orders' }),
    ).toBeInTheDocument();
  });

  it('have the entity card', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[heartbeatApiRef, heartbeatApi]]}>
        <EntityProvider entity={entityFixture()}>
          <EntityHeartbeatCard />
        </EntityProvider>
      </TestApiProvider>,
    );

    expect(await screen.findByText('Alive')).toBeInTheDocument();
  });

  it('have the entity tab', async () => {
    await renderInTestApp(
      <TestApiProvider apis={[[heartbeatApiRef, heartbeatApi]]}>
        <EntityProvider entity={entityFixture()}>
          <EntityHeartbeatContent />
        </EntityProvider>
      </TestApiProvider>,
    );

    expect(await screen.findByText('Alive')).toBeInTheDocument();
  });
});
