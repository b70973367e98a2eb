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

import { useOpenStack } from './__testUtils__/useOpenStack';
import type { CloudServer } from './CloudServer';
import type { ServerMove } from './serverMoves';

/** Status, power state and task of each state on the way, as Nova lists them. */
type Seen = [string, number, string | null];

interface Case {
  move: ServerMove;
  /** What was done to the server before. */
  after: ServerMove[];
  seen: Seen[];
  /** Whether the time of launch is a new one. */
  launches?: boolean;
}

const CASES: Case[] = [
  {
    move: 'stop',
    after: ['boot'],
    seen: [
      ['ACTIVE', 1, 'powering-off'],
      ['SHUTOFF', 4, null],
    ],
  },
  {
    move: 'start',
    after: ['boot', 'stop'],
    seen: [
      ['SHUTOFF', 4, 'powering-on'],
      ['ACTIVE', 1, null],
    ],
  },
  {
    move: 'pause',
    after: ['boot'],
    seen: [
      ['ACTIVE', 1, 'pausing'],
      ['PAUSED', 3, null],
    ],
  },
  {
    move: 'unpause',
    after: ['boot', 'pause'],
    seen: [
      ['PAUSED', 3, 'unpausing'],
      ['ACTIVE', 1, null],
    ],
  },
  {
    move: 'suspend',
    after: ['boot'],
    seen: [
      ['ACTIVE', 1, 'suspending'],
      ['SUSPENDED', 7, null],
    ],
  },
  {
    move: 'resume',
    after: ['boot', 'suspend'],
    seen: [
      ['SUSPENDED', 7, 'resuming'],
      ['ACTIVE', 1, null],
    ],
  },
  {
    move: 'rescue',
    after: ['boot'],
    seen: [
      ['ACTIVE', 1, 'rescuing'],
      ['RESCUE', 4, null],
    ],
    launches: true,
  },
  {
    move: 'unrescue',
    after: ['boot', 'rescue'],
    seen: [
      ['RESCUE', 4, 'unrescuing'],
      ['ACTIVE', 1, null],
    ],
  },
  {
    move: 'reboot',
    after: ['boot'],
    seen: [
      ['REBOOT', 1, 'rebooting'],
      ['ACTIVE', 1, null],
    ],
  },
  {
    move: 'hardReboot',
    after: ['boot'],
    seen: [
      ['HARD_REBOOT', 1, 'rebooting_hard'],
      ['ACTIVE', 1, null],
    ],
  },
  {
    move: 'shelve',
    after: ['boot'],
    seen: [
      ['ACTIVE', 1, 'shelving'],
      ['SHELVED', 4, 'shelving_offloading'],
      ['SHELVED_OFFLOADED', 4, null],
    ],
  },
  {
    move: 'unshelve',
    after: ['boot', 'shelve'],
    seen: [
      ['SHELVED_OFFLOADED', 4, 'unshelving'],
      ['SHELVED_OFFLOADED', 4, 'spawning'],
      ['ACTIVE', 1, null],
    ],
    launches: true,
  },
  {
    move: 'resize',
    after: ['boot'],
    seen: [
      ['RESIZE', 1, 'resize_prep'],
      ['RESIZE', 1, 'resize_migrating'],
      ['RESIZE', 1, 'resize_migrated'],
      ['RESIZE', 1, 'resize_finish'],
      ['VERIFY_RESIZE', 1, null],
    ],
    launches: true,
  },
  {
    move: 'confirmResize',
    after: ['boot', 'resize'],
    seen: [['ACTIVE', 1, null]],
  },
  {
    move: 'rebuild',
    after: ['boot'],
    seen: [
      ['REBUILD', 1, 'rebuilding'],
      ['ACTIVE', 1, null],
    ],
    launches: true,
  },
  {
    move: 'failRebuild',
    after: ['boot'],
    seen: [
      ['REBUILD', 1, 'rebuilding'],
      ['ERROR', 1, null],
    ],
  },
  { move: 'fail', after: ['boot'], seen: [['ERROR', 1, null]] },
  { move: 'recover', after: ['boot', 'fail'], seen: [['ACTIVE', 1, null]] },
];

