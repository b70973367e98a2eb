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

const NAMES = ['a', 'b', 'c', 'd', 'e'];

type Change = Parameters<TellingWorld['change']>[0][string];

/** The same change of all of these. */
const all = (change: Change, names = NAMES) =>
  Object.fromEntries(names.map(name => [name, change]));

const DISRUPTED: Change = { status: 'Unknown', reason: 'disruption' };
const UNREACHABLE: Change = { status: 'Unknown', reason: 'unreachable' };

/** Five controllers, of which two teams own three, and nobody the others. */
async function setUp(
  options: ConstructorParameters<typeof TellingWorld>[0] = {},
) {
  const world = new TellingWorld(options);
  world.owns('group:default/team-a', 'a');
  world.owns('group:default/team-a', 'b');
  world.owns('group:default/team-b', 'c');
  await world.change(all({ status: 'Alive' }));
  await world.pass(MINUTE);
  return world;
}

describe('a disruption of a cluster', () => {
  it('is one notification to all owners concerned, and one more when it is over', async () => {
    const world = await setUp();
    await world.change(all(DISRUPTED));
    await world.pass(MINUTE);
    expect(world.told).toEqual([
      'group:default/team-a group:default/team-b: Most controllers in cluster demo fell silent together',
    ]);
    expect(world.lastPayload).toMatchObject({
      description: expect.stringContaining(
        '5 controllers have not been heard of since about 22 Nov, 12:01:00 UTC',
      ),
      severity: 'critical',
      scope: 'cluster:demo',
      topic: 'clusters',
    });
    await world.change(all({ status: 'Alive' }, ['a', 'b', 'c']));
    await world.pass(MINUTE);
    expect(world.told).toHaveLength(1);
    await world.change({ d: { status: 'Alive' }, e: { status: 'Dead' } });
    await world.pass(2 * SECOND);
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a group:default/team-b: Cluster demo can be judged again',
    ]);
    expect(world.lastPayload).toMatchObject({
      description:
        'It took 2 min 2 s. Of the controllers that were silent then: 4 alive, 1 dead.',
      severity: 'normal',
      scope: 'cluster:demo',
    });
  });

  it('is not told where it is over within the delay', async () => {
    const world = await setUp();
    await world.change(all(DISRUPTED));
    await world.pass(50 * SECOND);
    await world.change(all({ status: 'Alive' }));
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
    expect(world.clock.timerCount).toBe(0);
  });

  it('that controllers leave as dead is told of each of them, too', async () => {
    const world = await setUp({ notifications: { delayMs: 0 } });
    await world.change(all(DISRUPTED));
    await world.pass(2 * SECOND);
    await world.change({ a: { status: 'Dead' } });
    await world.pass(0);
    expect(world.told.slice(1)).toEqual([
      'group:default/team-a: Controller a is dead',
    ]);
  });

  it('is told later to the owners of those that fall silent later, and not twice to the others', async () => {
    const world = await setUp({ notifications: { delayMs: 0 } });
    await world.change(all(DISRUPTED, ['a', 'd', 'e']));
    await world.pass(2 * SECOND);
    await world.change(all(DISRUPTED, ['b', 'c']));
    await world.pass(2 * SECOND);
    expect(world.send.mock.calls.map(([{ recipients }]) => recipients)).toEqual(
      [
        { type: 'entity', entityRef: ['group:default/team-a'] },
        { type: 'entity', entityRef: ['group:default/team-b'] },
      ],
    );
  });

  it('is told when the notifications backend is back, to the same people', async () => {
    const world = await setUp({ notifications: { delayMs: 0 } });
    world.send.mockRejectedValueOnce(new Error('Request failed: status 503'));
    await world.change(all(DISRUPTED));
    await world.pass(2 * SECOND);
    await world.pass(SECOND);
    expect(world.told).toHaveLength(2);
    expect(world.told[1]).toBe(world.told[0]);
  });

  it('is told by the replica that wrote it, and by no other', async () => {
    const world = await setUp();
    await world.change(all({ ...DISRUPTED, isWrittenByAnother: true }));
    await world.pass(10 * MINUTE);
    await world.change(all({ status: 'Alive' }));
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
  });

  it('whose controllers are all forgotten leaves nothing behind', async () => {
    const world = await setUp({ notifications: { delayMs: 0 } });
    await world.change(all(DISRUPTED));
    NAMES.forEach(name => world.registry.deleteHeartbeat(`demo/apps/${name}`));
    await world.pass(MINUTE);
    expect(world.told).toEqual([]);
    expect(world.clock.timerCount).toBe(0);
  });
});

describe('a cluster that cannot be seen', () => {
  it('is one notification, where Unknown is chosen, that says why', async () => {
    const world = await setUp({ notifications: { statuses: ['Unknown'] } });
    await world.change(all(UNREACHABLE));
    await world.pass(MINUTE);
    expect(world.told).toEqual([
      'group:default/team-a group:default/team-b: Cluster demo cannot be observed',
    ]);
    expect(world.lastPayload).toMatchObject({
      description:
        'Since 22 Nov, 12:01:00 UTC nobody can tell whether 5 controllers there, some of them yours, are alive. The API server does not answer; see whether it runs.',
      severity: 'high',
    });
  });

  it.each([
    ['by default, nothing', UNREACHABLE, ['Dead'] as const],
    [
      'nothing while the portal starts',
      { status: 'Unknown', reason: 'starting' } as const,
      ['Unknown'] as const,
    ],
  ])('is %s', async (_, change, statuses) => {
    const world = await setUp({ notifications: { statuses: [...statuses] } });
    await world.change(all(change));
    await world.pass(10 * MINUTE);
    expect(world.told).toEqual([]);
  });
});
