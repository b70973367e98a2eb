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

import { stableHash } from '../../checkers';

/** A confirmation comes after this share of the interval, so that the third result is there within half of it. */
const CONFIRMATION_SHARE = 1 / 4;

/** What is wrong for less than a second is over before anybody could act. */
const MIN_CONFIRMATION_MS = 1000;

/**
 * Units of one slot begin together, so that this process is woken once for all of
 * them, and a few times rather than many for what they are answered: 200 checks a second
 * took half the CPU that they had taken one by one. They wait for each other by a
 * millisecond or two, which their timings include.
 */
const PHASE_STEP_MS = 50;

/**
 * Where in its interval a unit has its slots.
 *
 * @internal
 */
export function phaseOf(key: string, intervalMs: number): number {
  const steps = Math.max(1, Math.floor(intervalMs / PHASE_STEP_MS));
  return Math.floor((stableHash(key) / 2 ** 32) * steps) * PHASE_STEP_MS;
}

/**
 * The first slot after a moment of the fleet's clock.
 *
 * @internal
 */
export function slotAfter(
  fleetMs: number,
  phaseMs: number,
  intervalMs: number,
): number {
  return (
    phaseMs + (Math.floor((fleetMs - phaseMs) / intervalMs) + 1) * intervalMs
  );
}

/**
 * How soon after a result that contradicts what is known the next one is wanted.
 *
 * @internal
 */
export function confirmationDelayMs(intervalMs: number): number {
  return Math.min(
    intervalMs,
    Math.max(MIN_CONFIRMATION_MS, intervalMs * CONFIRMATION_SHARE),
  );
}
