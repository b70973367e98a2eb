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
  CheckerReport,
  MonitorReport,
} from 'backstage-plugin-heartbeat-common';
import { pastMoment, type Moment } from '../time/moment';

/** Of the observer; the wall clock is that of the answer. */
type Instant = Pick<Moment, 'monotonicMs'>;

/**
 * How the monitor of servers fares in this backend.
 *
 * @internal
 */
export interface MonitorState
  extends Pick<MonitorReport, 'servers' | 'shards' | 'checks'> {
  checkers: Array<
    Omit<CheckerReport, 'lastRun' | 'lastError'> & {
      lastRun?: { at: Instant; durationMs: number };
      lastError?: { at: Instant; message: string };
    }
  >;
  /** Sources and providers that do not work. */
  problems: Array<{
    name: string;
    message: string;
    since: Instant;
    /** The message names no entity, and may be told to all. */
    namesNobody?: boolean;
  }>;
  /** There while the monitor has no network itself. */
  networkDown?: { message: string; since: Instant };
}

/**
 * How far what is said of servers can be trusted.
 *
 * @internal
 */
export type ServerTrust = Pick<MonitorState, 'problems' | 'networkDown'>;

/**
 * What does not work. The sentences of sources name entities: they are told to
 * those who may read all of them, and the others learn that there is something.
 *
 * @internal
 */
export function monitorProblems(
  { problems }: ServerTrust,
  isUnlimited: boolean,
): MonitorState['problems'] {
  if (isUnlimited) {
    return problems;
  }
  const byName = new Map<string, MonitorState['problems'][number]>();
  for (const problem of problems) {
    const { name, since } = problem;
    const known = byName.get(name);
    if (problem.namesNobody) {
      byName.set(name, problem);
    } else if (!known || since.monotonicMs < known.since.monotonicMs) {
      const message = `The ${name} does not work as it should; those who may read every entity are told why`;
      byName.set(name, { name, since, message });
    }
  }
  return [...byName.values()];
}

/**
 * The monitor as the API serves it.
 *
 * @internal
 */
export function monitorReport(
  state: MonitorState,
  options: { now: Moment; isUnlimited: boolean },
): MonitorReport {
  const { now, isUnlimited } = options;
  const past = ({ monotonicMs }: Instant) => pastMoment(monotonicMs, now);
  const { servers, shards, checks, networkDown } = state;
  return {
    // picked, so that nothing is told that the document does not have
    servers: { known: servers.known, checkedHere: servers.checkedHere },
    shards: { total: shards.total, heldHere: shards.heldHere },
    checks: {
      done: checks.done,
      skipped: checks.skipped,
      running: checks.running,
      waiting: checks.waiting,
      abandoned: checks.abandoned,
    },
    checkers: state.checkers.map(
      ({ name, runs, failures, abandoned, isRunning, lastRun, lastError }) => ({
        name,
        runs,
        failures,
        abandoned,
        isRunning,
        lastRun: lastRun && {
          ...past(lastRun.at),
          durationMs: lastRun.durationMs,
        },
        lastError: lastError && {
          ...past(lastError.at),
          message: lastError.message,
        },
      }),
    ),
    problems: monitorProblems(state, isUnlimited).map(
      ({ name, message, since }) => ({ name, message, since: past(since) }),
    ),
    networkDown: networkDown && {
      ...past(networkDown.since),
      message: networkDown.message,
    },
  };
}
