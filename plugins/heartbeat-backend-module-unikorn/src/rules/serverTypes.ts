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

/**
 * What the region API calls the phase of a server.
 *
 * @internal
 */
export const PHASES = [
  'Pending',
  'Queued',
  'Building',
  'Running',
  'Stopping',
  'Stopped',
] as const;

/** @internal */
export type Phase = (typeof PHASES)[number];

/**
 * A condition as Kubernetes has it; what else it holds is kept.
 *
 * @internal
 */
export interface Condition {
  [field: string]: unknown;
  type: string;
  status: string;
  reason?: string;
  message?: string;
  /** RFC 3339 */
  lastTransitionTime?: string;
}

/**
 * The status of a `Server` resource, as far as it is ours. Times are RFC 3339.
 *
 * @internal
 */
export interface ServerStatusFields {
  phase?: string;
  conditions: readonly Condition[];
  scheduledAt?: string;
  launchedAt?: string;
  provisionedAt?: string;
  macAddress?: string;
  rebuild?: { state: string; targetImageID: string };
}

/**
 * What Nova says of one server.
 *
 * @internal
 */
export interface NovaServer {
  id: string;
  name: string;
  /** As Nova writes it, e.g. `ACTIVE`; "" where it says nothing. */
  status: string;
  createdMs?: number;
  launchedMs?: number;
  powerState: number;
  /** "" where nothing is under way. */
  taskState: string;
  /** Absent where it was booted from a volume, or where Nova does not say. */
  imageId?: string;
  /** Unread: most servers are asked about without anybody wanting it. */
  addresses: unknown;
}

/** Nova's numbers. @internal */
export const POWER = {
  noState: 0,
  running: 1,
  paused: 3,
  shutdown: 4,
  crashed: 6,
  suspended: 7,
} as const;
