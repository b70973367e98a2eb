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

import {
  HOUR,
  MINUTE,
  SCOPE,
  SECOND,
  trackedWorld,
} from '../../__testUtils__/trackedWorld';

function setUp(names = ['orders']) {
  const world = trackedWorld();
  world.tracker.reconcile(SCOPE, []);
  world.renew(names);
  world.live(names, MINUTE);
  return world;
}

describe('while our event loop stands still', () => {
  it('a renewal that was sent meanwhile and is read afterwards is in time', () => {
    const { clock, renew, story } = setUp();
    clock.advance(25 * SECOND);
    clock.stall(6 * SECOND);
    // Timers run first, as in Node.
    clock.advance(0);
    renew(['orders']);
    clock.advance(10 * SECOND);
    expect(story('orders')).toEqual(['Alive', 'Late', 'Alive']);
  });

  it('a death is told when the loop has caught up, dated to its deadline', () => {
    const { clock, heartbeat, transitions } = setUp();
    const deadMs = clock.monotonicMs() + 31 * SECOND;
    clock.advance(25 * SECOND);
    clock.stall(7 * SECOND);
    clock.advance(1_999);
    expect(heartbeat('orders').status).toBe('Late');
    clock.advance(1);
    expect(heartbeat('orders').status).toBe('Dead');
    expect(transitions.at(-1)?.atMonotonicMs).toBe(deadMs);
  });

  it('a stall longer than a renewal gives a whole new duration', () => {
    const { clock, heartbeat } = setUp();
    clock.stall(10 * MINUTE);
    clock.advance(31 * SECOND - 1);
    expect(heartbeat('orders').status).not.toBe('Dead');
    clock.advance(1);
    expect(heartbeat('orders').status).toBe('Dead');
  });

  it('one that never catches up makes Unknown, and says why; what was dead stays dead', () => {
    const { clock, live, heartbeat } = setUp(['orders', 'payments']);
    live(['orders'], 40 * SECOND);
    expect(heartbeat('payments').status).toBe('Dead');
    for (let i = 0; i < 60; i++) {
      clock.stall(SECOND);
      clock.advance(0);
    }
    expect(heartbeat('orders')).toMatchObject({
      status: 'Unknown',
      unknown: { reason: 'observer-stalled', lastKnown: 'Alive' },
    });
    expect(heartbeat('payments').status).toBe('Dead');
    clock.advance(3 * SECOND);
    expect(heartbeat('orders').unknown?.reason).toBe('starting');
    clock.advance(31 * SECOND);
    expect(heartbeat('orders').status).toBe('Dead');
  });

  it('a stall is told of with how long it was, and again when nothing waits for it', () => {
    const { clock, stalls } = setUp();
    const ofRow = { lastedMs: 9_750, isHolding: true };
    clock.stall(10 * SECOND);
    clock.advance(0);
    expect(stalls).toEqual([
      { ...ofRow, endedMonotonicMs: clock.monotonicMs() },
    ]);
    clock.stall(SECOND);
    clock.advance(0);
    const last = { ...ofRow, endedMonotonicMs: clock.monotonicMs() };
    expect(stalls.at(-1)).toEqual(last);
    clock.advance(3 * SECOND);
    expect(stalls.slice(2)).toEqual([{ ...last, isHolding: false }]);
    clock.advance(MINUTE);
    expect(stalls).toHaveLength(3);
  });

  it('gaps between renewals that are read in one go teach no rhythm', () => {
    const { clock, renew, heartbeat } = setUp();
    clock.stall(MINUTE);
    clock.advance(0);
    for (let i = 0; i < 6; i++) {
      renew(['orders'], { renewTime: `2026-01-01T00:00:0${i}.000000Z` });
    }
    expect(heartbeat('orders').usualGapMs).toBe(10 * SECOND);
  });
});

