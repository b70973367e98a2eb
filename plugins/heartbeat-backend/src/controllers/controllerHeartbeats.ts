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
  ControllerHeartbeat,
  ControllerHeartbeats,
} from 'backstage-plugin-heartbeat-common';

import { kargoTime } from './kargoTime';

/**
 * What Kargo's view needs of a Lease.
 *
 * @internal
 */
export interface ControllerLease {
  controller: string;
  /** RFC 3339, by the controller's clock. */
  renewTime?: string;
  leaseDurationSeconds?: number;
}

function controllerHeartbeat(
  lease: ControllerLease,
  nowMs: number,
): ControllerHeartbeat {
  const { controller, renewTime, leaseDurationSeconds } = lease;
  if (renewTime === undefined) {
    return { controller, status: 'Dead' };
  }
  const isAlive =
    leaseDurationSeconds !== undefined &&
    nowMs - Date.parse(renewTime) < leaseDurationSeconds * 1000;
  return {
    controller,
    status: isAlive ? 'Alive' : 'Dead',
    timestamp: kargoTime(renewTime),
  };
}

/** Milliseconds of a renewTime; a Lease without one is older than all others. */
function renewedAt(heartbeat: ControllerHeartbeat): number {
  return heartbeat.timestamp === undefined
    ? -Infinity
    : Date.parse(heartbeat.timestamp);
}

/**
 * Kargo's view of a set of Leases, by Kargo's exact formula [H12-H16]: alive if
 * and only if renewTime and duration are there and less than the duration has
 * passed since. One `nowMs` (epoch milliseconds) serves the whole answer, and of
 * two Leases with one name the freshest wins.
 *
 * @internal
 */
export function controllerHeartbeats(
  leases: Iterable<ControllerLease>,
  options: { nowMs: number; defaultController: string },
): ControllerHeartbeats {
  const byController = new Map<string, ControllerHeartbeat>();
  for (const lease of leases) {
    const candidate = controllerHeartbeat(lease, options.nowMs);
    const present = byController.get(lease.controller);
    if (!present || renewedAt(candidate) > renewedAt(present)) {
      byController.set(lease.controller, candidate);
    }
  }
  return {
    heartbeats: Object.fromEntries(byController),
    defaultController: options.defaultController,
  };
}
