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

/** Nova's numbers for what the hypervisor says of a machine. @internal */
export const POWER = {
  none: 0,
  running: 1,
  paused: 3,
  shutdown: 4,
  crashed: 6,
  suspended: 7,
} as const;

/**
 * What Nova holds of a server's life, in its own words.
 *
 * @public
 */
export interface ServerState {
  vmState: string;
  /** `undefined` when nothing is under way. */
  taskState?: string;
  powerState: number;
  imageId?: string;
  launchedAt?: Date;
  terminatedAt?: Date;
  /** Whether it has a machine to run on. */
  hosted: boolean;
  /** Whether its ports are bound. */
  connected: boolean;
  /** Why it is in error, where Nova knows. */
  fault?: string;
}

const WHILE_ACTIVE: Readonly<Record<string, string>> = {
  rebooting: 'REBOOT',
  rebooting_hard: 'HARD_REBOOT',
  rebuilding: 'REBUILD',
  resize_prep: 'RESIZE',
  resize_migrating: 'RESIZE',
  resize_migrated: 'RESIZE',
  resize_finish: 'RESIZE',
};

const AT_REST: Readonly<Record<string, string>> = {
  active: 'ACTIVE',
  building: 'BUILD',
  deleted: 'DELETED',
  error: 'ERROR',
  paused: 'PAUSED',
  rescued: 'RESCUE',
  resized: 'VERIFY_RESIZE',
  shelved: 'SHELVED',
  shelved_offloaded: 'SHELVED_OFFLOADED',
  stopped: 'SHUTOFF',
  suspended: 'SUSPENDED',
};

/** The status that Nova makes of the two states; `UNKNOWN` for what it does not know. @internal */
export function statusOf({ vmState, taskState = '' }: ServerState): string {
  if (vmState === 'active' && taskState in WHILE_ACTIVE) {
    return WHILE_ACTIVE[taskState];
  }
  if (['stopped', 'error'].includes(vmState) && taskState === 'rebuilding') {
    return 'REBUILD';
  }
  return AT_REST[vmState] ?? 'UNKNOWN';
}
