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

import type {
  ServerGroupProvider,
  ServerObservation,
} from 'backstage-plugin-heartbeat-node';
import {
  DOWN,
  HEALTHY,
  MINUTE,
  monitorWorld,
  SECOND,
  server,
} from '../__testUtils__/monitorWorld';

function groupWorld(more: Partial<Parameters<typeof monitorWorld>[0]> = {}) {
  const asked: string[] = [];
  const found = new Map<string, ServerObservation>();
  let failing: Error | undefined;
  let work = Promise.resolve();
  const late: Array<() => void> = [];
  const cloud: ServerGroupProvider = {
    kind: 'cloud',
    prepare: ({ name, spec }) => ({
      target: `cloud/${name}`,
      group: String(spec),
    }),
    async checkGroup(definitions, { group, report }) {
      const names = definitions.map(({ name }) => name);
      asked.push(`${group}: ${names.join(' ')}`);
      await work;
      for (const name of names) {
        const observation = found.get(name);
        if (observation) {
          report(name, observation);
          late.push(() => report(name, DOWN));
        }
      }
      if (failing) {
        throw failing;
      }
    },
  };
  const member = (name: string, group: string, intervalMs?: number) =>
    server(name, { provider: 'cloud', spec: group, intervalMs });
  return {
    asked,
    found,
    fail: (error: Error | undefined) => {
      failing = error;
    },
    /** From now on it takes until `promise` settles. */
    waitFor: (promise: Promise<void>) => {
      work = promise;
    },
    reportLate: () => late.splice(0).forEach(report => report()),
    member,
    ...monitorWorld({
      servers: [
        member('a', 'east'),
        member('b', 'east', 15 * SECOND),
        member('c', 'west'),
      ],
      providers: [cloud],
      ...more,
    }),
  };
}

describe('a group', () => {
  it('is asked at once, as often as the one of it that is asked most often', async () => {
    const world = groupWorld();
    ['a', 'b', 'c'].forEach(name => world.found.set(name, HEALTHY));
    await world.start();
    await world.clock.pass(MINUTE);
    expect(world.asked.filter(group => group === 'east: a b')).toHaveLength(4);
    expect(world.asked.filter(group => group === 'west: c')).toHaveLength(2);
    expect(world.server('a').status).toBe('Healthy');
  });

  it('is of one shard', () => {
    const world = groupWorld();
    return world.start().then(() => {
      const shardOf = (name: string) =>
        world.health.shardOf(`server:test/${name}`);
      expect(shardOf('a')).toBeDefined();
      expect(shardOf('a')).toBe(shardOf('b'));
    });
  });

  it('keeps what was known of the life of those that cannot be asked about', async () => {
    const world = groupWorld();
    const known = {
      facts: { region: 'west' },
      lifecycle: { phase: 'Running', marks: [] },
    };
    world.found.set('c', { ...HEALTHY, ...known });
    await world.start();
    await world.clock.pass(MINUTE);
    world.found.clear();
    world.fail(new Error('no cluster'));
    await world.clock.pass(5 * MINUTE);
    expect(world.server('c')).toMatchObject({ status: 'Unknown', ...known });
  });

  it('leaves those Unknown that are not reported, with what was thrown', async () => {
    const world = groupWorld();
    ['a', 'c'].forEach(name => world.found.set(name, HEALTHY));
    await world.start();
    await world.clock.pass(30 * SECOND);
    expect(world.server('b')).toMatchObject({
      status: 'Unknown',
      message: 'Its provider did not report it.',
    });
    world.fail(new Error('the quota is used up'));
    await world.clock.pass(MINUTE);
    expect(world.server('a').status).toBe('Healthy');
    expect(world.server('b').message).toBe('the quota is used up');
  });

  it('does not count what is reported after the end', async () => {
    const world = groupWorld();
    ['a', 'b', 'c'].forEach(name => world.found.set(name, HEALTHY));
    await world.start();
    await world.clock.pass(MINUTE);
    for (let i = 0; i < 5; i++) {
      world.reportLate();
    }
    expect(world.server('a').pending).toBeUndefined();
  });

  it('is asked about those that it has now', async () => {
    const world = groupWorld();
    ['a', 'b', 'c', 'd'].forEach(name => world.found.set(name, HEALTHY));
    await world.start();
    world.list([world.member('a', 'east'), world.member('d', 'east')]);
    await world.clock.pass(3 * MINUTE);
    expect(world.asked.at(-1)).toBe('east: a d');
    expect(world.server('d').status).toBe('Healthy');
    expect(world.health.state.servers).toEqual({ known: 2, checkedHere: 2 });
  });

  it('is not disturbed in its question by others that come and go', async () => {
    const world = groupWorld();
    ['a', 'b', 'c', 'd'].forEach(name => world.found.set(name, HEALTHY));
    let end = () => {};
    world.waitFor(
      new Promise(resolve => {
        end = resolve;
      }),
    );
    await world.start();
    while (!world.asked.includes('east: a b')) {
      await world.clock.pass(100);
    }
    world.list([
      world.member('b', 'east', 15 * SECOND),
      world.member('d', 'east'),
    ]);
    await world.health.start();
    end();
    await world.clock.pass(0);
    expect(world.server('b').status).toBe('Healthy');
    expect(world.server('d').reason).toBe('not-checked');
    await world.clock.pass(15 * SECOND);
    expect(world.asked.at(-1)).toBe('east: b d');
    expect(world.server('d').status).toBe('Healthy');
  });
});
