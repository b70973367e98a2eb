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

import { setTimeout as sleep } from 'node:timers/promises';
import type {
  Heartbeat,
  HeartbeatList,
  LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import { eventually } from '@internal/test-support';
import type { Portal } from './Portal';

/** A verdict that stands for less is seen by nobody. */
const LOOK_EVERY_MS = 50;

/** Asks a portal all the time, and remembers what it was told. */
export class Onlooker {
  readonly #portal: Portal;
  readonly #over = new AbortController();
  readonly #looking: Promise<void>;
  readonly #last = new Map<string, Heartbeat>();
  readonly #statuses = new Map<string, LivenessStatus[]>();
  /** When each controller was first seen as it was seen last. */
  readonly #sinceMs = new Map<string, number>();
  #failure: unknown;
  #slowestMs = 0;

  private constructor(portal: Portal) {
    this.#portal = portal;
    this.#looking = this.#look().catch(error => {
      this.#failure = error;
    });
  }

  static start(portal: Portal): Onlooker {
    return new Onlooker(portal);
  }

  /** How long it waited for an answer at most. */
  get slowestMs(): number {
    return this.#slowestMs;
  }

  /** What was said of a controller, each time it changed. */
  statusesOf(controller: string): LivenessStatus[] {
    return this.#statuses.get(controller) ?? [];
  }

  /** What was said of a controller last. */
  last(controller: string): Heartbeat {
    const heartbeat = this.#last.get(controller);
    if (!heartbeat) {
      throw new Error(`nothing was ever said of ${controller}`);
    }
    return heartbeat;
  }

  /**
   * Waits until this is said of a controller.
   *
   * @returns since when it is, by `performance.now()`
   */
  async seen(
    controller: string,
    status: LivenessStatus,
    timeoutMs = 15_000,
  ): Promise<number> {
    await eventually(
      `${controller} to be ${status}`,
      () => {
        if (this.#failure || this.#last.get(controller)?.status === status) {
          return true;
        }
        throw new Error(this.statusesOf(controller).join(', '));
      },
      { withinMs: timeoutMs, everyMs: LOOK_EVERY_MS },
    );
    if (this.#failure) {
      throw this.#failure;
    }
    return this.#sinceMs.get(controller) ?? NaN;
  }

  /** @throws what kept it from being answered */
  async stop(): Promise<void> {
    this.#over.abort();
    await this.#looking;
    if (this.#failure) {
      throw this.#failure;
    }
  }

  async #look(): Promise<void> {
    while (!this.#over.signal.aborted) {
      const askedMs = performance.now();
      const { items } = await this.#portal.getAsService<HeartbeatList>(
        '/heartbeats',
      );
      this.#slowestMs = Math.max(this.#slowestMs, performance.now() - askedMs);
      items.forEach(heartbeat => this.#note(heartbeat));
      await sleep(LOOK_EVERY_MS);
    }
  }

  #note(heartbeat: Heartbeat): void {
    const { controller, status } = heartbeat;
    this.#last.set(controller, heartbeat);
    const statuses = this.#statuses.get(controller) ?? [];
    this.#statuses.set(controller, statuses);
    if (statuses.at(-1) !== status) {
      statuses.push(status);
      this.#sinceMs.set(controller, performance.now());
    }
  }
}
