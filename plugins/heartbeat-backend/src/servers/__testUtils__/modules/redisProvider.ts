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

import { once } from 'node:events';
import { connect } from 'node:net';
import {
  coreServices,
  createBackendModule,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { heartbeatServersExtensionPoint } from 'backstage-plugin-heartbeat-node';

export default createBackendModule({
  pluginId: 'heartbeat',
  moduleId: 'redis',
  register: env =>
    env.registerInit({
      deps: {
        config: coreServices.rootConfig,
        servers: heartbeatServersExtensionPoint,
      },
      init: async ({ config, servers }) => {
        const port = config.getOptionalNumber('heartbeat.redis.port') ?? 6379;
        servers.addServerProvider({
          kind: 'redis',
          configKey: 'redis',
          vetsTargets: true,
          prepare({ spec: host, trust }) {
            if (typeof host !== 'string' || host === '') {
              throw new InputError('redis: is not the name of a host');
            }
            return {
              target: `${host}:${port}`,
              host,
              async check({ signal, targets }) {
                const { addresses } = await targets.vet({ host, port, trust });
                const socket = connect({ host: addresses[0].address, port });
                try {
                  socket.write('PING\r\n');
                  const [answer] = await once(socket, 'data', { signal });
                  return `${answer}` === '+PONG\r\n'
                    ? { outcome: 'healthy' }
                    : { outcome: 'down', message: 'It answers no PONG' };
                } catch (error) {
                  signal.throwIfAborted();
                  return { outcome: 'down', message: `${error}` };
                } finally {
                  socket.destroy();
                }
              },
            };
          },
        });
      },
    }),
});
