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
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { metricsServiceRef } from '@backstage/backend-plugin-api/alpha';
import { heartbeatServersExtensionPoint } from 'backstage-plugin-heartbeat-node';
import { ServerMetrics, UnikornProvider, UnikornSource } from './check';
import { readUnikornOptions } from './options';

/**
 * Brings the servers of the unikorn region API to Heartbeat, as `heartbeat.unikorn`
 * says.
 *
 * @public
 */
export const heartbeatModuleUnikorn = createBackendModule({
  pluginId: 'heartbeat',
  moduleId: 'unikorn',
  register: env =>
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        logger: coreServices.logger,
        metrics: metricsServiceRef,
        servers: heartbeatServersExtensionPoint,
      },
      init: async ({ config, logger, metrics, servers }) => {
        const options = readUnikornOptions(config);
        if (!options) {
          logger.info(
            'There is no heartbeat.unikorn in the configuration: no servers of unikorn are looked for',
          );
          return;
        }
        const common = { options, metrics: new ServerMetrics({ metrics }) };
        servers.addServerSource(new UnikornSource(common));
        servers.addServerProvider(new UnikornProvider(common));
      },
    }),
});
