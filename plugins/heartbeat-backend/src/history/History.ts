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

import { randomUUID } from 'node:crypto';
import type {
  DatabaseService,
  LoggerService,
} from '@backstage/backend-plugin-api';
import { stringifyError } from '@backstage/errors';
import type {
  HistoryStanding,
  HistoryTransition,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import { HistoryReader } from './HistoryReader';
import { HistoryRecorder } from './HistoryRecorder';
import { HistoryStore } from './HistoryStore';
import { HistoryWriter, type HistoryWriterState } from './HistoryWriter';
import type {
  LoadedCheckpoint,
  ObservedChange,
  ObservedState,
} from './ObservedChange';

/**
 * Subjects of one kind, and what is to be written of them.
 *
 * @internal
 */
export interface HistoryContributor {
  /** What they are called among the subjects of the history. */
  readonly kind: string;
  /** What a status of theirs means for availability. */
  standingOf(status: string): HistoryStanding;
  /** What is true of them now, for a checkpoint. */
  states(): Iterable<ObservedState>;
  /** The same of one; `undefined` where there is nothing to be said. */
  state(subjectId: string): ObservedState | undefined;
  /** From now on each change is to be told. */
  connect(feed: HistoryFeed): void;
}

/**
 * Takes what is to be written.
 *
 * @internal
 */
export interface HistoryFeed {
  /** A subject got a status. */
  add(change: ObservedChange): void;
  /** What is to be found again of a subject has changed, although its status has not. */
  touch(subjectId: string): void;
  /** A subject is not watched any more. */
  forget(subjectId: string): void;
}

interface HistoryOptions {
  database: DatabaseService;
  contributors: readonly HistoryContributor[];
  clock: Clock;
  logger: LoggerService;
  /** Told of the transitions that this replica wrote, which no other one is told. */
  onWritten(transitions: HistoryTransition[]): void;
}

/**
 * Joins what is true now with its history, of whatever kind: each change is
 * written, by the one replica of the backend that is first; and what was known is
 * found again after a restart.
 *
 * @internal
 */
export class History {
  readonly reader: HistoryReader;
  readonly store: HistoryStore;
  readonly #options: HistoryOptions;
  readonly #recorder: HistoryRecorder;
  #writer: HistoryWriter | undefined;

  /** Brings the tables up to date; nothing is written before {@link start}. */
  static async create(options: HistoryOptions): Promise<History> {
    const { database } = options;
    const store = await HistoryStore.create({ database });
    return new History(options, store);
  }

  private constructor(options: HistoryOptions, store: HistoryStore) {
    const { contributors, clock } = options;
    const byKind = new Map(contributors.map(item => [item.kind, item]));
    const standingOf = (status: string, kind: string) =>
      byKind.get(kind)?.standingOf(status) ?? 'unknown';
    this.#options = options;
    this.store = store;
    this.reader = new HistoryReader({ store, standingOf });
    this.#recorder = new HistoryRecorder({
      store,
      observerId: randomUUID(),
      standingOf,
      clock,
    });
  }

  /** Whether other replicas have written lately. */
  get isShared(): boolean {
    return this.#recorder.isShared;
  }

  /** Another number whenever this replica has written rows. */
  get writes(): number {
    return this.#recorder.writes;
  }

  /** How far writing has come. */
  get writerState(): HistoryWriterState {
    return this.#writer?.state ?? { queued: 0, merged: 0 };
  }

  /**
   * What any replica last knew of each subject of a kind, or of these of them. If
   * it cannot be read there is none: all are looked at as if for the first time.
   */
  async remembered(kind: string, ids?: string[]): Promise<LoadedCheckpoint[]> {
    try {
      return await this.#recorder.loadCheckpoints(kind, ids);
    } catch (error) {
      this.#options.logger.warn(
        `History: what was known of each ${kind} cannot be read: ${stringifyError(
          error,
        )}`,
      );
      return [];
    }
  }

  /** Begins to write. */
  start(): void {
    const { contributors, clock, logger, onWritten } = this.#options;
    const writer = HistoryWriter.create({
      recorder: this.#recorder,
      clock,
      logger,
      states: () => statesOf(contributors),
      state: id => stateOf(contributors, id),
      onWritten,
    });
    this.#writer = writer;
    contributors.forEach(contributor => contributor.connect(writer));
  }

  /** Writes what is true now, so that another replica can go on from it. */
  async checkpoint(): Promise<void> {
    await this.#writer?.checkpoint();
  }

  /** Writes what is left, as far as the time of a shutdown suffices. */
  async stop(): Promise<void> {
    await this.#writer?.close();
  }

  /** Removes what is older. */
  async prune(retentionMs: number): Promise<void> {
    const now = await this.store.now();
    const { transitions, subjects } = await this.store.prune(now - retentionMs);
    this.#options.logger.info(
      `History: removed ${transitions} transitions and ${subjects} subjects that are older than is to be kept`,
    );
  }
}

function* statesOf(
  contributors: readonly HistoryContributor[],
): Iterable<ObservedState> {
  for (const contributor of contributors) {
    yield* contributor.states();
  }
}

function stateOf(
  contributors: readonly HistoryContributor[],
  subjectId: string,
): ObservedState | undefined {
  for (const contributor of contributors) {
    const state = contributor.state(subjectId);
    if (state) {
      return state;
    }
  }
  return undefined;
}
