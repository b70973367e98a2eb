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

import { createDevApp } from '@backstage/frontend-dev-utils';
import {
  createFrontendPlugin,
  PageBlueprint,
} from '@backstage/frontend-plugin-api';
import catalogPlugin from '@backstage/plugin-catalog/alpha';
import HeartIcon from '@material-ui/icons/FavoriteBorder';
import { heartbeatApiRef } from 'backstage-plugin-heartbeat-react';
import heartbeatPlugin from '../src/alpha';
import { ScriptedHeartbeatApi } from './ScriptedHeartbeatApi';

const galleryPlugin = createFrontendPlugin({
  pluginId: 'heartbeat-gallery',
  extensions: [
    PageBlueprint.make({
      params: {
        path: '/cards',
        title: 'Heartbeat cards',
        icon: <HeartIcon fontSize="inherit" />,
        loader: () => import('./CardGallery').then(m => <m.CardGallery />),
      },
    }),
    PageBlueprint.make({
      name: 'tab',
      params: {
        path: '/tab',
        title: 'Heartbeat tab',
        icon: <HeartIcon fontSize="inherit" />,
        loader: () => import('./TabGallery').then(m => <m.TabGallery />),
      },
    }),
  ],
});

const scriptedPlugin = heartbeatPlugin.withOverrides({
  extensions: [
    heartbeatPlugin.getExtension('api:heartbeat').override({
      params: defineParams =>
        defineParams({
          api: heartbeatApiRef,
          deps: {},
          factory: () => new ScriptedHeartbeatApi(),
        }),
    }),
  ],
});

createDevApp({ features: [scriptedPlugin, galleryPlugin, catalogPlugin] });
