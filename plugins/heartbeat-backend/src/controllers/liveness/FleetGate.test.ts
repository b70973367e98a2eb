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

const ALL = Array.from({ length: 10 }, (_, i) => `c${i}`);

function setUp(names = ALL) {
  const world = trackedWorld();
  world.tracker.reconcile(SCOPE, []);
  world.renew(names);
  world.live(names, MINUTE);
  const statuses = () =>
    names.map(name => world.heartbeat(name).status).join(' ');
  const deaths = (of = names) =>
    of.filter(name => world.heartbeat(name).status === 'Dead');
  return { ...world, statuses, deaths };
}

describe('when most controllers of a cluster fall silent together', () => {
  it('that is one disruption of the cluster, and nobody dies of it who comes back', () => {
    const { clock, live, story, disruptions, deaths, heartbeat } = setUp();
    const sinceMonotonicMs = clock.monotonicMs() + 20 * SECOND + 1;
    clock.advance(90 * SECOND);
    expect(deaths()).toEqual([]);
    expect(heartbeat('c0').unknown).toMatchObject({
      reason: 'disruption',
      params: { cluster: 'demo' },
    });
    expect(disruptions.at(-1)).toMatchObject({
      cluster: 'demo',
      sinceMonotonicMs,
      count: 10,
    });
    live(ALL, MINUTE);
    expect(story('c9').slice(-2)).toEqual(['Unknown (disruption)', 'Alive']);
    expect(disruptions.at(-1)).toBeUndefined();
  });

  it('those that stay silent are dead a whole duration after half of the others are back', () => {
    const { clock, live, renew, deaths } = setUp();
    clock.advance(MINUTE);
    renew(ALL.slice(0, 4));
    clock.advance(5 * SECOND);
    renew(ALL.slice(4, 5));
    const backMs = clock.monotonicMs();
    live(ALL.slice(0, 5), 30 * SECOND);
    clock.advance(SECOND - 1);
    expect(deaths()).toEqual([]);
    clock.advance(1);
    expect(deaths()).toEqual(ALL.slice(5));
    expect(clock.monotonicMs()).toBe(backMs + 31 * SECOND);
  });

  it('they are believed a whole duration after half of those that were never silent have renewed since', () => {
    const { clock, live, deaths, heartbeat } = setUp();
    const alive = ALL.slice(6);
    live(alive, 30 * SECOND);
    expect(heartbeat('c0').unknown?.reason).toBe('disruption');
    live(alive, 20 * SECOND);
    expect(deaths()).toEqual([]);
    // Held at 20 s, proven at 30 s by those that live, D + margin after that.
    clock.advance(11 * SECOND);
    expect(deaths()).toEqual(ALL.slice(0, 6));
  });

  it('all of them are dead after a minute and a duration where nothing proves anything', () => {
    const { clock, deaths, disruptions } = setUp();
    clock.advance(20 * SECOND + 1 + MINUTE + 31 * SECOND - 1);
    expect(deaths()).toEqual([]);
    clock.advance(1);
    expect(deaths()).toEqual(ALL);
    expect(disruptions.at(-1)).toBeUndefined();
  });

  it('the next time is a disruption again', () => {
    const { clock, live, deaths, story } = setUp();
    for (let i = 0; i < 3; i++) {
      clock.advance(90 * SECOND);
      live(ALL, MINUTE);
    }
    expect(deaths()).toEqual([]);
    expect(story('c9').filter(status => status === 'Alive')).toHaveLength(4);
  });

  it('a second time before all are back is one as well, and puts off no death for more than a minute', () => {
    const { clock, renew, deaths, heartbeat } = setUp();
    for (let i = 0; i < 20; i++) {
      clock.advance(25 * SECOND);
      renew(ALL.slice(1));
    }
    expect(heartbeat('c1').status).toBe('Alive');
    expect(deaths()).toEqual(['c0']);
  });

  it('those that were dead before stay dead and count for nothing', () => {
    const { clock, live, deaths, heartbeat } = setUp();
    live(ALL.slice(7), MINUTE);
    clock.advance(60 * MINUTE);
    const dead = deaths();
    expect(dead).toEqual(ALL);
    live(ALL.slice(7), MINUTE);
    clock.advance(25 * SECOND);
    expect(heartbeat('c0').status).toBe('Dead');
    expect(heartbeat('c9').unknown?.reason).toBe('disruption');
  });
});

describe('it is no disruption', () => {
  it('where one process dies, however many Leases it renewed', () => {
    const { clock, tracker, lease, deaths, disruptions } = setUp([]);
    const names = Array.from({ length: 8 }, (_, i) => `bucket-${i}`);
    const renew = () =>
      names.forEach((name, i) =>
        tracker.observe(SCOPE, {
          ...lease(name),
          // Each election in it has an identity of its own.
          holder: `controller-6d4b_0a1b2c3${i}`,
          renewTime: new Date(clock.wallMs()).toISOString(),
        }),
      );
    for (let i = 0; i < 5; i++) {
      renew();
      clock.advance(10 * SECOND);
    }
    clock.advance(21 * SECOND);
    expect(deaths(names)).toEqual(names);
    expect(disruptions).toEqual([]);
  });

  it('where two fall silent, however few there are', () => {
    const { clock, deaths } = setUp(['c0', 'c1']);
    clock.advance(31 * SECOND);
    expect(deaths()).toEqual(['c0', 'c1']);
  });

  it('where half of them do', () => {
    const { live, deaths } = setUp();
    live(ALL.slice(5), 40 * SECOND);
    expect(deaths()).toEqual(ALL.slice(0, 5));
  });

  it('where they do one after the other', () => {
    const { live, deaths } = setUp();
    for (let i = 1; i <= 10; i++) {
      live(ALL.slice(i), 60 * SECOND);
    }
    expect(deaths()).toEqual(ALL);
  });

  it('where they are stopped', () => {
    const { tracker, lease, live, statuses } = setUp();
    ALL.slice(0, 6).forEach(name => tracker.remove(SCOPE, lease(name).ref));
    live(ALL.slice(6, 9), 40 * SECOND);
    expect(statuses()).toBe(
      'Stopped Stopped Stopped Stopped Stopped Stopped Alive Alive Alive Dead',
    );
  });
});
