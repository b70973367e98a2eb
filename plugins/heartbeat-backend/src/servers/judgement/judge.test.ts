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
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { parseMemory } from '../checks/ServerMemory';
import { backoffOf } from './backoff';
import { judge, type JudgingRules } from './judge';
import { type Judgement, NEVER_JUDGED, pendingOf } from './Judgement';
import { fromMemory, toMemory } from './memory';
import { suspend } from './suspend';

const RULES: JudgingRules = { failures: 3, passes: 2 };
const SECOND = 1_000;

const at = (i: number) => ({ monotonicMs: i * SECOND, wallMs: i * SECOND });
const fresh: Judgement = { ...NEVER_JUDGED, since: at(0) };

const OUTCOMES: Record<string, ServerObservation> = {
  h: { outcome: 'healthy' },
  g: { outcome: 'degraded', reason: 'certificate-expiring', message: 'Soon.' },
  d: { outcome: 'down', reason: 'timeout', message: 'No answer.' },
  u: { outcome: 'unknown', reason: 'forbidden', message: 'Not allowed.' },
  s: { outcome: 'stopped', message: 'Switched off.' },
  D: { outcome: 'down', reason: 'not-found', isDefinite: true },
};

/** One result per second, each a letter. */
function after(results: string, from = fresh, rules = RULES): Judgement {
  return [...results].reduce(
    (judgement, letter, i) =>
      judge(judgement, OUTCOMES[letter], rules, at(i + 1)),
    from,
  );
}

describe('a judgement', () => {
  it.each([
    ['', 'Unknown'],
    // the first result counts at once
    ['h', 'Healthy'],
    ['d', 'Down'],
    ['g', 'Degraded'],
    ['u', 'Unknown'],
    ['ud', 'Down'],
    // three failures or two passes turn it
    ['hdd', 'Healthy'],
    ['hddd', 'Down'],
    ['dh', 'Down'],
    ['dhh', 'Healthy'],
    // degraded has the same confirmations
    ['hgg', 'Healthy'],
    ['hggg', 'Degraded'],
    ['hgggh', 'Degraded'],
    ['hggghh', 'Healthy'],
    ['gddd', 'Down'],
    ['dgg', 'Degraded'],
    // whatever is not down breaks a row of failures
    ['hddgdd', 'Degraded'],
    ['hddhddhdd', 'Healthy'],
    ['hddudd', 'Healthy'],
    // what passes in different ways is not down
    ['dhg', 'Degraded'],
    ['dgh', 'Degraded'],
    ['dghh', 'Healthy'],
    // what is known is held for as long as it cannot be asked for a moment
    ['huu', 'Healthy'],
    ['huuu', 'Unknown'],
    ['duuu', 'Unknown'],
    // known again with what agrees, or with enough that does not
    ['huuuh', 'Healthy'],
    ['huuud', 'Unknown'],
    ['huuuddd', 'Down'],
    ['duuuh', 'Unknown'],
    ['duuuhh', 'Healthy'],
    ['duuud', 'Down'],
    // intent needs no confirmation, and what follows is a beginning
    ['hs', 'Stopped'],
    ['ds', 'Stopped'],
    ['hsd', 'Down'],
    ['hsh', 'Healthy'],
    // what a provider is certain of needs none either
    ['hD', 'Down'],
  ])('after %p is %s', (results, status) => {
    expect(after(results).status).toBe(status);
  });

  it('is dated back to the first of the results that turned it', () => {
    expect(after('hhddd').since).toEqual(at(3));
    expect(after('hhdhddd').since).toEqual(at(5));
    expect(after('hhggg').since).toEqual(at(3));
    expect(after('dddhh').since).toEqual(at(4));
    expect(after('hhuuu').since).toEqual(at(3));
    expect(after('huuuddd').since).toEqual(at(5));
    expect(after('huuuh').since).toEqual(at(5));
  });

  it('keeps the reason and message of what it says, and what was known before', () => {
    expect(after('hddd')).toMatchObject({
      reason: 'timeout',
      message: 'No answer.',
    });
    expect(after('hdd').reason).toBeUndefined();
    expect(after('huuu')).toMatchObject({
      reason: 'forbidden',
      lastKnown: 'Healthy',
    });
    expect(after('huuuh')).toMatchObject({
      reason: undefined,
      lastKnown: undefined,
    });
    expect(after('dgh')).toMatchObject({ reason: 'recovering' });
    expect(after('hs')).toMatchObject({ message: 'Switched off.' });
  });

  it('tells which results contradict it and how many are needed', () => {
    const pending = (results: string) => pendingOf(after(results), RULES);
    expect(pending('hdd')).toEqual({ status: 'Down', count: 2, needed: 3 });
    expect(pending('hg')).toEqual({ status: 'Degraded', count: 1, needed: 3 });
    expect(pending('dh')).toEqual({ status: 'Healthy', count: 1, needed: 2 });
    expect(pending('dg')).toEqual({ status: 'Degraded', count: 1, needed: 2 });
    expect(pending('hu')).toEqual({ status: 'Unknown', count: 1, needed: 3 });
    expect(pending('hgggh')).toEqual({
      status: 'Healthy',
      count: 1,
      needed: 2,
    });
    expect(pending('h')).toBeUndefined();
    expect(pending('uuu')).toBeUndefined();
  });

  it('costs nothing where nothing is new', () => {
    const healthy = after('hh');
    expect(after('hhh', healthy)).toBe(healthy);
  });

  it('makes an answer that is slow degraded, and one that is slow to fail down', () => {
    const rules = { ...RULES, slowMs: 500 };
    const timings = { totalMs: 812 };
    expect(
      judge(fresh, { outcome: 'healthy', timings }, rules, at(1)),
    ).toMatchObject({
      status: 'Degraded',
      reason: 'slow',
      message: 'It answered in 812 ms; more than 500 ms is slow.',
    });
    expect(
      judge(fresh, { outcome: 'down', timings }, rules, at(1)).status,
    ).toBe('Down');
  });

  it('flaps where results go to and fro, and no more once the last change is long ago', () => {
    const flapping = after('hdhdhd');
    expect(flapping).toMatchObject({ status: 'Healthy', isFlapping: true });
    expect(after('h'.repeat(5), flapping).isFlapping).toBe(true);
    expect(after('h'.repeat(20), flapping).isFlapping).toBe(false);
    expect(after(`${'h'.repeat(9)}dddhh`).isFlapping).toBe(false);
  });

  it('begins anew after a hold, with what was known beside it', () => {
    const held = suspend(after('hdd'), { status: 'Maintenance' }, at(9));
    expect(held).toMatchObject({ status: 'Maintenance', lastKnown: 'Healthy' });
    const over = suspend(held, { status: 'Unknown' }, at(19));
    expect(over).toMatchObject({ status: 'Unknown', lastKnown: 'Healthy' });
    expect(after('d', over).status).toBe('Down');
  });
});

