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

import { GAPS_PER_DURATION } from './leaseDuration';

/** Enough to be sure of a rhythm, few enough to follow a new one within minutes. */
const GAPS = 7;

/**
 * One gap alone is no habit, if it is short: client-go's leader renews a Lease in the
 * moment in which it has taken it over.
 */
const MIN_GAPS = 2;

/** A clock does not change its error often; one renewal that took long must not show as one. No more, as there are many Leases. */
const SKEWS = 3;

/** Where values are sorted; one for all, as nothing sorts while another does. */
const scratch: number[] = [];

/**
 * What the last few renewals of a controller tell of its habits: each time the
 * median, which one that is far out does not move.
 *
 * Whole milliseconds, both kinds in one array: of these there is one for each
 * Lease, and it allocates nothing when a renewal comes.
 *
 * @internal
 */
export class Rhythm {
  /** First the gaps, then the skews; of its final length at once, as one that grows takes more. */
  readonly #values = new Array<number>(GAPS + SKEWS).fill(0);
  /** How many of each there were, of which the last ones are kept. */
  #gaps = 0;
  #skews = 0;

  /** The middle one of the times between two renewals. */
  get gapMs(): number | undefined {
    return median(this.#values, 0, Math.min(this.#gaps, GAPS));
  }

  /**
   * The usual time between two renewals, as far as it can be relied on.
   *
   * @param durationMs - D; absent where the Lease states none
   */
  usualGapMs(durationMs = Infinity): number | undefined {
    const { gapMs } = this;
    return this.#gaps >= MIN_GAPS ||
      (gapMs ?? 0) * GAPS_PER_DURATION >= durationMs
      ? gapMs
      : undefined;
  }

  /** How far the controller's clock is ahead. */
  get skewMs(): number | undefined {
    return median(this.#values, GAPS, Math.min(this.#skews, SKEWS));
  }

  addGap(ms: number): void {
    this.#values[this.#gaps % GAPS] = Math.round(ms);
    this.#gaps++;
  }

  /** What another observer has learned. */
  resume(gapMs: number): void {
    for (let i = 0; i < MIN_GAPS; i++) {
      this.addGap(gapMs);
    }
  }

  addSkew(ms: number): void {
    this.#values[GAPS + (this.#skews % SKEWS)] = Math.round(ms);
    this.#skews++;
  }

  /** Another process may have other gaps. */
  forgetGaps(): void {
    this.#gaps = 0;
  }
}

function median(
  values: number[],
  from: number,
  length: number,
): number | undefined {
  for (let i = 0; i < length; i++) {
    const inserted = values[from + i];
    let at = i;
    for (; at > 0 && scratch[at - 1] > inserted; at--) {
      scratch[at] = scratch[at - 1];
    }
    scratch[at] = inserted;
  }
  return length === 0 ? undefined : scratch[Math.floor(length / 2)];
}
