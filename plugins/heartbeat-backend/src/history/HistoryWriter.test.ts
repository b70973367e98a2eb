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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import {
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  subject,
  TestHistory,
} from './__testUtils__/TestHistory';
import { HistoryWriter } from './HistoryWriter';
import type { ObservedState } from './ObservedChange';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

/** Lets all that was begun come to its end. */
async function settle(): Promise<void> {
  for (let i = 0; i < 20; i++) {
    await new Promise(resolve => setImmediate(resolve));
  }
}

async function setUp(options: { maxQueued?: number } = {}) {
  const history = await TestHistory.create({ databases, id: 'SQLITE_3' });
  const { clock, store } = history;
  const logger = mockServices.logger.mock();
  const told: HistoryTransition[] = [];
  const states: ObservedState[] = [];
  const writer = HistoryWriter.create({
    recorder: history.replica('a').recorder,
    clock,
    logger,
    states: () => states,
    state: id => states.find(({ verdict }) => verdict.subject.id === id),
    onWritten: transitions => told.push(...transitions),
    ...options,
  });
  const commit = jest.spyOn(store, 'commit');
  return {
    history,
    clock,
    store,
    logger,
    told,
    states,
    writer,
    commit,
    start: clock.wallMs(),
    add: (status: string, id = subject.id) =>
      writer.add({
        subject: { ...subject, id },
        status,
        atMonotonicMs: clock.monotonicMs(),
      }),
    /** Lets time pass, step by step, with all that happens in it. */
    pass: async (ms: number) => {
      for (let left = ms; left > 0; left -= SECOND) {
        clock.advance(Math.min(left, SECOND));
        await settle();
      }
    },
  };
}