const letters = fc.string({
  unit: fc.constantFrom(...'hgdus'),
  maxLength: 60,
});
const rules = fc.record({
  failures: fc.integer({ min: 1, max: 5 }),
  passes: fc.integer({ min: 1, max: 5 }),
});

describe('whatever is found', () => {
  it('a server is never turned Down by fewer failures in a row than it takes', () => {
    fc.assert(
      fc.property(letters, rules, (results, by) => {
        let judgement = fresh;
        const rowsThatTurned: string[] = [];
        [...results].forEach((letter, i) => {
          const next = judge(judgement, OUTCOMES[letter], by, at(i + 1));
          if (next.isDown && !judgement.isDown && !judgement.isAfresh) {
            rowsThatTurned.push(results.slice(i + 1 - by.failures, i + 1));
          }
          judgement = next;
        });
        expect(new Set([...rowsThatTurned, 'd'.repeat(by.failures)]).size).toBe(
          1,
        );
      }),
    );
  });

  it('a server that could not be asked is never Down for it', () => {
    fc.assert(
      fc.property(letters, rules, (results, by) => {
        const known = after(results, fresh, by);
        const blind = after('u', known, by);
        expect(blind.status === 'Down' && known.status !== 'Down').toBe(false);
        expect(after('u'.repeat(by.failures), known, by).status).toBe(
          'Unknown',
        );
      }),
    );
  });

  it('enough of the same in a row is what is said in the end', () => {
    fc.assert(
      fc.property(letters, rules, (results, by) => {
        const known = after(results, fresh, by);
        const row = Math.max(by.failures, by.passes);
        expect(after('d'.repeat(row), known, by).status).toBe('Down');
        expect(after('g'.repeat(row), known, by).status).toBe('Degraded');
        expect(after('h'.repeat(row), known, by).status).toBe('Healthy');
        expect(after('s', known, by).status).toBe('Stopped');
      }),
    );
  });

  it('another replica goes on with it as this one would have', () => {
    fc.assert(
      fc.property(letters, letters, rules, (earlier, later, by) => {
        const known = after(earlier, fresh, by);
        const now = at(100);
        const stored = JSON.parse(
          JSON.stringify(toMemory(known, undefined, now.monotonicMs)),
        );
        const remembered = parseMemory(stored);
        expect(remembered).toBeDefined();
        const there = remembered && fromMemory(remembered, now);
        expect(after(later, there, by)).toEqual(after(later, known, by));
      }),
    );
  });
});

describe('a backoff', () => {
  it.each([
    [0, 30, 1],
    [9, 30, 1],
    [10, 30, 2],
    [20, 30, 4],
    [30, 30, 8],
    [40, 30, 10],
    [1000, 30, 10],
    [1000, 240, 1],
    [1000, 600, 1],
  ])('after %d checks at %d s is %d slots', (checks, seconds, slots) => {
    expect(backoffOf(checks, seconds * SECOND)).toBe(slots);
  });
});
