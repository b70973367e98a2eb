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

/** As many states as Nagios looks at. */
const STATES = 21;
const CHANGES = STATES - 1;
const MASK = 2 ** STATES - 1;

/** Newer changes weigh more than older ones, by Nagios' weights. */
const OLDEST_WEIGHT = 0.8;
const NEWEST_WEIGHT = 1.2;

/** Nagios' own limit: two deaths with their recoveries, unless the first is long ago. */
const ENTER_PERCENT = 20;

/** One death with its recovery, when it is no longer new, is not flapping any more. */
const LEAVE_PERCENT = 10;

/**
 * How much of the last states were changes, in percent, by Nagios' formula.
 *
 * @param states - one bit for each, the newest lowest
 * @internal
 */
export function changePercent(states: number): number {
  const changes = states ^ (states >> 1);
  let sum = 0;
  for (let age = 0; age < CHANGES; age++) {
    if ((changes >> age) & 1) {
      sum +=
        NEWEST_WEIGHT - ((NEWEST_WEIGHT - OLDEST_WEIGHT) * age) / (CHANGES - 1);
    }
  }
  return (100 * sum) / CHANGES;
}

/**
 * The states with one more, and the oldest left out.
 *
 * @internal
 */
export function pushState(states: number, isBad: boolean): number {
  return ((states << 1) | Number(isBad)) & MASK;
}

/**
 * Whether so many of the states were changes that it is flapping, or still is.
 *
 * @internal
 */
export function flaps(states: number, wasFlapping: boolean): boolean {
  if (states === 0) {
    return false;
  }
  return changePercent(states) >= (wasFlapping ? LEAVE_PERCENT : ENTER_PERCENT);
}

/**
 * Whether a controller goes to and fro between life and death. There is one
 * check for each of its durations, good or bad, so that 21 of them are a few
 * minutes for a quick controller and an hour for a slow one.
 *
 * @internal
 */
export class Flapping {
  isFlapping = false;
  /** A set bit is a bad state; before the first one all was good. */
  #states = 0;
  #checkedMs = -Infinity;

  /** A sign of life. */
  alive(nowMs: number, durationMs: number): void {
    const isBad = this.#states % 2 === 1;
    const sinceMs = nowMs - this.#checkedMs;
    if (!isBad && sinceMs < durationMs) {
      return;
    }
    if (isBad) {
      // The checks of the time in which it was dead.
      const missed = Math.min(STATES, Math.floor(sinceMs / durationMs));
      for (let i = 0; i < missed; i++) {
        this.#push(true);
      }
    }
    this.#push(false);
    this.#checkedMs = nowMs;
  }

  dead(nowMs: number): void {
    this.#push(true);
    this.#checkedMs = nowMs;
  }

  #push(isBad: boolean): void {
    this.#states = pushState(this.#states, isBad);
    this.isFlapping = flaps(this.#states, this.isFlapping);
  }
}
