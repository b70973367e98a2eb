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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { History } from '../../history/History';
import type { ServerHealth } from '../checks/ServerHealth';
import { SERVER_KIND } from '../serverClaims';
import { serverMemories } from '../serverHistory';
import type { OnHeld } from '../slices';
import type { ServersElsewhere } from './ServersElsewhere';

/**
 * What is to be done when the shards of this replica are others: what is known of
 * the servers that it takes over is found again, and all others are shown as those
 * store them that check them.
 *
 * @internal
 */
export function handOver(options: {
  history: History;
  health: Pick<ServerHealth, 'hold'>;
  elsewhere: ServersElsewhere;
  logger: LoggerService;
}): OnHeld {
  const { history, health, elsewhere, logger } = options;
  return held => {
    health.hold(held, async ids =>
      serverMemories(await history.remembered(SERVER_KIND, ids)),
    );
    // Not waited for: nobody else needs it.
    elsewhere.refresh().catch(error => logger.error(stringifyError(error)));
  };
}
