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
  LIVENESS_STANDINGS,
  LIVENESS_STATUSES,
  UNKNOWN_REASONS,
  type ControllerRestart,
  type ControllerTransition,
  type HistoryStanding,
  type LivenessStatus,
  type UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import type { Clock } from '../time/clock';
import type { HistoryContributor, HistoryFeed } from '../history/History';
import type {
  LoadedCheckpoint,
  ObservedChange,
  ObservedState,
} from '../history';
import type { Checkpoint } from './liveness';
import { aged } from './liveness/Checkpoint';
import type { HeartbeatRegistry } from './HeartbeatRegistry';

/** What a controller is called among the subjects of the history. */
export const CONTROLLER_KIND = 'controller';

/**
 * Reasons that say something of the controller. All others say that this replica
 * of the backend cannot see, and then another one's sight is worth more.
 */
const SEEN_REASONS: readonly UnknownReason[] = ['invalid-lease'];

const checkpointOfLease = z.object({
  id: z.string(),
  uid: z.string(),
  renewTime: z.string().optional(),
  holder: z.string().optional(),
  leaseTransitions: z.number().optional(),
  status: z.enum(LIVENESS_STATUSES),
  unknownReason: z.enum(UNKNOWN_REASONS).optional(),
  lastKnown: z.enum(LIVENESS_STATUSES).optional(),
  sinceWallMs: z.number(),
  silentForMs: z.number(),
  seenAgoMs: z.number(),
  usualGapMs: z.number().optional(),
  restarts: z.number().optional(),
  restartAgesMs: z.array(z.number()).optional(),
  crashLooping: z.boolean().optional(),
});

const checkpointData = z.object({ leases: z.array(checkpointOfLease) });

/**
 * What the history keeps of controllers: each change of a verdict, each restart,
 * and what is known of each Lease.
 *
 * @internal
 */
export class ControllerHistory implements HistoryContributor {
  readonly kind = CONTROLLER_KIND;
  readonly #options: Parameters<typeof ControllerHistory.create>[0];

  static create(options: {
    registry: HeartbeatRegistry;
    clock: Clock;
    /** What is known of a Lease now. */
    leaseCheckpoint(id: string): Checkpoint | undefined;
  }): ControllerHistory {
    return new ControllerHistory(options);
  }

  private constructor(options: Parameters<typeof ControllerHistory.create>[0]) {
    this.#options = options;
  }

  standingOf(status: string): HistoryStanding {
    return isLivenessStatus(status) ? LIVENESS_STANDINGS[status] : 'unknown';
  }

  /** What any replica last knew of each Lease. */
  leaseCheckpoints(remembered: LoadedCheckpoint[]): Checkpoint[] {
    const nowMs = this.#options.clock.wallMs();
    return remembered.flatMap(controller =>
      toLeaseCheckpoints(controller, nowMs),
    );
  }

  connect(feed: HistoryFeed): void {
    const { registry } = this.#options;
    registry.onTransition(transition =>
      feed.add({ ...toChange(transition), data: this.#data(transition) }),
    );
    registry.onRestart(restart => {
      const change = this.#restart(restart);
      if (change) {
        feed.add(change);
      }
    });
    registry.onForgotten(id => feed.forget(id));
  }

  *states(): Iterable<ObservedState> {
    for (const transition of this.#options.registry.verdicts()) {
      yield { verdict: toChange(transition), data: this.#data(transition) };
    }
  }

  /** A row that changes no status; all replicas that see the restart give it the same mark. */
  #restart({
    controller,
    replica,
    kind,
    atMonotonicMs,
    previousHolder,
    holder,
  }: ControllerRestart): ObservedChange | undefined {
    const verdict = this.#options.registry.verdict(controller.id);
    return (
      verdict && {
        ...toChange(verdict),
        cause: kind,
        atMonotonicMs,
        mark: [kind, replica, previousHolder, holder].join(' '),
        evidence: { replica, previousHolder, holder },
        data: this.#data(verdict),
      }
    );
  }

  /** What is known of the Leases of a controller. */
  #data({ controller }: ControllerTransition): JsonObject {
    const { registry, leaseCheckpoint } = this.#options;
    const { best, replicas } = registry.controller(controller.id) ?? controller;
    return {
      leases: (replicas ?? [best]).flatMap(({ id }) => {
        const checkpoint = leaseCheckpoint(id);
        return checkpoint ? { ...checkpoint } : [];
      }),
    };
  }
}

function isLivenessStatus(status: string): status is LivenessStatus {
  return LIVENESS_STATUSES.some(known => known === status);
}

function toChange({
  controller,
  to,
  atMonotonicMs,
  cause,
}: ControllerTransition): ObservedChange {
  const { record, durationMs, marginMs, usualGapMs } = controller.best;
  const { cluster, namespace, name } = record.ref;
  return {
    subject: {
      id: controller.id,
      kind: CONTROLLER_KIND,
      cluster,
      name: record.controller,
    },
    status: to.status,
    reason: to.unknownReason,
    cause,
    atMonotonicMs,
    isOutOfSight:
      to.unknownReason !== undefined &&
      !SEEN_REASONS.includes(to.unknownReason),
    evidence: {
      namespace,
      lease: name,
      holder: record.holder,
      durationMs,
      marginMs,
      usualGapMs: usualGapMs && Math.round(usualGapMs),
    },
  };
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
