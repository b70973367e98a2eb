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
  LoggerService,
  SchedulerService,
} from '@backstage/backend-plugin-api';
import { ForwardedError, stringifyError } from '@backstage/errors';
import type { KubernetesClusters } from 'backstage-plugin-heartbeat-node';
import { abortable } from '../time/abortable';
import type { TargetGuard } from '../targets';
import type { Clock } from '../time/clock';
import type { Checkers, ReadyChecker } from './Checkers';
import { shardOf } from './stableHash';

/** To end after the deadline, e.g. to close what is open. */
const DEFAULT_GRACE_MS = 5_000;

/** The scheduler's own timeout comes after ours: it only stops waiting where nobody else did. */
const SCHEDULER_MARGIN_MS = 5_000;

/** First runs are spread over it, or over the period where that is shorter. */
const SPREAD_MS = 10_000;

/** So many runs of one Checker may be left to themselves at a time: each may hold memory and connections. */
const MAX_LEFT = 3;

/**
 * What one Checker has done in this process, with all its shards.
 *
 * @internal
 */
export interface CheckerState {
  name: string;
  runs: number;
  failures: number;
  /** Of the failures, those that did not heed their deadline. */
  abandoned: number;
  lastRun?: { at: { monotonicMs: number }; durationMs: number };
  /** Of the last run, if it failed; where it is split, of the last that failed of those whose last run did. */
  lastError?: { at: { monotonicMs: number }; message: string };
  isRunning: boolean;
}

/**
 * A run that came to an end, or that was left to itself.
 *
 * @internal
 */
export interface CheckerRun {
  name: string;
  durationMs: number;
  error?: Error;
  isAbandoned: boolean;
}

interface CheckerRunnerOptions {
  checkers: Checkers;
  scheduler: SchedulerService;
  clusters: KubernetesClusters;
  guard: TargetGuard;
  clock: Clock;
  logger: LoggerService;
  /** From the deadline on, until a run is left to itself. */
  graceMs?: number;
}

interface Entry extends ReadyChecker {
  state: Omit<CheckerState, 'isRunning' | 'lastError'>;
  running: number;
  /** By shard, of those whose last run here failed. */
  errors: Map<number, NonNullable<CheckerState['lastError']>>;
  logger: LoggerService;
  /** Runs that were left to themselves and go on. */
  left: number;
}

/**
 * Runs each Checker as a task of Backstage's scheduler, or as one task for each of
 * its shards.
 *
 * @internal
 */
export class CheckerRunner {
  readonly #options: CheckerRunnerOptions;
  readonly #graceMs: number;
  readonly #entries: Entry[];
  readonly #listeners = new Set<(run: CheckerRun) => void>();

