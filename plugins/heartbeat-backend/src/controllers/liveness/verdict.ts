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
import { GAPS_PER_DURATION } from './leaseDuration';

/** What the limits of one heartbeat are made of. All times in milliseconds. */
interface VerdictTerms {
  /** D: for how long a renewal of the Lease holds. */
  durationMs: number;
  /** R: the usual gap between two renewals; absent until two were seen. */
  usualGapMs?: number;
  /** How long past D before `Dead`: for the way from the controller to us. */
  marginMs: number;
  /** Whether a successor may take the Lease over when D is over. */
  isElection: boolean;
}

/**
 * How long a controller may be silent. All times in milliseconds.
 *
 * @internal
 */
export interface VerdictLimits {
  /** Silent for longer than this is `Late`. */
  lateAfterMs: number;
  /** Silent for this long is `Dead`. */
  deadAfterMs: number;
  /** It renews more slowly than its Lease promises, so that it is judged by its rhythm. Absent: no, as a field takes memory. */
  isSlow?: true;
}

/**
 * By when a standby has taken over, in R past D. client-go's looks each R, which its
 * jitter makes 2.2 R at most: so late may it have seen the last renewal, from which it
 * counts D, and so late may it look again when D is over.
 */
const GAPS_TO_TAKE_OVER = 4.4;

/** So many usual gaps without a renewal are late, however long D is. */
const GAPS_TO_BE_LATE = 20;

/**
 * The limits: late = min(D, max(2R, min(D/2, 20R))), dead = D + margin; of an election
 * dead = D + max(margin, 4.4 R), as until then a successor may take over, and a handover
 * is no death. Where R contradicts D, as the next renewal is due past D - margin, dead =
 * 3R + margin, if that is later. As long as R has not been learned it is taken to be a third of D.
 *
 * @internal
 */
export function verdictLimits(terms: VerdictTerms): VerdictLimits {
  const { durationMs, marginMs, isElection } = terms;
  const usualGapMs = terms.usualGapMs ?? durationMs / GAPS_PER_DURATION;
  // A margin as long as D contradicts nothing.
  const wayMs = Math.min(marginMs, durationMs / GAPS_PER_DURATION);
  const isSlow = usualGapMs + wayMs > durationMs;
  const heldMs = isSlow
    ? Math.max(durationMs, GAPS_PER_DURATION * usualGapMs)
    : durationMs;
  const inPeaceMs = Math.min(durationMs / 2, GAPS_TO_BE_LATE * usualGapMs);
  return {
    lateAfterMs: Math.min(durationMs, Math.max(2 * usualGapMs, inPeaceMs)),
    deadAfterMs:
      heldMs +
      (isElection
        ? Math.max(marginMs, GAPS_TO_TAKE_OVER * usualGapMs)
        : marginMs),
    ...(isSlow && { isSlow }),
  };
}

/**
 * The verdict on a silence that we were able to see all of. It knows one clock:
 * the observer's, on which `silentForMs` was measured.
 *
 * @internal
 */
export function judgeSilence(
  silentForMs: number,
  limits: Pick<VerdictLimits, 'lateAfterMs' | 'deadAfterMs'>,
): Extract<LivenessStatus, 'Alive' | 'Late' | 'Dead'> {
  if (silentForMs >= limits.deadAfterMs) {
    return 'Dead';
  }
  return silentForMs > limits.lateAfterMs ? 'Late' : 'Alive';
}
