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
  LivenessStatus,
  ObservedController,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../clock';
import type {
  NotificationOptions,
  NotifiedStatus,
} from '../notificationOptions';
import type { HeartbeatRegistry } from '../registry/HeartbeatRegistry';
import { audiencesOf, type EntityLookup } from './audiences';
import type { NotificationSender } from './NotificationSender';
import { controllerText, type ControllerNews } from './notificationText';

/** How often it is asked whether those that flap have settled. */
const SETTLED_CHECK_MS = 15_000;

/**
 * What keeps one status for so long does not flap, whatever the statistics of
 * its past say: a death for good must not be kept quiet.
 */
const SETTLED_MS = 10 * 60_000;

/** By which users can choose in their settings. */
const TOPIC = 'controllers';

/** A time out of service. */
interface Spell {
  status: NotifiedStatus;
  sinceMonotonicMs: number;
  /** Absent while it lasts. */
  overMonotonicMs?: number;
}

/**
 * Decides what people are told of single controllers. What this replica has
 * written makes it speak; what it sees itself says whether that is still true,
 * and how long what is over had lasted.
 *
 * @internal
 */
export class Notifier {
  readonly #options: Parameters<typeof Notifier.create>[0];
  readonly #registry: HeartbeatRegistry;
  readonly #clock: Clock;
  readonly #spells = new Map<string, Spell>();
  /** Timers of what is told when its delay is over. */
  readonly #due = new Map<string, () => void>();
  /** Those that people know to flap. */
  readonly #flapping = new Set<string>();
  #cancelSettledCheck = () => {};

  static create(options: {
    options: NotificationOptions;
    registry: HeartbeatRegistry;
    entities: EntityLookup;
    sender: NotificationSender;
    clock: Clock;
  }): Notifier {
    return new Notifier(options);
  }

  private constructor(options: Parameters<typeof Notifier.create>[0]) {
    this.#options = options;
    this.#registry = options.registry;
    this.#clock = options.clock;
    this.#registry.onTransition(transition => this.#observe(transition));
    this.#registry.onForgotten(id => this.#forget(id));
  }

  /** This replica, and no other, has written it. */
  onWritten({ subjectId, from, to, ageMs }: HistoryTransition): void {
    const controller = this.#registry.controller(subjectId);
    if (!controller || from === to || this.#isQuiet(controller)) {
      return;
    }
    const status = notifiedStatus(to);
    if (status) {
      const delayMs = Math.max(0, this.#options.options.delayMs - ageMs);
      this.#due.get(subjectId)?.();
      this.#due.set(
        subjectId,
        this.#clock.setTimer(() => this.#tell(subjectId, status), delayMs),
      );
    } else if (to === 'Alive') {
      this.#tellOver(controller);
    }
  }

  stop(): void {
    this.#cancelSettledCheck();
    this.#due.forEach(cancel => cancel());
    this.#due.clear();
  }

