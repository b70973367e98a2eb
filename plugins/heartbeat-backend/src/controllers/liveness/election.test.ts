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
import { SCOPE, SECOND, trackedWorld } from '../../__testUtils__/trackedWorld';
import { marginMsOf } from './ObservedHeartbeat';

/** client-go's defaults. */
const DURATION_S = 15;
const GAP_MS = 2 * SECOND;

const A = 'orders-7d9f_11111111-2222-3333-4444-555555555555';
const B = 'orders-5c2e_99999999-2222-3333-4444-555555555555';

/** A Lease of leader election, held by A, whose gap is known. */
function elected(more: Partial<LeaseRecord> = {}) {
  const world = trackedWorld();
  const { clock, renew, tracker } = world;
  const spec = {
    holder: A,
    leaseDurationSeconds: DURATION_S,
    leaseTransitions: 3,
    isElection: true,
    ...more,
  };
  tracker.reconcile(SCOPE, []);
  const beat = (change: Partial<LeaseRecord> = {}) =>
    renew(['orders'], { ...spec, ...change });
  beat();
  for (let i = 0; i < 5; i++) {
    clock.advance(GAP_MS);
    beat();
  }
  return {
    ...world,
    beat,
    release: () => beat({ holder: '', leaseDurationSeconds: 1 }),
    succeed: () => beat({ holder: B, leaseTransitions: 4 }),
    now: () => world.heartbeat('orders'),
    story: () =>
      world.transitions.map(({ to, cause }) => `${to.status} (${cause})`),
  };
}

describe('an election', () => {
  it.each([15.1, 19, 23.7])(
    'whose leader is killed, and whose standby takes over after %d s, is Late and Alive again, never Dead',
    seconds => {
      const { clock, succeed, story } = elected();
      clock.advance(seconds * SECOND);
      succeed();
      clock.advance(GAP_MS);
      expect(story()).toEqual([
        'Alive (first-sight)',
        'Late (silence)',
        'Alive (takeover)',
      ]);
    },
  );

  it('is Dead when no successor can take over any more, 4.4 usual gaps past its duration', () => {
    const { clock, now, story } = elected();
    clock.advance(23_800 - 1);
    expect(now().status).toBe('Late');
    clock.advance(1);
    expect(story()).toEqual([
      'Alive (first-sight)',
      'Late (silence)',
      'Dead (silence)',
    ]);
    expect(now().durationMs).toBe(15_000);
    expect(marginMsOf(now())).toBe(8_800);
  });

  it('tells how long a change of leader took, and how long nobody led', () => {
    const { clock, succeed, now } = elected();
    clock.advance(21 * SECOND);
    succeed();
    expect(now().recentRestarts).toMatchObject([
      {
        kind: 'takeover',
        previousHolder: A,
        holder: B,
        handover: { tookMs: 21_000, leaderlessMs: 6_000 },
      },
    ]);
  });

  it('is no other for a leader who renews in the moment in which it has taken over, as client-go does', () => {
    const { clock, succeed, beat, story } = elected();
    clock.advance(16 * SECOND);
    succeed();
    clock.advance(2);
    beat({ holder: B, leaseTransitions: 4 });
    clock.advance(GAP_MS);
    const told = story().length;
    expect(story().at(-1)).toBe('Alive (takeover)');
    // It is killed before its next renewal.
    clock.advance(19 * SECOND);
    beat({ holder: A, leaseTransitions: 5 });
    expect(story().slice(told)).toEqual(['Late (silence)', 'Alive (takeover)']);
  });

  it('that is given up has nobody leading until the next one takes it', () => {
    const { clock, release, succeed, now, story } = elected();
    clock.advance(SECOND);
    release();
    clock.advance(1_500);
    succeed();
    expect(story().slice(1)).toEqual([
      'Stopped (released)',
      'Alive (takeover)',
    ]);
    expect(now().recentRestarts?.[0].handover).toEqual({
      tookMs: 1_500,
      leaderlessMs: 1_500,
    });
  });

  it('does not tell how long a change took that was not seen all of', () => {
    const { clock, tracker, lease, now } = elected();
    const failedMs = clock.monotonicMs();
    clock.advance(10 * SECOND);
    tracker.failScope(
      SCOPE,
      { reason: 'unreachable', message: 'no answer' },
      failedMs,
    );
    clock.advance(10 * SECOND);
    const spec = { leaseDurationSeconds: DURATION_S, isElection: true };
    tracker.reconcile(SCOPE, [
      lease('orders', { ...spec, holder: B, leaseTransitions: 4 }),
    ]);
    expect(now().recentRestarts).toMatchObject([{ kind: 'takeover' }]);
    expect(now().recentRestarts?.[0].handover).toBeUndefined();
  });
});

describe('a heartbeat, which has one writer,', () => {
  it('is Dead at its duration and the margin, and tells of no leaders', () => {
    const { clock, now, succeed } = elected({ isElection: false });
    clock.advance(16 * SECOND);
    expect(now().status).toBe('Dead');
    succeed();
    expect(now().recentRestarts?.[0].handover).toBeUndefined();
  });
});

describe('a Lease that nobody holds', () => {
  const NOBODY = { holder: '', leaseDurationSeconds: 6 };

  it('and that is renewed is a heartbeat: Alive, and Dead when it ends [H12]', () => {
    const { clock, tracker, renew, transitions } = trackedWorld();
    tracker.reconcile(SCOPE, []);
    for (let i = 0; i < 5; i++) {
      renew(['orders'], NOBODY);
      clock.advance(1_500);
    }
    clock.advance(6 * SECOND);
    expect(transitions.map(({ to }) => to.status)).toEqual([
      'Stopped',
      'Alive',
      'Late',
      'Dead',
    ]);
  });

  it.each([
    ['by client-go', { holder: '', leaseDurationSeconds: 1 }],
    ['by a client in Java', { holder: undefined, leaseDurationSeconds: 1 }],
    ['without cutting it', { holder: '' }],
  ])('was given up before it was first seen: %s', (_, change) => {
    const { clock, tracker, lease, heartbeat, transitions } = trackedWorld();
    const old = lease('orders', { ...change, leaseTransitions: 2 });
    old.renewTime = new Date(clock.wallMs() - 7_200_000).toISOString();
    tracker.reconcile(SCOPE, [old]);
    clock.advance(60 * SECOND);
    tracker.reconcile(SCOPE, [old]);
    clock.advance(60 * SECOND);
    expect(heartbeat('orders').status).toBe('Stopped');
    expect(transitions).toHaveLength(1);
  });

  it('and never stated who, is judged by its silence', () => {
    const { clock, tracker, lease, heartbeat } = trackedWorld();
    tracker.reconcile(SCOPE, [lease('orders', { holder: undefined })]);
    clock.advance(32 * SECOND);
    expect(heartbeat('orders').status).toBe('Dead');
  });
});
