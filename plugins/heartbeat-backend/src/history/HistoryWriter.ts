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

import type { LoggerService } from '@backstage/backend-plugin-api';
import { stringifyError, toError } from '@backstage/errors';
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import { Backoff } from '../time/Backoff';
import type { Clock } from '../time/clock';
import { withDeadline } from '../time/withDeadline';
import { ChangeQueue } from './ChangeQueue';
import type { HistoryRecorder, RecordResult } from './HistoryRecorder';
import type { ObservedChange, ObservedState } from './ObservedChange';

/** Loses a minute of sight if the process is killed, and costs one batch a minute. */
const CHECKPOINT_INTERVAL_MS = 60_000;

/**
 * Ten thousand subjects that all go out of sight and come back, twice, with an
 * outage of the database; about 25 MB.
 */
const DEFAULT_MAX_QUEUED = 50_000;

/** A fleet that changes at once is one batch. */
const GATHER_MS = 50;

/** What one transaction of the store takes. */
const BATCH_SIZE = 500;

/** A database that answers later than this is as good as lost: a partition or a stopped process, which fails after minutes if ever. */
const SLOW_MS = 10_000;

/** Backstage gives its shutdown hooks no limit, but whoever stops it does: often 30 s for all. */
const CLOSE_TIMEOUT_MS = 5_000;

/**
 * How far writing has come; times are on the monotonic clock.
 *
 * @internal
 */
export interface HistoryWriterState {
  /** Changes that are not stored yet. */
  queued: number;
  /** Changes that were left out, see `ChangeQueue`. */
  merged: number;
  lastCheckpointMonotonicMs?: number;
  /** Absent while the database takes what it is given. */
  failure?: { sinceMonotonicMs: number; message: string };
}

interface HistoryWriterOptions {
  recorder: HistoryRecorder;
  clock: Clock;
  logger: LoggerService;
  /** What is true now, for a checkpoint. */
  states: () => Iterable<ObservedState>;
  /** The same of one subject. */
  state: (subjectId: string) => ObservedState | undefined;
  /** Told of each transition that this replica wrote, and no other one. */
  onWritten: (transitions: HistoryTransition[]) => void;
  /** Beyond so many changes those that others follow are left out. */
  maxQueued?: number;
}

/**
 * Stands between those who see and the database: takes each change at once, and
 * writes it when that can be done.
 *
 * @internal
 */
export class HistoryWriter {
  readonly #options: HistoryWriterOptions;
  readonly #clock: Clock;
  readonly #queue: ChangeQueue<ObservedChange>;
  /** Subjects of which something is to be stored beside their changes. */
  #touched = new Set<string>();
  /** How many of the changes are on their way into the database. */
  #writing = 0;
  /** From when on each subject has been seen without a break. */
  readonly #sight = new Map<string, number>();
  #checkpointDueMs: number;
  #lastCheckpointMs: number | undefined;
  #failure: HistoryWriterState['failure'];
  /** Between attempts, while the database does not take it. */
  readonly #backoff = new Backoff();
  #cancelTimer = () => {};
  /** Writing, or about to. */
  #isBusy = false;
  #isClosed = false;
  #running: Promise<void> = Promise.resolve();

  /** Begins to write. */
  static create(options: HistoryWriterOptions): HistoryWriter {
    const writer = new HistoryWriter(options);
    writer.#wake(CHECKPOINT_INTERVAL_MS);
    return writer;
  }

