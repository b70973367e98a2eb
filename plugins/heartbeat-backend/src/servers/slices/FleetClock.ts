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

/** A minute of them: a clock that was set is followed within it. */
const MAX_SAMPLES = 30;

/**
 * The database's clock, as far as it can be known without asking: all replicas
 * have the same one, to a few milliseconds, whatever their own clocks say.
 *
 * @internal
 */
export class FleetClock {
  readonly #clock: Clock;
  readonly #samples: Array<{ offsetMs: number; roundTripMs: number }> = [];
  #offsetMs = 0;

  constructor(options: { clock: Clock }) {
    this.#clock = options.clock;
  }

  /** Asks, and returns what comes of it. */
  async measure<T extends { now: number }>(ask: () => Promise<T>): Promise<T> {
    const askedMs = this.#clock.monotonicMs();
    const answer = await ask();
    const answeredMs = this.#clock.monotonicMs();
    this.#samples.push({
      offsetMs: answer.now - (askedMs + answeredMs) / 2,
      roundTripMs: answeredMs - askedMs,
    });
    if (this.#samples.length > MAX_SAMPLES) {
      this.#samples.shift();
    }
    // The quickest answer is the one that tells the time best.
    this.#offsetMs = this.#samples.reduce((a, b) =>
      b.roundTripMs < a.roundTripMs ? b : a,
    ).offsetMs;
    return answer;
  }

  /** Epoch milliseconds. */
  nowMs(): number {
    return this.#clock.monotonicMs() + this.#offsetMs;
  }
}
