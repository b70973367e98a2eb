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
import type {
  HistoryTransition,
  StatusSeverity,
  TransitionCause,
} from 'backstage-plugin-heartbeat-common';
import { NOT_OBSERVED } from '../history';

/** Of a row by which one is what it was before nobody looked. */
const SIGHT_REGAINED: TransitionCause = 'sight-regained';

/**
 * What a transition tells of that is no change of its subject, but of our sight of it:
 *
 * - `first`: it was never seen before. The history outlives the process, so that a
 *   portal that starts again sees none of its subjects for the first time.
 * - `lost`: nobody looked for a while, as no portal was running.
 * - `again`: it is as it was before that.
 *
 * A portal that starts has one of `first`, or one of `lost` and one of `again`, for
 * each subject of its fleet.
 *
 * @internal
 */
export type Sight = 'first' | 'lost' | 'again';

/**
 * @param at - of the transition, in its list; both rows of a gap that ends as it began
 *   are written together
 * @returns `undefined` for a change of the subject itself
 * @internal
 */
export function sightOf(
  written: readonly HistoryTransition[],
  at: number,
): Sight | undefined {
  const transition = written[at];
  if (transition.from === undefined) {
    return 'first';
  }
  if (isGap(transition, written[at + 1])) {
    return 'lost';
  }
  return isGap(written[at - 1], transition) ? 'again' : undefined;
}

/**
 * Whether nobody has to learn of a sight singly: what is seen for the first time is as
 * it should be, or all is as others were told before.
 *
 * @internal
 */
export function isQuiet(
  sight: Sight | undefined,
  severity: StatusSeverity | undefined,
): boolean {
  switch (sight) {
    case 'first':
      return severity === 'ok';
    case 'lost':
    case 'again':
      return true;
    case undefined:
      return false;
  }
}

function isGap(
  lost: HistoryTransition | undefined,
  found: HistoryTransition | undefined,
): boolean {
  return (
    lost?.cause === NOT_OBSERVED &&
    found?.cause === SIGHT_REGAINED &&
    found.subjectId === lost.subjectId &&
    found.to === lost.from
  );
}
