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

import { FakeClock } from '../../__testUtils__/FakeClock';
import { Schedule } from './Schedule';
import { phaseOf, slotAfter } from './slots';
import type { Unit } from './Unit';

const SECOND = 1_000;

interface TestUnit extends Unit {
  isFailing: boolean;
  startsMs: number[];
  signals: AbortSignal[];
  tookMs: number;
}

function scheduleWorld(
  options: { concurrency?: number; offsetMs?: number } = {},
) {
  const clock = new FakeClock();
  let offsetMs = options.offsetMs ?? 0;
  const errors: unknown[] = [];
  const schedule = Schedule.create({
    clock,
    fleetNowMs: () => clock.wallMs() + offsetMs,
    concurrency: options.concurrency ?? 100,
    concurrencyPerHost: 4,
    onError: error => errors.push(error),
  });
  const unit = (key: string, more: Partial<TestUnit> = {}): TestUnit => {
    const made: TestUnit = {
      key,
      intervalMs: 30 * SECOND,
      timeoutMs: 5 * SECOND,
      isFailing: false,
      needsConfirmation: false,
      everyNth: 1,
      startsMs: [],
      signals: [],
      tookMs: 0,
      async check(signal) {
        made.startsMs.push(clock.wallMs() + offsetMs);
        made.signals.push(signal);
        if (made.tookMs > 0) {
          await new Promise<void>(resolve => {
            clock.setTimer(resolve, made.tookMs);
            signal.addEventListener('abort', () => resolve());
          });
        }
      },
      abandoned: () => {},
      ...more,
    };
    schedule.add(made);
    return made;
  };
  return {
    clock,
    schedule,
    errors,
    unit,
    stepFleetClock: (ms: number) => {
      offsetMs += ms;
    },
  };
}

