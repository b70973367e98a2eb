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

import { TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { DATABASES } from '../__testUtils__/databases';
import { systemClock } from '../time/clock';
import {
  change,
  databaseStore,
  DAY,
  MINUTE,
  SECOND,
  standingOf,
  subject,
  TestHistory,
  TestReplica,
  type TestChange,
} from './__testUtils__/TestHistory';
import { HistoryReader } from './HistoryReader';
import { HistoryRecorder } from './HistoryRecorder';
import type { HistorySubject } from './subject';

const databases = TestDatabases.create(DATABASES);

const STATUSES = ['Alive', 'Late', 'Dead', 'Stopped', 'Unknown'];

/** How far apart watches may be. */
const MAX_LAG_MS = 5 * SECOND;

/** Statuses of which each is another than the one before, and how long each lasted. */
const changesArbitrary = fc
  .array(
    fc.record({
      step: fc.integer({ min: 1, max: STATUSES.length - 1 }),
      lastedMs: fc.oneof(
        fc.integer({ min: 0, max: 3 * SECOND }),
        fc.integer({ min: 0, max: 3 * DAY }),
      ),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map(steps => {
    let index = 0;
    return steps.map(({ step, lastedMs }) => {
      index = (index + step) % STATUSES.length;
      return { status: STATUSES[index], lastedMs };
    });
  });

/** How much later than the fastest each replica sees. */
const lagsArbitrary = fc.array(fc.integer({ min: 0, max: MAX_LAG_MS }), {
  minLength: 1,
  maxLength: 5,
});

/** Which replica goes next, with how many changes, and whether the next one waits for it. */
const turnsArbitrary = fc.array(
  fc.record({
    replica: fc.nat(),
    count: fc.integer({ min: 1, max: 4 }),
    isAwaited: fc.boolean(),
  }),
  { maxLength: 40 },
);

/** What a replica reports of these changes. */
function seenBy(
  of: HistorySubject,
  changes: Array<{ status: string; lastedMs: number }>,
  lagMs: number,
): TestChange[] {
  let agoMs = changes.reduce((sum, { lastedMs }) => sum + lastedMs, MAX_LAG_MS);
  return changes.map(({ status, lastedMs }) => {
    const seen = { subject: of, agoMs: agoMs - lagMs, sightAgoMs: 99 * DAY };
    agoMs -= lastedMs;
    return change(status, seen);
  });
}

describe.each(databases.eachSupportedId())('random histories in %s', id => {
  const numRuns = id === 'SQLITE_3' ? 1_000 : 100;

  it('have exactly one row per change, however many replicas see it and in whatever order they write', async () => {
    const history = await TestHistory.create({ databases, id });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        changesArbitrary,
        lagsArbitrary,
        turnsArbitrary,
        async (changes, lags, turns) => {
          const of = { ...subject, id: `subject-${run++}` };
          const replicas = lags.map((lagMs, index) => ({
            recorder: history.replica(`replica-${index}`),
            left: seenBy(of, changes, lagMs),
            done: Promise.resolve(),
          }));
          let written = 0;
          const write = (index: number, count: number) => {
            const replica = replicas[index % replicas.length];
            replica.done = replica.done.then(async () => {
              const batch = replica.left.splice(0, count);
              const results = await replica.recorder.record(batch);
              written += results.filter(r => r.outcome === 'written').length;
            });
            return replica.done;
          };
          for (const { replica, count, isAwaited } of turns) {
            const done = write(replica, count);
            await (isAwaited ? done : undefined);
          }
          await Promise.all(replicas.map((_r, i) => write(i, Infinity)));
          const { items } = await history.reader.transitions({
            subjectIds: [of.id],
            limit: 1_000,
          });
          expect(items.map(({ to }) => to).reverse()).toEqual(
            changes.map(({ status }) => status),
          );
          expect(written).toBe(changes.length);
        },
      ),
      { numRuns },
    );
  }, 120_000);

  it('add up: up, down, stopped and unknown are the whole window, and what the rows say one by one', async () => {
    const history = await TestHistory.create({ databases, id });
    let run = 0;
    await fc.assert(
      fc.asyncProperty(
        changesArbitrary,
        fc.array(fc.integer({ min: SECOND, max: 50 * DAY }), { minLength: 1 }),
        fc.option(fc.integer({ min: 0, max: DAY }), { nil: undefined }),
        async (changes, windowsMs, awayMs) => {
          const recorder = history.replica('a');
          const of = { ...subject, id: `subject-${run++}` };
          let agoMs = changes.reduce((sum, c) => sum + c.lastedMs, 0);
          for (const { status, lastedMs } of changes) {
            await recorder.record([
              change(status, { subject: of, agoMs, sightAgoMs: 99 * DAY }),
            ]);
            agoMs -= lastedMs;
          }
          const last = changes[changes.length - 1];
          if (awayMs !== undefined) {
            await recorder.checkpoint([
              {
                verdict: change(last.status, {
                  subject: of,
                  agoMs: last.lastedMs,
                }),
              },
            ]);
            history.clock.advance(awayMs);
          }
          const now = history.clock.wallMs();
          const seenUntil =
            awayMs === undefined ? now - last.lastedMs : now - awayMs;
          const { items } = await history.reader.transitions({
            subjectIds: [of.id],
            limit: 1_000,
          });
          const rows = items.reverse();
          const windows = await history.reader.availability({
            subjectId: of.id,
            windowsMs,
          });
          windows.forEach((window, i) => {
            const from = now - windowsMs[i];
            const sums = { up: 0, down: 0, stopped: 0, unknown: 0 };
            rows.forEach((row, r) => {
              const next = rows[r + 1];
              const open = now - seenUntil <= 2 * MINUTE ? now : seenUntil;
              const end = next ? Date.parse(next.at) : open;
              const start = Math.max(from, Date.parse(row.at));
              sums[standingOf(row.to, of.kind)] += Math.max(0, end - start);
            });
            expect(window.upMs).toBe(sums.up);
            expect(window.downMs).toBe(sums.down);
            expect(window.stoppedMs).toBe(sums.stopped);
            expect(
              window.upMs + window.downMs + window.stoppedMs + window.unknownMs,
            ).toBe(window.windowMs);
            expect(window.unknownMs).toBeGreaterThanOrEqual(sums.unknown);
          });
        },
      ),
      { numRuns },
    );
  }, 120_000);
});

describe.each(databases.eachSupportedId())('five replicas on one %s', id => {
  it('write one row per change when all write at the same moment', async () => {
    const store = await databaseStore(databases, id);
    const recorders = Array.from({ length: 5 }, (_, i) => {
      const options = {
        store,
        observerId: `${i}`,
        standingOf,
        clock: systemClock,
      };
      return new TestReplica(new HistoryRecorder(options), systemClock);
    });
    const ids = Array.from({ length: 50 }, (_, i) => `subject-${i}`);
    for (const status of ['Alive', 'Dead', 'Alive', 'Late', 'Dead']) {
      const results = await Promise.all(
        recorders.map((recorder, i) => {
          // each in an order of its own
          const order = [...ids.slice(i * 7), ...ids.slice(0, i * 7)];
          return recorder.record(
            order.map(of =>
              change(status, { subject: { id: of, kind: 'controller' } }),
            ),
          );
        }),
      );
      const written = results.flat().filter(r => r.outcome === 'written');
      expect(written).toHaveLength(ids.length);
    }
    const reader = new HistoryReader({ store, standingOf });
    const { items } = await reader.transitions({ limit: 1_000 });
    expect(items).toHaveLength(5 * ids.length);
  }, 60_000);
});
