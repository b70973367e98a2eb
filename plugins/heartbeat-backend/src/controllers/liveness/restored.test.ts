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
  MINUTE,
  SCOPE,
  SECOND,
  trackedWorld,
} from '../../__testUtils__/trackedWorld';

const DAY = 24 * 60 * MINUTE;

function setUp() {
  const world = trackedWorld();
  const { clock, lease } = world;
  world.tracker.reconcile(SCOPE, []);
  return {
    ...world,
    /** The Lease as it was so long ago. */
    past: (agoMs: number, change: Parameters<typeof lease>[1] = {}) =>
      lease('orders', {
        renewTime: new Date(clock.wallMs() - agoMs).toISOString(),
        ...change,
      }),
  };
}

describe('a Lease that comes from a backup', () => {
  it('is Unknown until its controller renews it', () => {
    const { clock, tracker, renew, past, story, heartbeat } = setUp();
    tracker.observe(SCOPE, past(60 * DAY));
    expect(story('orders')).toEqual(['Unknown (starting)']);
    expect(heartbeat('orders').hasLived).toBe(false);
    clock.advance(10 * SECOND);
    renew(['orders']);
    expect(story('orders')).toEqual(['Unknown (starting)', 'Alive']);
    expect(heartbeat('orders').hasLived).toBe(true);
  });

  it('was never seen to live when it is Dead, so that nobody has to be told', () => {
    const { clock, tracker, past, story, heartbeat } = setUp();
    tracker.observe(SCOPE, past(2 * 60 * MINUTE));
    clock.advance(MINUTE);
    expect(story('orders')).toEqual(['Unknown (starting)', 'Dead']);
    expect(heartbeat('orders').hasLived).toBe(false);
  });

  it('is Unknown, too, where the one before was deleted', () => {
    const { clock, tracker, live, past, story, heartbeat } = setUp();
    live(['orders'], MINUTE);
    tracker.remove(SCOPE, past(0).ref);
    clock.advance(10 * MINUTE);
    tracker.observe(SCOPE, past(DAY, { uid: 'uid-2' }));
    expect(story('orders')).toEqual(['Alive', 'Stopped', 'Unknown (starting)']);
    expect(heartbeat('orders').isGone).toBe(false);
    clock.advance(20 * SECOND);
    expect(heartbeat('orders').status).toBe('Unknown');
  });

  it.each([0, 30 * SECOND, 80 * SECOND])(
    'is not what a controller makes whose clock is %d ms behind',
    behindMs => {
      const { tracker, past, story } = setUp();
      tracker.observe(SCOPE, past(behindMs));
      expect(story('orders')).toEqual(['Alive']);
    },
  );
});

describe('a renewal that is earlier than the one before', () => {
  it('brings nobody back to life, as when the store of the API server is restored', () => {
    const { clock, tracker, live, past, story, heartbeat } = setUp();
    live(['orders'], MINUTE);
    clock.advance(40 * SECOND);
    const before = heartbeat('orders');
    tracker.observe(SCOPE, past(5 * MINUTE));
    tracker.reconcile(SCOPE, [past(6 * MINUTE, { holder: 'orders_00000000' })]);
    clock.advance(MINUTE);
    expect(story('orders')).toEqual(['Alive', 'Late', 'Dead']);
    expect(heartbeat('orders').lastBeat).toEqual(before.lastBeat);
  });

  it('is no death of one of whom nothing is known yet', () => {
    const { clock, tracker, past, story } = setUp();
    tracker.observe(SCOPE, past(60 * MINUTE));
    for (let i = 0; i < 4; i++) {
      clock.advance(20 * SECOND);
      tracker.observe(SCOPE, past((70 + 10 * i) * MINUTE));
    }
    expect(story('orders')).toEqual(['Unknown (starting)']);
  });

  it('is a renewal of who lives, whose clock was set back', () => {
    const { clock, tracker, live, past, story } = setUp();
    live(['orders'], MINUTE);
    for (let i = 0; i < 6; i++) {
      clock.advance(19 * SECOND);
      tracker.observe(SCOPE, past(60 * MINUTE));
    }
    expect(story('orders')).toEqual(['Alive']);
  });

  it('is followed by one that counts, where the clock of the dead one was set back', () => {
    const { clock, tracker, live, past, story } = setUp();
    live(['orders'], MINUTE);
    clock.advance(40 * SECOND);
    for (let i = 0; i < 2; i++) {
      tracker.observe(SCOPE, past(60 * MINUTE));
      clock.advance(10 * SECOND);
    }
    expect(story('orders')).toEqual(['Alive', 'Late', 'Dead', 'Alive']);
  });

  it('is a sign of life of who has taken the Lease over, whatever the clock says', () => {
    const { clock, tracker, past, story } = setUp();
    tracker.observe(SCOPE, past(0, { leaseTransitions: 3 }));
    clock.advance(40 * SECOND);
    tracker.observe(
      SCOPE,
      past(10 * MINUTE, { holder: 'other', leaseTransitions: 4 }),
    );
    expect(story('orders')).toEqual(['Alive', 'Late', 'Dead', 'Alive']);
  });
});
