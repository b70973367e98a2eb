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

import * as fc from 'fast-check';
import { SCOPE, trackedWorld } from '../../../__testUtils__/trackedWorld';
import { SimulatedElection } from './SimulatedElection';

const RUNS = 1_000;
const SEED = 20261201;
const STEP_MS = 10;

/** Durations and retry periods as controllers have them, from client-go's 15 and 2 to OpenShift's 137 and 26. */
const elections = fc.record({
  durationMs: fc.integer({ min: 4, max: 140 }).map(s => s * 1_000),
  retriesPerDuration: fc.double({ min: 4, max: 8, noNaN: true }),
  standbys: fc.integer({ min: 1, max: 3 }),
  /** When leaders are killed, in durations. */
  kills: fc.array(fc.double({ min: 2, max: 6, noNaN: true }), {
    minLength: 1,
    maxLength: 4,
  }),
  seed: fc.integer(),
});

function simulated(options: {
  durationMs: number;
  retriesPerDuration: number;
  standbys: number;
  seed: number;
}) {
  const world = trackedWorld();
  const { clock, tracker } = world;
  tracker.reconcile(SCOPE, []);
  const election = new SimulatedElection({
    ...options,
    retryMs: Math.round(options.durationMs / options.retriesPerDuration),
    clock,
    write: change => tracker.observe(SCOPE, world.lease('orders', change)),
  });
  /** Time goes by, and all do what they do. */
  const pass = (ms: number) => {
    const endMs = clock.monotonicMs() + ms;
    while (clock.monotonicMs() < endMs) {
      clock.advance(STEP_MS);
      election.go();
    }
  };
  return { ...world, election, pass };
}

it(`of ${RUNS} elections with a hot standby none is Dead, whoever is killed when, and each change of leader is told with its length`, () => {
  let handovers = 0;
  fc.assert(
    fc.property(elections, ({ kills, ...options }) => {
      const { election, pass, transitions, heartbeat } = simulated(options);
      let expected = 0;
      for (const durations of kills) {
        pass(durations * options.durationMs);
        expected += election.killLeader() ? 1 : 0;
      }
      pass(3 * options.durationMs);
      expect(transitions.map(({ to }) => to.status)).not.toContain('Dead');
      expect(heartbeat('orders').restarts).toBe(expected);
      for (const restart of heartbeat('orders').recentRestarts ?? []) {
        const { tookMs = 0, leaderlessMs = 0 } = restart.handover ?? {};
        expect(tookMs - leaderlessMs).toBe(options.durationMs);
        handovers++;
      }
    }),
    { numRuns: RUNS, seed: SEED, endOnFailure: true },
  );
  expect(handovers).toBeGreaterThan(RUNS);
}, 300_000);

it('of 200 elections whose last process is killed each is Dead when the time of a successor is over, to the millisecond', () => {
  fc.assert(
    fc.property(elections, ({ kills: _, ...options }) => {
      const { election, clock, pass, heartbeat } = simulated(options);
      pass(4 * options.durationMs);
      const { silentSinceMonotonicMs, limits } = heartbeat('orders');
      election.killAll();
      const deadMs = silentSinceMonotonicMs + (limits?.deadAfterMs ?? 0);
      clock.advance(Math.ceil(deadMs - clock.monotonicMs()) - 1);
      expect(heartbeat('orders').status).toBe('Late');
      clock.advance(1);
      expect(heartbeat('orders').status).toBe('Dead');
      expect(limits?.deadAfterMs).toBeLessThan(2.3 * options.durationMs);
    }),
    { numRuns: 200, seed: SEED, endOnFailure: true },
  );
}, 120_000);
