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

import type {
  HeartbeatList,
  LivenessStatus,
  ServerList,
  ServerStatus,
} from 'backstage-plugin-heartbeat-common';

const BAD_CONTROLLERS: LivenessStatus[] = ['Dead', 'Late'];
const BAD_SERVERS: ServerStatus[] = ['Down', 'Degraded'];

/** How many controllers are not as they should be. */
export function countBadControllers({ items, counts }: HeartbeatList): number {
  return counts
    ? BAD_CONTROLLERS.reduce((sum, status) => sum + counts[status], 0)
    : items.filter(({ status }) => BAD_CONTROLLERS.includes(status)).length;
}

/** How many servers are not as they should be. */
export function countBadServers({ counts }: ServerList): number {
  return BAD_SERVERS.reduce((sum, status) => sum + counts[status], 0);
}