describe('while our own heartbeat does not come back', () => {
  it('nobody dies in that cluster, and all are judged again when it does', () => {
    const { clock, tracker, heartbeat, story } = setUp();
    clock.advance(15 * SECOND);
    const writtenMs = clock.monotonicMs();
    clock.advance(10 * SECOND);
    tracker.loseCanary('demo', writtenMs, 10 * SECOND);
    clock.advance(HOUR);
    expect(heartbeat('orders').unknown).toMatchObject({
      reason: 'canary-overdue',
      params: { cluster: 'demo', seconds: 10 },
      lastKnown: 'Late',
    });
    tracker.regainCanary('demo');
    clock.advance(31 * SECOND);
    expect(story('orders')).toEqual([
      'Alive',
      'Late',
      'Unknown (canary-overdue)',
      'Unknown (starting)',
      'Dead',
    ]);
  });

  it('a place from which others come back is observed, and one from which none do is not', () => {
    const { clock, tracker, lease, renew, live, heartbeat } = setUp([
      'orders',
      'payments',
    ]);
    tracker.openScope('demo/quiet');
    tracker.reconcile('demo/quiet', [lease('quiet')]);
    clock.advance(SECOND);
    tracker.loseCanary('demo', clock.monotonicMs(), 10 * SECOND);
    clock.advance(SECOND);
    renew(['orders']);
    live(['orders'], MINUTE);
    expect(heartbeat('payments').status).toBe('Dead');
    expect(heartbeat('quiet').unknown?.reason).toBe('canary-overdue');
  });

  it('nothing is different in another cluster', () => {
    const { clock, tracker, heartbeat } = setUp();
    tracker.loseCanary('other', clock.monotonicMs(), 10 * SECOND);
    clock.advance(31 * SECOND);
    expect(heartbeat('orders').status).toBe('Dead');
  });
});

describe('forged Leases', () => {
  it.each([
    ['9999-12-31T23:59:59.000000Z', 30, 31 * SECOND],
    ['0001-01-01T00:00:00.000000Z', 30, 31 * SECOND],
    ['9999-12-31T23:59:59.000000Z', 2 ** 31 - 1, HOUR + SECOND],
    ['not a time', 30, 31 * SECOND],
  ])(
    'a renewTime of %s with a duration of %i s pins nothing, at first sight or later',
    (renewTime, leaseDurationSeconds, deadAfterMs) => {
      const { clock, tracker, lease, heartbeat } = trackedWorld();
      const forged = { renewTime, leaseDurationSeconds };
      tracker.reconcile(SCOPE, [lease('found', forged)]);
      tracker.observe(SCOPE, lease('seen'));
      tracker.observe(SCOPE, lease('seen', forged));
      clock.advance(deadAfterMs - 1);
      expect(heartbeat('found').status).not.toBe('Dead');
      expect(heartbeat('seen').status).not.toBe('Dead');
      clock.advance(1);
      expect(heartbeat('found').status).toBe('Dead');
      expect(heartbeat('seen').status).toBe('Dead');
    },
  );

  it('a dead controller is not made anything better by a Lease that is invalid', () => {
    const { clock, tracker, heartbeat } = setUp();
    clock.advance(31 * SECOND);
    const { record } = heartbeat('orders');
    tracker.observe(SCOPE, { ...record, leaseDurationSeconds: undefined });
    expect(heartbeat('orders').status).toBe('Dead');
  });
});

describe('the clock of a controller', () => {
  it('is estimated by several renewals, of which one that is far out counts for nothing', () => {
    const { clock, live, renew, heartbeat } = setUp();
    const ahead = (ms: number) => ({
      renewTime: new Date(clock.wallMs() + ms).toISOString(),
    });
    expect(heartbeat('orders').clockSkewMs).toBe(0);
    clock.advance(SECOND);
    renew(['orders'], ahead(-HOUR));
    expect(heartbeat('orders').clockSkewMs).toBe(0);
    live(['orders'], MINUTE);
    for (let i = 0; i < 5; i++) {
      clock.advance(SECOND);
      renew(['orders'], ahead(MINUTE));
    }
    expect(heartbeat('orders').clockSkewMs).toBe(MINUTE);
  });
});
