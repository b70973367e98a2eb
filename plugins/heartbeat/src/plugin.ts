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
  createApiFactory,
  createComponentExtension,
  createPlugin,
  createRoutableExtension,
  fetchApiRef,
} from '@backstage/core-plugin-api';
import {
  heartbeatApiRef,
  HeartbeatClient,
} from 'backstage-plugin-heartbeat-react';
import { rootRouteRef } from './routes';

/**
 * The plugin for apps on the legacy frontend system; the new one takes
 * `backstage-plugin-heartbeat/alpha`.
 *
 * @public
 */
export const heartbeatPlugin = createPlugin({
  id: 'heartbeat',
  routes: { root: rootRouteRef },
  apis: [
    createApiFactory({
      api: heartbeatApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => HeartbeatClient.create({ fetchApi }),
    }),
  ],
});

/**
 * The overview page with a header of its own, for a route of a legacy app.
 *
 * @public
 */
export const HeartbeatPage: () => JSX.Element = heartbeatPlugin.provide(
  createRoutableExtension({
    name: 'HeartbeatPage',
    mountPoint: rootRouteRef,
    component: () => import('./page/HeartbeatPage').then(m => m.HeartbeatPage),
  }),
);

/**
 * The heartbeats of the controllers behind the entity in context.
 *
 * @public
 */
export const EntityHeartbeatCard: () => JSX.Element = heartbeatPlugin.provide(
  createComponentExtension({
    name: 'EntityHeartbeatCard',
    component: {
      lazy: () =>
        import('./card/EntityHeartbeatCard').then(m => m.EntityHeartbeatCard),
    },
  }),
);

/**
 * The same with their history, for a tab of entity pages.
 *
 * @public
 */
export const EntityHeartbeatContent: () => JSX.Element =
  heartbeatPlugin.provide(
    createComponentExtension({
      name: 'EntityHeartbeatContent',
      component: {
        lazy: () =>
          import('./tab/EntityHeartbeatContent').then(
            m => m.EntityHeartbeatContent,
          ),
      },
    }),
  );
