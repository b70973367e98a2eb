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

/**
 * The time in which one subject was not well, and whether people were told of it.
 *
 * @internal
 */
export class Incident {
  readonly sinceMonotonicMs: number;
  /** The last one that people are told of. */
  status: string;
  /** What it is now, if people are told of that. */
  #present: string | undefined;
  #presentSinceMs: number;
  #longestMs = 0;
  #overMonotonicMs: number | undefined;

  constructor(status: string, atMonotonicMs: number) {
    this.status = status;
    this.sinceMonotonicMs = atMonotonicMs;
    this.#present = status;
    this.#presentSinceMs = atMonotonicMs;
  }

  /** Absent while it lasts. */
  get overMonotonicMs(): number | undefined {
    return this.#overMonotonicMs;
  }

  /** It is this now; absent: something that nobody is told of. */
  turn(status: string | undefined, atMonotonicMs: number): void {
    if (status !== this.#present) {
      if (this.#present) {
        const lastedMs = atMonotonicMs - this.#presentSinceMs;
        this.#longestMs = Math.max(this.#longestMs, lastedMs);
      }
      this.#present = status;
      this.#presentSinceMs = atMonotonicMs;
      this.status = status ?? this.status;
    }
  }

  /** It is well again. */
  end(atMonotonicMs: number): void {
    if (this.#overMonotonicMs === undefined) {
      this.turn(undefined, atMonotonicMs);
      this.#overMonotonicMs = atMonotonicMs;
    }
  }

  /** Whether one status lasted long enough to be told, of those that are over. */
  wasTold(delayMs: number): boolean {
    return this.#longestMs >= delayMs;
  }
}
