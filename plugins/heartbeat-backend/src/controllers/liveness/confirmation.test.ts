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

/** One that renewed each 10 s for a minute, and nobody answers our questions but the test. */
function setUp(options: { marginMs?: number } = {}) {
  const world = trackedWorld({ ...options, isAnswered: false });
  const { tracker, clock, heartbeat } = world;
  tracker.reconcile(SCOPE, []);
  world.renew(['orders']);
  world.live(['orders'], MINUTE);
  world.overdue.length = 0;
  return {
    ...world,
    /** The API server had nothing new so long ago. */
    answer(agoMs = 0) {
      const { ref } = heartbeat('orders').record;
      tracker.confirm(SCOPE, ref, clock.monotonicMs() - agoMs);
    },
  };
}

describe('a death', () => {
  it('is asked about when the Lease is over, once', () => {
    const { clock, overdue } = setUp();
    clock.advance(30 * SECOND - 1);
    const asked = overdue.length;
    clock.advance(1);
    expect(overdue).toHaveLength(asked + 1);
    clock.advance(SECOND - 1);
    expect(overdue).toHaveLength(asked + 1);
  });

  it('waits for the answer, and is dated to its deadline', () => {
    const { clock, answer, heartbeat, transitions } = setUp();
    const deadMs = clock.monotonicMs() + 31 * SECOND;
    clock.advance(31 * SECOND + 400);
    expect(heartbeat('orders').status).toBe('Late');
    answer(SECOND);
    expect(heartbeat('orders').status).toBe('Dead');
    expect(transitions.at(-1)).toMatchObject({
      cause: 'silence',
      atMonotonicMs: deadMs,
    });
  });

  it('has its answer before its deadline, and then comes to the millisecond', () => {
    const { clock, answer, heartbeat } = setUp();
    clock.advance(30 * SECOND + 100);
    answer();
    clock.advance(899);
    expect(heartbeat('orders').status).toBe('Late');
    clock.advance(1);
    expect(heartbeat('orders').status).toBe('Dead');
  });

  it('is not shown by an answer from before the Lease was over', () => {
    const { clock, answer, heartbeat } = setUp();
    clock.advance(30 * SECOND);
    answer(1);
    clock.advance(MINUTE);
    expect(heartbeat('orders').status).toBe('Late');
    answer();
    expect(heartbeat('orders').status).toBe('Dead');
  });

  it('is asked about again each second for as long as there is no answer', () => {
    const { clock, overdue, heartbeat } = setUp();
    clock.advance(31 * SECOND);
    const asked = overdue.length;
    clock.advance(10 * SECOND);
    expect(overdue).toHaveLength(asked + 10);
    expect(heartbeat('orders').status).toBe('Late');
  });

  it('waits for the answer also where no margin is given', () => {
    const { clock, answer, heartbeat } = setUp({ marginMs: 0 });
    clock.advance(30 * SECOND + 10);
    expect(heartbeat('orders').status).toBe('Late');
    answer(10);
    expect(heartbeat('orders').status).toBe('Dead');
  });

  it('is shown by a list that was asked for when the Lease was over, and by no earlier one', () => {
    const { clock, tracker, heartbeat } = setUp();
    const { record } = heartbeat('orders');
    clock.advance(40 * SECOND);
    const listAskedFor = (agoMs: number) =>
      tracker.reconcile(SCOPE, [record], clock.monotonicMs() - agoMs);
    listAskedFor(10 * SECOND + 1);
    expect(heartbeat('orders').status).toBe('Late');
    listAskedFor(10 * SECOND);
    expect(heartbeat('orders').status).toBe('Dead');
  });

  it('is none where the answer is that the API server does not answer', () => {
    const { clock, tracker, heartbeat, story } = setUp();
    clock.advance(30 * SECOND + 750);
    tracker.failScope(
      SCOPE,
      { reason: 'unreachable', message: 'No answer' },
      clock.monotonicMs() - SECOND,
    );
    clock.advance(MINUTE);
    expect(heartbeat('orders').unknown?.lastKnown).toBe('Late');
    expect(story('orders')).not.toContain('Dead');
  });

  it('of one that renews meanwhile is no death', () => {
    const { clock, answer, renew, heartbeat } = setUp();
    clock.advance(31 * SECOND);
    renew(['orders']);
    answer();
    clock.advance(10 * SECOND);
    expect(heartbeat('orders').status).toBe('Alive');
  });
});
