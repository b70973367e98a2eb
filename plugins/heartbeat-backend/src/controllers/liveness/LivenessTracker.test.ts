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
import type { LeaseRecord } from '../LeaseRecord';
import type { HeartbeatTransition } from './HeartbeatTransition';
import { LivenessTracker } from './LivenessTracker';
import type { ObservedHeartbeat } from './ObservedHeartbeat';

const SCOPE = 'demo/all';
const SECOND = 1000;
const HOUR = 3600 * SECOND;
const UNREACHABLE = {
  reason: 'unreachable',
  message: 'Cluster demo does not answer',
} as const;

function setUp() {
  const clock = new FakeClock();
  const verdicts = new Map<string, ObservedHeartbeat>();
  const transitions: string[] = [];
  const changes: HeartbeatTransition[] = [];
  const overdue: string[] = [];
  const ended = new AbortController();
  const tracker = new LivenessTracker({
    clock,
    marginMs: SECOND,
    maxDurationMs: HOUR,
    signal: ended.signal,
    listener: {
      onVerdict(heartbeat, transition) {
        verdicts.set(heartbeat.id, heartbeat);
        if (transition) {
          changes.push(transition);
          transitions.push(
            heartbeat.unknown
              ? `Unknown (${heartbeat.unknown.reason})`
              : heartbeat.status,
          );
        }
      },
      onForgotten: id => verdicts.delete(id),
      onOverdue(scopeId, { ref }) {
        overdue.push(scopeId);
        tracker.confirm(scopeId, ref, clock.monotonicMs());
      },
    },
  });
  tracker.openScope(SCOPE);

  /** A Lease as its controller would write it now, with the controller's clock `aheadMs`. */
  const lease = (
    change: Partial<LeaseRecord> & { aheadMs?: number } = {},
  ): LeaseRecord => {
    const { aheadMs = 0, ...rest } = change;
    return {
      ref: { cluster: 'demo', namespace: 'apps', name: 'orders' },
      uid: 'uid-1',
      controller: 'orders',
      holder: 'orders-1',
      renewTime: new Date(clock.wallMs() + aheadMs).toISOString(),
      leaseDurationSeconds: 30,
      ...rest,
    };
  };
  const orders = () => {
    const heartbeat = verdicts.get('demo/apps/orders');
    if (!heartbeat) {
      throw new Error('There is no verdict on demo/apps/orders');
    }
    return heartbeat;
  };
  /** Renews `times` times, each `gapMs` after the one before. */
  const renew = (times: number, gapMs: number, aheadMs = 0) => {
    for (let i = 0; i < times; i++) {
      clock.advance(gapMs);
      tracker.observe(SCOPE, lease({ aheadMs }));
    }
  };
  return {
    clock,
    tracker,
    transitions,
    changes,
    overdue,
    lease,
    orders,
    renew,
    verdicts,
    end: () => ended.abort(),
  };
}

