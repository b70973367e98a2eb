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
import { heartbeatCheckersExtensionPoint } from 'backstage-plugin-heartbeat-node';

export default createBackendModule({
  pluginId: 'heartbeat',
  moduleId: 'licence-server',
  register: env =>
    env.registerInit({
      deps: { checkers: heartbeatCheckersExtensionPoint },
      init: async ({ checkers }) =>
        checkers.addChecker({
          name: 'licence-server',
          frequency: { minutes: 5 },
          timeout: { seconds: 20 },
          check: async ({ signal, logger }) => {
            const answer = await fetch('https://licences.example.com/free', {
              signal,
            });
            logger.info(`${await answer.text()} licences are free`);
          },
        }),
    }),
});
