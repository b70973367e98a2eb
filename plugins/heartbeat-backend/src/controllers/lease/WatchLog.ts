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
import type { Clock } from '../../time/clock';
import type { WatchEvent } from './watch';

/**
 * What a watch counts, on the observer's monotonic clock.
 *
 * @internal
 */
export interface WatchStatistics {
  lists: number;
  events: number;
  errors: number;
  openedMonotonicMs?: number;
  lastEventMonotonicMs?: number;
  lastBookmarkMonotonicMs?: number;
}

/**
 * What an observer has done and was told, and when the API server answered last, on
 * the monotonic clock.
 *
 * @internal
 */
export class WatchLog {
  readonly #clock: Clock;
  readonly #statistics: WatchStatistics = { lists: 0, events: 0, errors: 0 };
  #lastListMs = -Infinity;
  #lastAnswerMs: number;

  constructor({ clock }: { clock: Clock }) {
    this.#clock = clock;
    this.#lastAnswerMs = clock.monotonicMs();
  }

  get statistics(): Readonly<WatchStatistics> {
    return this.#statistics;
  }

  get lastListMs(): number {
    return this.#lastListMs;
  }

  /** When the API server told us anything at all. */
  get lastAnswerMs(): number {
    return this.#lastAnswerMs;
  }

  /** Everything was listed. */
  listed(): void {
    this.#statistics.lists++;
    this.#lastListMs = this.answered();
  }

  /** A stream is open. */
  opened(): void {
    this.#statistics.openedMonotonicMs = this.answered();
  }

  closed(): void {
    this.#statistics.openedMonotonicMs = undefined;
  }

  received({ type }: WatchEvent): void {
    const nowMs = this.answered();
    if (type === 'BOOKMARK') {
      this.#statistics.lastBookmarkMonotonicMs = nowMs;
    } else {
      this.#statistics.events++;
      this.#statistics.lastEventMonotonicMs = nowMs;
    }
  }

  failed(): void {
    this.#statistics.errors++;
  }

  /** @returns now */
  answered(): number {
    this.#lastAnswerMs = this.#clock.monotonicMs();
    return this.#lastAnswerMs;
  }
}
