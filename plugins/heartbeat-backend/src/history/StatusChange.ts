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
 * That a subject got a status, as one replica saw it. Ages are measured on a
 * monotonic clock; the store makes times of them by the database's clock.
 *
 * @internal
 */
export interface StatusChange {
  subject: HistorySubject;
  status: string;
  reason?: string;
  /** What brought it about. */
  cause?: string;
  /** How long ago it got the status: at its deadline, or at the first failing check. */
  agoMs: number;
  /**
   * How long ago this replica began to see the subject without a break. Absent
   * where it did not see it at all.
   */
  sightAgoMs?: number;
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
  /** What to find again after a restart, if this is written; see `Checkpoint.data`. */
  data?: JsonObject;
  /** How long ago `data` was true. Default: now. */
  dataAgoMs?: number;
}

/**
 * What a replica holds true of a subject at the moment, and what it would need
 * to know after a restart.
 *
 * @internal
 */
export interface Checkpoint {
  /** The current status; `agoMs` is since when. */
  verdict: StatusChange;
  /** Whatever the caller wants back, as of now. */
  data?: JsonObject;
}

/**
 * A checkpoint as it is found at start; ages are as of now, by the database's clock.
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