describe('the schedule', () => {
  it('has the same slots on all replicas, whenever they began', async () => {
    const early = scheduleWorld();
    const late = scheduleWorld();
    const a = early.unit('server:config/a');
    await early.clock.pass(47 * SECOND);
    await late.clock.pass(47 * SECOND);
    const b = late.unit('server:config/a');
    await early.clock.pass(60 * SECOND);
    await late.clock.pass(60 * SECOND);
    expect(b.startsMs).toHaveLength(2);
    expect(a.startsMs).toEqual(expect.arrayContaining(b.startsMs));
    const phaseMs = phaseOf('server:config/a', 30 * SECOND);
    expect(b.startsMs.map(ms => (ms - phaseMs) % (30 * SECOND))).toEqual([
      0, 0,
    ]);
  });

  it('skips and counts the slots of one that is still running, and never queues it twice [M1]', async () => {
    const { clock, schedule, unit } = scheduleWorld();
    const slow = unit('slow', { tookMs: 70 * SECOND, timeoutMs: 80 * SECOND });
    await clock.pass(30 * SECOND);
    expect(slow.startsMs).toHaveLength(1);
    await clock.pass(90 * SECOND);
    expect(slow.startsMs).toHaveLength(2);
    expect(slow.startsMs[1] - slow.startsMs[0]).toBe(90 * SECOND);
    expect(schedule.state).toMatchObject({ skipped: 2, running: 1, done: 1 });
  });

  it('runs one now that is wanted now, once, and in its slots as before', async () => {
    const { clock, schedule, unit } = scheduleWorld();
    const one = unit('one', { tookMs: 2 * SECOND });
    await clock.pass(31 * SECOND);
    const [slotMs] = one.startsMs;
    await clock.pass(slotMs + 10 * SECOND - clock.wallMs());
    schedule.runNow(one);
    await clock.pass(SECOND);
    // It is under way.
    schedule.runNow(one);
    await clock.pass(60 * SECOND);
    expect(one.startsMs.map(ms => ms - slotMs)).toEqual(
      [0, 10, 30, 60].map(s => s * SECOND),
    );
    expect(schedule.state.skipped).toBe(0);
  });

  it('aborts a check after its timeout', async () => {
    const { clock, schedule, unit } = scheduleWorld();
    const slow = unit('slow', { tookMs: 29 * SECOND });
    await clock.pass(30 * SECOND);
    await clock.pass(5 * SECOND);
    expect(slow.signals[0].aborted).toBe(true);
    expect(slow.signals[0].reason).toMatchObject({ name: 'TimeoutError' });
    expect(schedule.state).toMatchObject({ abandoned: 0, running: 0 });
  });

  it('leaves a check to itself that does not heed that, and counts it [M6]', async () => {
    const { clock, schedule, unit } = scheduleWorld();
    const told: number[] = [];
    unit('deaf', {
      check: () => new Promise(() => {}),
      abandoned: () => told.push(clock.monotonicMs()),
    });
    await clock.pass(30 * SECOND + 6 * SECOND);
    expect(told).toHaveLength(1);
    expect(schedule.state.abandoned).toBe(1);
    await clock.pass(30 * SECOND);
    expect(schedule.state).toMatchObject({ abandoned: 2, skipped: 0 });
  });

  it('does not run a slot twice when a timer comes early by the clock of the fleet', async () => {
    const { clock, unit, stepFleetClock } = scheduleWorld();
    const one = unit('one');
    await clock.pass(29 * SECOND);
    stepFleetClock(-20);
    await clock.pass(61 * SECOND);
    expect(one.startsMs.length).toBe(3);
  });

  it('goes on within one interval when the clock of the fleet is set back by hours', async () => {
    const { clock, unit, stepFleetClock } = scheduleWorld();
    const one = unit('one');
    await clock.pass(60 * SECOND);
    stepFleetClock(-3 * 3600 * SECOND);
    one.startsMs.length = 0;
    await clock.pass(90 * SECOND);
    expect(one.startsMs.length).toBeGreaterThanOrEqual(2);
  });

  it('goes on after a mistake of ours [M2]', async () => {
    const { clock, schedule, errors, unit } = scheduleWorld();
    unit('broken', { check: async () => Promise.reject(new Error('a bug')) });
    const other = unit('other');
    await clock.pass(60 * SECOND);
    expect(errors).toHaveLength(2);
    expect(other.startsMs).toHaveLength(2);
    expect(schedule.state).toMatchObject({ done: 4, running: 0 });
  });

  it('aborts what it removes and does not run it again', async () => {
    const { clock, schedule, unit } = scheduleWorld({ concurrency: 1 });
    const running = unit('running', { tookMs: 4 * SECOND });
    await clock.pass(30 * SECOND - 1);
    while (schedule.state.running === 0) {
      await clock.pass(100);
    }
    schedule.remove(running);
    expect(running.signals.at(-1)?.aborted).toBe(true);
    expect(schedule.state).toMatchObject({ running: 0, waiting: 0 });
    const before = running.startsMs.length;
    await clock.pass(90 * SECOND);
    expect(running.startsMs).toHaveLength(before);
    expect(schedule.state.abandoned).toBe(0);
  });
});

describe('slots', () => {
  it('come one interval after the other, strictly after the moment asked for', () => {
    expect(slotAfter(100, 7, 30)).toBe(127);
    expect(slotAfter(127, 7, 30)).toBe(157);
    expect(slotAfter(3, 7, 30)).toBe(7);
  });

  it.each([1_000, 1_234, 30_000])(
    'come in steps of 50 ms of an interval of %d ms, so that some begin together',
    intervalMs => {
      const phases = Array.from({ length: 1_000 }, (_, i) =>
        phaseOf(`server:config/web-${i}`, intervalMs),
      );
      const steps = new Set(phases);

      expect(phases.filter(phaseMs => phaseMs % 50 !== 0)).toEqual([]);
      expect(Math.max(...phases)).toBeLessThan(intervalMs);
      // nearly all of those that there are
      expect(steps.size).toBeGreaterThan(
        0.75 * Math.min(1_000, intervalMs / 50),
      );
    },
  );

  it('are spread evenly over the interval, for names that hardly differ too', () => {
    const tenths = Array<number>(10).fill(0);
    for (let i = 0; i < 10_000; i++) {
      tenths[Math.floor(phaseOf(`server:config/web-${i}`, 30_000) / 3_000)]++;
    }
    expect(Math.min(...tenths)).toBeGreaterThan(850);
    expect(Math.max(...tenths)).toBeLessThan(1150);
  });
});
