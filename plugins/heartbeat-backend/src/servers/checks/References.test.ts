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

import { monitorOptions } from '../../config/monitorOptions';
import {
  DOWN,
  HEALTHY,
  MINUTE,
  monitorWorld,
  SECOND,
  server,
  silence,
} from '../__testUtils__/monitorWorld';

const NAMES = Array.from({ length: 20 }, (_, i) => `s${i}`);

function worldWithReferences(failures = 3) {
  const world = monitorWorld({
    servers: NAMES.map(name => server(name)),
    options: {
      ...monitorOptions.parse({
        references: [{ fake: { is: 'gateway' } }, { fake: { is: 'resolver' } }],
      }),
      failures,
    },
    host: name => (name === 's0' ? undefined : name),
  });
  const all = [...NAMES.slice(1), 'reference-0', 'reference-1'];
  return {
    ...world,
    unplug: () => all.forEach(name => world.answers.set(name, silence)),
    plug: () => all.forEach(name => world.answers.set(name, HEALTHY)),
    statuses: () =>
      new Set(NAMES.slice(1).map(name => world.server(name).status)),
    turnedDown: () =>
      world.transitions.filter(({ to }) => to.status === 'Down'),
  };
}

describe('without a network of our own', () => {
  it.each([1, 3])(
    'nothing is turned Down, with %d failures needed, and all is Unknown once',
    async failures => {
      const world = worldWithReferences(failures);
      await world.start();
      await world.clock.pass(2 * MINUTE);
      world.transitions.length = 0;
      world.unplug();
      await world.clock.pass(10 * MINUTE);
      expect(world.turnedDown()).toEqual([]);
      expect(world.transitions).toHaveLength(NAMES.length - 1);
      expect(world.statuses()).toEqual(new Set(['Unknown']));
      expect(world.server('s1')).toMatchObject({
        reason: 'network-down',
        lastKnown: 'Healthy',
        message: expect.stringContaining('none of its 2 references answers'),
      });
      expect(world.health.state.networkDown?.message).toBe(
        world.server('s1').message,
      );
    },
  );

  it('is known soon: the references are asked when unusually many fail', async () => {
    const world = worldWithReferences();
    await world.start();
    await world.clock.pass(2 * MINUTE);
    world.unplug();
    await world.clock.pass(15 * SECOND + 5 * SECOND);
    expect(world.health.state.networkDown).toBeDefined();
  });

  it('servers are judged that do not need it', async () => {
    const world = worldWithReferences();
    await world.start();
    await world.clock.pass(2 * MINUTE);
    world.unplug();
    await world.clock.pass(MINUTE);
    expect(world.server('s0').status).toBe('Healthy');
    world.answers.set('s0', DOWN);
    await world.clock.pass(MINUTE);
    expect(world.server('s0').status).toBe('Down');
  });

  it('nothing is Down at the start either, when the first result would count at once', async () => {
    const world = worldWithReferences();
    world.unplug();
    await world.start();
    await world.clock.pass(2 * MINUTE);
    expect(world.turnedDown()).toEqual([]);
    expect(world.statuses()).toEqual(new Set(['Unknown']));
  });
});

describe('with the network back', () => {
  it('all is judged afresh, within a quarter of the interval, by checks that began since', async () => {
    const world = worldWithReferences();
    await world.start();
    await world.clock.pass(2 * MINUTE);
    world.unplug();
    await world.clock.pass(5 * MINUTE);
    world.plug();
    while (world.health.state.networkDown) {
      await world.clock.pass(SECOND);
    }
    world.answers.set('s3', DOWN);
    await world.clock.pass(7.5 * SECOND);
    expect(world.server('s3').status).toBe('Down');
    expect(world.server('s4').status).toBe('Healthy');
    expect(world.statuses()).toEqual(new Set(['Healthy', 'Down']));
  });
});

describe('one reference that answers', () => {
  it('is enough to believe what fails', async () => {
    const world = worldWithReferences();
    await world.start();
    await world.clock.pass(2 * MINUTE);
    world.unplug();
    world.answers.set('reference-1', HEALTHY);
    await world.clock.pass(2 * MINUTE);
    expect(world.health.state.networkDown).toBeUndefined();
    expect(world.statuses()).toEqual(new Set(['Down']));
  });
});
