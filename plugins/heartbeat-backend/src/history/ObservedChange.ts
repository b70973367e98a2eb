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

import type { JsonObject } from '@backstage/types';
import type { HistorySubject } from './subject';

/**
 * That a subject got a status, as this process saw it. Its times are on the
 * monotonic clock of this process, so that it may wait for the database as long as
 * it has to; `DatedChange` is what the database's clock makes of it.
 *
 * @internal
 */
export interface ObservedChange {
  subject: HistorySubject;
  status: string;
  reason?: string;
  /** What brought it about. */
  cause?: string;
  /** When it got the status: at its deadline, or at the first failing check. */
  atMonotonicMs: number;
  /**
   * From when on this process has seen the subject without a break. Absent where it
   * did not see it at all. `HistoryWriter` knows, whoever tells it need not say.
   */
  sightFromMonotonicMs?: number;
  /**
   * The status is only that this replica cannot see: then another one's sight
   * is worth more.
   */
  isOutOfSight?: boolean;
  /**
   * Makes a row of something that changes no status, e.g. a restart: a text
   * that is the same for all replicas that see it, and another one the next time.
   */
  mark?: string;
  evidence?: JsonObject;
  /** What to find again after a restart, if this is written. */
  data?: JsonObject;
  /** When `data` was true: when `HistoryWriter` was told, which says so itself. */
  dataMonotonicMs?: number;
}

/**
 * The status that a subject has, and what is to be found again after a restart.
 *
 * @internal
 */
export interface ObservedState {
  /** `atMonotonicMs` is since when. */
  verdict: ObservedChange;
  /** Whatever the caller wants back, as of now. */
  data?: JsonObject;
}

/**
 * A state as it is found at start; ages are as of now, by the database's clock.
 *
 * @internal
 */
export interface LoadedCheckpoint {
  subject: HistorySubject;
  status: string;
  reason?: string;
  cause?: string;
  sinceAgoMs: number;
  /** How long ago a replica last vouched for the status. */
  seenAgoMs: number;
  data?: JsonObject;
  /** How long ago `data` was given; it may be older than the status. */
  dataAgoMs: number;
}
