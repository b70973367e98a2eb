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

import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import type { LeaseRecord, LeaseWhereabouts } from '../controllers/LeaseRecord';
import {
  LivenessTracker,
  type Checkpoint,
  type ClusterDisruption,
  type HeartbeatTransition,
  type ObservedHeartbeat,
  type ObserverStall,
} from '../controllers/liveness';
import { FakeClock } from './FakeClock';

export const SCOPE = 'demo/all';
export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;

/**
 * A tracker of cluster `demo`, whose Leases last 30 s, with all that it tells. Each
 * question about a Lease has the answer at once that there is nothing new.
 */
export function trackedWorld(
  options: {
    clock?: FakeClock;
    checkpoints?: Iterable<Checkpoint>;
    marginMs?: number;
    isAnswered?: boolean;
    /** What became of Leases that are not found; default: they were deleted. */
    whereabouts?: LeaseWhereabouts;
    /** Hears of each verdict, too. */
    registry?: HeartbeatRegistry;
  } = {},
) {
  const {
    clock = new FakeClock(),
    checkpoints = [],
    marginMs = SECOND,
    isAnswered = true,
  } = options;
  const verdicts = new Map<string, ObservedHeartbeat>();
  const transitions: Array<HeartbeatTransition & { name: string }> = [];
  const disruptions: Array<ClusterDisruption | undefined> = [];
  const stalls: ObserverStall[] = [];
  const overdue: string[] = [];
  const ended = new AbortController();
  const tracker = new LivenessTracker({
    clock,
    marginMs,
    maxDurationMs: HOUR,
    signal: ended.signal,
    listener: {
      onVerdict(heartbeat, transition) {
        verdicts.set(heartbeat.record.ref.name, heartbeat);
        options.registry?.setHeartbeat(heartbeat, transition);
        if (transition) {
          const { name } = heartbeat.record.ref;
          transitions.push({ ...transition, name });
        }
      },
      onForgotten(id) {
        verdicts.delete(id.split('/')[2]);
        options.registry?.deleteHeartbeat(id);
      },
      onOverdue(scopeId, { ref }) {
        overdue.push(scopeId);
        if (isAnswered) {
          tracker.confirm(scopeId, ref, clock.monotonicMs());
        }
      },
      onMissing: (scopeId, { ref }) =>
        tracker.settle(scopeId, ref, options.whereabouts ?? 'deleted'),
      onDisruption: (_, disruption) => disruptions.push(disruption),
      onStall: stall => stalls.push(stall),
    },
  });
  tracker.restore(checkpoints);
  tracker.openScope(SCOPE);

  const lease = (
    name: string,
    change: Partial<LeaseRecord> = {},
  ): LeaseRecord => ({
    ref: { cluster: 'demo', namespace: 'apps', name },
    uid: 'uid-1',
    controller: name,
    holder: `${name}_0a1b2c3d`,
    renewTime: new Date(clock.wallMs()).toISOString(),
    leaseDurationSeconds: 30,
    ...change,
  });
  const renew = (names: string[], change: Partial<LeaseRecord> = {}) =>
    names.forEach(name => tracker.observe(SCOPE, lease(name, change)));
  return {
    clock,
    tracker,
    verdicts,
    transitions,
    disruptions,
    stalls,
    overdue,
    lease,
    renew,
    end: () => ended.abort(),
    /** These renew each 10 s for so long, the last time at its end. */
    live(names: string[], ms: number, change: Partial<LeaseRecord> = {}) {
      for (let passed = 0; passed < ms; passed += 10 * SECOND) {
        clock.advance(10 * SECOND);
        renew(names, change);
      }
    },
    heartbeat(name: string): ObservedHeartbeat {
      const heartbeat = verdicts.get(name);
      if (!heartbeat) {
        throw new Error(`There is no verdict on ${name}`);
      }
      return heartbeat;
    },
    /** What was said of one, as `Alive` or `Unknown (reason)`. */
    story: (of: string) =>
      transitions
        .filter(({ name }) => name === of)
        .map(({ to: { status, unknownReason } }) =>
          unknownReason ? `${status} (${unknownReason})` : status,
        ),
  };
}
