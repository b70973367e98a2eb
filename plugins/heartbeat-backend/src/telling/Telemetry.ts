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
import type {
  HistoryTransition,
  ObservedController,
  ObservedServer,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { MetricsOptions } from '../config/metricsOptions';
import type { NotificationOptions } from '../config/notificationOptions';
import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import type { ServerRegistry } from '../servers/ServerRegistry';
import type { EntityLookup } from './audiences';
import { CauseNotifier } from './CauseNotifier';
import { ChangeSignal } from './ChangeSignal';
import { EventPublisher } from './EventPublisher';
import { flushMetrics } from './flushMetrics';
import { HeartbeatMetrics } from '../controllers/HeartbeatMetrics';
import { logTransition } from './logTransition';
import { CheckMetrics, type MeasuredChecks } from '../servers/CheckMetrics';
import { NotificationSender } from './NotificationSender';
import { notifiedControllers } from '../controllers/notifiedControllers';
import type { NotifiedKind } from './NotifiedKind';
import { notifiedServers } from '../servers/notifiedServers';
import { Notifier } from './Notifier';
import type { NotifierOptions } from './NotifierOptions';
import { ServerMetrics } from '../servers/ServerMetrics';

/** Told of each transition that this replica has written, and ended at the shutdown. */
interface Teller {
  tell(transition: HistoryTransition): void;
  stop?(): void;
}

/**
 * All that tells others, joined to the registries; the history calls `onWritten`.
 *
 * @internal
 */
export class Telemetry {
  readonly metrics: HeartbeatMetrics;
  readonly #metrics: MetricsService;
  readonly #logger: LoggerService;
  readonly #tellers: Teller[];

  static create(options: {
    metricsOptions: MetricsOptions;
    notificationOptions: NotificationOptions;
    registry: HeartbeatRegistry;
    servers: ServerRegistry;
    /** All entities that name controllers, whoever may read them. */
    entities: EntityLookup<ObservedController>;
    /** All that stand before servers. */
    serverEntities: EntityLookup<ObservedServer>;
    clock: Clock;
    logger: LoggerService;
    events: EventsService;
    metrics: MetricsService;
    notifications: NotificationService;
    signals: SignalsService;
  }): Telemetry {
    return new Telemetry(options);
  }

  private constructor(options: Parameters<typeof Telemetry.create>[0]) {
    const { registry, servers, clock, logger } = options;
    this.#metrics = options.metrics;
    this.#logger = logger;
    const changes = ChangeSignal.create(options);
    registry.onChange(() => changes.notify());
    servers.onChange(() => changes.notify());
    this.metrics = HeartbeatMetrics.create({
      ...options,
      ...options.metricsOptions,
    });
    ServerMetrics.create({ ...options, ...options.metricsOptions });
    const publisher = EventPublisher.create({
      events: options.events,
      clock,
      logger,
      onOutcome: error => this.metrics.event(error),
    });
    this.#tellers = [
      { tell: transition => logTransition(logger, transition) },
      {
        tell: transition => publisher.publish(transition),
        stop: () => publisher.stop(),
      },
      ...(options.notificationOptions.enabled ? this.#notifiers(options) : []),
    ];
  }

  /** Servers are asked and Checkers run: that is measured from now on. */
  observeChecks(monitor: MeasuredChecks): void {
    CheckMetrics.create({ metrics: this.#metrics, monitor });
  }

  /** This replica, and no other, has written these. Never throws. */
  onWritten(transitions: HistoryTransition[]): void {
    for (const transition of transitions) {
      for (const teller of this.#tellers) {
        try {
          teller.tell(transition);
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

  /** What waits is not told any more. */
  stop(): void {
    this.#tellers.forEach(teller => teller.stop?.());
  }

  #notifiers(options: Parameters<typeof Telemetry.create>[0]): Teller[] {
    const { registry, servers, clock, notificationOptions } = options;
    const { entities, serverEntities } = options;
    const sender = NotificationSender.create({
      ...options,
      onOutcome: error => this.metrics.notification(error),
    });
    const common = { options: notificationOptions, sender, clock };
    return [
      ...notifiersOf(notifiedControllers({ registry, entities }), common),
      ...notifiersOf(
        notifiedServers({ registry: servers, entities: serverEntities }),
        common,
      ),
      { tell: () => {}, stop: () => sender.stop() },
    ];
  }
}

function notifiersOf<S extends { readonly id: string }>(
  kind: NotifiedKind<S>,
  options: NotifierOptions,
): Teller[] {
  return [
    CauseNotifier.create(kind, options),
    Notifier.create(kind, options),
  ].map(notifier => ({
    tell: transition => notifier.onWritten(transition),
    stop: () => notifier.stop(),
  }));
}