describe('a silent controller', () => {
  it('is Late past twice its usual gap and Dead at duration and margin, to the millisecond', () => {
    const { clock, tracker, lease, orders, renew, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    renew(4, 10 * SECOND);
    expect(orders().status).toBe('Alive');
    expect(orders().usualGapMs).toBe(10 * SECOND);

    clock.advance(20 * SECOND);
    expect(orders().status).toBe('Alive');
    clock.advance(1);
    expect(orders().status).toBe('Late');
    clock.advance(11 * SECOND - 2);
    expect(orders().status).toBe('Late');
    clock.advance(1);
    expect(orders().status).toBe('Dead');
    expect(transitions).toEqual(['Alive', 'Late', 'Dead']);
  });

  it('is Alive again with its next renewal, and the time of that is known', () => {
    const { clock, tracker, lease, orders, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(60 * SECOND);
    tracker.observe(SCOPE, lease());
    expect(transitions).toEqual(['Alive', 'Late', 'Dead', 'Alive']);
    expect(orders().sinceWallMs).toBe(clock.wallMs());
    expect(orders().lastBeat).toEqual({
      monotonicMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
    });
  });

  it('is never Late before half of its duration, however fast it usually renews', () => {
    const { clock, tracker, lease, orders, renew } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    renew(5, 2 * SECOND);
    clock.advance(15 * SECOND);
    expect(orders().status).toBe('Alive');
    clock.advance(1);
    expect(orders().status).toBe('Late');
  });

  it('is not Late before it is Dead where it usually renews only at the last moment', () => {
    const { clock, tracker, lease, orders, renew } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    renew(8, 28 * SECOND);
    clock.advance(30 * SECOND);
    expect(orders().status).toBe('Alive');
    clock.advance(1 * SECOND);
    expect(orders().status).toBe('Dead');
  });

  it('is Dead within the longest duration that is believed, whatever the Lease says [K6]', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(
      SCOPE,
      lease({
        leaseDurationSeconds: 2 ** 31 - 1,
        renewTime: '9999-12-31T23:59:59.000000Z',
      }),
    );
    clock.advance(HOUR + SECOND - 1);
    expect(orders().status).toBe('Late');
    clock.advance(1);
    expect(orders().status).toBe('Dead');
  });

  it('has the API server asked for it when it is overdue, before it is Dead', () => {
    const { clock, tracker, lease, orders, overdue } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(20 * SECOND);
    expect(overdue).toEqual([]);
    clock.advance(1);
    expect(overdue).toEqual([SCOPE]);
    expect(orders().status).toBe('Late');
  });
});

describe('a transition', () => {
  it('is dated to the deadline, not to when the timer came round', () => {
    const { clock, tracker, lease, orders, changes } = setUp();
    tracker.reconcile(SCOPE, []);
    const beganMs = clock.monotonicMs();
    const beganWallMs = clock.wallMs();
    tracker.observe(SCOPE, lease());
    clock.advance(30 * SECOND);
    clock.stall(5 * SECOND);
    clock.advance(10 * SECOND);
    expect(changes[0]).toEqual({
      to: { status: 'Alive' },
      atMonotonicMs: beganMs,
      atWallMs: beganWallMs,
      cause: 'first-sight',
    });
    expect(changes.at(-1)).toEqual({
      from: { status: 'Late' },
      to: { status: 'Dead' },
      atMonotonicMs: beganMs + 31 * SECOND,
      atWallMs: beganWallMs + 31 * SECOND,
      cause: 'silence',
    });
    expect(orders().sinceWallMs).toBe(beganWallMs + 31 * SECOND);
  });

  it('names what it was caused by', () => {
    const { clock, tracker, lease, changes } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(21 * SECOND);
    tracker.observe(SCOPE, lease());
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    clock.advance(HOUR);
    tracker.reconcile(SCOPE, [{ ...lease(), renewTime: changes[0].cause }]);
    tracker.observe(SCOPE, lease({ holder: '' }));
    tracker.observe(SCOPE, lease({ renewTime: undefined }));
    tracker.observe(SCOPE, lease());
    tracker.remove(SCOPE, lease().ref);
    expect(changes.map(({ cause, to }) => [cause, to.status])).toEqual([
      ['first-sight', 'Alive'],
      ['silence', 'Late'],
      ['renewal', 'Alive'],
      ['sight-lost', 'Unknown'],
      ['renewal', 'Alive'],
      ['released', 'Stopped'],
      ['invalid-lease', 'Unknown'],
      ['renewal', 'Alive'],
      ['deleted', 'Stopped'],
    ]);
  });
});

describe('clocks', () => {
  it.each([
    [-HOUR, ['Unknown (starting)', 'Alive']],
    [-31 * SECOND, ['Alive']],
    [31 * SECOND, ['Alive']],
    [HOUR, ['Alive']],
  ])(
    'a controller whose clock is %i ms ahead is Alive while it renews, and its skew is shown: %j',
    (aheadMs, expected) => {
      const { tracker, lease, orders, renew, transitions } = setUp();
      tracker.reconcile(SCOPE, []);
      tracker.observe(SCOPE, lease({ aheadMs }));
      renew(10, 10 * SECOND, aheadMs);
      expect(transitions).toEqual(expected);
      expect(orders().clockSkewMs).toBe(aheadMs);
    },
  );

  it('a step of our own wall clock changes no verdict', () => {
    const { clock, tracker, lease, renew, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    renew(2, 10 * SECOND);
    clock.stepWallClock(HOUR);
    renew(2, 10 * SECOND);
    clock.stepWallClock(-2 * HOUR);
    renew(2, 10 * SECOND);
    expect(transitions).toEqual(['Alive']);
  });

  it('a renewal that goes back in time is a renewal', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(25 * SECOND);
    tracker.observe(SCOPE, lease({ aheadMs: -HOUR }));
    clock.advance(20 * SECOND);
    expect(orders().status).toBe('Alive');
  });
});

describe('at first sight', () => {
  it('a fresh renewTime is provisionally Alive and has a whole duration to prove it', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, [lease({ aheadMs: -29 * SECOND })]);
    expect(orders()).toMatchObject({ status: 'Alive', isProvisional: true });
    expect(orders().lastBeat).toBeUndefined();
    clock.advance(5 * SECOND);
    tracker.observe(SCOPE, lease());
    expect(orders()).toMatchObject({ status: 'Alive', isProvisional: false });
  });

  it('a stale renewTime is Unknown (starting), and Dead only after a duration of silence that we saw', () => {
    const { clock, tracker, lease, orders, transitions } = setUp();
    tracker.reconcile(SCOPE, [lease({ aheadMs: -72 * HOUR })]);
    expect(orders().status).toBe('Unknown');
    clock.advance(31 * SECOND - 1);
    expect(orders().status).toBe('Unknown');
    clock.advance(1);
    expect(transitions).toEqual(['Unknown (starting)', 'Dead']);
  });

  it('a controller with a clock an hour behind is not Dead when we start', () => {
    const { clock, tracker, lease, transitions } = setUp();
    tracker.reconcile(SCOPE, [lease({ aheadMs: -HOUR })]);
    clock.advance(9 * SECOND);
    tracker.observe(SCOPE, lease({ aheadMs: -HOUR }));
    expect(transitions).toEqual(['Unknown (starting)', 'Alive']);
  });

  it.each([
    ['no renewTime', { renewTime: undefined }, 'spec.renewTime'],
    [
      'no duration',
      { leaseDurationSeconds: undefined },
      'spec.leaseDurationSeconds',
    ],
    ['a duration of nothing', { leaseDurationSeconds: 0 }, 'at least 1'],
  ])(
    'a Lease with %s is Unknown with the field that is wrong, and stays so',
    (_, change, words) => {
      const { clock, tracker, lease, orders } = setUp();
      tracker.reconcile(SCOPE, [lease(change)]);
      clock.advance(HOUR);
      expect(orders()).toMatchObject({
        status: 'Unknown',
        unknown: {
          reason: 'invalid-lease',
          message: expect.stringContaining(words),
        },
      });
      tracker.observe(SCOPE, lease());
      expect(orders().status).toBe('Alive');
    },
  );
});