  #observe({ controller: { id }, to, atMonotonicMs }: ControllerTransition) {
    const spell = this.#spells.get(id);
    const status = notifiedStatus(to.status);
    if (to.status === 'Alive') {
      if (spell) {
        spell.overMonotonicMs = atMonotonicMs;
      }
    } else if (
      status &&
      this.#isTold(status) &&
      (spell?.status !== status || spell.overMonotonicMs !== undefined) &&
      // What we do not see for a while was what it was before.
      (status !== 'Unknown' || to.unknownReason === 'invalid-lease')
    ) {
      this.#spells.set(id, { status, sinceMonotonicMs: atMonotonicMs });
    }
  }

  #forget(id: string): void {
    this.#spells.delete(id);
    this.#flapping.delete(id);
    this.#due.get(id)?.();
    this.#due.delete(id);
  }

  #isTold(status: NotifiedStatus): boolean {
    return this.#options.options.statuses.includes(status);
  }

  /** Its delay is over: it is told if it is still so. */
  #tell(id: string, status: NotifiedStatus): void {
    this.#due.delete(id);
    const controller = this.#registry.controller(id);
    if (
      controller?.best.status === status &&
      this.#isTold(status) &&
      !this.#isQuiet(controller)
    ) {
      this.#send(controller);
    }
  }

  #send(controller: ObservedController): void {
    const news = newsOf(controller);
    if (news) {
      this.#write(controller, { kind: news });
    }
  }

  #tellOver(controller: ObservedController): void {
    const spell = this.#spells.get(controller.id);
    if (spell?.overMonotonicMs === undefined) {
      return;
    }
    this.#spells.delete(controller.id);
    const afterMs = spell.overMonotonicMs - spell.sinceMonotonicMs;
    if (
      controller.best.status === 'Alive' &&
      afterMs >= this.#options.options.delayMs
    ) {
      const kind = spell.status === 'Stopped' ? 'running-again' : 'alive-again';
      this.#write(controller, { kind, afterMs });
    }
  }

  /** Nothing is told of one that flaps, but that it does, once. */
  #isQuiet(controller: ObservedController): boolean {
    if (this.#flapping.has(controller.id)) {
      return true;
    }
    if (
      !controller.best.isFlapping ||
      isSteady(controller, this.#clock.wallMs()) ||
      !this.#isTold('Dead')
    ) {
      return false;
    }
    if (this.#flapping.size === 0) {
      this.#awaitSettled();
    }
    this.#flapping.add(controller.id);
    this.#write(controller, { kind: 'flapping' });
    return true;
  }

  #awaitSettled(): void {
    this.#cancelSettledCheck = this.#clock.setTimer(() => {
      this.#flapping.forEach(id => this.#tellSettled(id));
      if (this.#flapping.size > 0) {
        this.#awaitSettled();
      }
    }, SETTLED_CHECK_MS);
  }

  #tellSettled(id: string): void {
    const controller = this.#registry.controller(id);
    if (!controller) {
      this.#flapping.delete(id);
      return;
    }
    const { status, isFlapping } = controller.best;
    if (isFlapping && !isSteady(controller, this.#clock.wallMs())) {
      return;
    }
    if (status === 'Alive') {
      this.#spells.delete(id);
      this.#write(controller, { kind: 'settled' });
    } else if (status === 'Dead' || status === 'Stopped') {
      this.#send(controller);
    } else {
      // Not known, or about to be: later.
      return;
    }
    this.#flapping.delete(id);
  }

  #write(controller: ObservedController, news: ControllerNews): void {
    const { sender, entities, options } = this.#options;
    const { best } = controller;
    // As it is now: it may be sent later.
    const metadata = {
      controller: best.record.controller,
      cluster: best.record.ref.cluster,
      status: best.status,
      since: new Date(best.sinceWallMs).toISOString(),
    };
    const told = { ...controller, best: structuredClone(best) };
    sender.send(`controller:${controller.id}`, async () => {
      const entitiesOf = await entities();
      return audiencesOf(entitiesOf(told), options.fallbackRecipients).map(
        ({ recipients, entities: owned }) => ({
          recipients,
          payload: {
            ...controllerText(told, news, owned),
            topic: TOPIC,
            metadata,
          },
        }),
      );
    });
  }
}

function notifiedStatus(status: string): NotifiedStatus | undefined {
  return status === 'Dead' || status === 'Stopped' || status === 'Unknown'
    ? status
    : undefined;
}

/** What is told of a controller as it is; nothing where it is a matter of its cluster. */
function newsOf({
  best: { status, unknown },
}: ObservedController): 'dead' | 'stopped' | 'invalid-lease' | undefined {
  const byStatus: Partial<Record<LivenessStatus, 'dead' | 'stopped'>> = {
    Dead: 'dead',
    Stopped: 'stopped',
  };
  return unknown?.reason === 'invalid-lease'
    ? 'invalid-lease'
    : byStatus[status];
}

function isSteady({ best }: ObservedController, nowMs: number): boolean {
  return nowMs - best.sinceWallMs >= SETTLED_MS;
}
