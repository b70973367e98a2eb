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

import fc from 'fast-check';
import { judgeSilence, verdictLimits } from './verdict';

const terms = fc.record({
  durationMs: fc.integer({ min: 1_000, max: 3_600_000 }),
  usualGapMs: fc.option(fc.integer({ min: 1, max: 7_200_000 }), {
    nil: undefined,
  }),
  marginMs: fc.integer({ min: 0, max: 60_000 }),
  isElection: fc.boolean(),
});

describe('the verdict', () => {
  it.each([
    ['twice the usual gap', 30_000, 10_000, 20_000],
    ['half of the duration where it renews faster', 30_000, 1_000, 15_000],
    ['the duration where it renews slower', 30_000, 20_000, 30_000],
    [
      'two thirds of the duration before a gap is known',
      30_000,
      undefined,
      20_000,
    ],
  ])('is Late past %s', (_, durationMs, usualGapMs, lateAfterMs) => {
    const isElection = false;
    expect(
      verdictLimits({ durationMs, usualGapMs, marginMs: 1_000, isElection }),
    ).toMatchObject({ lateAfterMs, deadAfterMs: 31_000 });
  });

  it('is Late by its rhythm where the duration is many times the gap', () => {
    expect(
      verdictLimits({
        ...{ durationMs: 3_600_000, usualGapMs: 10_000, marginMs: 1_000 },
        isElection: false,
      }),
    ).toEqual({
      lateAfterMs: 200_000,
      deadAfterMs: 3_601_000,
    });
  });

  it.each([
    ['a margin less than D', 60_000, 59_000, 61_000, undefined],
    ['more than that', 60_000, 67_000, 202_000, true],
    ['many times D', 15_000, 75_000, 226_000, true],
  ])(
    'is Dead by the rhythm where that contradicts D: R is %s',
    (_, durationMs, usualGapMs, deadAfterMs, isSlow) => {
      expect(
        verdictLimits({
          ...{ durationMs, usualGapMs, marginMs: 1_000 },
          isElection: false,
        }),
      ).toEqual({ lateAfterMs: durationMs, deadAfterMs, isSlow });
    },
  );

  it.each([
    ["client-go's defaults", 15_000, 2_000, 23_800],
    ["cert-manager's", 60_000, 15_000, 126_000],
    ["OpenShift's", 137_000, 26_000, 251_400],
    ['a margin that is longer', 15_000, 100, 16_000],
    ['no gap yet: a third of D', 15_000, undefined, 37_000],
  ])(
    'of an election is Dead once no successor can take over: %s',
    (_, durationMs, usualGapMs, deadAfterMs) => {
      expect(
        verdictLimits({
          ...{ durationMs, usualGapMs, marginMs: 1_000 },
          isElection: true,
        }).deadAfterMs,
      ).toBeCloseTo(deadAfterMs);
    },
  );

  it('is Dead exactly when duration and margin are over, and never before', () => {
    fc.assert(
      fc.property(terms, all => {
        const limits = verdictLimits(all);
        const end = limits.deadAfterMs;
        expect(end).toBeGreaterThanOrEqual(all.durationMs + all.marginMs);
        expect(judgeSilence(end, limits)).toBe('Dead');
        expect(judgeSilence(end - 1, limits)).not.toBe('Dead');
      }),
    );
  });

  it('never gets better as silence goes on', () => {
    const order = ['Alive', 'Late', 'Dead'];
    fc.assert(
      fc.property(terms, fc.nat(7_200_000), fc.nat(7_200_000), (all, a, b) => {
        const limits = verdictLimits(all);
        const [sooner, later] = [Math.min(a, b), Math.max(a, b)];
        expect(
          order.indexOf(judgeSilence(later, limits)),
        ).toBeGreaterThanOrEqual(order.indexOf(judgeSilence(sooner, limits)));
      }),
    );
  });

  it('leaves at least half of the duration in peace, or twenty usual gaps', () => {
    fc.assert(
      fc.property(terms, all => {
        const { durationMs, usualGapMs = durationMs } = all;
        const peaceMs = Math.min(durationMs / 2, 20 * usualGapMs);
        expect(judgeSilence(peaceMs, verdictLimits(all))).toBe('Alive');
      }),
    );
  });
});
