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
  HeartbeatProgress,
  LeaseHeartbeat,
} from 'backstage-plugin-heartbeat-common';
import { PAST_MS } from './ControllerPast';
import type { LeaseRecord } from './LeaseRecord';
import {
  deadByItsClockSince,
  type ObservedController,
} from './ObservedController';
import { isShownReplica } from './ReplicaGroups';
import {
  marginMsOf,
  type ObservedHeartbeat,
  type ObservedRestart,
} from './liveness';

function iso(wallMs: number): string {
  return new Date(wallMs).toISOString();
}

/**
 * A controller as the API serves it: with ages as of now, so that a reader needs
 * no clock of its own but to count on from there.
 *
 * @internal
 */
export function heartbeatView(
  observed: ObservedController,
  options: {
    nowMonotonicMs: number;
    /** By which it is known which replicas were shut down long ago. */
    nowWallMs: number;
    entities: HeartbeatEntity[];
  },
): Heartbeat {
  const { nowMonotonicMs, nowWallMs, entities } = options;
  const { id, best, replicas: all, past } = observed;
  const { controller } = best.record;
  const recentRestarts = past?.recentRestarts ?? best.recentRestarts;
  const view: LeaseHeartbeat = {
    ...leaseView(best, nowMonotonicMs),
    since: iso(observed.sinceWallMs),
    isFlapping: observed.isFlapping || undefined,
  };
  if (!all) {
    return {
      ...view,
      restarts: past?.restarts ?? best.restarts,
      recentRestarts:
        recentRestarts && restartsView(recentRestarts, nowMonotonicMs),
      isCrashLooping: (past ?? best).isCrashLooping || undefined,
      controller,
      entities,
    };
  }
  const shown = all.filter(replica => isShownReplica(replica, nowWallMs));
  const replicas = shown.length > 0 ? shown : all;
  return {
    ...view,
    id,
    controller,
    restarts:
      past?.restarts ??
      replicas.reduce((sum, { restarts }) => sum + restarts, 0),
    // which of them it was, and when, is told with each of them
    recentRestarts: undefined,
    isCrashLooping:
      (past?.isCrashLooping ??
        replicas.some(({ isCrashLooping }) => isCrashLooping)) ||
      undefined,
    isFlapping: replicas.some(({ isFlapping }) => isFlapping) || undefined,
    replicas: replicas.map(replica => leaseView(replica, nowMonotonicMs)),
    entities,
  };
}

function leaseView(
  observed: ObservedHeartbeat,
  nowMonotonicMs: number,
): LeaseHeartbeat {
  const { record, lastBeat } = observed;
  const marginMs = marginMsOf(observed);
  const ageMs = lastBeat && Math.round(nowMonotonicMs - lastBeat.monotonicMs);
  return {
    id: observed.id,
    status: observed.status,
    since: iso(deadByItsClockSince(observed) ?? observed.sinceWallMs),
    unknown: observed.unknown && { ...observed.unknown },
    lease: record.ref,
    replica: record.replica,
    holder: record.holder,
    lastHeartbeat:
      lastBeat && ageMs !== undefined
        ? { observedAt: iso(lastBeat.wallMs), ageMs }
        : undefined,
    renewTime: record.renewTime,
    progress: progressView(record, ageMs),
    evidence: {
      silentForMs: observed.isGone
        ? undefined
        : Math.round(nowMonotonicMs - observed.silentSinceMonotonicMs),
      durationMs: observed.durationMs,
      marginMs: marginMs === undefined ? undefined : Math.round(marginMs),
      election: record.isElection || undefined,
      slow: observed.limits?.isSlow || undefined,
      usualGapMs:
        observed.usualGapMs === undefined
          ? undefined
          : Math.round(observed.usualGapMs),
      lateAfterMs: observed.limits && Math.round(observed.limits.lateAfterMs),
      deadAfterMs: observed.limits && Math.round(observed.limits.deadAfterMs),
      stop: observed.stop?.by,
      again: observed.stop?.isRepeated || undefined,
      sinceByItsClock: deadByItsClockSince(observed) !== undefined || undefined,
      provisional: observed.isProvisional || undefined,
    },
    clockSkewMs: observed.clockSkewMs,
    restarts: observed.restarts,
    recentRestarts:
      observed.recentRestarts &&
      restartsView(observed.recentRestarts, nowMonotonicMs),
    isCrashLooping: observed.isCrashLooping || undefined,
    isFlapping: observed.isFlapping || undefined,
  };
}

/** A replica of the backend that starts finds those of a day. */
function restartsView(
  restarts: readonly ObservedRestart[],
  nowMonotonicMs: number,
): LeaseHeartbeat['recentRestarts'] {
  return restarts
    .filter(({ atMonotonicMs }) => nowMonotonicMs - atMonotonicMs < PAST_MS)
    .map(restart => ({
      kind: restart.kind,
      at: iso(restart.atWallMs),
      ageMs: Math.round(nowMonotonicMs - restart.atMonotonicMs),
      previousHolder: restart.previousHolder,
      holder: restart.holder,
      handover: restart.handover && {
        tookMs: Math.round(restart.handover.tookMs),
        leaderlessMs: Math.round(restart.handover.leaderlessMs),
      },
    }));
}

/**
 * How long before its last renewal the controller got this far, by its own
 * clock, and how long ago that renewal was, by ours: so no clock is compared
 * with another.
 */
function progressView(
  { progress, renewTime }: LeaseRecord,
  renewalAgeMs: number | undefined,
): HeartbeatProgress | undefined {
  if (!progress) {
    return undefined;
  }
  const beforeRenewalMs =
    Date.parse(renewTime ?? '') - Date.parse(progress.time ?? '');
  return {
    message: progress.message,
    ageMs:
      renewalAgeMs === undefined || Number.isNaN(beforeRenewalMs)
        ? undefined
        : Math.max(0, beforeRenewalMs) + renewalAgeMs,
  };
}