  private constructor(options: HistoryWriterOptions) {
    this.#options = options;
    this.#clock = options.clock;
    this.#checkpointDueMs = this.#clock.monotonicMs() + CHECKPOINT_INTERVAL_MS;
    this.#queue = new ChangeQueue({
      limit: options.maxQueued ?? DEFAULT_MAX_QUEUED,
    });
  }

  get #queued(): number {
    return this.#queue.length + this.#writing;
  }

  get state(): HistoryWriterState {
    return {
      queued: this.#queued,
      merged: this.#queue.merged,
      lastCheckpointMonotonicMs: this.#lastCheckpointMs,
      failure: this.#failure,
    };
  }

  /** A subject got a status. */
  add(change: ObservedChange): void {
    this.#queue.push({
      ...change,
      dataMonotonicMs: this.#clock.monotonicMs(),
      sightFromMonotonicMs: this.#sightFrom(change),
    });
    this.#gather();
  }

  /** What is to be found again of a subject has changed, although its status has not. */
  touch(subjectId: string): void {
    this.#touched.add(subjectId);
    this.#gather();
  }

  /** A subject is not watched any more. */
  forget(subjectId: string): void {
    this.#sight.delete(subjectId);
  }

  /**
   * Writes what waits and a checkpoint now rather than in a while, so that another
   * replica can go on from it. Where the database does not take it, it waits on.
   */
  checkpoint(): Promise<void> {
    this.#running = this.#running.then(() => {
      if (this.#isClosed) {
        return undefined;
      }
      this.#cancelTimer();
      this.#checkpointDueMs = this.#clock.monotonicMs();
      return this.#run();
    });
    return this.#running;
  }

  /** Writes what is left, and a last checkpoint, as far as the time suffices. */
  async close(timeoutMs: number = CLOSE_TIMEOUT_MS): Promise<void> {
    this.#isClosed = true;
    this.#cancelTimer();
    const writeRest = async () => {
      await this.#running;
      await this.#flush();
      await this.#checkpoint();
    };
    try {
      await withDeadline(writeRest, {
        clock: this.#clock,
        ms: timeoutMs,
        late: `it took longer than ${timeoutMs} ms`,
      });
    } catch (error) {
      this.#options.logger.warn(
        `History: ${
          this.#queued
        } changes and the last checkpoint are lost with this process: ${failureMessage(
          error,
        )}`,
      );
    }
  }

  #gather(): void {
    if (!this.#isBusy) {
      this.#isBusy = true;
      this.#wake(GATHER_MS);
    }
  }

  #wake(delayMs: number): void {
    this.#cancelTimer();
    if (!this.#isClosed) {
      this.#cancelTimer = this.#clock.setTimer(() => {
        this.#running = this.#run();
      }, delayMs);
    }
  }

  async #run(): Promise<void> {
    this.#isBusy = true;
    const cancelSlow = this.#clock.setTimer(
      () => this.#failed(`no answer for ${SLOW_MS / 1000} s`),
      SLOW_MS,
    );
    try {
      await this.#flush();
      if (this.#clock.monotonicMs() >= this.#checkpointDueMs) {
        await this.#checkpoint();
      } else {
        await this.#storeTouched();
      }
      this.#succeeded();
    } catch (error) {
      this.#failed(failureMessage(error));
      this.#wake(this.#backoff.next());
    } finally {
      cancelSlow();
    }
  }

  #succeeded(): void {
    if (this.#failure) {
      this.#options.logger.info('History: the database takes it again');
    }
    this.#failure = undefined;
    this.#backoff.reset();
    this.#isBusy = this.#queue.length > 0 || this.#touched.size > 0;
    this.#wake(
      this.#isBusy
        ? GATHER_MS
        : Math.max(0, this.#checkpointDueMs - this.#clock.monotonicMs()),
    );
  }

  #failed(message: string): void {
    if (!this.#failure) {
      this.#options.logger.warn(
        `History: the database does not take it; changes wait: ${message}`,
      );
    }
    this.#failure = {
      sinceMonotonicMs:
        this.#failure?.sinceMonotonicMs ?? this.#clock.monotonicMs(),
      message,
    };
  }

  async #flush(): Promise<void> {
    while (this.#queue.length > 0) {
      const batch = this.#queue.take(BATCH_SIZE);
      this.#writing = batch.length;
      try {
        this.#tell(await this.#options.recorder.record(batch));
      } catch (error) {
        this.#queue.putBack(batch);
        throw error;
      } finally {
        this.#writing = 0;
      }
    }
  }

  async #checkpoint(): Promise<void> {
    this.#touched.clear();
    await this.#store(this.#options.states());
    this.#lastCheckpointMs = this.#clock.monotonicMs();
    this.#checkpointDueMs = this.#lastCheckpointMs + CHECKPOINT_INTERVAL_MS;
  }

  async #storeTouched(): Promise<void> {
    const touched = this.#touched;
    if (touched.size === 0) {
      return;
    }
    this.#touched = new Set();
    try {
      await this.#store(
        [...touched].flatMap(id => this.#options.state(id) ?? []),
      );
    } catch (error) {
      touched.forEach(id => this.#touched.add(id));
      throw error;
    }
  }

  async #store(all: Iterable<ObservedState>): Promise<void> {
    const states = Array.from(all, ({ verdict, data }) => ({
      verdict: { ...verdict, sightFromMonotonicMs: this.#sightFrom(verdict) },
      data,
    }));
    this.#tell(await this.#options.recorder.checkpoint(states));
  }

  #tell(results: RecordResult[]): void {
    const transitions = results.flatMap(result => result.transitions);
    if (transitions.length === 0) {
      return;
    }
    try {
      this.#options.onWritten(transitions);
    } catch (error) {
      // They are stored: to write them again would be wrong.
      this.#options.logger.error(
        `History: telling of ${transitions.length} transitions failed`,
        toError(error),
      );
    }
  }

  /** From when on it has been seen; where sight is lost, until then. */
  #sightFrom({ subject, isOutOfSight }: ObservedChange): number | undefined {
    const known = this.#sight.get(subject.id);
    if (isOutOfSight) {
      this.#sight.delete(subject.id);
      return known;
    }
    const from = known ?? this.#clock.monotonicMs();
    this.#sight.set(subject.id, from);
    return from;
  }
}

/** Knex puts the whole statement, which can be long, before what went wrong. */
function failureMessage(error: unknown): string {
  const parts = stringifyError(error).split(' - ');
  return parts[parts.length - 1];
}