describe('the writer of history', () => {
  it('writes what comes together in one batch, and tells of it afterwards', async () => {
    const { add, told, pass, commit, writer } = await setUp();
    add('Alive', 'a');
    add('Alive', 'b');
    expect(told).toEqual([]);
    await pass(SECOND);
    expect(told.map(({ id }) => id)).toEqual(['a@1', 'b@1']);
    expect(commit).toHaveBeenCalledTimes(1);
    expect(writer.state).toMatchObject({ queued: 0, merged: 0 });
  });

  it('writes all that is true when it is told to, once for whoever asks, and goes on by itself', async () => {
    const { add, states, pass, store, writer, clock } = await setUp();
    states.push({
      verdict: {
        subject,
        status: 'Alive',
        atMonotonicMs: clock.monotonicMs(),
      },
      data: { failures: 2 },
    });
    add('Alive');
    await Promise.all([writer.checkpoint(), writer.checkpoint()]);
    const [stored] = await store.subjects();
    expect(stored).toMatchObject({
      status: 'Alive',
      version: 1,
      checkpoint: { failures: 2 },
    });
    add('Dead');
    await pass(SECOND);
    expect((await store.subjects())[0].status).toBe('Dead');
    await writer.close();
    await writer.checkpoint();
    expect((await store.subjects())[0].version).toBe(3);
  });

  it('loses nothing while the database is away for ten minutes, and dates it right', async () => {
    const { add, told, pass, store, writer, history, start, logger, clock } =
      await setUp();
    add('Alive');
    await pass(SECOND);
    const away = jest
      .spyOn(store, 'subjects')
      .mockRejectedValue(
        new Error('select * from secrets - connection refused'),
      );
    const failedFrom = clock.monotonicMs();
    await pass(9 * SECOND);
    add('Dead');
    await pass(5 * MINUTE);
    add('Alive');
    await pass(5 * MINUTE);
    expect(told).toHaveLength(1);
    const { queued, failure } = writer.state;
    expect(queued).toBe(2);
    // and not the statement
    expect(failure?.message).toBe('connection refused');
    expect(failure?.sinceMonotonicMs).toBe(failedFrom + 10 * SECOND);
    away.mockRestore();
    await pass(30 * SECOND);
    expect(await history.told(start)).toBe('Alive@0 Dead@10 Alive@310');
    expect(told.map(({ to }) => to)).toEqual(['Alive', 'Dead', 'Alive']);
    expect(writer.state).toMatchObject({ queued: 0, failure: undefined });
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('says so when the database does not answer at all', async () => {
    const { add, pass, store, writer } = await setUp();
    let answer = (_: number) => {};
    jest.spyOn(store, 'now').mockReturnValueOnce(
      new Promise<number>(resolve => {
        answer = resolve;
      }),
    );
    add('Alive');
    await pass(11 * SECOND);
    expect(writer.state).toMatchObject({
      queued: 1,
      failure: { message: 'no answer for 10 s' },
    });
    answer(Date.now());
    await pass(SECOND);
    expect(writer.state).toMatchObject({ queued: 0, failure: undefined });
  });

  it('keeps how each subject ended up when more waits than fits', async () => {
    const { add, pass, store, writer, history } = await setUp({
      maxQueued: 10,
    });
    const away = jest
      .spyOn(store, 'subjects')
      .mockRejectedValue(new Error('gone'));
    for (let i = 0; i < 50; i++) {
      add(i % 2 ? 'Dead' : 'Alive');
      await pass(SECOND);
    }
    expect(writer.state.queued).toBeLessThanOrEqual(10);
    expect(writer.state.merged).toBeGreaterThanOrEqual(40);
    away.mockRestore();
    await pass(MINUTE);
    expect((await history.rows()).at(-1)?.to).toBe('Dead');
  });

  it('stores once a minute what is true, and goes on after a failure', async () => {
    const { clock, states, pass, store, writer, history } = await setUp();
    states.push({
      verdict: { subject, status: 'Alive', atMonotonicMs: clock.monotonicMs() },
      data: { uid: 'u' },
    });
    const vouch = jest.spyOn(store, 'vouch');
    await pass(5 * MINUTE + SECOND);
    expect(vouch).toHaveBeenCalledTimes(5);
    vouch.mockRejectedValueOnce(new Error('gone'));
    await pass(MINUTE + 2 * SECOND);
    expect(writer.state.failure).toBeUndefined();
    const [found] = await history.replica('b').loadCheckpoints();
    expect(found).toMatchObject({ status: 'Alive', data: { uid: 'u' } });
    expect(found.seenAgoMs).toBeLessThanOrEqual(2 * SECOND);
    expect(found.dataAgoMs).toBe(found.seenAgoMs);
  });

  it('makes no gap of an outage of the database, but of a time out of sight', async () => {
    const { add, clock, states, pass, store, writer, history, start } =
      await setUp();
    const alive = { subject, status: 'Alive', atMonotonicMs: 5_000 };
    states.push({ verdict: alive });
    add('Alive');
    await pass(SECOND);
    const away = jest.spyOn(store, 'now').mockRejectedValue(new Error('gone'));
    await pass(HOUR);
    away.mockImplementation(async () => history.now());
    await pass(MINUTE);
    expect(await history.told(start)).toBe('Alive@0');
    states.pop();
    writer.add({
      ...alive,
      status: 'Unknown',
      atMonotonicMs: clock.monotonicMs(),
      isOutOfSight: true,
    });
    await pass(HOUR);
    add('Alive');
    await pass(MINUTE);
    expect(await history.told(start)).toBe('Alive@0 Unknown@3661 Alive@7261');
  });

  it('writes the rest and a last checkpoint when it is closed', async () => {
    const { add, clock, states, writer, history, start, commit } =
      await setUp();
    const verdict = {
      subject,
      status: 'Alive',
      atMonotonicMs: clock.monotonicMs(),
    };
    states.push({ verdict });
    add('Alive');
    await writer.close();
    expect(await history.told(start)).toBe('Alive@0');
    expect(writer.state.lastCheckpointMonotonicMs).toBe(clock.monotonicMs());
    const commits = commit.mock.calls.length;
    clock.advance(DAY);
    await settle();
    expect(commit).toHaveBeenCalledTimes(commits);
  });

  it('does not wait for ever to be closed', async () => {
    const { add, clock, store, writer, logger } = await setUp();
    jest.spyOn(store, 'now').mockReturnValue(new Promise(() => {}));
    add('Alive');
    const closed = writer.close(SECOND);
    await settle();
    clock.advance(SECOND);
    await closed;
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching(/1 changes .* are lost .* longer than 1000 ms/),
    );
  });

  it('writes on when a listener fails', async () => {
    const { clock, store, history } = await setUp();
    const logger = mockServices.logger.mock();
    const writer = HistoryWriter.create({
      recorder: history.replica('b').recorder,
      clock,
      logger,
      states: () => [],
      state: () => undefined,
      onWritten: () => {
        throw new Error('no');
      },
    });
    writer.add({ subject, status: 'Alive', atMonotonicMs: 0 });
    clock.advance(SECOND);
    await settle();
    expect(logger.error).toHaveBeenCalledTimes(1);
    expect(writer.state).toMatchObject({ queued: 0, failure: undefined });
    expect(await store.subjects()).toHaveLength(1);
  });
});
