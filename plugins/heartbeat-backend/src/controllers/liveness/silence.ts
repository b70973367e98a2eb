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

import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';
import { NEVER_MS } from '../../time/Deadlines';
import type { UnknownCause } from './unknownCauses';
import { judgeSilence, type VerdictLimits } from './verdict';

/**
 * What keeps a verdict from being given.
 *
 * @internal
 */
export interface Gates {
  /** Why we cannot observe at the moment: no new `Late` or `Dead`, but `Unknown`. */
  observer?: UnknownCause;
  /** Verdicts wait until then: what we were sent may not have been read yet. */
  holdUntilMs?: number;
  /** A disruption of its cluster holds the Lease, and its silence counts from then on. */
  fleet?: { cause: UnknownCause; believedFromMs: number };
}

/**
 * A death that the API server has not confirmed is asked for again so often: the
 * answer may have been lost between two streams.
 */
const CONFIRM_AGAIN_MS = 1_000;

/** How bad each status is on the way that silence leads down. Only a sign of life leads up again. */
const RANKS = { Alive: 0, Late: 1, Unknown: 2, Dead: 3 } as const;

/**
 * What silence can lead to.
 *
 * @internal
 */
export type SilentStatus = keyof typeof RANKS;

/** @internal */
export function isSilentStatus(status: LivenessStatus): status is SilentStatus {
  return status in RANKS;
}

/** @internal */
export function isWorse(status: SilentStatus, than: SilentStatus): boolean {
  return RANKS[status] > RANKS[than];
}

/**
 * A Lease that is silent, as of now. All times are on the monotonic clock.
 *
 * @internal
 */
export interface Silence {
  nowMs: number;
  sinceMs: number;
  /** What it has led to up to now. */
  status: SilentStatus;
  limits: VerdictLimits;
  marginMs: number;
  /** When the API server was last asked for the Lease and had nothing new of it. */
  confirmedMs: number | undefined;
  gates: Gates;
}

/**
 * What follows from a silence.
 *
 * @internal
 */
export interface SilenceStep {
  /** When to look at it again. */
  deadlineMs: number;
  /** What the silence led to, and when, which may be what was known already. */
  to?: { status: SilentStatus; atMs: number };
  /** It would be dead if the API server confirmed that there is nothing new. */
  isConfirmationAwaited?: boolean;
}

/**
 * Follows a silence down, as far as the gates let it, and finds the next deadline.
 *
 * @internal
 */
export function followSilence(silence: Silence): SilenceStep {
  const { nowMs, sinceMs, status, limits, gates } = silence;
  const { confirmedMs = -Infinity } = silence;
  const lateMs = sinceMs + limits.lateAfterMs;
  const deadMs =
    Math.max(sinceMs, gates.fleet?.believedFromMs ?? -Infinity) +
    limits.deadAfterMs;
  // From here on the Lease itself is over, and only an answer from then on can prove a death.
  const overMs = deadMs - silence.marginMs;
  // Late is past its limit, not at it.
  const deadlineMs = soonest(nowMs, lateMs + 1, overMs, deadMs);
  const judged = judgeSilence(nowMs - sinceMs, limits);
  const isDue = isWorse(judged, status);
  if (gates.holdUntilMs !== undefined && isDue) {
    return { deadlineMs: gates.holdUntilMs };
  }
  if (gates.observer) {
    const atMs = judged === 'Dead' && status === 'Late' ? deadMs : lateMs;
    return { deadlineMs, to: isDue ? { status: 'Unknown', atMs } : undefined };
  }
  if (gates.fleet && nowMs < deadMs) {
    return { deadlineMs, to: { status: 'Unknown', atMs: nowMs } };
  }
  switch (judged) {
    case 'Alive':
      return { deadlineMs };
    case 'Late':
      return { deadlineMs, to: { status: 'Late', atMs: lateMs } };
    case 'Dead':
      return confirmedMs < overMs
        ? {
            deadlineMs: nowMs + CONFIRM_AGAIN_MS,
            to: { status: 'Late', atMs: lateMs },
            isConfirmationAwaited: true,
          }
        : { deadlineMs, to: { status: 'Dead', atMs: deadMs } };
  }
}

/** The first of these times that is still to come. */
function soonest(nowMs: number, ...timesMs: number[]): number {
  let soonestMs = NEVER_MS;
  for (const timeMs of timesMs) {
    if (timeMs > nowMs && timeMs < soonestMs) {
      soonestMs = timeMs;
    }
  }
  return soonestMs;
}
