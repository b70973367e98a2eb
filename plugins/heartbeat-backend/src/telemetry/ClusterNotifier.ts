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
  ControllerTransition,
  HistoryTransition,
  ObservedController,
  UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../clock';
import type { NotificationOptions } from '../notificationOptions';
import type { HeartbeatRegistry } from '../registry/HeartbeatRegistry';
import { recipientsOf, type EntityLookup } from './audiences';
import type { NotificationSender } from './NotificationSender';
import { clusterOverText, clusterText } from './notificationText';

/** What silences many is written in several batches, and seen to be over one by one. */
const GATHER_MS = 2_000;

/** By which users can choose in their settings. */
const TOPIC = 'clusters';

/** Reasons of one controller alone, or of a backend that has just started. */
const OF_NO_CLUSTER: UnknownReason[] = ['invalid-lease', 'starting'];

/** A cluster of which controllers cannot be judged. */
interface Trouble {
  reason: UnknownReason;
  message: string;
  sinceMonotonicMs: number;
  sinceWallMs: number;
  /** Those that cannot be judged now. */
  present: Set<string>;
  /** All that could not, back or not. */
  affected: Set<string>;
  /** Who has been told of it. */
  told: Set<string>;
  /** Waits for its delay to be over. */
  cancel?: () => void;
  /** Waits to see whether it is over. */
  cancelOver?: () => void;
}

/**
 * Decides what people are told of clusters: one notification for all controllers
 * that one cause has silenced, and one when all of them can be judged again.
 *
 * @internal
 */
export class ClusterNotifier {
  readonly #options: Parameters<typeof ClusterNotifier.create>[0];
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  /** By cluster. */
  readonly #troubles = new Map<string, Trouble>();

  static create(options: {
    options: NotificationOptions;
    registry: HeartbeatRegistry;
    entities: EntityLookup;
    sender: NotificationSender;
    clock: Clock;
  }): ClusterNotifier {
    return new ClusterNotifier(options);
  }

  private constructor(options: Parameters<typeof ClusterNotifier.create>[0]) {
    this.#options = options;
    this.#registry = options.registry;
    this.#clock = options.clock;
    this.#registry.onTransition(transition => this.#observe(transition));
    this.#registry.onForgotten(id => this.#forget(id));
  }

  /** This replica, and no other, has written it. */
  onWritten({ cluster, subjectId, to }: HistoryTransition): void {
    const trouble = this.#troubles.get(cluster ?? '');
    if (
      !trouble ||
      trouble.cancel ||
      to !== 'Unknown' ||
      !trouble.present.has(subjectId)
    ) {
      return;
    }
    const { delayMs } = this.#options.options;
    const lastedMs = this.#clock.monotonicMs() - trouble.sinceMonotonicMs;
    trouble.cancel = this.#clock.setTimer(() => {
      trouble.cancel = undefined;
      if (cluster !== undefined && trouble.present.size > 0) {
        this.#tell(cluster, trouble);
      }
    }, Math.max(GATHER_MS, delayMs - lastedMs));
  }

  stop(): void {
    for (const { cancel, cancelOver } of this.#troubles.values()) {
      cancel?.();
      cancelOver?.();
    }
    this.#troubles.clear();
  }

  #observe(transition: ControllerTransition): void {
    const { controller, to } = transition;
    const { cluster } = controller.best.record.ref;
    const reason = to.unknownReason;
    if (!reason || !this.#isTold(reason)) {
      this.#leave(cluster, controller.id);
      return;
    }
    const trouble = this.#troubles.get(cluster) ?? {
      reason,
      message: controller.best.unknown?.message ?? '',
      sinceMonotonicMs: transition.atMonotonicMs,
      sinceWallMs: transition.atWallMs,
      present: new Set(),
      affected: new Set(),
      told: new Set(),
    };
    trouble.cancelOver?.();
    trouble.cancelOver = undefined;
    trouble.present.add(controller.id);
    trouble.affected.add(controller.id);
    this.#troubles.set(cluster, trouble);
  }

  #forget(id: string): void {
    for (const [cluster, trouble] of this.#troubles) {
      trouble.affected.delete(id);
      this.#leave(cluster, id);
    }
  }

  /** Where people are told of deaths, a disruption is what they are told instead. */
  #isTold(reason: UnknownReason): boolean {
    const { statuses } = this.#options.options;
    return (
      !OF_NO_CLUSTER.includes(reason) &&
      (statuses.includes('Unknown') ||
        (reason === 'disruption' && statuses.includes('Dead')))
    );
  }

  #leave(cluster: string, id: string): void {
    const trouble = this.#troubles.get(cluster);
    if (
      trouble?.present.delete(id) &&
      trouble.present.size === 0 &&
      !trouble.cancelOver
    ) {
      trouble.cancelOver = this.#clock.setTimer(() => {
        trouble.cancel?.();
        this.#troubles.delete(cluster);
        if (trouble.told.size > 0) {
          this.#tellOver(cluster, trouble);
        }
      }, GATHER_MS);
    }
  }

  #tell(cluster: string, trouble: Trouble): void {
    const { sender, entities, options } = this.#options;
    const { reason, message, sinceWallMs } = trouble;
    const controllers = this.#controllers(trouble.present);
    let recipients: string[] | undefined;
    sender.send(`cluster:${cluster}`, async () => {
      // Once: when it is tried again, they are not among those who know.
      if (!recipients) {
        const entitiesOf = await entities();
        recipients = recipientsOf(
          controllers.map(entitiesOf),
          options.fallbackRecipients,
        ).filter(recipient => !trouble.told.has(recipient));
        recipients.forEach(recipient => trouble.told.add(recipient));
      }
      return letters(
        recipients,
        clusterText({
          cluster,
          reason,
          count: controllers.length,
          sinceWallMs,
          message,
        }),
        { cluster, reason },
      );
    });
  }

  #tellOver(cluster: string, trouble: Trouble): void {
    const counts = new Map<string, number>();
    for (const { best } of this.#controllers(trouble.affected)) {
      counts.set(best.status, (counts.get(best.status) ?? 0) + 1);
    }
    const { Alive: alive = 0, ...others } = Object.fromEntries(counts);
    const text = clusterOverText({
      cluster,
      alive,
      others: Object.entries(others),
      afterMs: this.#clock.monotonicMs() - trouble.sinceMonotonicMs,
    });
    this.#options.sender.send(`cluster:${cluster}`, async () =>
      letters([...trouble.told], text, { cluster }),
    );
  }

  #controllers(ids: Iterable<string>): ObservedController[] {
    return [...ids].flatMap(id => this.#registry.controller(id) ?? []);
  }
}

function letters(
  recipients: string[],
  text: ReturnType<typeof clusterText>,
  metadata: Record<string, string>,
) {
  return recipients.length > 0
    ? [{ recipients, payload: { ...text, topic: TOPIC, metadata } }]
    : [];
}
