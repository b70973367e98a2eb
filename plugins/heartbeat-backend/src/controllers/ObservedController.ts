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
  CONTROLLER_ANNOTATION,
  LEASE_ANNOTATION,
  type LeaseRef,
  type LivenessStatus,
  type UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import type { ServerBinding } from 'backstage-plugin-heartbeat-node';
import type { Subject } from '../subjects/Subject';
import { compareReplicaStatus } from './compareReplicaStatus';
import type { ControllerPast } from './ControllerPast';
import type { ObservedHeartbeat } from './liveness';

/**
 * A controller as it is now: as well as its Lease, or as the best of its replicas
 * where it has several.
 *
 * @internal
 */
export interface ObservedController extends Subject {
  /** Of its Lease: `cluster/namespace/lease`. With replicas: `cluster/namespace/replicas/<controller>`. */
  readonly id: string;
  readonly cluster: string;
  readonly status: LivenessStatus;
  readonly reason?: UnknownReason;
  /** The Lease that speaks for it. */
  readonly best: ObservedHeartbeat;
  /** Each of them, by name; absent where its Lease does not say that it is one of several. */
  readonly replicas?: readonly ObservedHeartbeat[];
  /** What all replicas of the backend have stored of it. */
  readonly past?: ControllerPast;
}

const NOBODY: readonly string[] = [];

/**
 * A controller by what is known of its Leases.
 *
 * Its verdict is what this replica of the backend sees; since when it has been so is
 * what all of them have stored, where the verdict is the same.
 *
 * @param before - what it was; what is found by the same stays the same
 * @internal
 */
export function toController(
  id: string,
  leases: {
    best: ObservedHeartbeat;
    replicas?: readonly ObservedHeartbeat[];
  },
  before: ObservedController | undefined,
  past?: ControllerPast,
): ObservedController {
  const { best, replicas } = leases;
  const isStored = past?.status === best.status;
  const { sinceWallMs } = isStored ? past : best;
  const { controller, ref } = best.record;
  const isBoundAlike =
    before?.name === controller && areSameLeases(before, leases);
  return {
    id,
    name: controller,
    cluster: ref.cluster,
    status: best.status,
    reason: best.unknown?.reason,
    sinceWallMs: deadByItsClockSince(best) ?? sinceWallMs,
    // A death that is not stored yet may be the one that makes it flap.
    isFlapping:
      past && !replicas
        ? past.isFlapping || (!isStored && best.isFlapping)
        : best.isFlapping,
    bindings: isBoundAlike
      ? before.bindings
      : bindingsOf(controller, leasesOf(leases)),
    entityRefs: NOBODY,
    best,
    replicas,
    past,
  };
}

/**
 * Its last renewal, by its own clock, of one that was dead before anybody looked. That
 * is all there is to say when it was; verdicts are made without it.
 *
 * @returns epoch milliseconds; `undefined` of all others, and where it says nothing usable
 * @internal
 */
export function deadByItsClockSince({
  status,
  hasLived,
  record,
  sinceWallMs,
}: ObservedHeartbeat): number | undefined {
  const renewedMs = Date.parse(record.renewTime ?? '');
  return status === 'Dead' && !hasLived && renewedMs < sinceWallMs
    ? renewedMs
    : undefined;
}

/**
 * The Leases behind a controller.
 *
 * @internal
 */
export function leasesOf({
  best,
  replicas,
}: Pick<
  ObservedController,
  'best' | 'replicas'
>): readonly ObservedHeartbeat[] {
  return replicas ?? [best];
}

/**
 * Whether both are found by the same words and named in the same way.
 *
 * @internal
 */
export function areAlikeControllers(
  a: ObservedController,
  b: ObservedController,
): boolean {
  return a.name === b.name && areSameLeases(a, b);
}

function areSameLeases(
  a: Pick<ObservedController, 'best' | 'replicas'>,
  b: Pick<ObservedController, 'best' | 'replicas'>,
): boolean {
  const before = leasesOf(a);
  const now = leasesOf(b);
  return (
    before.length === now.length &&
    now.every(
      ({ id, record }, i) =>
        id === before[i].id && record.replica === before[i].record.replica,
    )
  );
}

/** Entities name a controller by its name, or one of its Leases by its place. */
function bindingsOf(
  controller: string,
  leases: readonly ObservedHeartbeat[],
): ServerBinding[] {
  return [
    { annotation: CONTROLLER_ANNOTATION, value: controller },
    ...leases.flatMap(({ record }) => placesOf(record.ref)),
  ];
}

function placesOf({ cluster, namespace, name }: LeaseRef): ServerBinding[] {
  return [`${namespace}/${name}`, `${cluster}/${namespace}/${name}`].map(
    value => ({ annotation: LEASE_ANNOTATION, value }),
  );
}

/**
 * Of two replicas that are alike, the one that makes the controller's `since` true: it
 * has been alive since the first of them was, and not alive since the last of
 * them was.
 *
 * @internal
 */
export function betterReplica(
  a: ObservedHeartbeat,
  b: ObservedHeartbeat,
): ObservedHeartbeat {
  const order =
    compareReplicaStatus(a.status, b.status) ||
    (a.status === 'Alive'
      ? a.sinceWallMs - b.sinceWallMs
      : b.sinceWallMs - a.sinceWallMs);
  return order <= 0 ? a : b;
}
