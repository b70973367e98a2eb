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
import { abortable } from '../../time/abortable';
import type { History } from '../../history/History';
import type { LatencyRecorder } from '../latency';
import type { ServerHealth } from '../checks/ServerHealth';
import type { OnHeld } from '../shards';
import { SERVER_KIND } from '../serverClaims';
import { serverMemories } from '../serverHistory';
import type { ServersElsewhere } from './ServersElsewhere';

/** Less than the shards wait for us; what is not stored by then was stored a minute ago. */
const STORE_TIMEOUT_MS = 3_000;

/**
 * What is to be done when the shards of this replica are others: what is known of
 * the servers is stored for those who take them over, found again for those that
 * this replica takes over, and shown of all others.
 *
 * @internal
 */
export function handOver(options: {
  history: History;
  latency: LatencyRecorder;
  health: Pick<ServerHealth, 'hold'>;
  elsewhere: ServersElsewhere;
  logger: LoggerService;
}): OnHeld {
  const { history, latency, health, elsewhere, logger } = options;
  let known: ReadonlySet<number> = new Set();
  return async held => {
    if ([...known].some(shard => !held.has(shard))) {
      try {
        await abortable(
          Promise.all([history.checkpoint(), latency.flush()]),
          AbortSignal.timeout(STORE_TIMEOUT_MS),
        );
      } catch (error) {
        logger.warn(
          `What is known of servers is not stored before others take them over; they go on from a minute ago: ${stringifyError(
            error,
          )}`,
        );
      }
    }
    known = held;
    health.hold(held, async ids =>
      serverMemories(await history.remembered(SERVER_KIND, ids)),
    );
    // Not waited for: nobody else needs it.
    elsewhere.refresh().catch(error => logger.error(stringifyError(error)));
  };
}
