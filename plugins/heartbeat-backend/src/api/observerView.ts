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
  CanaryReport,
  GateReport,
  HistoryReport,
  PastMoment,
  Sight,
  WatchReport,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HistoryWriterState } from '../history';
import type { CanaryState } from '../controllers/Canary';
import { momentOf, pastMoment } from '../time/moment';
import type { WatchStatistics } from '../controllers/lease/WatchLog';

/**
 * A gate that holds verdicts at the moment.
 *
 * @internal
 */
export interface ClosedGate extends Pick<GateReport, 'kind' | 'cluster'> {
  sinceMonotonicMs: number;
}

function past(monotonicMs: number, clock: Clock): PastMoment {
  return pastMoment(monotonicMs, momentOf(clock));
}

function pastIfAny(
  monotonicMs: number | undefined,
  clock: Clock,
): PastMoment | undefined {
  return monotonicMs === undefined ? undefined : past(monotonicMs, clock);
}

/**
 * A watch as the API serves it.
 *
 * @internal
 */
export function watchReport(
  sight: Sight,
  statistics: WatchStatistics | undefined,
  clock: Clock,
): WatchReport {
  return {
    ...sight,
    lists: statistics?.lists ?? 0,
    events: statistics?.events ?? 0,
    errors: statistics?.errors ?? 0,
    opened: pastIfAny(statistics?.openedMonotonicMs, clock),
    lastEvent: pastIfAny(statistics?.lastEventMonotonicMs, clock),
    lastBookmark: pastIfAny(statistics?.lastBookmarkMonotonicMs, clock),
  };
}

/**
 * Our own heartbeat's way round as the API serves it.
 *
 * @internal
 */
export function canaryReport(
  state: CanaryState | undefined,
  clock: Clock,
): CanaryReport | undefined {
  return (
    state && {
      lease: state.lease,
      lastWritten: pastIfAny(state.writtenMonotonicMs, clock),
      lastReturned: pastIfAny(state.returnedMonotonicMs, clock),
      roundTripMs:
        state.roundTripMs === undefined
          ? undefined
          : Math.round(state.roundTripMs),
    }
  );
}

/**
 * A gate as the API serves it.
 *
 * @internal
 */
export function gateReport(gate: ClosedGate, clock: Clock): GateReport {
  const { kind, cluster, sinceMonotonicMs } = gate;
  return { kind, cluster, since: past(sinceMonotonicMs, clock) };
}

/**
 * How far writing has come, as the API serves it.
 *
 * @internal
 */
export function historyReport(
  state: HistoryWriterState | undefined,
  clock: Clock,
): HistoryReport | undefined {
  return (
    state && {
      queued: state.queued,
      merged: state.merged,
      lastCheckpoint: pastIfAny(state.lastCheckpointMonotonicMs, clock),
      failure: state.failure && {
        since: past(state.failure.sinceMonotonicMs, clock),
        message: state.failure.message,
      },
    }
  );
}