describe('a clean shutdown', () => {
  it('is Stopped when the Lease is deleted, and Alive when it is back, counted as a restart', () => {
    const { clock, tracker, lease, orders, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(5 * SECOND);
    tracker.remove(SCOPE, lease().ref);
    clock.advance(HOUR);
    tracker.observe(SCOPE, lease({ uid: 'uid-2', holder: 'orders-2' }));
    expect(transitions).toEqual(['Alive', 'Stopped', 'Alive']);
    expect(orders()).toMatchObject({ restarts: 1, isGone: false });
  });

  it('is Stopped when the holder lets go of the Lease', () => {
    const { tracker, lease, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    tracker.observe(SCOPE, lease({ holder: '', leaseDurationSeconds: 1 }));
    expect(transitions).toEqual(['Alive', 'Stopped']);
  });

  it('is none where a dead controller is cleared away: it is removed', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(31 * SECOND);
    tracker.remove(SCOPE, lease().ref);
    expect(orders()).toMatchObject({
      status: 'Stopped',
      stop: { by: 'removed' },
      isGone: true,
    });
  });

  it('is forgotten after a day', () => {
    const { end, clock, tracker, lease, verdicts } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    tracker.remove(SCOPE, lease().ref);
    clock.advance(24 * HOUR - 1);
    expect(verdicts.size).toBe(1);
    clock.advance(1);
    expect(verdicts.size).toBe(0);
    end();
    expect(clock.timerCount).toBe(0);
  });
});

describe('while we cannot see', () => {
  it('no controller becomes Late or Dead: each is Unknown from its own deadline on, with what was last known', () => {
    const { clock, tracker, lease, orders, renew, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    renew(3, 10 * SECOND);
    clock.advance(5 * SECOND);
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    expect(orders().status).toBe('Alive');
    clock.advance(HOUR);
    expect(transitions).toEqual(['Alive', 'Unknown (unreachable)']);
    expect(orders().unknown).toEqual({ ...UNREACHABLE, lastKnown: 'Alive' });
  });

  it('a dead controller stays Dead', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    clock.advance(31 * SECOND);
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    clock.advance(HOUR);
    tracker.reconcile(SCOPE, [orders().record]);
    clock.advance(HOUR);
    expect(orders().status).toBe('Dead');
  });

  it('a relist that finds nothing changed is no sign of life, and after a long gap gives a whole new duration', () => {
    const { clock, tracker, lease, orders, transitions } = setUp();
    tracker.reconcile(SCOPE, []);
    const last = lease();
    tracker.observe(SCOPE, last);
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    clock.advance(10 * 60 * SECOND);
    tracker.reconcile(SCOPE, [last]);
    expect(orders().unknown).toMatchObject({
      reason: 'starting',
      lastKnown: 'Alive',
    });
    clock.advance(31 * SECOND - 1);
    expect(orders().status).toBe('Unknown');
    clock.advance(1);
    expect(transitions).toEqual([
      'Alive',
      'Unknown (unreachable)',
      'Unknown (starting)',
      'Dead',
    ]);
  });

  it('a gap shorter than one renewal does not put off a death', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, []);
    const last = lease();
    tracker.observe(SCOPE, last);
    clock.advance(15 * SECOND);
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    clock.advance(2 * SECOND);
    tracker.reconcile(SCOPE, [last]);
    clock.advance(14 * SECOND - 1);
    expect(orders().status).toBe('Late');
    clock.advance(1);
    expect(orders().status).toBe('Dead');
  });

  it('a renewal that is found afterwards is a sign of life, and says nothing of rhythm', () => {
    const { clock, tracker, lease, orders, renew } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    renew(3, 10 * SECOND);
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    clock.advance(10 * 60 * SECOND);
    tracker.reconcile(SCOPE, [lease()]);
    expect(orders()).toMatchObject({
      status: 'Alive',
      usualGapMs: 10 * SECOND,
    });
  });

  it('a Lease that is gone when we look again is Stopped', () => {
    const { clock, tracker, lease, orders } = setUp();
    tracker.reconcile(SCOPE, []);
    tracker.observe(SCOPE, lease());
    tracker.failScope(SCOPE, UNREACHABLE, clock.monotonicMs());
    clock.advance(10 * SECOND);
    tracker.reconcile(SCOPE, []);
    expect(orders().status).toBe('Stopped');
  });
});

