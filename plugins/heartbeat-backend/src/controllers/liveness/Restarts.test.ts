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
import { restartKind } from './Restarts';

const HOST = 'orders-7d9f';
const A = `${HOST}_11111111-2222-3333-4444-555555555555`;
const B = `${HOST}_99999999-2222-3333-4444-555555555555`;

describe('a sign of life', () => {
  const { lease } = trackedWorld();
  const before = lease('orders', { holder: A, leaseTransitions: 3 });
  it.each([
    ['the same holder', {}, undefined],
    ['the same host in another process', { holder: B }, 'restart'],
    [
      'the same holder who had to acquire it again',
      { leaseTransitions: 4 },
      'restart',
    ],
    [
      'another holder',
      { holder: 'orders-5c2e', leaseTransitions: 4 },
      'takeover',
    ],
    [
      'another host that differs by one letter',
      { holder: `${HOST}x` },
      'takeover',
    ],
    ...[
      '_1764590400',
      '-1764590400123',
      '_1764590400123456789',
      '_2026-12-01T12:00:00Z',
      '-20261201T120000',
      '_2026-12-01_12-00-00.123',
    ].map((suffix): [string, object, string] => [
      `a holder that was ${HOST}_1764500000, and is ${HOST}${suffix}`,
      { holder: `${HOST}${suffix}` },
      'restart',
    ]),
    ['another pod of a set, by its number', { holder: 'orders-1' }, 'takeover'],
    ['a Lease made anew', { uid: 'uid-2', holder: B }, 'recreation'],
  ])('by %s', (_, change, kind) => {
    expect(restartKind(before, A, { ...before, ...change })).toBe(kind);
  });
});

describe('restarts', () => {
  it('are counted all, and the last five kept with their times and holders', () => {
    const { clock, renew, heartbeat } = trackedWorld();
    renew(['orders'], { holder: 'a_00000001' });
    for (let i = 2; i <= 8; i++) {
      clock.advance(MINUTE);
      renew(['orders'], { holder: `a_0000000${i}` });
    }
    expect(heartbeat('orders').restarts).toBe(7);
    expect(heartbeat('orders').recentRestarts).toHaveLength(5);
    expect(heartbeat('orders').recentRestarts?.at(-1)).toEqual({
      kind: 'restart',
      atMonotonicMs: clock.monotonicMs(),
      atWallMs: clock.wallMs(),
      previousHolder: 'a_00000007',
      holder: 'a_00000008',
    });
  });

  it('are seen where the holder let go of the Lease in between', () => {
    const { lease, tracker, renew, heartbeat, transitions } = trackedWorld();
    renew(['orders'], { holder: A });
    tracker.observe(SCOPE, lease('orders', { holder: '' }));
    renew(['orders'], { holder: B });
    expect(heartbeat('orders').recentRestarts).toMatchObject([
      { kind: 'restart', previousHolder: A, holder: B },
    ]);
    expect(transitions.map(({ cause }) => cause)).toEqual([
      'first-sight',
      'released',
      'restart',
    ]);
  });

  it('are a crash loop when three come within ten minutes, until there was none for ten minutes', () => {
    const { clock, renew, live, heartbeat } = trackedWorld();
    const restart = (n: number) =>
      renew(['orders'], { holder: `a_0000000${n}` });
    const same = { holder: 'a_00000004' };
    restart(1);
    clock.advance(4 * MINUTE);
    restart(2);
    clock.advance(4 * MINUTE);
    restart(3);
    expect(heartbeat('orders').isCrashLooping).toBe(false);
    clock.advance(2 * MINUTE);
    restart(4);
    expect(heartbeat('orders')).toMatchObject({
      status: 'Alive',
      isCrashLooping: true,
    });
    live(['orders'], 10 * MINUTE, same);
    expect(heartbeat('orders').isCrashLooping).toBe(true);
    live(['orders'], 10 * SECOND, same);
    expect(heartbeat('orders').isCrashLooping).toBe(false);
  });

  it('are no crash loop where leadership goes round', () => {
    const { renew, heartbeat } = trackedWorld();
    ['a', 'b', 'c', 'a', 'b'].forEach(holder => renew(['orders'], { holder }));
    expect(heartbeat('orders')).toMatchObject({
      restarts: 4,
      isCrashLooping: false,
    });
  });
});
