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

import { systemClock, type Clock } from '../time/clock';
import type {
  HistoryStore,
  ListedTransition,
  ListFilter,
  SlotCount,
  SubjectWrite,
  WrittenSubject,
} from './HistoryStore';
import type { StoredSubject, StoredTransition } from './subject';

/** More than any history bar shows; the oldest make room. */
const DEFAULT_MAX_ROWS = 1_000;

/** Twice as many as the largest installation this is made for; the one seen longest ago makes room. */
const DEFAULT_MAX_SUBJECTS = 20_000;

interface Row extends StoredTransition {
  id: number;
}

interface Entry {
  subject: StoredSubject;
  /** Oldest first. */
  rows: Row[];
  writtenAt: number;
}

/**
 * Keeps histories as long as the process lives, and no more of them than fit.
 *
 * @internal
 */
export class MemoryHistoryStore implements HistoryStore {
  readonly #clock: Clock;
  /** What the wall clock was when the monotonic one began, so that ours never steps. */
  readonly #epochMs: number;
  readonly #maxRows: number;
  readonly #maxSubjects: number;
  readonly #entries = new Map<string, Entry>();
  #lastId = 0;

  static create(
    options: {
      clock?: Clock;
      /** Of one subject. */
      maxRows?: number;
      maxSubjects?: number;
    } = {},
  ): MemoryHistoryStore {
    return new MemoryHistoryStore(options);
  }

  private constructor(options: {
    clock?: Clock;
    maxRows?: number;
    maxSubjects?: number;
  }) {
    this.#clock = options.clock ?? systemClock;
    this.#epochMs = this.#clock.wallMs() - this.#clock.monotonicMs();
    this.#maxRows = options.maxRows ?? DEFAULT_MAX_ROWS;
    this.#maxSubjects = options.maxSubjects ?? DEFAULT_MAX_SUBJECTS;
  }

  async now(): Promise<number> {
    return Math.round(this.#epochMs + this.#clock.monotonicMs());
  }

  async subjects(ids?: string[]): Promise<StoredSubject[]> {
    return this.#find(ids).map(({ subject }) => subject);
  }

  async writtenAfter(
    kind: string,
    after: { writtenAt: number; id: string },
    limit: number,
  ): Promise<WrittenSubject[]> {
    const isAfter = (a: WrittenSubject, b: typeof after) =>
      a.writtenAt > b.writtenAt || (a.writtenAt === b.writtenAt && a.id > b.id);
    return this.#find(undefined)
      .map(({ subject, writtenAt }) => ({ ...subject, writtenAt }))
      .filter(subject => subject.kind === kind && isAfter(subject, after))
      .sort((a, b) => (isAfter(a, b) ? 1 : -1))
      .slice(0, limit);
  }

  async rowsSince(
    subjectIds: string[],
    at: number,
  ): Promise<StoredTransition[]> {
    return this.#find(subjectIds).flatMap(({ rows }) =>
      rows.filter(row => row.at >= at),
    );
  }

  async commit(writes: SubjectWrite[]): Promise<Set<string>> {
    const won = new Set<string>();
    const writtenAt = await this.now();
    for (const { subject, rows } of writes) {
      const { id } = subject;
      const entry = this.#entries.get(id);
      if (rows[0].version === (entry?.subject.version ?? 0) + 1) {
        const added = rows.map(row => ({ ...row, id: ++this.#lastId }));
        this.#entries.set(
          id,
          this.#bounded({
            subject,
            rows: [...(entry?.rows ?? []), ...added],
            writtenAt,
          }),
        );
        won.add(id);
      }
    }
    this.#makeRoom();
    return won;
  }

  async vouch(subjects: StoredSubject[]): Promise<void> {
    const writtenAt = await this.now();
    for (const subject of subjects) {
      const entry = this.#entries.get(subject.id);
      if (entry?.subject.version === subject.version) {
        entry.subject = {
          ...subject,
          recordedFrom: entry.subject.recordedFrom,
        };
        entry.writtenAt = writtenAt;
      }
    }
  }

  async firstAfter(
    subjectId: string,
    times: number[],
  ): Promise<Array<StoredTransition | undefined>> {
    const rows = this.#entries.get(subjectId)?.rows ?? [];
    return times.map(at => rows.find(row => row.at > at));
  }

  async rowsBetween(
    subjectId: string,
    range: { from: number; to: number; limit: number },
  ): Promise<StoredTransition[]> {
    return this.#between(subjectId, range).slice(0, range.limit);
  }

  async slots(
    subjectId: string,
    range: { from: number; to: number; slotMs: number },
  ): Promise<SlotCount[]> {
    const counts = new Map<string, SlotCount>();
    for (const { at, to: status, version } of this.#between(subjectId, range)) {
      const slot = Math.floor((at - range.from) / range.slotMs);
      const key = `${slot} ${status}`;
      const count = (counts.get(key)?.count ?? 0) + 1;
      counts.set(key, { slot, status, count, version });
    }
    return [...counts.values()];
  }

  async list(filter: ListFilter): Promise<ListedTransition[]> {
    const { subjectIds, from, to, status, after, limit } = filter;
    return this.#find(subjectIds)
      .flatMap(({ subject: { kind, cluster, name }, rows }) =>
        rows.map(row => ({ ...row, kind, cluster, name })),
      )
      .filter(
        row =>
          (from === undefined || row.at >= from) &&
          (to === undefined || row.at < to) &&
          (!status || status.includes(row.to)) &&
          (!after || isNewer(after, row)),
      )
      .sort((a, b) => (isNewer(a, b) ? -1 : 1))
      .slice(0, limit);
  }

  async prune(
    before: number,
  ): Promise<{ transitions: number; subjects: number }> {
    let transitions = 0;
    let subjects = 0;
    for (const [id, entry] of this.#entries) {
      const rows = entry.rows.filter(row => row.at >= before);
      transitions += entry.rows.length - rows.length;
      if (entry.subject.seenUntil < before) {
        this.#entries.delete(id);
        subjects++;
      } else {
        const recordedFrom = Math.max(entry.subject.recordedFrom, before);
        this.#entries.set(id, {
          ...entry,
          subject: { ...entry.subject, recordedFrom },
          rows,
        });
      }
    }
    return { transitions, subjects };
  }

  #find(ids: string[] | undefined): Entry[] {
    return ids
      ? ids.flatMap(id => this.#entries.get(id) ?? [])
      : [...this.#entries.values()];
  }

  #between(subjectId: string, { from, to }: { from: number; to: number }) {
    const rows = this.#entries.get(subjectId)?.rows ?? [];
    return rows.filter(({ at }) => at > from && at < to);
  }

  #bounded(entry: Entry): Entry {
    const { subject, rows } = entry;
    const dropped = rows.at(-this.#maxRows - 1);
    return dropped
      ? {
          ...entry,
          subject: { ...subject, recordedFrom: dropped.at },
          rows: rows.slice(-this.#maxRows),
        }
      : entry;
  }

  #makeRoom(): void {
    const excess = this.#entries.size - this.#maxSubjects;
    if (excess > 0) {
      [...this.#entries]
        .sort(([, a], [, b]) => a.subject.seenUntil - b.subject.seenUntil)
        .slice(0, excess)
        .forEach(([id]) => this.#entries.delete(id));
    }
  }
}

function isNewer(
  a: { at: number; id: number },
  b: { at: number; id: number },
): boolean {
  return a.at > b.at || (a.at === b.at && a.id > b.id);
}
