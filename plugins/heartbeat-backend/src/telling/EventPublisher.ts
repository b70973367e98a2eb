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
import type { EventsService } from '@backstage/plugin-events-node';
import {
  HEARTBEAT_EVENT_TOPIC,
  type HeartbeatEventPayload,
  type HistoryTransition,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import { DeliveryQueue } from './DeliveryQueue';

/** A fleet of ten thousand controllers that all change at once. */
const MAX_WAITING = 10_000;

/** What {@link EventPublisher} is made of. */
interface EventPublisherOptions {
  events: EventsService;
  clock: Clock;
  logger: LoggerService;
  onOutcome(error?: Error): void;
}

/**
 * Publishes one event for each transition that it is given, in their order. One that
 * cannot be published is not tried again: subscribers would get it out of its order,
 * and the history has it.
 *
 * @internal
 */
export class EventPublisher {
  readonly #events: EventsService;
  readonly #queue: DeliveryQueue;
  #isFailing = false;

  constructor(options: EventPublisherOptions) {
    this.#events = options.events;
    this.#queue = new DeliveryQueue({
      clock: options.clock,
      concurrency: 1,
      limit: MAX_WAITING,
      retryDelaysMs: [],
      onDelivered: () => {
        this.#isFailing = false;
        options.onOutcome();
      },
      onGivenUp: ({ key }, error) => {
        options.onOutcome(error);
        if (!this.#isFailing) {
          options.logger.warn(
            `Events: transition ${key} could not be published, and perhaps others after it: ${error.message}`,
          );
        }
        this.#isFailing = true;
      },
    });
  }

  publish(transition: HistoryTransition): void {
    const { ageMs: _, ...eventPayload } = transition;
    const payload: HeartbeatEventPayload = eventPayload;
    this.#queue.push({
      key: transition.id,
      deliver: () =>
        this.#events.publish({
          topic: HEARTBEAT_EVENT_TOPIC,
          eventPayload: payload,
        }),
    });
  }

  stop(): void {
    this.#queue.stop();
  }
}
