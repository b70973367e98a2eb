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

import { createBackendModule } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { heartbeatServersExtensionPoint } from 'backstage-plugin-heartbeat-node';

export default createBackendModule({
  pluginId: 'heartbeat',
  moduleId: 'licences',
  register: env =>
    env.registerInit({
      deps: { servers: heartbeatServersExtensionPoint },
      init: async ({ servers }) =>
        servers.addServerProvider({
          kind: 'licences',
          prepare({ spec: url }) {
            if (typeof url !== 'string' || !URL.canParse(url)) {
              throw new InputError('licences: is not a URL');
            }
            return {
              target: url,
              host: new URL(url).hostname,
              async check({ signal }) {
                const answer = await fetch(url, { signal });
                const free = Number(await answer.text());
                return free > 0
                  ? { outcome: 'healthy', facts: { free: `${free}` } }
                  : { outcome: 'down', message: 'No licence is free' };
              },
            };
          },
        }),
    }),
});
