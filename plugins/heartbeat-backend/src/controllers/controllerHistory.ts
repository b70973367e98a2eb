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

import type { JsonObject } from '@backstage/types';
import {
  LEASE_STOPS,
  LIVENESS_STATUSES,
  UNKNOWN_REASONS,
  type UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import type { LoadedCheckpoint } from '../history';
import type { RememberedKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import { marginMsOf, type Checkpoint } from './liveness';
import { aged } from './liveness/Checkpoint';
import { ControllerPasts, type ControllerPast } from './ControllerPast';
import { processMark } from './HeartbeatRegistry';
import { isRestartKind, restartEvidence } from './restartEvidence';
import { isLivenessStatus } from './livenessStatus';
import { leasesOf, type ObservedController } from './ObservedController';

/**
 * Reasons that say something of the controller. All others say that this replica
 * of the backend cannot see, and then another one's sight is worth more.
 */
const SEEN_REASONS: readonly string[] = [
  'invalid-lease',
] satisfies UnknownReason[];

const checkpointOfLease = z.object({
  id: z.string(),
  scopeId: z.string().optional(),
  controller: z.string().optional(),
  replica: z.string().optional(),
  uid: z.string(),
  renewTime: z.string().optional(),
  holder: z.string().optional(),
  leaseTransitions: z.number().optional(),
  status: z.enum(LIVENESS_STATUSES),
  unknownReason: z.enum(UNKNOWN_REASONS).optional(),
  lastKnown: z.enum(LIVENESS_STATUSES).optional(),
  hasLived: z.boolean().optional(),
  sinceWallMs: z.number(),
  silentForMs: z.number(),
  seenAgoMs: z.number(),
  usualGapMs: z.number().optional(),
  restarts: z.number().optional(),
  restartAgesMs: z.array(z.number()).optional(),
  crashLooping: z.boolean().optional(),
  isGone: z.boolean().optional(),
  stop: z
    .object({
      by: z.enum(LEASE_STOPS),
      isSeen: z.boolean(),
      isRepeated: z.boolean(),
      agoMs: z.number(),
    })
    .optional(),
  releases: z
    .array(z.object({ holder: z.string(), agoMs: z.number() }))
    .optional(),
});

const checkpointData = z.object({ leases: z.array(checkpointOfLease) });

/**
 * What the history keeps of controllers, with what is known of each of their Leases.
 *
 * @internal
 */
export function controllerHistory(options: {
  clock: Clock;
  /** What is known of a Lease now. */
  leaseCheckpoint(id: string): Checkpoint | undefined;
  /** What all replicas of the backend have stored of a controller. */
  setPast(id: string, past: ControllerPast): void;
  /** Since when there is anything stored of clusters, by name. */
  setRecordedFrom(clusters: ReadonlyMap<string, number>): void;
}): RememberedKind<ObservedController> {
  const { clock } = options;
  const pasts = new ControllerPasts();
  return {
    isOutOfSight: ({ reason }) =>
      reason !== undefined && !SEEN_REASONS.includes(reason),
    // One that was taken up from a checkpoint, and is still so, has had no transition here.
    changedMs: ({ best }, transition) =>
      transition?.atMonotonicMs ??
      clock.monotonicMs() - (clock.wallMs() - best.sinceWallMs),
    mark: ({ best }, { cause }) =>
      isRestartKind(cause) ? processMark(best.record) : undefined,
    evidence: ({ best }, transition): JsonObject => {
      const { record, durationMs, usualGapMs } = best;
      return {
        ...(isRestartKind(transition?.cause) && restartEvidence(best)),
        namespace: record.ref.namespace,
        lease: record.ref.name,
        holder: record.holder,
        durationMs,
        marginMs: marginMsOf(best),
        usualGapMs: usualGapMs && Math.round(usualGapMs),
      };
    },
    data: controller => ({
      leases: leasesOf(controller).flatMap(({ id }) => {
        const checkpoint = options.leaseCheckpoint(id);
        return checkpoint ? { ...checkpoint } : [];
      }),
    }),
    isOurs: () => true,
    adopt: past => {
      for (const [id, value] of pasts.adopt(past)) {
        options.setPast(id, value);
      }
      options.setRecordedFrom(pasts.recordedFrom);
    },
  };
}

/**
 * What any replica last knew of each Lease.
 *
 * @internal
 */
export function leaseCheckpoints(
  remembered: LoadedCheckpoint[],
  nowWallMs: number,
): Checkpoint[] {
  return remembered.flatMap(controller =>
    toLeaseCheckpoints(controller, nowWallMs),
  );
}

/**
 * The Leases of a controller as of now. Where there is one, the status of the
 * controller is its own, and may be younger than what was known of the Lease.
 */
function toLeaseCheckpoints(
  { status, sinceAgoMs, seenAgoMs, data, dataAgoMs }: LoadedCheckpoint,
  nowWallMs: number,
): Checkpoint[] {
  const parsed = checkpointData.safeParse(data);
  if (!parsed.success) {
    return [];
  }
  const leases = parsed.data.leases.map(lease => aged(lease, dataAgoMs));
  const [lease] = leases;
  if (
    leases.length !== 1 ||
    !isLivenessStatus(status) ||
    status === 'Unknown'
  ) {
    return leases;
  }
  return [
    {
      ...lease,
      status,
      unknownReason: undefined,
      sinceWallMs: nowWallMs - sinceAgoMs,
      seenAgoMs: Math.min(lease.seenAgoMs, seenAgoMs),
    },
  ];
}
