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

import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';
import { observedHeartbeat } from '../__testUtils__/observedHeartbeat';
import { ReplicaGroups } from './ReplicaGroups';
import type { ObservedHeartbeat } from './liveness';

const HOUR_MS = 3_600_000;
const NOW_MS = Date.parse('2026-11-22T12:00:00Z');
const GROUP = 'demo/shop/replicas/orders';

function replica(
  name: string,
  status: LivenessStatus,
  change: Partial<ObservedHeartbeat> = {},
): ObservedHeartbeat {
  return observedHeartbeat(name, {
    id: `demo/shop/${name}`,
    record: {
      ref: { cluster: 'demo', namespace: 'shop', name },
      uid: name,
      controller: 'orders',
      replica: name,
    },
    status,
    sinceWallMs: NOW_MS - HOUR_MS,
    ...change,
  });
}

function groupOf(...replicas: ObservedHeartbeat[]) {
  const groups = new ReplicaGroups();
  replicas.forEach(one => groups.set(one));
  return groups;
}

function names(groups: ReplicaGroups): string[] | undefined {
  return groups
    .get(GROUP, NOW_MS)
    ?.replicas?.map(({ record }) => record.replica ?? '');
}

describe('the replicas of one controller', () => {
  it('are listed by name, and the best of them speaks', () => {
    const groups = groupOf(replica('b', 'Dead'), replica('a', 'Alive'));
    expect(names(groups)).toEqual(['a', 'b']);
    expect(groups.get(GROUP, NOW_MS)?.best.status).toBe('Alive');
  });

  it('have been alive since the first of them was, and dead since the last of them was', () => {
    const old = { sinceWallMs: NOW_MS - 2 * HOUR_MS };
    const bestOf = (status: LivenessStatus) =>
      groupOf(replica('new', status), replica('old', status, old)).get(
        GROUP,
        NOW_MS,
      )?.best.record.replica;
    expect(bestOf('Alive')).toBe('old');
    expect(bestOf('Dead')).toBe('new');
  });

  it('that were shut down are listed for an hour beside those that work', () => {
    const stoppedFor = (ms: number) => ({
      isGone: true,
      sinceWallMs: NOW_MS - ms,
    });
    expect(
      names(
        groupOf(
          replica('a', 'Alive'),
          replica('b', 'Stopped', stoppedFor(HOUR_MS - 1)),
          replica('c', 'Stopped', stoppedFor(HOUR_MS)),
          replica('d', 'Dead', stoppedFor(0)),
        ),
      ),
    ).toEqual(['a', 'b']);
  });

  it('stay where none of them is left, so that the controller does not vanish', () => {
    const groups = groupOf(
      replica('a', 'Stopped', {
        isGone: true,
        sinceWallMs: NOW_MS - 2 * HOUR_MS,
      }),
    );
    expect(groups.get(GROUP, NOW_MS)?.best.status).toBe('Stopped');
  });

  it('that are forgotten leave nothing', () => {
    const groups = groupOf(replica('a', 'Alive'));
    groups.delete(GROUP, 'demo/shop/a');
    expect(groups.get(GROUP, NOW_MS)).toBeUndefined();
    expect(groups.members(GROUP)).toEqual([]);
  });
});
