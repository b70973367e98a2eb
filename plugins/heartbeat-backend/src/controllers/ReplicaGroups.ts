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
  compareReplicaStatus,
  type ControllerTransition,
  type HeartbeatTransition,
  type LeaseRecord,
  type ObservedController,
  type ObservedHeartbeat,
  type VerdictState,
} from 'backstage-plugin-heartbeat-common';

/**
 * For how long a replica that was shut down is listed beside those that work:
 * long enough to look after a rollout, short enough that rollouts do not pile up.
 */
const STOPPED_SHOWN_MS = 60 * 60 * 1000;

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
 * Which Leases are replicas of one controller: those of one namespace that name
 * the same controller and say so by a label. Two Leases that only share a
 * controller's name stay two: one of them must not hide that the other died.
 *
 * @internal
 */
export class ReplicaGroups {
  readonly #groups = new Map<string, Map<string, ObservedHeartbeat>>();
  /** By the id of the Lease: it may change its labels, and with them its group. */
  readonly #groupOf = new Map<string, string>();
  /** By group. */
  readonly #verdicts = new Map<string, VerdictState>();

  /** Takes a Lease in, moves it, or (where it is no replica) leaves it out. */
  set(heartbeat: ObservedHeartbeat): void {
    const { id, record } = heartbeat;
    const groupId =
      record.replica === undefined ? undefined : replicaGroupId(record);
    if (this.#groupOf.get(id) !== groupId) {
      this.delete(id);
    }
    if (groupId !== undefined) {
      const group =
        this.#groups.get(groupId) ?? new Map<string, ObservedHeartbeat>();
      this.#groups.set(groupId, group.set(id, heartbeat));
      this.#groupOf.set(id, groupId);
    }
  }

  delete(id: string): void {
    const groupId = this.#groupOf.get(id);
    if (groupId !== undefined) {
      const group = this.#groups.get(groupId);
      group?.delete(id);
      if (group?.size === 0) {
        this.#groups.delete(groupId);
        this.#verdicts.delete(groupId);
      }
      this.#groupOf.delete(id);
    }
  }

  /** What the transition of a replica is for its controller, if it is one. */
  transition(
    replica: ObservedHeartbeat,
    transition: HeartbeatTransition,
    nowWallMs: number,
  ): ControllerTransition | undefined {
    const id = replicaGroupId(replica.record);
    const controller = this.get(id, nowWallMs);
    if (!controller) {
      return undefined;
    }
    const from = this.#verdicts.get(id);
    const { status, unknown } = controller.best;
    const to = { status, unknownReason: unknown?.reason };
    if (from?.status === to.status && from.unknownReason === to.unknownReason) {
      return undefined;
    }
    this.#verdicts.set(id, to);
    return { ...transition, controller, from, to };
  }

  /** All that are known, whether they are shown or not. */
  members(id: string): ObservedHeartbeat[] {
    return [...(this.#groups.get(id)?.values() ?? [])];
  }

  get(id: string, nowWallMs: number): ObservedController | undefined {
    const group = this.#groups.get(id);
    return group && toController(id, [...group.values()], nowWallMs);
  }

  *controllers(nowWallMs: number): Iterable<ObservedController> {
    for (const [id, group] of this.#groups) {
      yield toController(id, [...group.values()], nowWallMs);
    }
  }
}

function toController(
  id: string,
  all: ObservedHeartbeat[],
  nowWallMs: number,
): ObservedController {
  const present = all.filter(
    ({ isGone, status, sinceWallMs }) =>
      !isGone ||
      (status === 'Stopped' && nowWallMs - sinceWallMs < STOPPED_SHOWN_MS),
  );
  const replicas = (present.length > 0 ? present : all).sort((a, b) =>
    nameOf(a).localeCompare(nameOf(b)),
  );
  return { id, best: replicas.reduce(better), replicas };
}

/**
 * Of two that are alike, the one that makes the controller's `since` true: it
 * has been alive since the first of them was, and not alive since the last of
 * them was.
 */
function better(a: ObservedHeartbeat, b: ObservedHeartbeat): ObservedHeartbeat {
  const order =
    compareReplicaStatus(a.status, b.status) ||
    (a.status === 'Alive'
      ? a.sinceWallMs - b.sinceWallMs
      : b.sinceWallMs - a.sinceWallMs);
  return order <= 0 ? a : b;
}

function nameOf({ record }: ObservedHeartbeat): string {
  return record.replica ?? record.ref.name;
}
