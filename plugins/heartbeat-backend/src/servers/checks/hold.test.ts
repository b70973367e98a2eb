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
  DOWN,
  MINUTE,
  monitorWorld,
  SECOND,
  server,
  silence,
} from '../__testUtils__/monitorWorld';
import { parseMemory, type ServerMemory } from './ServerMemory';

const NAMES = Array.from({ length: 40 }, (_, i) => `s${i}`);

function replicas() {
  const servers = NAMES.map(name => server(name));
  const one = monitorWorld({ servers });
  return {
    one,
    two: monitorWorld({ servers, clock: one.clock, answers: one.answers }),
  };
}

const EVEN = [0, 2, 4, 6, 8, 10, 12, 14];
const ODD = [1, 3, 5, 7, 9, 11, 13, 15];

describe('the shards of a replica', () => {
  it('are checked by it alone, each server by one of two', async () => {
    const { one, two } = replicas();
    one.hold(EVEN);
    two.hold(ODD);
    await one.health.start();
    await two.health.start();
    await one.clock.pass(30 * SECOND);
    const asked = [...one.checks, ...two.checks].map(({ name }) => name);
    expect(asked.sort()).toEqual([...NAMES].sort());
    expect(one.health.state.servers.known).toBe(40);
    expect(
      one.health.state.servers.checkedHere +
        two.health.state.servers.checkedHere,
    ).toBe(40);
  });

  it('that are given up are asked no more: what runs is aborted and not reported', async () => {
    const { one } = replicas();
    NAMES.forEach(name => one.answers.set(name, silence));
    await one.start();
    await one.clock.pass(10 * SECOND);
    expect(one.health.state.checks.running).toBeGreaterThan(0);
    const left: string[] = [];
    one.registry.onLeft(id => left.push(id));
    one.hold([]);
    const transitions = one.transitions.length;
    one.checks.length = 0;
    await one.clock.pass(2 * MINUTE);
    expect(one.checks).toEqual([]);
    expect(one.transitions).toHaveLength(transitions);
    expect(one.health.state.checks).toMatchObject({ running: 0, waiting: 0 });
    expect(one.server('s1').isElsewhere).toBe(true);
    expect(one.health.memoryOf('server:test/s1')).toBeUndefined();
  });

  it('are taken up where the other replica left them: status, since, and rows of failures', async () => {
    const { one, two } = replicas();
    await one.start();
    await two.health.start();
    await one.clock.pass(MINUTE);
    one.answers.set('s1', DOWN);
    // Two of three failures.
    while (one.server('s1').pending?.count !== 2) {
      await one.clock.pass(500);
    }
    const { sinceMonotonicMs } = one.server('s1');
    const memories = new Map<string, ServerMemory>();
    for (const name of NAMES) {
      const id = `server:test/${name}`;
      const memory = parseMemory(
        JSON.parse(JSON.stringify(one.health.memoryOf(id))),
        3 * SECOND,
      );
      if (memory) {
        memories.set(id, memory);
      }
    }
    one.hold([]);
    await one.clock.pass(3 * SECOND);
    two.hold([...EVEN, ...ODD], memories);
    await two.clock.pass(0);
    expect(two.server('s1')).toMatchObject({
      status: 'Healthy',
      sinceMonotonicMs,
      pending: { status: 'Down', count: 2, needed: 3 },
      lastCheck: { monotonicMs: expect.any(Number) },
    });
    expect(two.transitions).toEqual([]);
    await two.clock.pass(30 * SECOND);
    expect(two.story()).toEqual(['Down (check)']);
    expect(two.transitions[0]).toMatchObject({ from: { status: 'Healthy' } });
    expect(two.server('s2').status).toBe('Healthy');
  });

  it('are stored with the first check of who took them over, and not again with each', async () => {
    const { one, two } = replicas();
    await one.start();
    await two.health.start();
    await one.clock.pass(MINUTE);
    const memories = new Map<string, ServerMemory>();
    for (const name of NAMES) {
      const id = `server:test/${name}`;
      const memory = parseMemory(one.health.memoryOf(id));
      if (memory) {
        memories.set(id, memory);
      }
    }
    const stored: string[] = [];
    two.health.onMemory(id => stored.push(id));
    one.hold([]);
    two.hold([...EVEN, ...ODD], memories);
    await two.clock.pass(30 * SECOND);
    expect(stored.sort()).toEqual([...memories.keys()].sort());
    await two.clock.pass(MINUTE);
    expect(stored).toHaveLength(NAMES.length);
  });

  it('are checked without memories where those cannot be read', async () => {
    const { one } = replicas();
    const all = new Map([...EVEN, ...ODD].map(shard => [shard, 0]));
    one.health.hold(all, async () => {
      throw new Error('no database');
    });
    await one.health.start();
    await one.clock.pass(30 * SECOND);
    expect(one.checks).toHaveLength(40);
  });
});

describe('a memory', () => {
  it('of another version is none', () => {
    expect(parseMemory({ status: 'Sleeping' })).toBeUndefined();
    expect(parseMemory(undefined)).toBeUndefined();
  });

  it('are asked now where somebody wants it, by the replica that has them, which stores at once what it finds', async () => {
    const { one, two } = replicas();
    one.hold(EVEN);
    two.hold(ODD);
    await one.health.start();
    await two.health.start();
    await one.clock.pass(MINUTE);
    const stored: string[] = [];
    const id = 'server:test/s1';
    for (const { health } of [one, two]) {
      health.onMemory(changed => stored.push(changed));
    }
    for (const { checks } of [one, two]) {
      checks.length = 0;
    }
    const taken = [one.health.checkNow(id), two.health.checkNow(id)];
    expect(taken.sort()).toEqual([false, true]);
    await one.clock.pass(100);
    const asked = [...one.checks, ...two.checks].map(({ name }) => name);
    expect(asked).toContain('s1');
    expect(stored).toEqual([id]);
    expect(one.health.checkNow('server:test/nobody')).toBe(false);
  });
});