  constructor(options: CheckerRunnerOptions) {
    this.#options = options;
    this.#graceMs = options.graceMs ?? DEFAULT_GRACE_MS;
    this.#entries = Array.from(options.checkers, ready => {
      const { name } = ready.checker;
      return {
        ...ready,
        logger: options.logger.child({ checker: name }),
        state: { name, runs: 0, failures: 0, abandoned: 0 },
        running: 0,
        errors: new Map(),
        left: 0,
      };
    });
  }

  /** In the order in which they were added. */
  get state(): CheckerState[] {
    return this.#entries.map(({ state, running, errors }) => ({
      ...state,
      isRunning: running > 0,
      lastError: [...errors.values()].reduce<CheckerState['lastError']>(
        (last, error) =>
          last && last.at.monotonicMs > error.at.monotonicMs ? last : error,
        undefined,
      ),
    }));
  }

  /** Told after each run in this process. */
  onRun(listener: (run: CheckerRun) => void): void {
    this.#listeners.add(listener);
  }

  /** Schedules all. The scheduler ends them with the backend. */
  async start(): Promise<void> {
    const { length } = this.#entries;
    for (const [index, entry] of this.#entries.entries()) {
      const { frequencyMs, timeoutMs, shards } = entry;
      const spreadMs = Math.min(SPREAD_MS, frequencyMs);
      for (let shard = 0; shard < shards; shard++) {
        // Shards are due apart, so that a replica that is killed in mid-run keeps few of them.
        const share = shards > 1 ? shard / shards : index / length;
        await this.#options.scheduler.scheduleTask({
          id: taskId(entry, shard),
          scope: 'global',
          frequency: { milliseconds: frequencyMs },
          timeout: {
            milliseconds: timeoutMs + this.#graceMs + SCHEDULER_MARGIN_MS,
          },
          initialDelay: { milliseconds: Math.floor(spreadMs * share) },
          fn: signal => this.#run(entry, shard, signal),
        });
      }
    }
  }

  /** @throws what went wrong: the scheduler logs it, keeps it and goes on */
  async #run(
    entry: Entry,
    shard: number,
    taskSignal: AbortSignal,
  ): Promise<void> {
    const { clock } = this.#options;
    const { state, errors } = entry;
    const begunMs = clock.monotonicMs();
    state.runs++;
    entry.running++;
    const { error, isAbandoned } = await this.#check(entry, shard, taskSignal);
    entry.running--;
    const endedMs = clock.monotonicMs();
    const durationMs = endedMs - begunMs;
    state.lastRun = { at: { monotonicMs: begunMs }, durationMs };
    errors.delete(shard);
    if (error) {
      errors.set(shard, {
        at: { monotonicMs: endedMs },
        message: stringifyError(error),
      });
    }
    state.failures += error ? 1 : 0;
    state.abandoned += isAbandoned ? 1 : 0;
    this.#tell({ name: state.name, durationMs, error, isAbandoned });
    if (error) {
      throw error;
    }
  }

  async #check(
    entry: Entry,
    shard: number,
    taskSignal: AbortSignal,
  ): Promise<Pick<CheckerRun, 'error' | 'isAbandoned'>> {
    const { clock, clusters, guard } = this.#options;
    const { checker, logger, timeoutMs, shards } = entry;
    const title = `Checker "${checker.name}"`;
    if (entry.left >= MAX_LEFT) {
      return {
        error: new Error(
          `${title} is not run: ${entry.left} of its runs have not heeded their deadlines and still go on`,
        ),
        isAbandoned: false,
      };
    }
    const deadline = new AbortController();
    const grace = new AbortController();
    const cancelDeadline = clock.setTimer(
      () =>
        deadline.abort(
          new Error(`${title} has not ended within its ${timeoutMs / 1000} s`),
        ),
      timeoutMs,
    );
    const signal = AbortSignal.any([taskSignal, deadline.signal]);
    let cancelGrace = () => {};
    signal.addEventListener('abort', () => {
      cancelGrace = clock.setTimer(() => grace.abort(), this.#graceMs);
    });
    // Also what it throws before it has returned a promise.
    const check = Promise.resolve().then(() =>
      checker.check({
        ...{ signal, logger, clusters },
        targets: guard.targets(signal),
        shard: {
          index: shard,
          total: shards,
          includes: subject => shardOf(subject, shards) === shard,
        },
      }),
    );
    try {
      await abortable(check, grace.signal);
      return { error: deadline.signal.reason, isAbandoned: false };
    } catch (error) {
      if (grace.signal.aborted) {
        this.#leave(entry, check);
      }
      return {
        error:
          deadline.signal.reason ??
          // The backend stops, or somebody cancelled the task.
          (taskSignal.aborted
            ? undefined
            : new ForwardedError(`${title} failed`, error)),
        isAbandoned: grace.signal.aborted,
      };
    } finally {
      cancelDeadline();
      cancelGrace();
    }
  }

  /** What it comes to is only logged. */
  #leave(entry: Entry, check: Promise<void>): void {
    const { logger, state } = entry;
    const title = `Checker "${state.name}"`;
    logger.warn(
      `${title} does not heed its signal: it is left to itself after ${
        this.#graceMs / 1000
      } s`,
    );
    entry.left++;
    const ended = (how: string) => {
      entry.left--;
      logger.info(`${title}: a run that was left to itself has ended${how}`);
    };
    check.then(
      () => ended(''),
      error => ended(`: ${stringifyError(error)}`),
    );
  }

  #tell(run: CheckerRun): void {
    for (const listener of this.#listeners) {
      listener(run);
    }
  }
}

/** As it is called in the portal's list of tasks. */
function taskId({ checker, shards }: ReadyChecker, shard: number): string {
  const id = `heartbeat-checker-${checker.name}`;
  return shards > 1 ? `${id}-${shard}` : id;
}
