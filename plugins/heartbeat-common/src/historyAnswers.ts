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
  Availability,
  HistorySegment,
  HistoryTransition,
} from './history';

/**
 * The answer of `GET /v1/transitions`, newest first.
 *
 * @public
 */
export interface TransitionList {
  /** The observer's time of this answer. */
  observedAt: string;
  items: HistoryTransition[];
  /** The `cursor` of the next page; absent on the last one. */
  nextCursor?: string;
}

/**
 * The answer of `GET /v1/availability`.
 *
 * @public
 */
export interface AvailabilityReport {
  /** The observer's time of this answer. */
  observedAt: string;
  items: Array<{
    /** The `id` of a heartbeat. */
    subjectId: string;
    /** One for each window that was asked for, in that order. */
    windows: Availability[];
  }>;
}

/**
 * The answer of `GET /v1/timeline`.
 *
 * @public
 */
export interface TimelineReport {
  /** The observer's time of this answer. */
  observedAt: string;
  /** The `id` of a heartbeat. */
  subjectId: string;
  /** They follow each other without a gap. */
  segments: HistorySegment[];
}