describe('two scopes that see one Lease', () => {
  it('the one opened first tells of it, and the other takes over when it is gone from there', () => {
    const { tracker, lease, orders } = setUp();
    tracker.openScope('demo/second');
    tracker.reconcile('demo/second', [lease({ controller: 'by the second' })]);
    tracker.reconcile(SCOPE, [lease({ controller: 'by the first' })]);
    tracker.observe('demo/second', lease({ controller: 'by the second' }));
    expect(orders().record.controller).toBe('by the first');
    tracker.remove(SCOPE, lease().ref);
    tracker.observe('demo/second', lease({ controller: 'by the second' }));
    expect(orders()).toMatchObject({
      status: 'Alive',
      record: { controller: 'by the second' },
    });
  });
});

describe('a scope where nobody looks any more', () => {
  it('is forgotten with its Leases, without a verdict on them, and hides nothing of another one', () => {
    const { clock, tracker, lease, orders, transitions, verdicts } = setUp();
    const other = { cluster: 'other', namespace: 'apps', name: 'orders' };
    tracker.openScope('other/all');
    tracker.reconcile(SCOPE, [lease()]);
    tracker.reconcile('other/all', [lease({ ref: other })]);
    tracker.closeScope(SCOPE);
    expect([...verdicts.keys()]).toEqual(['other/apps/orders']);
    clock.advance(31 * SECOND);
    expect(transitions).toEqual(['Alive', 'Alive', 'Late', 'Dead']);

    tracker.openScope(SCOPE);
    tracker.reconcile(SCOPE, [lease()]);
    expect(orders()).toMatchObject({ status: 'Alive', restarts: 0 });
  });
});

describe('many controllers', () => {
  it('share one timer', () => {
    const { end, clock, tracker, lease, verdicts } = setUp();
    const all = Array.from({ length: 500 }, (_, i) =>
      lease({
        ref: { cluster: 'demo', namespace: 'apps', name: `c${i}` },
        leaseDurationSeconds: 10 + (i % 50),
      }),
    );
    const { timerCount } = clock;
    tracker.reconcile(SCOPE, all);
    expect(clock.timerCount).toBe(timerCount + 1);
    clock.advance(70 * SECOND);
    expect([...verdicts.values()].every(v => v.status === 'Dead')).toBe(true);
    expect(clock.timerCount).toBe(timerCount);
    tracker.reconcile(SCOPE, all);
    end();
    expect(clock.timerCount).toBe(0);
  });
});
