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
  LatencyHour,
  LatencyReport,
  PastMoment,
  Server,
  ServerLifecycle,
  ServerList,
} from 'backstage-plugin-heartbeat-common';
import { isFields, isListOf, isOptional, isText, isTime } from './guards';

/*
 * The same edge as in answers.ts, for servers. Facts, phases and messages are
 * the words of providers and of those whom they ask: only text is drawn. A
 * status that we do not know is shown by its name: the backend may be newer.
 */

function isPastMoment(value: unknown): value is PastMoment {
  return isFields(value) && isTime(value.at) && typeof value.ageMs === 'number';
}

function isTimings(value: unknown): boolean {
  return (
    isFields(value) &&
    typeof value.totalMs === 'number' &&
    Object.values(value).every(ms => typeof ms === 'number')
  );
}

function isLastCheck(value: unknown): boolean {
  return (
    isFields(value) &&
    isOptional(value.timings, isTimings) &&
    isPastMoment(value)
  );
}

function isPending(value: unknown): boolean {
  return (
    isFields(value) &&
    isText(value.status) &&
    typeof value.count === 'number' &&
    typeof value.needed === 'number'
  );
}

function isLifecycle(value: unknown): value is ServerLifecycle {
  return (
    isFields(value) &&
    isText(value.phase) &&
    isListOf(
      value.marks,
      (mark): mark is ServerLifecycle['marks'][number] =>
        isFields(mark) && isText(mark.name) && isTime(mark.at),
    )
  );
}

function isFacts(value: unknown): boolean {
  return isFields(value) && Object.values(value).every(isText);
}

/** @internal */
export function isServer(value: unknown): value is Server {
  return (
    isFields(value) &&
    [value.id, value.name, value.source, value.provider, value.target].every(
      isText,
    ) &&
    [value.title, value.cluster, value.reason, value.message].every(text =>
      isOptional(text, isText),
    ) &&
    isText(value.status) &&
    isPastMoment(value.since) &&
    isOptional(value.lastKnown, isText) &&
    isOptional(value.lastCheck, isLastCheck) &&
    typeof value.intervalMs === 'number' &&
    isOptional(value.pending, isPending) &&
    isOptional(value.facts, isFacts) &&
    isOptional(value.lifecycle, isLifecycle) &&
    Array.isArray(value.entities)
  );
}

function isCounts(value: unknown): value is ServerList['counts'] {
  return (
    isFields(value) &&
    // of statuses that we know, an older backend may know fewer
    Object.values(value).every(count => typeof count === 'number')
  );
}

function isNetworkDown(value: unknown): boolean {
  return isFields(value) && isText(value.message) && isPastMoment(value);
}

/** @internal */
export function isServerList(value: unknown): value is ServerList {
  return (
    isFields(value) &&
    isTime(value.observedAt) &&
    isListOf(value.items, isServer) &&
    typeof value.total === 'number' &&
    isCounts(value.counts) &&
    isOptional(value.networkDown, isNetworkDown) &&
    Array.isArray(value.problems)
  );
}

function isLatencyHour(value: unknown): value is LatencyHour {
  return (
    isFields(value) &&
    isTime(value.from) &&
    [value.count, value.p50Ms, value.p95Ms, value.p99Ms, value.maxMs].every(
      Number.isFinite,
    )
  );
}

/** @internal */
export function isLatencyReport(value: unknown): value is LatencyReport {
  return (
    isFields(value) &&
    isTime(value.observedAt) &&
    isText(value.subjectId) &&
    isListOf(value.hours, isLatencyHour)
  );
}
