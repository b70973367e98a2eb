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

import {
  mockServices,
  type TestDatabaseId,
  type TestDatabases,
} from '@backstage/backend-test-utils';
import { FakeClock } from '../../__testUtils__/FakeClock';
import type { Clock } from '../../time/clock';
import { HistoryReader } from '../HistoryReader';
import { HistoryRecorder } from '../HistoryRecorder';
import { HistoryStore } from '../HistoryStore';
import type { ObservedChange, ObservedState } from '../ObservedChange';
import type { StandingOf } from '../subject';

export const SECOND = 1_000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

export const subject = {
  id: 'demo/apps/orders',
  kind: 'controller',
  cluster: 'demo',
  name: 'orders',
};

export const standingOf: StandingOf = status => {
  switch (status) {
    case 'Alive':
    case 'Late':
      return 'up';
    case 'Dead':
      return 'down';
    case 'Stopped':
      return 'stopped';
    default:
      return 'unknown';
  }
};

/** What a replica saw, as a test says it: by how long ago that was. */
export interface TestChange
  extends Omit<ObservedChange, 'atMonotonicMs' | 'sightFromMonotonicMs'> {
  agoMs: number;
  sightAgoMs?: number;
}

/** A status of the one subject, as of now and seen for a day unless told otherwise. */
export function change(
  status: string,
  more: Partial<TestChange> = {},
): TestChange {
  return { subject, status, agoMs: 0, sightAgoMs: DAY, ...more };
}

export async function databaseStore(
  databases: TestDatabases,
  id: TestDatabaseId,
): Promise<HistoryStore> {
  const knex = await databases.init(id);
  return HistoryStore.create({
    database: mockServices.database({ knex }),
  });
}

/** A replica that is told how long ago it saw something. */
export class TestReplica {
  readonly recorder: HistoryRecorder;
  readonly #clock: Clock;

  constructor(recorder: HistoryRecorder, clock: Clock) {
    this.recorder = recorder;
    this.#clock = clock;
  }

  record(changes: TestChange[]) {
    return this.recorder.record(changes.map(item => this.#observed(item)));
  }

  checkpoint(
    states: Array<Omit<ObservedState, 'verdict'> & { verdict: TestChange }>,
  ) {
    return this.recorder.checkpoint(
      states.map(state => ({
        ...state,
        verdict: this.#observed(state.verdict),
      })),
    );
  }

  loadCheckpoints(kind?: string) {
    return this.recorder.loadCheckpoints(kind);
  }

  #observed({ agoMs, sightAgoMs, ...rest }: TestChange): ObservedChange {
    const nowMs = this.#clock.monotonicMs();
    return {
      ...rest,
      atMonotonicMs: nowMs - agoMs,
      sightFromMonotonicMs:
        sightAgoMs === undefined ? undefined : nowMs - sightAgoMs,
    };
  }
}

/** A store on a clock that stands still, and replicas that share it. */
export class TestHistory {
  readonly clock = new FakeClock();
  readonly store: HistoryStore;
  readonly reader: HistoryReader;
  readonly #standingOf: StandingOf;

  static async create(options: {
    databases: TestDatabases;
    id: TestDatabaseId;
    standingOf?: StandingOf;
  }): Promise<TestHistory> {
    const { databases, id, standingOf: standing = standingOf } = options;
    return new TestHistory(await databaseStore(databases, id), standing);
  }

  private constructor(store: HistoryStore, standing: StandingOf) {
    jest.spyOn(store, 'now').mockImplementation(() => this.now());
    this.store = store;
    this.#standingOf = standing;
    this.reader = new HistoryReader({ store, standingOf: standing });
  }

  /** Takes its time, as a database does. */
  async now(): Promise<number> {
    await Promise.resolve();
    return this.clock.wallMs();
  }

  replica(observerId: string): TestReplica {
    const { store, clock } = this;
    const recorder = new HistoryRecorder({
      store,
      observerId,
      standingOf: this.#standingOf,
      clock,
    });
    return new TestReplica(recorder, clock);
  }

  /** All there are, oldest first: when after the start of the test, and what. */
  async rows(): Promise<Array<{ at: number; from?: string; to: string }>> {
    const { items } = await this.reader.transitions({ limit: 1_000 });
    return items
      .reverse()
      .map(({ at, from, to }) => ({ at: Date.parse(at), from, to }));
  }

  /** E.g. `Alive@0 Dead@30`, in seconds since a time. */
  async told(since: number): Promise<string> {
    const rows = await this.rows();
    return rows.map(({ at, to }) => `${to}@${(at - since) / SECOND}`).join(' ');
  }
}
