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

import { FakeClock } from '../__testUtils__/FakeClock';
import { loop, type LoopOptions } from './loop';
import { pause } from './pause';

function started(
  run: (signal: AbortSignal, clock: FakeClock) => Promise<void>,
  timing: { pauseMs(): number } | { periodMs: number },
) {
  const clock = new FakeClock();
  const ended = new AbortController();
  const startMs = clock.monotonicMs();
  const beganMs: number[] = [];
  const errors: unknown[] = [];
  const options: LoopOptions = {
    ...timing,
    clock,
    signal: ended.signal,
    onError: error => errors.push(error),
  };
  const isOver = loop(async signal => {
    beganMs.push(clock.monotonicMs() - startMs);
    await run(signal, clock);
  }, options);
  return { clock, beganMs, errors, isOver, end: () => ended.abort() };
}

const takes = (ms: number) => (signal: AbortSignal, clock: FakeClock) =>
  pause(ms, signal, clock);

describe('a loop', () => {
  it('runs at once, and again a pause after each end', async () => {
    const { clock, beganMs } = started(takes(30), { pauseMs: () => 100 });
    await clock.pass(299);
    expect(beganMs).toEqual([0, 130, 260]);
  });

  it('with a period runs from beginning to beginning', async () => {
    const { clock, beganMs } = started(takes(30), { periodMs: 100 });
    await clock.pass(299);
    expect(beganMs).toEqual([0, 100, 200]);
  });

  it('does not overlap with itself, and makes up for nothing', async () => {
    const { clock, beganMs } = started(takes(250), { periodMs: 100 });
    await clock.pass(600);
    expect(beganMs).toEqual([0, 250, 500]);
  });

  it('goes on after a run that fails, and tells of it', async () => {
    const failure = new Error('no');
    const { clock, beganMs, errors } = started(() => Promise.reject(failure), {
      pauseMs: () => 100,
    });
    await clock.pass(150);
    expect(beganMs).toEqual([0, 100]);
    expect(errors).toEqual([failure, failure]);
  });

  it.each([
    ['in a pause', 50],
    ['in a run', 110],
  ])('ends by its signal %s, with no timer left', async (_, ms) => {
    const { clock, beganMs, end, isOver } = started(takes(30), {
      pauseMs: () => 70,
    });
    await clock.pass(ms);
    const runs = beganMs.length;
    end();
    await isOver;
    expect(clock.timerCount).toBe(0);
    expect(beganMs).toHaveLength(runs);
  });

  it('does not begin after its signal', async () => {
    const run = jest.fn();
    await loop(run, {
      signal: AbortSignal.abort(),
      periodMs: 1,
      onError: () => {},
    });
    expect(run).not.toHaveBeenCalled();
  });
});
