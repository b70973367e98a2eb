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

/**
 * The plugin for the new frontend system.
 *
 * @packageDocumentation
 */

import {
  ApiBlueprint,
  createFrontendPlugin,
  fetchApiRef,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import {
  EntityCardBlueprint,
  EntityContentBlueprint,
} from '@backstage/plugin-catalog-react/alpha';
import HeartIcon from '@material-ui/icons/FavoriteBorder';
import {
  heartbeatApiRef,
  HeartbeatClient,
} from 'backstage-plugin-heartbeat-react';
import { isHeartbeatAvailable } from './isHeartbeatAvailable';
import { rootRouteRef } from './routes';

const heartbeatApi = ApiBlueprint.make({
  params: defineParams =>
    defineParams({
      api: heartbeatApiRef,
      deps: { fetchApi: fetchApiRef },
      factory: ({ fetchApi }) => HeartbeatClient.create({ fetchApi }),
    }),
});

const heartbeatPage = PageBlueprint.make({
  params: {
    path: '/heartbeat',
    routeRef: rootRouteRef,
    title: 'Heartbeat',
    icon: <HeartIcon fontSize="inherit" />,
    loader: () =>
      import('./page/HeartbeatOverview').then(m => <m.HeartbeatOverview />),
  },
});

const entityHeartbeatCard = EntityCardBlueprint.make({
  name: 'heartbeat',
  params: {
    filter: isHeartbeatAvailable,
    loader: () =>
      import('./card/EntityHeartbeatCard').then(m => <m.HeartbeatCard />),
  },
});

const entityHeartbeatContent = EntityContentBlueprint.make({
  name: 'heartbeat',
  params: {
    path: '/heartbeat',
    title: 'Heartbeat',
    icon: <HeartIcon fontSize="inherit" />,
    filter: isHeartbeatAvailable,
    loader: () =>
      import('./tab/EntityHeartbeatContent').then(m => <m.HeartbeatContent />),
  },
});

/**
 * Liveness of the controllers behind entities and health of their servers: an API, an entity card, a tab
 * of entity pages and the page `/heartbeat`.
 *
 * @alpha
 */
export default createFrontendPlugin({
  pluginId: 'heartbeat',
  title: 'Heartbeat',
  icon: <HeartIcon fontSize="inherit" />,
  info: { packageJson: () => import('../package.json') },
  routes: { root: rootRouteRef },
  extensions: [
    heartbeatApi,
    heartbeatPage,
    entityHeartbeatCard,
    entityHeartbeatContent,
  ],
});
