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

import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';

/**
 * Which replica speaks for its controller, best first: one that works is enough;
 * of one that we cannot see nothing can be said; and one that died needs more
 * attention than one that was shut down.
 */
const BEST_FIRST = [
  'Alive',
  'Late',
  'Unknown',
  'Dead',
  'Stopped',
  'NeverReported',
] as const satisfies readonly LivenessStatus[];

/**
 * Sorts the statuses of replicas by which of them speaks for the controller.
 *
 * @internal
 */
export function compareReplicaStatus(
  a: LivenessStatus,
  b: LivenessStatus,
): number {
  return BEST_FIRST.indexOf(a) - BEST_FIRST.indexOf(b);
}
