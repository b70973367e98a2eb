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

import { AHEAD_MS, arrange } from './arrange';
import type { Slice, SlicesView } from './Slice';

const NOW = 1_000_000;
const NOTICE_MS = 6_000;

function slice(shard: number, replica: string, more: Partial<Slice> = {}) {
  const until = NOW + AHEAD_MS / 2;
  return { shard, replica, since: NOW - 60_000, until, version: 3, ...more };
}

function view(replicas: string[], slices: Slice[] = []): SlicesView {
  return {
    now: NOW,
    replicas,
    slices: new Map(slices.map(one => [one.shard, one])),
  };
}

const run = (
  seen: SlicesView,
  own: number[],
  weights: number[] = new Array(4).fill(10),
) =>
  arrange(seen, {
    own: new Set(own),
    total: weights.length,
    weightOf: shard => weights[shard],
    noticeMs: NOTICE_MS,
  });

/** What all see once that is written. */
function after(seen: SlicesView, written: Slice[], now: number): SlicesView {
  const slices = new Map(seen.slices);
  written.forEach(one => slices.set(one.shard, one));
  return { ...seen, slices, now };
}

const ALL = [0, 1, 2, 3];

describe('the slices that a run arranges', () => {
  it('are all of those that nobody has, at the first run', () => {
    const written = run(view(['a', 'b']), [2]);
    expect(written).toHaveLength(4);
    expect(written[0]).toEqual({
      shard: 0,
      replica: 'a',
      since: NOW,
      until: NOW + AHEAD_MS,
      version: 1,
    });
    expect(written.map(({ replica }) => replica)).toEqual(['a', 'b', 'a', 'b']);
  });

  it('go on where they are, and of others only those that end soon', () => {
    const lapsing = slice(3, 'b', { until: NOW + 5_000 });
    const seen = view(
      ['a', 'b'],
      [slice(0, 'a'), slice(1, 'a'), slice(2, 'b'), lapsing],
    );
    expect(run(seen, [0])).toEqual([
      { ...slice(0, 'a'), until: NOW + AHEAD_MS, version: 4 },
      { ...lapsing, until: NOW + AHEAD_MS, version: 4 },
    ]);
  });

  it('are given at once to others where their replica is not there', () => {
    const seen = view(
      ['b'],
      ALL.map(shard => slice(shard, shard < 2 ? 'a' : 'b')),
    );
    expect(run(seen, [3]).slice(0, 2)).toEqual([
      slice(0, 'b', { since: NOW, until: NOW + AHEAD_MS, version: 4 }),
      slice(1, 'b', { since: NOW, until: NOW + AHEAD_MS, version: 4 }),
    ]);
  });

  it('move to a newcomer, announced, and only until both have alike', () => {
    const seen = view(
      ['a', 'new'],
      ALL.map(shard => slice(shard, 'a')),
    );
    const written = run(seen, ALL);
    expect(written.map(({ replica }) => replica)).toEqual([
      'new',
      'new',
      'a',
      'a',
    ]);
    expect(written[0].since).toBe(NOW + NOTICE_MS);
    const later = after(seen, written, NOW + 2 * NOTICE_MS);
    expect(run(later, ALL).map(({ replica }) => replica)).toEqual(
      written.map(({ replica }) => replica),
    );
  });

  it('are not moved on before they have arrived', () => {
    const moving = slice(0, 'b', { since: NOW + 1_000 });
    const seen = view(['a', 'b'], [moving]);
    expect(run(seen, [0], [50])).toEqual([
      { ...moving, until: NOW + AHEAD_MS, version: 4 },
    ]);
  });

  it('share out servers, not shards', () => {
    const weights = [30, 1, 1, 1];
    const seen = view(
      ['a', 'b'],
      ALL.map(shard => slice(shard, shard < 2 ? 'a' : 'b')),
    );
    const written = run(seen, ALL, weights);
    expect(written.map(({ replica }) => replica)).toEqual(['a', 'b', 'b', 'b']);
  });

  it.each([1, 2, 3, 5, 8])(
    'come to rest with %i replicas, whatever was before, with no two further apart than a shard',
    count => {
      const replicas = Array.from({ length: count }, (_, i) => `replica-${i}`);
      // Some 40 shards, of 0 to 90 servers, in an order that is not theirs.
      const weights = Array.from({ length: 40 }, (_, i) => (i * 37) % 91);
      const shards = weights.map((_, i) => i);
      let seen = view(
        replicas,
        shards.map(shard => slice(shard, `replica-${shard % 2}`)),
      );
      let moved = Infinity;
      for (let round = 0; round < 20 && moved > 0; round++) {
        moved = 0;
        for (const own of shards) {
          const now = seen.now + NOTICE_MS + 1;
          const { slices } = seen;
          const written = run({ ...seen, now }, [own], weights);
          moved += written.filter(
            one => one.replica !== slices.get(one.shard)?.replica,
          ).length;
          seen = after(seen, written, now);
        }
      }
      expect(moved).toBe(0);
      const loads = replicas.map(replica =>
        [...seen.slices.values()]
          .filter(one => one.replica === replica)
          .reduce((sum, { shard }) => sum + weights[shard], 0),
      );
      expect(Math.max(...loads) - Math.min(...loads)).toBeLessThanOrEqual(90);
      expect(loads.reduce((a, b) => a + b)).toBe(
        weights.reduce((a, b) => a + b),
      );
    },
  );

  it('are none where nobody is there', () => {
    expect(run(view([]), ALL)).toEqual([]);
  });
});
