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

import { renderTestApp } from '@backstage/frontend-test-utils';
import { catalogApiRef, entityRouteRef } from '@backstage/plugin-catalog-react';
import {
  catalogApiMock,
  createTestEntityPage,
} from '@backstage/plugin-catalog-react/testUtils';
import { screen } from '@testing-library/react';
import { heartbeatApiRef } from 'backstage-plugin-heartbeat-react';
import heartbeatPlugin from './alpha';
import {
  availabilityFixture,
  entityFixture,
  entityHeartbeatsFixture,
  heartbeatFixture,
  listFixture,
  noHistory,
  transitionsFixture,
} from './__testUtils__/fixtures';

const heartbeatApi = {
  ...noHistory,
  getHeartbeats: async () => listFixture([heartbeatFixture()]),
  getEntityHeartbeats: async () =>
    entityHeartbeatsFixture([heartbeatFixture()]),
};

describe('the plugin of the new frontend system', () => {
  it('has the page /heartbeat, with its title', async () => {
    renderTestApp({
      features: [heartbeatPlugin],
      apis: [
        [heartbeatApiRef, heartbeatApi],
        [catalogApiRef, catalogApiMock()],
      ],
      initialRouteEntries: ['/heartbeat'],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    });

    expect(
      await screen.findByRole('rowheader', { name: 'orders' }),
    ).toBeInTheDocument();
    expect(screen.getAllByText('Heartbeat').length).toBeGreaterThan(0);
  });

  it('has a card and a tab for entities that name a controller', async () => {
    renderTestApp({
      features: [heartbeatPlugin],
      // this page shows the contents of all tabs at once
      extensions: [createTestEntityPage({ entity: entityFixture() })],
      apis: [
        [
          heartbeatApiRef,
          {
            ...heartbeatApi,
            getTransitions: async () => transitionsFixture(),
            getAvailability: async () => availabilityFixture(),
          },
        ],
      ],
    });

    expect(await screen.findByText('What happened')).toBeInTheDocument();
    expect(
      await screen.findAllByRole('heading', { name: 'orders' }),
    ).toHaveLength(2);
  });

  it('has a card for those that the configuration chooses, in place of our own choice', async () => {
    renderTestApp({
      features: [heartbeatPlugin],
      extensions: [
        createTestEntityPage({
          entity: {
            ...entityFixture(),
            metadata: {
              name: 'orders',
              labels: { 'example.com/server': 'orders' },
            },
          },
        }),
      ],
      apis: [[heartbeatApiRef, heartbeatApi]],
      config: {
        app: {
          extensions: [
            {
              'entity-card:heartbeat/heartbeat': {
                config: {
                  filter: {
                    $any: [
                      {
                        'metadata.annotations.heartbeat/controller': {
                          $exists: true,
                        },
                      },
                      {
                        'metadata.labels.example.com/server': { $exists: true },
                      },
                    ],
                  },
                },
              },
            },
          ],
        },
      },
    });

    expect(
      await screen.findByRole('heading', { name: 'orders' }),
    ).toBeInTheDocument();
  });

  it('has neither for the others', async () => {
    const entity = { ...entityFixture(), metadata: { name: 'library' } };
    renderTestApp({
      features: [heartbeatPlugin],
      extensions: [createTestEntityPage({ entity })],
      apis: [[heartbeatApiRef, heartbeatApi]],
    });

    expect(await screen.findByTestId('empty-entity-page')).toBeInTheDocument();
  });
});
