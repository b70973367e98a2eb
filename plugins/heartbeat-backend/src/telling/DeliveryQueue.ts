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

import { toError } from '@backstage/errors';
import type { Clock } from '../time/clock';
import { withDeadline } from '../time/withDeadline';

/**
 * Something to hand over to somebody who may not be there.
 *
 * @internal
 */
export interface Delivery {
  /** One that waits is replaced by a newer one with the same key. */
  key: string;
  deliver(): Promise<void>;
}

/** Whoever takes longer is as good as not there. */
const TIMEOUT_MS = 10_000;

/** What {@link DeliveryQueue} is made of. */
interface DeliveryQueueOptions {
  clock: Clock;
  /** How many are on their way at once. */
  concurrency: number;
  /** How many may wait. */
  limit: number;
  /** How long to wait before each further attempt; none: there is no other. */
  retryDelaysMs: readonly number[];
  onDelivered(item: Delivery): void;
  onGivenUp(item: Delivery, error: Error): void;
}

/**
 * Hands over one item after the other, the oldest first, several at once but
 * never two of one key. Never throws: what fails is tried again after the given
 * pauses and then given up. When too many wait, the oldest is given up.
 *
 * @internal
 */
export class DeliveryQueue {
  readonly #options: DeliveryQueueOptions;
  /** In the order in which they are due. */
  readonly #waiting = new Map<string, Delivery & { attempts: number }>();
  readonly #active = new Set<string>();
  /** Pauses, by key. */
  readonly #pauses = new Map<string, () => void>();
  #isStopped = false;

  constructor(options: DeliveryQueueOptions) {
    this.#options = options;
  }

  push(item: Delivery): void {
    if (this.#isStopped) {
      return;
    }
    this.#endPause(item.key);
    this.#add({ ...item, attempts: 0 });
    this.#next();
  }

  /** What waits is not delivered any more. */
  stop(): void {
    this.#isStopped = true;
    this.#waiting.clear();
    for (const key of [...this.#pauses.keys()]) {
      this.#endPause(key);
    }
  }

  #add(item: Delivery & { attempts: number }): void {
    this.#waiting.delete(item.key);
    this.#waiting.set(item.key, item);
    const [oldest] = this.#waiting.values();
    if (this.#waiting.size > this.#options.limit) {
      this.#waiting.delete(oldest.key);
      this.#options.onGivenUp(oldest, new Error('too many wait'));
    }
  }

  #next(): void {
    for (const item of this.#waiting.values()) {
      if (this.#active.size >= this.#options.concurrency) {
        return;
      }
      if (!this.#active.has(item.key)) {
        this.#waiting.delete(item.key);
        this.#active.add(item.key);
        void this.#deliver(item);
      }
    }
  }

  async #deliver(item: Delivery & { attempts: number }): Promise<void> {
    try {
      await withDeadline(() => item.deliver(), {
        clock: this.#options.clock,
        ms: TIMEOUT_MS,
        late: `no answer for ${TIMEOUT_MS / 1000} s`,
      });
      this.#options.onDelivered(item);
    } catch (error) {
      this.#failed(item, toError(error));
    } finally {
      this.#active.delete(item.key);
      this.#next();
    }
  }

  #failed(item: Delivery & { attempts: number }, error: Error): void {
    const delayMs = this.#options.retryDelaysMs[item.attempts];
    if (delayMs === undefined) {
      this.#options.onGivenUp(item, error);
    } else if (!this.#isStopped && !this.#waiting.has(item.key)) {
      const cancel = this.#options.clock.setTimer(() => {
        this.#pauses.delete(item.key);
        this.#add({ ...item, attempts: item.attempts + 1 });
        this.#next();
      }, delayMs);
      this.#pauses.set(item.key, cancel);
    }
  }

  #endPause(key: string): void {
    this.#pauses.get(key)?.();
    this.#pauses.delete(key);
  }
}
