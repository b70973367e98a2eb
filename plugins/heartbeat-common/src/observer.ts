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

import type { HeartbeatProblem, LeaseRef, Sight } from './heartbeat';
import type { MonitorReport } from './server';

/**
 * A moment in the past, by the observer's clock, and how long ago that was when
 * the answer was made.
 *
 * @public
 */
export interface PastMoment {
  /** RFC 3339. */
  at: string;
  ageMs: number;
}

/**
 * What one watch has seen and done since the observer began.
 *
 * @public
 */
export interface WatchReport extends Sight {
  /** How often everything was listed: once, and after each loss of sight. */
  lists: number;
  /** Created, changed and deleted Leases that the API server told of. */
  events: number;
  /** Requests and streams that failed. */
  errors: number;
  /** Since when the present stream has been open; absent while there is none. */
  opened?: PastMoment;
  lastEvent?: PastMoment;
  /** The API server's own sign of life on a quiet watch, about once a minute. */
  lastBookmark?: PastMoment;
}

/**
 * The observer's own heartbeat on its way round: written to a cluster by the
 * renewer and seen again through the watch.
 *
 * @public
 */
export interface CanaryReport {
  lease: LeaseRef;
  /** When it was last written. */
  lastWritten?: PastMoment;
  /** When a renewal was last seen to come back. */
  lastReturned?: PastMoment;
  /** How long that took. */
  roundTripMs?: number;
}

/**
 * The last time that the observer's own process stood still, so that what it was sent
 * waited unread; `at` is when that was over.
 *
 * @public
 */
export interface StallReport extends PastMoment {
  /** How long it took; of several in a row, the longest one. */
  lastedMs: number;
  /** Verdicts wait still for what was sent meanwhile to be read. */
  holding: boolean;
}

/**
 * Why verdicts are held at the moment.
 *
 * - `event-loop`: the observer's process stood still; what it was sent is read first.
 * - `canary`: its own renewals do not come back from the cluster.
 * - `disruption`: most of the cluster's controllers fell silent together.
 *
 * @public
 */
export interface GateReport {
  kind: 'event-loop' | 'canary' | 'disruption';
  /** Absent where it concerns all of them. */
  cluster?: string;
  since: PastMoment;
}

/**
 * How far this backend has come with writing the history.
 *
 * @public
 */
export interface HistoryReport {
  /** Changes that are not stored yet. */
  queued: number;
  /** Changes that were left out because too many waited. */
  merged: number;
  lastCheckpoint?: PastMoment;
  /** There while the database does not take what it is given. */
  failure?: { since: PastMoment; message: string };
}

/**
 * The answer of `GET /v1/observer`: can this screen be trusted?
 *
 * @public
 */
export interface ObserverReport {
  observedAt: string;
  watches: WatchReport[];
  /** Absent where this backend has no heartbeat of its own. */
  canary?: CanaryReport;
  /** What holds verdicts now: none, where nothing does. */
  gates?: GateReport[];
  /** Absent where this process has not stood still since it began. */
  stall?: StallReport;
  /** Absent where this backend writes no history. */
  history?: HistoryReport;
  /** Absent where this backend monitors no servers. */
  monitor?: MonitorReport;
  problems: HeartbeatProblem[];
}

/**
 * What a watch counts, on the observer's monotonic clock.
 *
 * @public
 */
export interface WatchStatistics {
  lists: number;
  events: number;
  errors: number;
  openedMonotonicMs?: number;
  lastEventMonotonicMs?: number;
  lastBookmarkMonotonicMs?: number;
}
