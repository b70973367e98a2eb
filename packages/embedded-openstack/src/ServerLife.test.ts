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
import type { ServerLife } from './ServerLife';
import type { ServerMove } from './serverMoves';

describe('a life by script', () => {
  /** Of how long each sleep was, and what the server was then. */
  let slept: string[] = [];
  let left = 0;
  const cloud = useOpenStack({
    clock: {
      now: () => new Date(),
      sleep: async forMs => {
        const [server] = cloud.openstack.servers;
        slept.push(`${server?.status ?? 'gone'} ${forMs}`);
        if (--left < 0) {
          await cloud.openstack.stop();
        }
      },
    },
  });
  const live = (life: Partial<ServerLife>, sleeps: number) => {
    slept = [];
    left = sleeps;
    return cloud.openstack.live({
      server: { projectId: cloud.project.id, name: 'web-1' },
      moves: ['boot', 'stop'],
      stepMs: 1,
      restMs: 10,
      ...life,
    });
  };

  it('goes from state to state, and rests where it ends', async () => {
    await live({}, Infinity);
    expect(slept).toEqual([
      'BUILD 1',
      'BUILD 1',
      'BUILD 1',
      'ACTIVE 1',
      'ACTIVE 10',
      'ACTIVE 1',
      'SHUTOFF 1',
      'SHUTOFF 10',
    ]);
  });

  it('begins again after its end with a new server of the same name', async () => {
    const first = live({ moves: ['boot', 'delete'] }, 20);
    const [{ id }] = cloud.openstack.servers;
    await first;
    expect(slept.filter(state => state === 'gone 10')).toHaveLength(2);
    const [{ id: later, name }] = cloud.openstack.servers;
    expect([later === id, name]).toEqual([false, 'web-1']);
  });

  it('takes one image after the other for its rebuilds', async () => {
    await live(
      { moves: ['boot', 'rebuild', 'failRebuild'], images: ['a', 'b'] },
      Infinity,
    );
    const [{ status, state }] = cloud.openstack.servers;
    expect([status, state.imageId]).toEqual(['ERROR', 'b']);
  });

  it('tells of the order and of each move before it begins', async () => {
    const told: string[] = [];
    await live(
      {
        moves: ['boot', 'rebuild', 'delete'],
        images: ['a'],
        before: async ({ move, imageId }) => {
          const [server] = cloud.openstack.servers;
          told.push([server?.status, move, imageId].join(' ').trim());
        },
      },
      12,
    );
    expect(told).toEqual([
      'order',
      'BUILD boot',
      'ACTIVE rebuild a',
      'ACTIVE delete',
      'order',
    ]);
  });

  it('lives on without an end where its moves have none', async () => {
    const rounds = {
      *[Symbol.iterator](): Iterator<ServerMove> {
        yield 'boot';
        for (;;) {
          yield* ['stop', 'start'] as const;
        }
      },
    };
    await live({ moves: rounds }, 60);
    expect(
      slept.filter(state => state === 'SHUTOFF 10').length,
    ).toBeGreaterThan(1);
  });

  it('ends with an error at a move that Nova would refuse', async () => {
    await expect(live({ moves: ['boot', 'start'] }, Infinity)).rejects.toThrow(
      'web-1 is active: start needs',
    );
  });
});
