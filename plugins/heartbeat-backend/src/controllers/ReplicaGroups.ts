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

import type { LeaseRecord } from './LeaseRecord';
import { betterReplica, type ObservedController } from './ObservedController';
import type { ObservedHeartbeat } from './liveness';

/**
 * For how long a replica that was shut down is listed beside those that work:
 * long enough to look after a rollout, short enough that rollouts do not pile up.
 */
const STOPPED_SHOWN_MS = 60 * 60 * 1000;

/**
 * The id of the controller that a Lease stands for: its own, or that of the
 * controller that it is a replica of.
 *
 * @internal
 */
export function controllerIdOf({
  id,
  record,
}: Pick<ObservedHeartbeat, 'id' | 'record'>): string {
  return record.replica === undefined ? id : replicaGroupId(record);
}

/**
 * The id of the controller that a Lease is a replica of.
 *
 * @internal
 */
export function replicaGroupId({
  ref,
  controller,
}: Pick<LeaseRecord, 'ref' | 'controller'>): string {
  return `${ref.cluster}/${ref.namespace}/replicas/${controller}`;
}

/**
 * Whether a replica is listed: it is there, or was shut down not long ago.
 *
 * @internal
 */
export function isShownReplica(
  { isGone, status, sinceWallMs }: ObservedHeartbeat,
  nowWallMs: number,
): boolean {
  return (
    !isGone ||
    (status === 'Stopped' && nowWallMs - sinceWallMs < STOPPED_SHOWN_MS)
  );
}

/**
 * Which Leases are replicas of one controller: those of one namespace that name
 * the same controller and say so by a label. Two Leases that only share a
 * controller's name stay two: one of them must not hide that the other died.
 *
 * @internal
 */
export class ReplicaGroups {
  readonly #groups = new Map<string, Map<string, ObservedHeartbeat>>();

  /** A Lease that is a replica. */
  set(heartbeat: ObservedHeartbeat): void {
    const groupId = replicaGroupId(heartbeat.record);
    const group =
      this.#groups.get(groupId) ?? new Map<string, ObservedHeartbeat>();
    this.#groups.set(groupId, group.set(heartbeat.id, heartbeat));
  }

  /** The Lease is not there any more, or no replica of this controller. */
  delete(groupId: string, leaseId: string): void {
    const group = this.#groups.get(groupId);
    group?.delete(leaseId);
    if (group?.size === 0) {
      this.#groups.delete(groupId);
    }
  }

  /** All that are known, whether they are shown or not. */
  members(groupId: string): ObservedHeartbeat[] {
    return [...(this.#groups.get(groupId)?.values() ?? [])];
  }

  /** The Leases of a controller, as far as they count. */
  get(
    groupId: string,
    nowWallMs: number,
  ): Pick<ObservedController, 'best' | 'replicas'> | undefined {
    const all = this.members(groupId);
    if (all.length === 0) {
      return undefined;
    }
    const present = all.filter(one => isShownReplica(one, nowWallMs));
    const replicas = (present.length > 0 ? present : all).sort((a, b) =>
      nameOf(a).localeCompare(nameOf(b)),
    );
    return { best: replicas.reduce(betterReplica), replicas };
  }
}

function nameOf({ record }: ObservedHeartbeat): string {
  return record.replica ?? record.ref.name;
}
