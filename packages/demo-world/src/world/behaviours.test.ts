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

import { type Behaviour, timelineOf } from './behaviour';
import {
  absent,
  crashing,
  crashLooping,
  hanging,
  slow,
  steady,
  stopping,
  working,
} from './behaviours';
import { seededRandom } from './seededRandom';

const DURATION_MS = 30_000;
const HOUR_MS = 3_600_000;

function hourOf(behaviour: Behaviour) {
  const context = { durationMs: DURATION_MS, random: seededRandom(1) };
  return timelineOf(behaviour, context, HOUR_MS);
}

/** The silences between one beat and the next. */
function gapsOf(behaviour: Behaviour) {
  const beats = hourOf(behaviour).filter(({ step }) => step.do === 'beat');
  return beats.slice(1).map(({ atMs }, i) => atMs - beats[i].atMs);
}

describe('behaviours of the demo world', () => {
  it('beat at once, so that a visitor never waits for a first sight', () => {
    const present = [steady, slow, hanging, crashing, crashLooping, stopping];
    for (const behaviour of present) {
      expect(hourOf(behaviour)[0]).toEqual({ atMs: 0, step: { do: 'beat' } });
    }
  });

  it('steady: a beat every third of the duration, never twice in step', () => {
    const gaps = gapsOf(steady);
    expect(Math.min(...gaps)).toBeGreaterThan(DURATION_MS * 0.3);
    expect(Math.max(...gaps)).toBeLessThan(DURATION_MS * 0.36);
    expect(new Set(gaps).size).toBeGreaterThan(gaps.length / 2);
  });

  it('slow: hardly in time now and then, and never too late', () => {
    const gaps = gapsOf(slow);
    expect(Math.max(...gaps)).toBeLessThan(DURATION_MS);
    const late = gaps.filter(gap => gap > 0.9 * DURATION_MS);
    expect(late.length / gaps.length).toBeCloseTo(1 / 5, 1);
  });

  it('hanging: silent for minutes, and back as the same process', () => {
    expect(Math.max(...gapsOf(hanging))).toBeGreaterThan(5 * 60_000);
    expect(hourOf(hanging).map(({ step }) => step.do)).not.toContain('restart');
  });

  it('crashing: silent beyond the duration, then another process', () => {
    const steps = hourOf(crashing);
    const restart = steps.findIndex(({ step }) => step.do === 'restart');
    const silence = steps[restart + 1].atMs - steps[restart - 1].atMs;
    expect(silence).toBeGreaterThan(2 * DURATION_MS);
    expect(steps.map(({ step }) => step.do)).not.toContain('leave');
  });

  it('crash looping: another process every 20 to 50 s, and never silent for long', () => {
    const restarts = hourOf(crashLooping).filter(
      ({ step }) => step.do === 'restart',
    );
    const lives = restarts
      .slice(1)
      .map(({ atMs }, i) => atMs - restarts[i].atMs);
    expect(Math.min(...lives)).toBeGreaterThanOrEqual(20_000);
    expect(Math.max(...lives)).toBeLessThanOrEqual(51_000);
    expect(Math.max(...gapsOf(crashLooping))).toBeLessThan(DURATION_MS / 2);
  });

  it('stopping: leaves while it is alive, and comes back a minute later', () => {
    const steps = hourOf(stopping);
    const leave = steps.findIndex(({ step }) => step.do === 'leave');
    expect(steps[leave].atMs - steps[leave - 1].atMs).toBeLessThan(
      DURATION_MS / 2,
    );
    expect(steps[leave + 1]).toEqual({
      atMs: steps[leave].atMs + 60_000,
      step: { do: 'restart' },
    });
    expect(steps[leave + 2].step).toEqual({ do: 'beat' });
  });

  it('working: tells of one task after the other, and is stuck in every fourth while it renews', () => {
    const work = working(task => `task ${task}`);
    const told = hourOf(work).filter(({ step }) => step.do === 'progress');
    const lasted = told.slice(1).map(({ atMs }, i) => atMs - told[i].atMs);

    expect(told.slice(0, 2).map(({ step }) => step)).toEqual([
      { do: 'progress', message: 'task 1' },
      { do: 'progress', message: 'task 2' },
    ]);
    expect(Math.max(...lasted.slice(0, 3))).toBeLessThan(60_000);
    expect(lasted[3]).toBeGreaterThanOrEqual(4 * 60_000);
    expect(Math.max(...gapsOf(work))).toBeLessThan(DURATION_MS * 0.36);
  });

  it('absent: nothing at all', () => {
    expect(hourOf(absent)).toEqual([]);
  });
});
