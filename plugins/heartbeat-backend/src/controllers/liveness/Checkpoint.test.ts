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
import type { LeaseRecord } from '../LeaseRecord';
import { aged } from './Checkpoint';

const DAY = 24 * HOUR;
const ORDERS = 'demo/apps/orders';

/**
 * An observer that saw `orders` live and then fall silent for so long, and one
 * that starts so long after it was stopped.
 */
function restart(options: {
  silentMs: number;
  downMs: number;
  meanwhile?: (last: LeaseRecord) => LeaseRecord;
  late?: boolean;
}) {
  const { silentMs, downMs, meanwhile = last => last, late } = options;
  const before = trackedWorld();
  before.tracker.reconcile(SCOPE, []);
  before.renew(['orders']);
  before.live(['orders'], MINUTE);
  before.clock.advance(silentMs);
  const checkpoint = before.tracker.checkpoint(ORDERS);
  before.end();
  before.clock.advance(downMs);
  const remembered = checkpoint ? [aged(checkpoint, downMs)] : [];
  const now = meanwhile(before.heartbeat('orders').record);
  const after = trackedWorld({
    clock: before.clock,
    checkpoints: late ? [] : remembered,
  });
  after.tracker.reconcile(SCOPE, [now]);
  if (late) {
    after.clock.advance(5 * SECOND);
    after.tracker.restore(remembered.map(each => aged(each, 5 * SECOND)));
  }
  return { ...after, before };
}

