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

import { randomUUID } from 'node:crypto';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import {
  LIVENESS_STANDINGS,
  LIVENESS_STATUSES,
  UNKNOWN_REASONS,
  type ControllerRestart,
  type ControllerTransition,
  type HistoryStanding,
  type HistoryTransition,
  type LivenessStatus,
  type UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import type { Clock } from './clock';
import {
  DatabaseHistoryStore,
  HistoryReader,
  HistoryRecorder,
  HistoryWriter,
  type HistoryWriterState,
  type LoadedCheckpoint,
  type ObservedChange,
  type ObservedState,
} from './history';
import type { Checkpoint } from './liveness';
import { aged } from './liveness/Checkpoint';
import type { HeartbeatRegistry } from './registry/HeartbeatRegistry';

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
});

const checkpointData = z.object({ leases: z.array(checkpointOfLease) });

/**
 * Joins what is true now with its history: each change of the verdict on a
 * controller is written, by the one replica of the backend that is first; and
 * what is known of each Lease is found again after a restart.
 *
 * @internal
 */
export class ControllerHistory {
  readonly reader: HistoryReader;
  readonly #options: Parameters<typeof ControllerHistory.create>[0];
  readonly #recorder: HistoryRecorder;
  readonly #store: DatabaseHistoryStore;
  #writer: HistoryWriter | undefined;

  /** Brings the tables up to date; nothing is written before {@link start}. */
  static async create(options: {
    database: DatabaseService;
    registry: HeartbeatRegistry;
    clock: Clock;
    logger: LoggerService;
    /** What is known of a Lease now. */
    leaseCheckpoint(id: string): Checkpoint | undefined;
    /** Told of the transitions that this replica wrote, which no other one is told. */
    onWritten(transitions: HistoryTransition[]): void;
  }): Promise<ControllerHistory> {
    const { database } = options;
    const store = await DatabaseHistoryStore.create({ database });
    return new ControllerHistory(options, store);
  }

  private constructor(
    options: Parameters<typeof ControllerHistory.create>[0],
    store: DatabaseHistoryStore,
  ) {
    this.#options = options;
    this.#store = store;
    this.reader = HistoryReader.create({ store, standingOf });
    this.#recorder = HistoryRecorder.create({
      store,
      observerId: randomUUID(),
      standingOf,
      clock: options.clock,
    });
  }

  /** How far writing has come. */
  get writerState(): HistoryWriterState {
    return this.#writer?.state ?? { queued: 0, merged: 0 };
  }

  /**
   * What any replica last knew of each Lease. What cannot be read is left out:
   * those Leases are looked at as if for the first time.
   */
  async leaseCheckpoints(): Promise<Checkpoint[]> {
    try {
      const loaded = await this.#recorder.loadCheckpoints(CONTROLLER_KIND);
      const nowMs = this.#options.clock.wallMs();
      return loaded.flatMap(controller =>
        toLeaseCheckpoints(controller, nowMs),
      );
    } catch (error) {
      this.#options.logger.warn(
        `What was known before this start cannot be read: ${stringifyError(
          error,
        )}`,
      );
      return [];
    }
  }

  /** Begins to write. */
  start(): void {
    const { registry, clock, logger, onWritten } = this.#options;
    const writer = HistoryWriter.create({
      recorder: this.#recorder,
      clock,
      logger,
      states: () => this.#states(),
      onWritten,
    });
    this.#writer = writer;
    registry.onTransition(transition =>
      writer.add({ ...toChange(transition), data: this.#data(transition) }),
    );
    registry.onRestart(restart => {
      const change = this.#restart(restart);
      if (change) {
        writer.add(change);
      }
    });
    registry.onForgotten(id => writer.forget(id));
  }

  /** Writes what is left, as far as the time of a shutdown suffices. */
  async stop(): Promise<void> {
    await this.#writer?.close();
  }

  /** Removes what is older. */
  async prune(retentionMs: number): Promise<void> {
    const now = await this.#store.now();
    const { transitions, subjects } = await this.#store.prune(
      now - retentionMs,
    );
    this.#options.logger.info(
      `History: removed ${transitions} transitions and ${subjects} controllers that are older than is to be kept`,
    );
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

  *#states(): Iterable<ObservedState> {
    for (const transition of this.#options.registry.verdicts()) {
      yield { verdict: toChange(transition), data: this.#data(transition) };
    }
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

function standingOf(status: string): HistoryStanding {
  return isLivenessStatus(status) ? LIVENESS_STANDINGS[status] : 'unknown';
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
