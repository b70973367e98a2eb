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
import { stringifyError } from '@backstage/errors';
import type { NotificationPayload } from '@backstage/plugin-notifications-common';
import type { NotificationService } from '@backstage/plugin-notifications-node';
import type { Clock } from '../time/clock';
import { DeliveryQueue } from './DeliveryQueue';

/**
 * One notification: who, and what.
 *
 * @internal
 */
export interface Notification {
  recipients: string[];
  payload: Omit<NotificationPayload, 'scope'>;
}

/** About ten minutes in all: a restart of the notifications backend, or an outage of its database. */
const RETRY_DELAYS_MS = [1_000, 5_000, 30_000, 120_000, 420_000];

/** A few at once, so that a burst does not take the backend's time from people. */
const CONCURRENCY = 4;

/** More than that many scopes are news to nobody. */
const MAX_WAITING = 1_000;

/** What the notifications service says where there is no notifications backend. */
const NOT_THERE = /\bstatus 404\b/;

/** What {@link NotificationSender} is made of. */
interface NotificationSenderOptions {
  notifications: NotificationService;
  clock: Clock;
  logger: LoggerService;
  onOutcome(error?: Error): void;
}

/**
 * Sends notifications, those of one scope one after the other. One that waits to
 * be tried again gives way to a newer one of its scope.
 *
 * @internal
 */
export class NotificationSender {
  readonly #options: NotificationSenderOptions;
  readonly #queue: DeliveryQueue;
  #saidNotThere = false;

  constructor(options: NotificationSenderOptions) {
    this.#options = options;
    this.#queue = new DeliveryQueue({
      clock: options.clock,
      concurrency: CONCURRENCY,
      limit: MAX_WAITING,
      retryDelaysMs: RETRY_DELAYS_MS,
      onDelivered: () => {},
      onGivenUp: ({ key }, error) => {
        options.onOutcome(error);
        options.logger.warn(
          `Notifications: nobody could be told of ${key}: ${error.message}`,
        );
      },
    });
  }

  /** `write`: says what to send, when it is to be sent; what it throws is tried again. */
  send(scope: string, write: () => Promise<Notification[]>): void {
    const sent = new Set<number>();
    this.#queue.push({
      key: scope,
      deliver: async () => {
        const notifications = await write();
        for (const [i, notification] of notifications.entries()) {
          if (!sent.has(i)) {
            await this.#send(scope, notification);
            sent.add(i);
          }
        }
      },
    });
  }

  stop(): void {
    this.#queue.stop();
  }

  async #send(
    scope: string,
    { recipients, payload }: Notification,
  ): Promise<void> {
    const { notifications, logger, onOutcome } = this.#options;
    try {
      await notifications.send({
        recipients: { type: 'entity', entityRef: recipients },
        payload: { ...payload, scope },
      });
    } catch (error) {
      if (!NOT_THERE.test(stringifyError(error))) {
        throw error;
      }
      if (!this.#saidNotThere) {
        this.#saidNotThere = true;
        logger.info(
          'Notifications: nobody is told of what fails, for this portal has no notifications plugin; add it, or set heartbeat.notifications.enabled: false',
        );
      }
      return;
    }
    onOutcome();
  }
}
