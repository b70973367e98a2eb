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
  Heartbeat,
  HeartbeatEntity,
  ObservedHeartbeat,
} from 'backstage-plugin-heartbeat-common';

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

/**
 * A verdict as the API serves it: with ages as of now, so that a reader needs
 * no clock of its own but to count on from there.
 *
 * @internal
 */
export function heartbeatView(
  observed: ObservedHeartbeat,
  options: { nowMonotonicMs: number; entities: HeartbeatEntity[] },
): Heartbeat {
  const { record, lastBeat } = observed;
  const { nowMonotonicMs, entities } = options;
  return {
    id: observed.id,
    controller: record.controller,
    status: observed.status,
    since: iso(observed.sinceWallMs),
    unknown: observed.unknown,
    lease: record.ref,
    holder: record.holder,
    lastHeartbeat: lastBeat && {
      observedAt: iso(lastBeat.wallMs),
      ageMs: Math.round(nowMonotonicMs - lastBeat.monotonicMs),
    },
    renewTime: record.renewTime,
    evidence: {
      silentForMs: observed.isGone
        ? undefined
        : Math.round(nowMonotonicMs - observed.silentSinceMonotonicMs),
      durationMs: observed.durationMs,
      marginMs: observed.marginMs,
      usualGapMs:
        observed.usualGapMs === undefined
          ? undefined
          : Math.round(observed.usualGapMs),
      lateAfterMs: observed.limits && Math.round(observed.limits.lateAfterMs),
      deadAfterMs: observed.limits?.deadAfterMs,
      provisional: observed.isProvisional || undefined,
    },
    clockSkewMs: observed.clockSkewMs,
    restarts: observed.restarts,
    entities,
  };
}
