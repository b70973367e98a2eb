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

import type { LivenessStatus } from './generated/api';

/**
 * How many replicas a controller has, and how many of them are alive (`Alive` or
 * `Late`). One that was shut down is none any more.
 *
 * @public
 */
export function countReplicas(replicas: Iterable<{ status: LivenessStatus }>): {
  alive: number;
  total: number;
} {
  let alive = 0;
  let total = 0;
  for (const { status } of replicas) {
    alive += status === 'Alive' || status === 'Late' ? 1 : 0;
    total += status === 'Stopped' ? 0 : 1;
  }
  return { alive, total };
}
