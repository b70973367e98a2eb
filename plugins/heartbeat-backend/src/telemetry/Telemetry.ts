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
import type { Clock } from '../clock';
import type { MetricsOptions } from '../metricsOptions';
import type { NotificationOptions } from '../notificationOptions';
import type { HeartbeatRegistry } from '../registry/HeartbeatRegistry';
import { ChangeSignal } from './ChangeSignal';
import { ClusterNotifier } from './ClusterNotifier';
import type { EntityLookup } from './audiences';
import { EventPublisher } from './EventPublisher';
import { HeartbeatMetrics } from './HeartbeatMetrics';
import { logTransition } from './logTransition';
import { NotificationSender } from './NotificationSender';
import { Notifier } from './Notifier';

/** Told of each transition that this replica has written, and ended at the shutdown. */
interface Teller {
  tell(transition: HistoryTransition): void;
  stop?(): void;
}

/**
 * All that tells others, joined to the registry; the history calls `onWritten`.
 *
 * @internal
 */
export class Telemetry {
  readonly metrics: HeartbeatMetrics;
  readonly #logger: LoggerService;
  readonly #tellers: Teller[];

  static create(options: {
    metricsOptions: MetricsOptions;
    notificationOptions: NotificationOptions;
    registry: HeartbeatRegistry;
    /** All entities, whoever may read them. */
    entities: EntityLookup;
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
    const { registry, clock, logger } = options;
    this.#logger = logger;
    const changes = ChangeSignal.create(options);
    registry.onChange(() => changes.notify());
    this.metrics = HeartbeatMetrics.create({
      ...options,
      ...options.metricsOptions,
    });
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

  /** What waits is not told any more. */
  stop(): void {
    this.#tellers.forEach(teller => teller.stop?.());
  }

  #notifiers(options: Parameters<typeof Telemetry.create>[0]): Teller[] {
    const { registry, entities, clock, notificationOptions } = options;
    const sender = NotificationSender.create({
      ...options,
      onOutcome: error => this.metrics.notification(error),
    });
    const common = {
      options: notificationOptions,
      ...{ registry, entities, sender, clock },
    };
    const controllers = Notifier.create(common);
    const clusters = ClusterNotifier.create(common);
    return [
      {
        tell: transition => clusters.onWritten(transition),
        stop: () => clusters.stop(),
      },
      {
        tell: transition => controllers.onWritten(transition),
        stop: () => controllers.stop(),
      },
      { tell: () => {}, stop: () => sender.stop() },
    ];
  }
}
