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
import type { KnownLease } from './OwnLease';
import { Rivalry } from './Rivalry';

const MINUTE = 60_000;

let nowMs: number;
let renewals: number;

beforeEach(() => {
  nowMs = 0;
  renewals = 0;
});

const lease = (holder: string, change: Partial<KnownLease> = {}) => ({
  ...{ uid: 'u', resourceVersion: '1', hasAcquireTime: true, holder },
  renewTime: `renewal ${++renewals}`,
  ...change,
});

function rivalry(holder: string) {
  const between = new Rivalry({ holder, durationMs: 3_000 });
  return {
    sees(other: KnownLease | undefined, afterMs = 1_000) {
      nowMs += afterMs;
      return between.observe(other, nowMs);
    },
    get standsBack() {
      return between.standsBack;
    },
  };
}

/** Stands back from `host_b`. */
function standingBack() {
  const a = rivalry('host_a');
  for (let i = 0; i < 3; i++) {
    a.sees(lease('host_b'));
  }
  expect(a.standsBack).toBe(true);
  return a;
}

describe('another process that renews our Lease', () => {
  it('is a rival when it has taken it three times, and said to be one once', () => {
    const a = rivalry('host_a');
    const found = Array.from({ length: 5 }, () => a.sees(lease('host_b')));
    expect(found).toEqual(['taken', 'taken', 'rival', 'taken', 'taken']);
  });

  it('is left the Lease by the one of the two that sorts first', () => {
    const [a, b] = [rivalry('host_a'), rivalry('host_b')];
    for (let i = 0; i < 3; i++) {
      a.sees(lease('host_b'));
      b.sees(lease('host_a'));
    }
    expect([a.standsBack, b.standsBack]).toEqual([true, false]);
  });

  it('is none where it takes the Lease seldom, as each rolling update does', () => {
    const a = rivalry('host_a');
    for (let i = 0; i < 5; i++) {
      expect(a.sees(lease('host_b'), 11 * MINUTE)).toBe('taken');
      expect(a.sees(lease('host_b'))).toBe('taken');
    }
    expect(a.standsBack).toBe(false);
  });

  it('is said to be one again when it comes back after a while', () => {
    const a = standingBack();
    expect(a.sees(undefined)).toBeUndefined();
    expect(a.sees(lease('host_c'))).toBe('taken');
    expect(a.standsBack).toBe(true);
    a.sees(undefined);
    expect(a.sees(lease('host_c'), 11 * MINUTE)).toBe('taken');
    expect(a.standsBack).toBe(false);
    a.sees(lease('host_c'));
    expect(a.sees(lease('host_c'))).toBe('rival');
  });

  it('is none where it only puts back what was there', () => {
    const a = rivalry('host_a');
    const stored = lease('host_b');
    expect(a.sees(stored)).toBe('taken');
    for (let i = 0; i < 10; i++) {
      expect(a.sees(stored)).toBeUndefined();
    }
    expect(a.standsBack).toBe(false);
  });
});

describe('who stands back', () => {
  it.each([
    ['it is gone', undefined],
    ['it has been given up', lease('')],
    ['it is ours', lease('host_a')],
  ])('takes the Lease again when %s', (_, now) => {
    const a = standingBack();
    a.sees(now);
    expect(a.standsBack).toBe(false);
  });

  it('takes the Lease again when it runs out, and not sooner', () => {
    const a = standingBack();
    const last = lease('host_b');
    a.sees(last);
    a.sees(last, 2_900);
    expect(a.standsBack).toBe(true);
    a.sees(last, 100);
    expect(a.standsBack).toBe(false);
  });

  it('waits for one that renews more slowly, but not for ever', () => {
    const a = standingBack();
    const last = lease('host_b', { durationMs: 120_000 });
    a.sees(last);
    a.sees(last, 119_000);
    expect(a.standsBack).toBe(true);
    const forged = lease('host_b', { durationMs: 1e12 });
    a.sees(forged);
    a.sees(forged, 10 * MINUTE);
    expect(a.standsBack).toBe(false);
  });
});
