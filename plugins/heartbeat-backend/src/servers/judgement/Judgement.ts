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

import type { ServerStatus } from 'backstage-plugin-heartbeat-common';
import type { Moment } from '../../time/moment';
import type { ObservedServer } from '../ObservedServer';

/**
 * Results in a row that contradict what is said.
 *
 * @internal
 */
export interface Row {
  count: number;
  /** When the first of them was there. */
  since: Moment;
}

/**
 * What is said of a server, and what may turn it.
 *
 * @internal
 */
export interface Judgement {
  status: ServerStatus;
  reason?: string;
  message?: string;
  since: Moment;
  /** What it was before it was not judged any more. */
  lastKnown?: ServerStatus;
  /** The next result counts at once: it is the first one, or the first after a hold. */
  isAfresh: boolean;
  /** The answer to: is it down? */
  isDown: boolean;
  /** The answer to: is it less than healthy? */
  isDegraded: boolean;
  /** Results that contradict `isDown`. */
  lifeRow?: Row;
  /** Results that contradict `isDegraded`. */
  healthRow?: Row;
  /** Results that say nothing. */
  blindRow?: Row;
  /** Checks in a row since which it is down, for the backoff. */
  downChecks: number;
  /** A bit for each of the last results, set for `down`, for flapping. */
  recentStates: number;
  isFlapping: boolean;
}

/**
 * Of a server that was not asked yet.
 *
 * @internal
 */
export const NEVER_JUDGED: Omit<Judgement, 'since'> = {
  status: 'Unknown',
  reason: 'not-checked',
  message: 'It was not asked yet.',
  isAfresh: true,
  isDown: false,
  isDegraded: false,
  downChecks: 0,
  recentStates: 0,
  isFlapping: false,
};

/**
 * What the two answers make together.
 *
 * @internal
 */
export function statusOf({
  isDown,
  isDegraded,
}: Pick<Judgement, 'isDown' | 'isDegraded'>): ServerStatus {
  if (isDown) {
    return 'Down';
  }
  return isDegraded ? 'Degraded' : 'Healthy';
}

/**
 * Which results contradict the status, and how many of them will turn it.
 *
 * @internal
 */
export function pendingOf(
  judgement: Judgement,
  rules: { failures: number; passes: number },
): ObservedServer['pending'] {
  const { blindRow, lifeRow, healthRow, isDown, isDegraded } = judgement;
  const { failures, passes } = rules;
  if (lifeRow && isDown) {
    // Of results that all pass, and of which the last ones are healthy.
    const status = healthRow?.count === lifeRow.count ? 'Healthy' : 'Degraded';
    return { status, count: lifeRow.count, needed: passes };
  }
  if (lifeRow) {
    return { status: 'Down', count: lifeRow.count, needed: failures };
  }
  if (healthRow) {
    return isDegraded
      ? { status: 'Healthy', count: healthRow.count, needed: passes }
      : { status: 'Degraded', count: healthRow.count, needed: failures };
  }
  return blindRow && judgement.status !== 'Unknown'
    ? { status: 'Unknown', count: blindRow.count, needed: failures }
    : undefined;
}
