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

import type { StoredSubject, StoredTransition } from './subject';

/**
 * A subject with the rows that brought it from its stored state to this one.
 *
 * @internal
 */
export interface SubjectWrite {
  subject: StoredSubject;
  /** With consecutive versions; the last one is the subject's. */
  rows: StoredTransition[];
}

/**
 * Which rows to list; each absent property is no restriction.
 *
 * @internal
 */
export interface ListFilter {
  subjectIds?: string[];
  /** Inclusive. */
  from?: number;
  /** Exclusive. */
  to?: number;
  /** What it changed to. */
  status?: string[];
  /** Only rows that come after this one in the list. */
  after?: { at: number; id: number };
  limit: number;
}

/**
 * A row with what its subject is.
 *
 * @internal
 */
export interface ListedTransition extends StoredTransition {
  id: number;
  kind: string;
  cluster?: string;
  name?: string;
}

/**
 * How often a subject changed to one status in one slot of a history bar.
 *
 * @internal
 */
export interface SlotCount {
  /** Slot 0 begins at `from`. */
  slot: number;
  status: string;
  count: number;
  /** The last of them. */
  version: number;
}

/**
 * A subject, and when it was stored last, for whatever reason.
 *
 * @internal
 */
export interface WrittenSubject extends StoredSubject {
  writtenAt: number;
}

/**
 * Where a history is kept: it stores and finds, and decides nothing.
 *
 * @internal
 */
export interface HistoryStore {
  /** Epoch milliseconds of the one clock that all replicas share. */
  now(): Promise<number>;

  /** Those of these that there are; all there are without an argument. */
  subjects(ids?: string[]): Promise<StoredSubject[]>;

  /**
   * Those of a kind that were written after this one, in the order of their
   * writing. One that is written by several at a time may come up late: ask for
   * some seconds more than seems needed.
   */
  writtenAfter(
    kind: string,
    after: { writtenAt: number; id: string },
    limit: number,
  ): Promise<WrittenSubject[]>;

  /** The rows of these subjects dated at or after a time, oldest first. */
  rowsSince(subjectIds: string[], at: number): Promise<StoredTransition[]>;

  /**
   * Writes each subject and its rows, unless a row with such a version is
   * there already: then another replica was first.
   *
   * @returns the ids of the subjects that were written
   */
  commit(writes: SubjectWrite[]): Promise<Set<string>>;

  /** Stores by whom and until when these were seen, where their version is still the same. */
  vouch(subjects: StoredSubject[]): Promise<void>;

  /** For each of these times the first row of a subject dated after it. */
  firstAfter(
    subjectId: string,
    times: number[],
  ): Promise<Array<StoredTransition | undefined>>;

  /** The first rows of a subject dated after `from` and before `to`, oldest first. */
  rowsBetween(
    subjectId: string,
    range: { from: number; to: number; limit: number },
  ): Promise<StoredTransition[]>;

  /** The same rows, counted by slot and status. */
  slots(
    subjectId: string,
    range: { from: number; to: number; slotMs: number },
  ): Promise<SlotCount[]>;

  /** Newest first. */
  list(filter: ListFilter): Promise<ListedTransition[]>;

  /** Removes what happened before a time, and the subjects that were last seen before it. */
  prune(before: number): Promise<{ transitions: number; subjects: number }>;
}