describe('a server of the embedded Nova', () => {
  let seconds = 0;
  const cloud = useOpenStack({
    clock: { now: () => new Date(seconds * 1000), sleep: async () => {} },
  });
  beforeEach(() => {
    seconds = 1_800_000_000;
  });

  const order = () =>
    cloud.openstack.addServer({ projectId: cloud.project.id, name: 'web-1' });
  const listed = async () =>
    (await cloud.nova('servers/detail')).json.servers[0];
  const seenNow = async (): Promise<Seen> => {
    const body = await listed();
    return [
      body.status,
      body['OS-EXT-STS:power_state'],
      body['OS-EXT-STS:task_state'],
    ];
  };
  const seenUntilRest = async (server: CloudServer): Promise<Seen[]> => {
    const seen = [await seenNow()];
    while (server.advance()) {
      seen.push(await seenNow());
    }
    return seen;
  };

  it('is BUILD from its order until it is ACTIVE, launched and connected', async () => {
    const server = order();
    expect(await seenNow()).toEqual(['BUILD', 0, 'scheduling']);
    expect(await listed()).toMatchObject({
      addresses: {},
      hostId: '',
      'OS-SRV-USG:launched_at': null,
    });
    server.begin('boot');
    seconds += 5;
    expect(await seenUntilRest(server)).toEqual([
      ['BUILD', 0, null],
      ['BUILD', 0, 'spawning'],
      ['ACTIVE', 1, null],
    ]);
    expect(await listed()).toMatchObject({
      addresses: { net1: [{ 'OS-EXT-IPS-MAC:mac_addr': server.macAddress }] },
      hostId: expect.stringMatching(/^[0-9a-f]{56}$/),
      created: '2027-01-15T08:00:00Z',
      'OS-SRV-USG:launched_at': '2027-01-15T08:00:05.000000',
    });
  });

  it('is ERROR and was never launched when there is no machine for it', async () => {
    const server = order().do('noValidHost');
    expect(await listed()).toMatchObject({
      status: 'ERROR',
      'OS-EXT-STS:power_state': 0,
      'OS-SRV-USG:launched_at': null,
    });
    const { json } = await cloud.nova(`servers/${server.id}`);
    expect(json.server.fault).toEqual({
      code: 500,
      created: '2027-01-15T08:00:00Z',
      message: 'No valid host was found. ',
    });
  });

  it.each(CASES)(
    'on $move has the states that a real one has',
    async ({ move, after, seen, launches }) => {
      const server = order();
      after.forEach(earlier => server.do(earlier));
      const before = await listed();
      seconds += 60;
      server.begin(move);
      expect(await seenUntilRest(server)).toEqual(seen);
      const now = await listed();
      expect(now.created).toBe(before.created);
      expect(now.updated).toBe('2027-01-15T08:01:00Z');
      expect(now['OS-SRV-USG:launched_at']).toBe(
        launches
          ? '2027-01-15T08:01:00.000000'
          : before['OS-SRV-USG:launched_at'],
      );
      expect(now).not.toHaveProperty('fault');
    },
  );

  it('is DELETED for a moment before Nova forgets it', async () => {
    const server = order().do('boot').do('stop');
    server.begin('delete');
    expect(await seenNow()).toEqual(['SHUTOFF', 4, 'deleting']);
    server.advance();
    expect(await seenNow()).toEqual(['DELETED', 0, null]);
    expect(server.isGone).toBe(false);
    server.settle();
    expect((await cloud.nova('servers/detail')).json).toEqual({ servers: [] });
    expect((await cloud.nova(`servers/${server.id}`)).status).toBe(404);
    expect([server.isGone, cloud.openstack.servers]).toEqual([true, []]);
  });

  it('has the image of its rebuild from the first moment on', async () => {
    const server = order().do('boot');
    server.begin('rebuild', { imageId: 'image-2' });
    expect((await listed()).image.id).toBe('image-2');
    server.settle();
    expect((await listed()).image.id).toBe('image-2');
  });

  it('can be put in any state', async () => {
    order().do('boot').force({ powerState: 6, imageId: undefined });
    expect(await listed()).toMatchObject({
      status: 'ACTIVE',
      'OS-EXT-STS:power_state': 6,
      image: '',
    });
  });

  it.each<[ServerMove[], ServerMove, string]>([
    [['boot'], 'start', 'active'],
    [['boot', 'stop'], 'pause', 'stopped'],
    [[], 'stop', 'building'],
  ])('refuses, after %p, to %s', (after, move, state) => {
    const server = order();
    after.forEach(earlier => server.do(earlier));
    expect(() => server.begin(move)).toThrow(
      new RegExp(`web-1 is ${state}: ${move} needs a server at rest that is`),
    );
  });

  it('does one thing at a time, but can be deleted and broken at any', () => {
    const server = order().do('boot').begin('stop');
    expect(() => server.begin('reboot')).toThrow(/web-1 is busy/);
    expect(server.do('fail').status).toBe('ERROR');
    expect(server.begin('rebuild').do('delete').isGone).toBe(true);
  });
});

describe('a server on bare metal', () => {
  const cloud = useOpenStack();

  it('takes its node along', async () => {
    const { openstack, project } = cloud;
    const node = openstack.addNode({ name: 'metal-1', owner: project.id });
    const server = openstack.addServer({
      projectId: project.id,
      name: 'metal',
      node,
    });
    const seen = async () => {
      const { json } = await cloud.ironic(
        `nodes/detail?instance_uuid=${server.id}`,
        cloud.member,
      );
      return `${server.status} ${json.nodes[0]?.provision_state ?? '-'}`;
    };
    const on = async (move: ServerMove) => {
      server.begin(move);
      const states = [await seen()];
      while (server.advance()) {
        states.push(await seen());
      }
      return states;
    };
    expect(await seen()).toBe('BUILD -');
    expect(await on('boot')).toEqual([
      'BUILD -',
      'BUILD available',
      'BUILD deploying',
      'BUILD wait call-back',
      'BUILD deploying',
      'ACTIVE active',
    ]);
    expect(await on('rebuild')).toEqual(['REBUILD deploying', 'ACTIVE active']);
    expect(await on('failRebuild')).toEqual([
      'REBUILD deploying',
      'ERROR deploy failed',
    ]);
    expect(await on('delete')).toEqual([
      'ERROR deleting',
      'DELETED cleaning',
      'DELETED -',
    ]);
    expect([node.provisionState, node.instanceId]).toEqual([
      'available',
      undefined,
    ]);
  });
});
