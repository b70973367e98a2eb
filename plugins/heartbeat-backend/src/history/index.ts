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

/**
 * The history of what was known of each subject, in SQL.
 *
 * A subject is whatever has a status: a controller now, a server too. What a
 * status means is not known here; the caller says which count as up, down,
 * stopped or unknown.
 *
 * What is promised:
 *
 * - One row per change, however many replicas see it. Each says what it saw;
 *   the first one writes, and only that one is told that it did. A row is won
 *   by inserting the next version of its subject, which can be done once.
 * - Times are the database's. Callers say how long ago something was, by a
 *   monotonic clock: no replica's wall clock has a say. A change is dated when it
 *   happened, not when it was noticed or written, but never before the change
 *   that was written before it.
 * - The sight of any replica is the sight of all. That one of them sees nothing
 *   is a change only if no other has seen the subject within two minutes, and is
 *   taken back by the next one that does.
 * - Where nobody looked there is a row that says so. The rows of a subject follow
 *   each other without a gap, so that time seen and time not seen add up to the
 *   whole.
 * - A database that is lost for a while loses nothing: changes wait in a bounded
 *   queue and are written with their own times.
 *
 * What is not promised: that a transition is told if the connection breaks
 * between the commit and its confirmation (it is stored then, and found to be
 * known); that every change in between is kept when more wait than fit.
 *
 * A change has two shapes. `ObservedChange` is on the monotonic clock of the process
 * that saw it: it may wait for the database, and no age is lost meanwhile.
 * `DatedChange` is on the database's clock, which alone can be stored and compared
 * between replicas, and of which nothing is known before the database answers.
 *
 * Each row carries how long its subject had been up, down and stopped in all
 * until then. The availability in any window is therefore the difference of two
 * moments, to the millisecond, whatever happened between them, and there is no
 * roll-up that could be late or disagree.
 *
 * `HistoryRecorder` writes for one replica, `HistoryWriter` is its queue,
 * `HistoryReader` answers. `HistoryStore` only keeps: all rules are in one place, and
 * pure where they decide.
 *
 * @packageDocumentation
 */

export { databaseNow, nowExpression, openDatabase } from './database';
export * from './History';
export * from './HistoryReader';
export * from './HistoryRecorder';
export * from './HistoryStore';
export * from './HistoryWriter';
export type * from './ObservedChange';
export { FRESH_MS, NOT_OBSERVED } from './subject';
export type {
  HistorySubject,
  ListedTransition,
  StandingOf,
  StoredSubject,
  SubjectStanding,
} from './subject';
