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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type { MetricsService } from '@backstage/backend-plugin-api/alpha';
import { toError } from '@backstage/errors';
import type { EventsService } from '@backstage/plugin-events-node';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { SignalsService } from '@backstage/plugin-signals-node';
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import type { NotificationOptions } from '../config/notificationOptions';
import type { EntityIndex } from '../entities';
import type { SubjectKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import { CauseNotifier } from './CauseNotifier';
import { ChangeSignal } from './ChangeSignal';
import { EventPublisher } from './EventPublisher';
import { flushMetrics } from './flushMetrics';
import { NotificationSender } from './NotificationSender';
import { Notifier } from './Notifier';
import { isQuiet, sightOf, type Sight } from './sightOf';
import { SubjectMetrics } from './SubjectMetrics';
import { TellingMetrics } from './TellingMetrics';
import { TransitionLog } from './TransitionLog';

/** Told of each transition that this replica has written, and ended at the shutdown. */
interface Teller {
  tell(transition: HistoryTransition, sight: Sight | undefined): void;
  stop?(): void;
}

/** What {@link Telling} is made of. */
interface TellingOptions {
  kinds: readonly SubjectKind[];
  notificationOptions: NotificationOptions;
  /** The names of the kinds whose subjects have series of their own. */
  measuredSingly: readonly string[];
  /** Asks which entities stand before which subject, whoever may read them. */
  entities(): Promise<EntityIndex>;
  clock: Clock;
  logger: LoggerService;
  events: EventsService;
  metrics: MetricsService;
  notifications: NotificationService;
  signals: SignalsService;
}

/**
 * All that tells others of subjects, joined to their registries; the history calls
 * `onWritten`.
 *
 * @internal
 */
export class Telling {
  readonly metrics: TellingMetrics;
  readonly #logger: LoggerService;
  readonly #changes: ChangeSignal;
  readonly #tellers: Teller[];

  constructor(options: TellingOptions) {
    const { kinds, clock, logger, metrics } = options;
    const byName = new Map(kinds.map(kind => [kind.name, kind]));
    const severityOf = ({ kind, to }: HistoryTransition) =>
      byName.get(kind)?.statuses[to]?.severity;
    this.#logger = logger;
    this.#changes = new ChangeSignal(options);
    this.metrics = new TellingMetrics({ metrics });
    for (const kind of kinds) {
      kind.registry.onChange(() => this.#changes.notify());
      kind.list.onChange?.(() => this.#changes.notify());
      new SubjectMetrics({ metrics, kind }).measure({
        perSubject: options.measuredSingly.includes(kind.name),
      });
    }
    const publisher = new EventPublisher({
      events: options.events,
      clock,
      logger,
      onOutcome: error => this.metrics.event(error),
    });
    const log = new TransitionLog({ clock, logger });
    this.#tellers = [
      {
        tell: (transition, sight) =>
          log.tell(transition, sight, severityOf(transition)),
        stop: () => log.stop(),
      },
      {
        tell: (transition, sight) => {
          if (!isQuiet(sight, severityOf(transition))) {
            publisher.publish(transition);
          }
        },
        stop: () => publisher.stop(),
      },
      ...(options.notificationOptions.enabled ? this.#notifiers(options) : []),
    ];
  }

  /** This replica, and no other, has written these. Never throws. */
  onWritten(transitions: HistoryTransition[]): void {
    for (const [at, transition] of transitions.entries()) {
      const sight = sightOf(transitions, at);
      for (const teller of this.#tellers) {
        try {
          teller.tell(transition, sight);
        } catch (error) {
          // Going on is the point: the others are to be told all the same.
          this.#logger.error(
            `Telling of transition ${transition.id} failed`,
            toError(error),
          );
        }
      }
    }
  }

  /** Has what was measured exported, while all that is measured is still there. Never throws. */
  async flush(): Promise<void> {
    await flushMetrics(this.#logger);
  }

  /** What waits is not told any more; what was gathered for the log is written. */
  stop(): void {
    this.#tellers.forEach(teller => teller.stop?.());
  }

  #notifiers(options: TellingOptions): Teller[] {
    const { kinds, clock, notificationOptions, entities } = options;
    const sender = new NotificationSender({
      ...options,
      onOutcome: error => this.metrics.notification(error),
    });
    const common = { options: notificationOptions, sender, clock, entities };
    const notifiers = kinds.flatMap(kind => [
      new CauseNotifier(kind, common),
      new Notifier(kind, common),
    ]);
    return [
      ...notifiers.map(notifier => ({
        tell: (transition: HistoryTransition) => notifier.onWritten(transition),
        stop: () => notifier.stop(),
      })),
      { tell: () => {}, stop: () => sender.stop() },
    ];
  }
}
