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
  AvailabilityReport,
  HistorySegment,
  HistoryStanding,
  HistoryTransition,
  TimelineReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import { isFields, isListOf, isTime } from './guards';

/*
 * The same edge as in answers.ts, for what was.
 */

const STANDINGS: HistoryStanding[] = ['up', 'down', 'stopped', 'unknown'];

function isTransition(value: unknown): value is HistoryTransition {
  return (
    isFields(value) &&
    typeof value.id === 'string' &&
    typeof value.subjectId === 'string' &&
    typeof value.to === 'string' &&
    (value.from === undefined || typeof value.from === 'string') &&
    isTime(value.at) &&
    typeof value.ageMs === 'number'
  );
}

function isSegment(value: unknown): value is HistorySegment {
  return (
    isFields(value) &&
    isTime(value.from) &&
    isTime(value.to) &&
    typeof value.status === 'string' &&
    STANDINGS.some(standing => standing === value.standing)
  );
}

function isAvailability(value: unknown): value is Availability {
  return (
    isFields(value) &&
    [
      value.windowMs,
      value.upMs,
      value.downMs,
      value.stoppedMs,
      value.unknownMs,
      value.coverage,
    ].every(Number.isFinite) &&
    (value.availability === undefined || Number.isFinite(value.availability))
  );
}

function isSubjectAvailability(
  value: unknown,
): value is AvailabilityReport['items'][number] {
  return (
    isFields(value) &&
    typeof value.subjectId === 'string' &&
    isListOf(value.windows, isAvailability)
  );
}

/** @internal */
export function isTransitionList(value: unknown): value is TransitionList {
  return (
    isFields(value) &&
    isTime(value.observedAt) &&
    isListOf(value.items, isTransition) &&
    (value.nextCursor === undefined || typeof value.nextCursor === 'string')
  );
}

/** @internal */
export function isAvailabilityReport(
  value: unknown,
): value is AvailabilityReport {
  return (
    isFields(value) &&
    isTime(value.observedAt) &&
    isListOf(value.items, isSubjectAvailability)
  );
}

/** @internal */
export function isTimelineReport(value: unknown): value is TimelineReport {
  return (
    isFields(value) &&
    isTime(value.observedAt) &&
    typeof value.subjectId === 'string' &&
    isListOf(value.segments, isSegment)
  );
}
