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

import { MINUTE, SECOND, trackedWorld } from '../__testUtils__/trackedWorld';
import { changePercent } from './Flapping';

/** `100...` with the newest state last. */
function percent(states: string): number {
  return changePercent(parseInt(states, 2));
}

describe('the share of changes among 21 states', () => {
  it('is none for one state and all for a change each time', () => {
    expect(percent('000000000000000000000')).toBe(0);
    expect(percent('111111111111111111111')).toBe(0);
    expect(percent('010101010101010101010')).toBeCloseTo(100);
  });

  it('weighs the newest change half as much again as the oldest', () => {
    expect(percent('000000000000000000001')).toBeCloseTo(6);
    expect(percent('011111111111111111111')).toBeCloseTo(4);
  });
});

describe('flapping', () => {
  function dieAndReturn(world: ReturnType<typeof trackedWorld>) {
    world.clock.advance(MINUTE);
    world.renew(['orders']);
  }

  it('begins with the second return from death and ends when the last one is no longer new', () => {
    const world = trackedWorld();
    const { live, renew, heartbeat } = world;
    renew(['orders']);
    live(['orders'], 5 * MINUTE);
    dieAndReturn(world);
    expect(heartbeat('orders').isFlapping).toBe(false);
    live(['orders'], MINUTE);
    dieAndReturn(world);
    expect(heartbeat('orders')).toMatchObject({
      status: 'Alive',
      isFlapping: true,
    });
    live(['orders'], 5 * MINUTE);
    expect(heartbeat('orders').isFlapping).toBe(true);
    live(['orders'], 5 * MINUTE);
    expect(heartbeat('orders').isFlapping).toBe(false);
  });

  it('is not said of one that dies once in a while', () => {
    const world = trackedWorld();
    world.renew(['orders']);
    for (let i = 0; i < 4; i++) {
      dieAndReturn(world);
      world.live(['orders'], 12 * MINUTE);
      expect(world.heartbeat('orders').isFlapping).toBe(false);
    }
  });

  it('is not said of one that is late again and again', () => {
    const { clock, renew, heartbeat, story } = trackedWorld();
    for (let i = 0; i < 20; i++) {
      renew(['orders'], { holder: undefined });
      clock.advance(25 * SECOND);
    }
    expect(story('orders')).toContain('Late');
    expect(heartbeat('orders').isFlapping).toBe(false);
  });
});
