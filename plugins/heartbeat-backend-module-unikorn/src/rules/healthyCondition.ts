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

import { rfc3339 } from './rfc3339';
import type { Condition } from './serverTypes';

/** The type of the condition. @internal */
export const HEALTHY = 'Healthy';

type Verdict = Pick<Condition, 'status' | 'reason' | 'message'> & {
  reason: string;
  message: string;
};

/**
 * What the condition says, by Nova's status: exactly, and in its case (M15).
 *
 * @internal
 */
export function healthyCondition(novaStatus: string): Verdict {
  switch (novaStatus) {
    case 'ACTIVE':
      return {
        status: 'True',
        reason: 'Healthy',
        message: 'server is healthy',
      };
    case 'ERROR':
      return {
        status: 'False',
        reason: 'Errored',
        message: 'server is in an error state',
      };
    case 'REBUILD':
      return {
        status: 'False',
        reason: 'Provisioning',
        message: 'server is rebuilding',
      };
    case '':
    case 'UNKNOWN':
      return {
        status: 'Unknown',
        reason: 'Unknown',
        message: 'unable to determine server status',
      };
    default:
      return {
        status: 'False',
        reason: 'Degraded',
        message: `server is in state ${novaStatus}`,
      };
  }
}

/**
 * All conditions, with ours as it shall be and the others as they are. Its
 * `lastTransitionTime` moves with its status only (M16).
 *
 * @returns the same array where there is nothing to change
 * @internal
 */
export function withHealthy(
  conditions: readonly Condition[],
  novaStatus: string,
  nowMs: number,
): readonly Condition[] {
  const verdict = healthyCondition(novaStatus);
  const previous = conditions.find(({ type }) => type === HEALTHY);
  if (!previous) {
    return [
      ...conditions,
      { type: HEALTHY, ...verdict, lastTransitionTime: rfc3339(nowMs) },
    ];
  }
  const isTurned = previous.status !== verdict.status;
  if (
    !isTurned &&
    previous.reason === verdict.reason &&
    previous.message === verdict.message
  ) {
    return conditions;
  }
  const next = {
    ...previous,
    ...verdict,
    lastTransitionTime:
      isTurned || previous.lastTransitionTime === undefined
        ? rfc3339(nowMs)
        : previous.lastTransitionTime,
  };
  return conditions.map(condition =>
    condition === previous ? next : condition,
  );
}
