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

import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { flaps, pushState } from '../../subjects/Flapping';
import type { Moment } from '../../time/moment';
import { type Judgement, type Row, statusOf } from './Judgement';
import { suspend } from './suspend';

/**
 * By what a server is judged.
 *
 * @internal
 */
export interface JudgingRules {
  /** How many failures in a row turn it. */
  failures: number;
  /** How many passes in a row turn it back. */
  passes: number;
  /** An answer that takes longer is `Degraded`. */
  slowMs?: number;
}

/** Where a server is not down any more, and was not healthy in all of the results that say so. */
const RECOVERING = {
  reason: 'recovering',
  message: 'It serves again, but has not been healthy often enough yet.',
};

/**
 * The next judgement; the same object where nothing is new.
 *
 * @param at - when the check ended
 * @internal
 */
export function judge(
  before: Judgement,
  observation: ServerObservation,
  rules: JudgingRules,
  at: Moment,
): Judgement {
  const found = withSlowness(observation, rules);
  switch (found.outcome) {
    case 'unknown':
      return judgeBlind(before, found, rules, at);
    case 'stopped':
      return before.status === 'Stopped'
        ? withWords(before, found)
        : stop(before, found, at);
    case 'healthy':
    case 'degraded':
    case 'down':
      return judgeSeen(before, found, rules, at);
  }
}

/**
 * It is out of service on purpose, which nothing has to confirm.
 *
 * @internal
 */
export function stop(
  before: Judgement,
  words: Pick<Judgement, 'reason' | 'message'>,
  at: Moment,
): Judgement {
  return {
    ...suspend(before, { ...wordsOf(words), status: 'Stopped' }, at),
    lastKnown: undefined,
  };
}

function judgeBlind(
  before: Judgement,
  found: ServerObservation,
  { failures }: JudgingRules,
  at: Moment,
): Judgement {
  const words = wordsOf(found);
  if (before.status === 'Unknown') {
    const said = withWords(before, found);
    return before.lifeRow || before.healthRow
      ? { ...said, lifeRow: undefined, healthRow: undefined }
      : said;
  }
  const { count, since } = longer(before.blindRow, at);
  if (count < failures && !found.isDefinite && !before.isAfresh) {
    return {
      ...before,
      lifeRow: undefined,
      healthRow: undefined,
      blindRow: { count, since },
    };
  }
  return {
    ...before,
    ...words,
    status: 'Unknown',
    since,
    lastKnown:
      before.status === 'Maintenance' ? before.lastKnown : before.status,
    lifeRow: undefined,
    healthRow: undefined,
    blindRow: undefined,
    downChecks: 0,
  };
}

function judgeSeen(
  before: Judgement,
  found: ServerObservation,
  rules: JudgingRules,
  at: Moment,
): Judgement {
  const { failures, passes } = rules;
  const down = found.outcome === 'down';
  const degraded = down || found.outcome === 'degraded';
  const isAtOnce = before.isAfresh || found.isDefinite === true;
  const needed = (isWorse: boolean) => {
    if (isAtOnce) {
      return 1;
    }
    return isWorse ? failures : passes;
  };

  const lifeRow =
    down === before.isDown ? undefined : longer(before.lifeRow, at);
  const healthRow =
    degraded === before.isDegraded ? undefined : longer(before.healthRow, at);
  const livesOtherwise = lifeRow !== undefined && lifeRow.count >= needed(down);
  const isOtherwise =
    healthRow !== undefined && healthRow.count >= needed(degraded);
  const isDown = livesOtherwise ? down : before.isDown;
  const isDegraded = isOtherwise ? degraded : before.isDegraded;
  const judged = statusOf({ isDown, isDegraded });
  const seen = statusOf({ isDown: down, isDegraded: degraded });

  // What could not be asked is known again once a result agrees with what is judged.
  const isKnown = before.status !== 'Unknown' || isAtOnce || judged === seen;
  const status = isKnown ? judged : before.status;
  const isTurned = status !== before.status;
  const downChecks = status === 'Down' ? before.downChecks + 1 : 0;
  const recentStates = pushState(before.recentStates, down);
  const isFlapping = flaps(recentStates, before.isFlapping);
  const speaks = isTurned || status === seen;
  const words =
    judged === 'Degraded' && seen === 'Healthy' ? RECOVERING : found;
  const { reason, message } = speaks ? words : before;

  if (
    !isTurned &&
    !before.isAfresh &&
    reason === before.reason &&
    message === before.message &&
    downChecks === before.downChecks &&
    recentStates === before.recentStates &&
    !lifeRow &&
    !healthRow &&
    !before.lifeRow &&
    !before.healthRow &&
    !before.blindRow
  ) {
    return before;
  }
  return {
    status,
    reason,
    message,
    since: isTurned
      ? turnedAt(before, status, lifeRow, healthRow, at)
      : before.since,
    lastKnown: isKnown ? undefined : before.lastKnown,
    isAfresh: false,
    isDown,
    isDegraded,
    lifeRow: livesOtherwise ? undefined : lifeRow,
    healthRow: isOtherwise ? undefined : healthRow,
    downChecks,
    recentStates,
    isFlapping,
  };
}

/** The beginning of the row that made the difference between the two statuses. */
function turnedAt(
  before: Judgement,
  status: Judgement['status'],
  lifeRow: Row | undefined,
  healthRow: Row | undefined,
  at: Moment,
): Moment {
  if (before.isAfresh) {
    return at;
  }
  const isOfLife =
    status === 'Down' || (status === 'Degraded' && before.isDown);
  return (isOfLife ? lifeRow : healthRow)?.since ?? at;
}

function longer(row: Row | undefined, at: Moment): Row {
  return row
    ? { count: row.count + 1, since: row.since }
    : { count: 1, since: at };
}

function withSlowness(
  observation: ServerObservation,
  { slowMs }: JudgingRules,
): ServerObservation {
  const { outcome, timings } = observation;
  if (
    outcome !== 'healthy' ||
    slowMs === undefined ||
    timings === undefined ||
    timings.totalMs <= slowMs
  ) {
    return observation;
  }
  return {
    ...observation,
    outcome: 'degraded',
    reason: 'slow',
    message: `It answered in ${Math.round(
      timings.totalMs,
    )} ms; more than ${slowMs} ms is slow.`,
  };
}

function withWords(before: Judgement, found: ServerObservation): Judgement {
  const { reason, message } = found;
  return reason === before.reason && message === before.message
    ? before
    : { ...before, reason, message };
}

function wordsOf({ reason, message }: Pick<Judgement, 'reason' | 'message'>) {
  return { reason, message };
}
