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

import type { LeaseRecord } from '../LeaseRecord';
import {
  MINUTE,
  SCOPE,
  SECOND,
  trackedWorld,
} from '../../__testUtils__/trackedWorld';

function setUp(change: Partial<LeaseRecord>) {
  const world = trackedWorld();
  world.tracker.reconcile(SCOPE, []);
  const beat = () => world.renew(['orders'], change);
  return {
    ...world,
    beat,
    /** Renews after each of these times. */
    live: (...gapsMs: number[]) => {
      for (const gapMs of gapsMs) {
        world.clock.advance(gapMs);
        beat();
      }
    },
    now: () => world.heartbeat('orders'),
    said: () => world.story('orders'),
  };
}

/** Add-ons of Open Cluster Management promise a minute and take up to 75 s. */
const SLOW_GAPS = [62, 75, 60, 71, 66, 74, 61, 75, 68].map(s => s * SECOND);

describe('a Lease that does not say for how long it holds', () => {
  it('is judged by its rhythm, as soon as that is known', () => {
    const { clock, beat, live, now, said } = setUp({
      leaseDurationSeconds: undefined,
    });
    beat();
    live(...SLOW_GAPS);
    expect(said()).toEqual(['Unknown (invalid-lease)', 'Alive']);
    const { usualGapMs = 0, durationMs } = now();
    expect(durationMs).toBe(3 * usualGapMs);
    clock.advance(3 * usualGapMs + SECOND);
    expect(said().slice(2)).toEqual(['Late', 'Dead']);
  });

  it('is judged by what its source says, from the first renewal on', () => {
    // The source's word is what is read of the Lease.
    const { clock, beat, said } = setUp({
      leaseDurationSeconds: 300,
      terms: { graceMs: MINUTE },
    });
    beat();
    clock.advance(6 * MINUTE - 1);
    expect(said()).toEqual(['Alive', 'Late']);
    clock.advance(1);
    expect(said()).toEqual(['Alive', 'Late', 'Dead']);
  });

  it('that says one which is none is not', () => {
    const { beat, live, said } = setUp({ leaseDurationSeconds: 0 });
    beat();
    live(...SLOW_GAPS);
    expect(said()).toEqual(['Unknown (invalid-lease)']);
  });
});

describe('a Lease that is renewed more slowly than it promises', () => {
  it('is Late again and again, and never Dead by that alone, once its rhythm is known', () => {
    const { clock, beat, live, now, said } = setUp({
      leaseDurationSeconds: 60,
    });
    beat();
    live(60 * SECOND, ...SLOW_GAPS, ...SLOW_GAPS);
    expect(new Set(said())).toEqual(new Set(['Alive', 'Late']));
    expect(now().limits?.isSlow).toBe(true);
    clock.advance(5 * MINUTE);
    expect(now().status).toBe('Dead');
  });
});

describe('a Lease that promises far more than it takes', () => {
  it('is Late by its rhythm', () => {
    const { clock, beat, live, now } = setUp({ leaseDurationSeconds: 3_600 });
    beat();
    live(...Array(5).fill(10 * SECOND));
    clock.advance(200 * SECOND + 1);
    expect(now().status).toBe('Late');
    clock.advance(59 * MINUTE);
    expect(now().status).toBe('Dead');
  });
});

describe('a grace that is shorter than the margin of all', () => {
  it('is kept, and the API server still asked after the duration', () => {
    const { clock, beat, live, now } = setUp({ terms: { graceMs: 300 } });
    beat();
    live(10 * SECOND, 10 * SECOND);
    clock.advance(30 * SECOND + 299);
    expect(now().status).toBe('Late');
    clock.advance(1);
    expect(now().status).toBe('Dead');
  });
});