describe('after a restart of the observer', () => {
  it('a dead controller is dead at once, since when it was', () => {
    const { heartbeat, transitions, before } = restart({
      silentMs: MINUTE,
      downMs: 3 * DAY,
    });
    expect(heartbeat('orders').status).toBe('Dead');
    expect(heartbeat('orders').sinceWallMs).toBe(
      before.heartbeat('orders').sinceWallMs,
    );
    expect(transitions).toEqual([]);
  });

  it('a dead controller that has renewed meanwhile is alive', () => {
    const { heartbeat, transitions } = restart({
      silentMs: MINUTE,
      downMs: HOUR,
      meanwhile: last => ({ ...last, renewTime: '2026-11-22T12:10:00Z' }),
    });
    expect(heartbeat('orders').status).toBe('Alive');
    expect(transitions).toMatchObject([
      { from: { status: 'Dead' }, to: { status: 'Alive' }, cause: 'renewal' },
    ]);
  });

  it('a living controller that has renewed meanwhile is alive, as it was', () => {
    const { heartbeat, transitions, before } = restart({
      silentMs: 5 * SECOND,
      downMs: HOUR,
      meanwhile: last => ({ ...last, renewTime: '2026-11-22T13:01:00Z' }),
    });
    expect(heartbeat('orders').status).toBe('Alive');
    expect(heartbeat('orders').sinceWallMs).toBe(
      before.heartbeat('orders').sinceWallMs,
    );
    expect(transitions).toEqual([]);
  });

  it('one whose Lease has not changed is Unknown, and dead only after a whole duration of silence', () => {
    const { clock, heartbeat, story, transitions } = restart({
      silentMs: 5 * SECOND,
      downMs: HOUR,
    });
    expect(heartbeat('orders').unknown).toMatchObject({
      reason: 'starting',
      lastKnown: 'Alive',
    });
    expect(transitions).toMatchObject([
      { from: { status: 'Alive' }, cause: 'sight-lost' },
    ]);
    expect(transitions[0].atMonotonicMs).toBe(
      clock.monotonicMs() - HOUR + 15 * SECOND,
    );
    clock.advance(31 * SECOND - 1);
    expect(heartbeat('orders').status).toBe('Unknown');
    clock.advance(1);
    expect(story('orders')).toEqual(['Unknown (starting)', 'Dead']);
  });

  it('silence goes on counting where the restart took less than one renewal', () => {
    const { clock, heartbeat, story } = restart({
      silentMs: 22 * SECOND,
      downMs: 4 * SECOND,
    });
    expect(heartbeat('orders').status).toBe('Late');
    clock.advance(5 * SECOND - 1);
    expect(heartbeat('orders').status).toBe('Late');
    clock.advance(1);
    expect(heartbeat('orders').status).toBe('Dead');
    expect(story('orders')).toEqual(['Dead']);
  });

  it('what is remembered may come after the first look', () => {
    const dead = restart({ silentMs: MINUTE, downMs: DAY, late: true });
    expect(dead.story('orders')).toEqual(['Unknown (starting)', 'Dead']);
    expect(dead.heartbeat('orders').sinceWallMs).toBe(
      dead.before.heartbeat('orders').sinceWallMs,
    );
    const silent = restart({ silentMs: SECOND, downMs: HOUR, late: true });
    silent.clock.advance(26 * SECOND - 1);
    expect(silent.heartbeat('orders').status).toBe('Unknown');
    silent.clock.advance(1);
    expect(silent.heartbeat('orders').status).toBe('Dead');
  });

  it('the rhythm and the count of restarts are not forgotten', () => {
    const { heartbeat } = restart({
      silentMs: SECOND,
      downMs: MINUTE,
      meanwhile: last => ({
        ...last,
        holder: 'orders_ffffffff',
        renewTime: '2026-11-22T12:02:00Z',
      }),
    });
    expect(heartbeat('orders').restarts).toBe(1);
    const steady = restart({ silentMs: SECOND, downMs: SECOND });
    expect(steady.heartbeat('orders').usualGapMs).toBe(10 * SECOND);
  });

  it('the restarts before it count for a crash loop after it, and a crash loop goes on for as long', () => {
    const holder = (n: number) => ({ holder: `orders_0000000${n}` });
    const first = trackedWorld();
    first.tracker.reconcile(SCOPE, []);
    const { clock } = first;
    const crash = ({ renew }: typeof first, n: number) => {
      clock.advance(2 * MINUTE);
      renew(['orders'], holder(n));
    };
    [1, 2, 3].forEach(n => crash(first, n));
    const next = (before: typeof first) => {
      const checkpoint = before.tracker.checkpoint(ORDERS);
      before.end();
      clock.advance(MINUTE);
      const after = trackedWorld({
        clock,
        checkpoints: checkpoint && [aged(checkpoint, MINUTE)],
      });
      after.tracker.reconcile(SCOPE, [before.heartbeat('orders').record]);
      return after;
    };
    const second = next(first);
    expect(second.heartbeat('orders').isCrashLooping).toBe(false);
    crash(second, 4);
    expect(second.heartbeat('orders').isCrashLooping).toBe(true);
    const third = next(second);
    expect(third.heartbeat('orders').isCrashLooping).toBe(true);
    third.live(['orders'], 9 * MINUTE, holder(4));
    expect(third.heartbeat('orders').isCrashLooping).toBe(true);
    third.live(['orders'], 10 * SECOND, holder(4));
    expect(third.heartbeat('orders').isCrashLooping).toBe(false);
  });

  it('one that was stopped is stopped, until it renews', () => {
    const { tracker, lease, story, renew } = trackedWorld();
    const released = lease('orders', { holder: '' });
    tracker.restore([
      {
        id: ORDERS,
        uid: released.uid,
        renewTime: released.renewTime,
        holder: '',
        status: 'Stopped',
        sinceWallMs: 0,
        silentForMs: DAY,
        seenAgoMs: HOUR,
      },
    ]);
    tracker.reconcile(SCOPE, [released]);
    expect(story('orders')).toEqual([]);
    renew(['orders']);
    expect(story('orders')).toEqual(['Alive']);
  });

  it('what is remembered of a place whose watch fails is as of when it failed', () => {
    const { clock, tracker, renew } = trackedWorld();
    tracker.reconcile(SCOPE, []);
    renew(['orders']);
    tracker.failScope(
      SCOPE,
      { reason: 'unreachable', message: 'It does not answer' },
      clock.monotonicMs(),
    );
    clock.advance(HOUR);
    expect(tracker.checkpoint(ORDERS)).toMatchObject({
      status: 'Unknown',
      unknownReason: 'unreachable',
      lastKnown: 'Alive',
      silentForMs: HOUR,
      seenAgoMs: HOUR,
    });
  });
});
