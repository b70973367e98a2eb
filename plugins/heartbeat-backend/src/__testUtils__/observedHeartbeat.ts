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

import type { ObservedHeartbeat } from '../controllers/liveness';

/** The heartbeat of a controller that is alive, unless a test says otherwise. */
export function observedHeartbeat(
  name: string,
  more: Partial<ObservedHeartbeat> = {},
): ObservedHeartbeat {
  return {
    id: `demo/apps/${name}`,
    record: {
      ref: { cluster: 'demo', namespace: 'apps', name },
      uid: 'uid-1',
      controller: name,
    },
    isGone: false,
    status: 'Alive',
    sinceWallMs: 0,
    silentSinceMonotonicMs: 0,
    isProvisional: false,
    hasLived: true,
    restarts: 0,
    ...more,
  };
}
