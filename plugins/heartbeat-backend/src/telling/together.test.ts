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

import { TellingWorld } from './__testUtils__/TellingWorld';

const SECOND = 1_000;
const MINUTE = 60_000;

const TEAM = 'group:default/team-a';
const OTHERS = 'group:default/team-b';
const NAMES = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];

/** Eight controllers in one pod, each with an identity of its own, and one in another pod. */
async function setUp(options: { delayMs?: number; fallback?: string[] } = {}) {
  const world = new TellingWorld({
    notifications: {
      delayMs: options.delayMs ?? MINUTE,
      fallbackRecipients: options.fallback ?? [],
    },
  });
  const holderOf = (name: string) =>
    name === 'other'
      ? 'other-7d9f_00000001'
      : `hub-5c2e_0000000${NAMES.indexOf(name)}`;
  const turn = (names: string[], status: 'Alive' | 'Dead') =>
    world.change(
      Object.fromEntries(
        names.map(name => [name, { status, holder: holderOf(name) }]),
      ),
    );
  await turn([...NAMES, 'other'], 'Alive');
  await world.pass(MINUTE);
  return { world, turn };
}

describe('controllers of one process that die with it', () => {
  it('are told of once, and once when all of them are back', async () => {
    const { world, turn } = await setUp();
    NAMES.forEach(name => world.owns(TEAM, name, 'Hub'));
    for (const name of NAMES) {
      await turn([name], 'Dead');
      await world.pass(SECOND);
    }
    await world.pass(2 * MINUTE);
    expect(world.told).toEqual([
      `${TEAM}: 8 controllers are dead, as one process is`,
    ]);
    expect(world.lastPayload).toMatchObject({
      severity: 'critical',
      topic: 'controllers',
      scope: 'process:demo/apps/hub-5c2e',
      link: '/catalog/default/component/hub',
      description: expect.stringContaining(
        'What they do for Hub stands still since 22 Nov, 12:01:00 UTC: hub-5c2e in cluster demo renews none of its Leases any more. Its controllers: a, b, c, d, e, f, g and h.',
      ),
    });
    await turn(NAMES.slice(1), 'Alive');
    await world.pass(MINUTE);
    expect(world.told).toHaveLength(1);
    await turn(['a'], 'Alive');
    expect(world.told.slice(1)).toEqual([
      `${TEAM}: None of the 8 controllers of hub-5c2e is dead any more`,
    ]);
    expect(world.lastPayload?.scope).toBe('process:demo/apps/hub-5c2e');
  });

  it('are told of again, each on its own, when they die again each on its own', async () => {
    const { world, turn } = await setUp();
    NAMES.forEach(name => world.owns(TEAM, name, 'Hub'));
    await turn(NAMES, 'Dead');
    await world.pass(2 * MINUTE);
    await turn(NAMES, 'Alive');
    await world.pass(10 * MINUTE);
    await turn(['b'], 'Dead');
    await world.pass(2 * MINUTE);
    expect(world.told.at(-1)).toBe(`${TEAM}: Controller b is dead`);
    await turn(['b'], 'Alive');
    expect(world.told.at(-1)).toBe(`${TEAM}: Controller b is alive again`);
  });

  it('are told to each owner with what is theirs, and to whom the configuration names with what is nobody’s', async () => {
    const { world, turn } = await setUp({ fallback: ['user:default/ops'] });
    ['a', 'b'].forEach(name => world.owns(TEAM, name, 'Hub'));
    world.owns(OTHERS, 'c', 'Billing');
    await turn(NAMES, 'Dead');
    await world.pass(2 * MINUTE);
    expect(world.told).toEqual([
      `${TEAM}: 2 controllers are dead, as one process is`,
      `${OTHERS}: Controller c is dead`,
      'user:default/ops: 5 controllers are dead, as one process is',
    ]);
  });

  it('leave one of another process to be told of on its own', async () => {
    const { world, turn } = await setUp();
    [...NAMES, 'other'].forEach(name => world.owns(TEAM, name, 'Hub'));
    await turn([...NAMES, 'other'], 'Dead');
    await world.pass(2 * MINUTE);
    expect([...world.told].sort()).toEqual([
      `${TEAM}: 8 controllers are dead, as one process is`,
      `${TEAM}: Controller other is dead`,
    ]);
  });

  it('are not told of where they are back within the delay', async () => {
    const { world, turn } = await setUp();
    NAMES.forEach(name => world.owns(TEAM, name, 'Hub'));
    await turn(NAMES, 'Dead');
    await world.pass(MINUTE - 1);
    await turn(NAMES, 'Alive');
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });

  it('that die later are told of with those that are dead, in the same notification', async () => {
    const { world, turn } = await setUp({ delayMs: 0 });
    NAMES.forEach(name => world.owns(TEAM, name, 'Hub'));
    await turn(['a', 'b'], 'Dead');
    await world.pass(MINUTE);
    const { scope } = world.lastPayload ?? {};
    await turn(['c'], 'Dead');
    await world.pass(MINUTE);
    expect(world.told.at(-1)).toBe(
      `${TEAM}: 3 controllers are dead, as one process is`,
    );
    expect(world.lastPayload?.scope).toBe(scope);
  });
});

describe('a dead controller whose Lease is deleted', () => {
  it('closes what was told of it, in the same notification', async () => {
    const { world, turn } = await setUp();
    world.owns(TEAM, 'a', 'Hub');
    await turn(['a'], 'Dead');
    await world.pass(2 * MINUTE);
    const { scope } = world.lastPayload ?? {};
    await world.change({
      a: { status: 'Stopped', stop: 'removed', cause: 'removed' },
    });
    await world.pass(MINUTE);
    expect(world.told).toEqual([
      `${TEAM}: Controller a is dead`,
      `${TEAM}: Controller a was removed`,
    ]);
    expect(world.lastPayload).toMatchObject({ severity: 'low', scope });
  });

  it('is told to nobody where nobody knows that it was dead', async () => {
    const { world, turn } = await setUp();
    world.owns(TEAM, 'a', 'Hub');
    await turn(['a'], 'Dead');
    await world.pass(MINUTE - 1);
    await world.change({
      a: { status: 'Stopped', stop: 'removed', cause: 'removed' },
    });
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });
});
