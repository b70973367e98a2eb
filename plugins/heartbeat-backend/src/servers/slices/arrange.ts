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

import type { Slice, SlicesView } from './Slice';

/**
 * How far ahead a run arranges: the next one comes after 10 s, the scheduler looks
 * every 5 s, who is to check looks every 2 s; and one of each may be late.
 */
export const AHEAD_MS = 30_000;

/** A slice that ends within this time is arranged by whichever run comes by: the shard's own is late. */
const LAPSING_MS = AHEAD_MS / 3;

/** What a shard without servers weighs, so that these are shared out too. */
const BARE_WEIGHT = 0.001;

/**
 * What runs of the tasks of some shards change: how long the replica that checks
 * their servers goes on, or which one does so from when on.
 *
 * A shard stays with the replica that has it while that is there, unless another one
 * is left with so much less that the move makes the two more alike. What moves from a
 * replica that is there is announced so long ahead that both have heard of it. One
 * that is not there loses all at once: whatever run comes by gives it to others.
 *
 * @returns the slices to write, each of the version after that of the view
 *
 * @internal
 */
export function arrange(
  view: SlicesView,
  options: {
    /** The shards of the runs. */
    own: ReadonlySet<number>;
    total: number;
    /** How many servers it has. */
    weightOf(shard: number): number;
    /** How long ahead a move is announced. */
    noticeMs: number;
  },
): Slice[] {
  const { own, total, weightOf, noticeMs } = options;
  const { now, replicas, slices } = view;
  const weight = (shard: number) => BARE_WEIGHT + weightOf(shard);
  const loads = new Map(replicas.map(replica => [replica, 0]));
  const add = (replica: string, change: number) => {
    const load = loads.get(replica);
    if (load !== undefined) {
      loads.set(replica, load + change);
    }
  };
  for (const { shard, replica } of slices.values()) {
    add(replica, weight(shard));
  }
  const written: Slice[] = [];
  for (let shard = 0; shard < total; shard++) {
    const slice = slices.get(shard);
    const isThere = slice !== undefined && loads.has(slice.replica);
    const isLapsing = !isThere || slice.until - now < LAPSING_MS;
    if (!own.has(shard) && !isLapsing) {
      continue;
    }
    const least = leastLoaded(loads);
    if (least === undefined) {
      break;
    }
    const until = now + AHEAD_MS;
    const version = (slice?.version ?? 0) + 1;
    if (!isThere) {
      written.push({ shard, replica: least, since: now, until, version });
      add(least, weight(shard));
    } else if (
      // One that moves already is not moved on before it has arrived.
      slice.since <= now &&
      (loads.get(slice.replica) ?? 0) - (loads.get(least) ?? 0) > weight(shard)
    ) {
      const since = now + noticeMs;
      written.push({ shard, replica: least, since, until, version });
      add(slice.replica, -weight(shard));
      add(least, weight(shard));
    } else {
      written.push({ ...slice, until, version });
    }
  }
  return written;
}

function leastLoaded(loads: ReadonlyMap<string, number>): string | undefined {
  let least: string | undefined;
  for (const [replica, load] of loads) {
    if (least === undefined || load < (loads.get(least) ?? 0)) {
      least = replica;
    }
  }
  return least;
}
