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
  LIVENESS_STATUSES,
  type LivenessStatus,
} from 'backstage-plugin-heartbeat-common';

/** What people can be told of a controller. Not `Late`: it is over within a Lease's duration. */
export type ToldOfController = Extract<
  LivenessStatus,
  'Dead' | 'Stopped' | 'Unknown'
>;

/** @internal */
export function isLivenessStatus(status: string): status is LivenessStatus {
  return LIVENESS_STATUSES.some(known => known === status);
}
