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
import type { History, ListedTransition, SubjectStanding } from '../history';
import { abortable } from '../time/abortable';
import type { Clock } from '../time/clock';
import { loop } from '../time/loop';
import type { Moment } from '../time/moment';
import type { RememberedKind } from './SubjectKind';
import { FailureLog } from '../time/FailureLog';

/** How late what this replica has written itself is read back. */
const TICK_MS = 1_000;

/** How late what another replica wrote is shown here. */
const READ_MS = 3_000;

/** A row that was begun before one that was read is committed by then. */
const LATE_COMMIT_MS = 10_000;

/** How far back the changes reach that are told at the start: what flapping is made of. */
const REACH_MS = 24 * 60 * 60 * 1000;

/** Clocks drift by some seconds a day: by some milliseconds in this time. */
const CLOCK_MS = 10 * 60 * 1000;

/** Rows of one statement; a few hundred kB. */
const PAGE_SIZE = 1_000;

/** A database that answers later is as good as lost. */
const DATABASE_TIMEOUT_MS = 10_000;

interface FollowingKind {
  readonly name: string;
  readonly history: Pick<RememberedKind, 'adopt'>;
}

interface HistoryFollowerOptions {
  history: Pick<History, 'store' | 'isShared' | 'writes'>;
  kinds: readonly FollowingKind[];
  clock: Clock;
  logger: LoggerService;
  /** Ends it. */
  signal: AbortSignal;
}

/**
 * Tells each kind what became of its subjects in the history, which is one for all
 * replicas of the backend: so that they show the same. It asks for the rows since it
 * asked last, by their number; for nothing at all where neither this replica nor
 * another one has written any.
 *
 * Without the database all stays as it was, and is mended when that is back.
 *
 * @internal
 */
export class HistoryFollower {
  readonly #options: HistoryFollowerOptions;
  readonly #kinds: string[];
  /** What the clock of the database is ahead of our monotonic one; absent until the start was read. */
  #offsetMs: number | undefined;
  #clockReadMs = -Infinity;
  /** What was read by when, oldest first: the last row of each reading of late. */
  #read: Array<{ id: number; atMs: number }> = [];
  #writes = -1;
  readonly #failures: FailureLog;

  constructor(options: HistoryFollowerOptions) {
    this.#options = options;
    this.#failures = new FailureLog({
      logger: options.logger,
      failure:
        'What all replicas have stored cannot be read, so that each shows what it sees itself',
      recovery: 'What all replicas have stored can be read again',
    });
    this.#kinds = options.kinds
      .filter(({ history }) => history.adopt)
      .map(({ name }) => name);
  }

  /** Reads what is there, and from then on what is new. Resolves at the end. */
  async start(): Promise<void> {
    const { clock, signal } = this.#options;
    if (this.#kinds.length > 0) {
      await loop(() => this.follow(), {
        ...{ clock, signal },
        onError: error => this.#failures.failed(error),
        pauseMs: () => TICK_MS,
      });
    }
  }

  /** Reads now, if there can be anything new. */
  async follow(): Promise<void> {
    try {
      await abortable(
        this.#readNew(),
        AbortSignal.timeout(DATABASE_TIMEOUT_MS),
      );
      this.#failures.succeeded();
    } catch (error) {
      if (!this.#options.signal.aborted) {
        this.#failures.failed(error);
      }
    }
    this.#tell([], []);
  }

  async #readNew(): Promise<void> {
    const { history, clock } = this.#options;
    const { isShared, writes } = history;
    if (this.#offsetMs === undefined) {
      await this.#readFirst();
      return;
    }
    const lastMs = this.#read.at(-1)?.atMs ?? -Infinity;
    const isDue = isShared && clock.monotonicMs() - lastMs >= READ_MS;
    if (isDue || writes !== this.#writes) {
      await this.#readClock();
      await this.#readRows();
      this.#writes = writes;
    }
  }

  async #readFirst(): Promise<void> {
    const { clock, history } = this.#options;
    const { store, writes } = history;
    const now = await store.now();
    const readMs = clock.monotonicMs();
    const id = await store.lastRowBefore(now - REACH_MS);
    const standings = await store.standings(this.#kinds);
    this.#offsetMs = now - readMs;
    this.#clockReadMs = readMs;
    this.#read = [{ id, atMs: -Infinity }];
    this.#tell(standings, []);
    await this.#readRows();
    this.#writes = writes;
  }

  async #readClock(): Promise<void> {
    const { clock, history } = this.#options;
    if (clock.monotonicMs() - this.#clockReadMs > CLOCK_MS) {
      const now = await history.store.now();
      this.#clockReadMs = clock.monotonicMs();
      this.#offsetMs = now - this.#clockReadMs;
    }
  }

  async #readRows(): Promise<void> {
    const { clock, history } = this.#options;
    const askedMs = clock.monotonicMs();
    // From the last row that all older ones have been committed before.
    while (
      this.#read.length > 1 &&
      askedMs - this.#read[1].atMs > LATE_COMMIT_MS
    ) {
      this.#read.shift();
    }
    let id = this.#read[0]?.id ?? 0;
    for (;;) {
      const rows = await history.store.rowsAfter(this.#kinds, id, PAGE_SIZE);
      this.#tell([], rows);
      id = rows.at(-1)?.id ?? id;
      if (rows.length < PAGE_SIZE) {
        break;
      }
    }
    this.#read.push({
      id: Math.max(id, this.#read.at(-1)?.id ?? 0),
      atMs: askedMs,
    });
  }

  #tell(standings: SubjectStanding[], rows: ListedTransition[]): void {
    if (this.#offsetMs === undefined) {
      return;
    }
    const monotonicMs = this.#options.clock.monotonicMs();
    const now: Moment = { monotonicMs, wallMs: monotonicMs + this.#offsetMs };
    for (const { name, history } of this.#options.kinds) {
      history.adopt?.({
        standings: standings.filter(({ kind }) => kind === name),
        rows: rows.filter(({ kind }) => kind === name),
        now,
      });
    }
  }
}
