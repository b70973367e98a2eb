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
import { WAY_MS } from './SimulatedCluster';
import type { SimulatedObserver, Told } from './SimulatedObserver';
import {
  believable,
  controllerSchedules,
  schedules,
  withoutClocks,
  type Schedule,
} from './schedule';
import { simulate, type Outcome } from './simulate';

/** HEARTBEAT_SIMULATIONS=n runs n schedules, other ones each time. */
const LONG = Number(process.env.HEARTBEAT_SIMULATIONS ?? 0);
const RUNS = LONG || 1_000;

/** The same in each `npm run test:all`, so that nobody's change fails by somebody else's luck. */
const SEED = LONG ? undefined : 20261122;

const TIMEOUT_MS = LONG ? 24 * 60 * 60 * 1000 : 120_000;

let simulatedMs = 0;
let simulations = 0;

function run(schedule: Schedule): Outcome {
  const outcome = simulate(schedule);
  simulations++;
  simulatedMs += outcome.simulatedMs;
  return outcome;
}

function check(
  arbitrary: fc.Arbitrary<Schedule>,
  runs: number,
  property: (schedule: Schedule) => void,
) {
  fc.assert(fc.property(arbitrary, property), {
    numRuns: Math.ceil(runs),
    seed: SEED,
    endOnFailure: true,
  });
}

const RANK = { Alive: 0, Late: 1, Unknown: 2, Dead: 3 };
type Ranked = keyof typeof RANK;
const isRanked = (status: string): status is Ranked => status in RANK;
const rank = (status = ''): number | undefined =>
  isRanked(status) ? RANK[status] : undefined;

/** What was told of each controller in one life of an observer, in order. */
function stories({ told }: SimulatedObserver): Told[][] {
  const byName = new Map<string, Told[]>();
  for (const each of told) {
    const key = `${each.life} ${each.name}`;
    byName.set(key, [...(byName.get(key) ?? []), each]);
  }
  return [...byName.values()];
}

function falseDeaths({ told }: SimulatedObserver): string[] {
  return told
    .filter(
      ({ transition, unchangedMs, durationMs }) =>
        transition.to.status === 'Dead' && unchangedMs < durationMs,
    )
    .map(
      ({ name, unchangedMs, durationMs }) =>
        `${name} is said to be dead of a silence of ${unchangedMs} ms, and its renewals hold for ${durationMs} ms`,
    );
}

function expectOrder(story: Told[]) {
  story.forEach(({ name, transition, isWithBeat }, i) => {
    const { from, to, atMonotonicMs } = transition;
    const previous = story[i - 1]?.transition;
    if (previous) {
      expect(from).toEqual(previous.to);
      expect(atMonotonicMs).toBeGreaterThanOrEqual(previous.atMonotonicMs);
    }
    const [before, after] = [rank(from?.status), rank(to.status)];
    if (before !== undefined && after !== undefined && after < before) {
      if (!isWithBeat && to.unknownReason !== 'label-lost') {
        throw new Error(
          `${name} went from ${from?.status} to ${to.status} without a sign of life`,
        );
      }
    }
    if (from?.status === 'Dead') {
      // What is dead may be removed, or not be found any more.
      expect(['Alive', 'Stopped', 'Unknown']).toContain(to.status);
    }
  });
}

/** Left alone, everybody is known for what he is. */
function expectTruth(
  { verdicts }: SimulatedObserver,
  { controllers, cluster }: Outcome,
) {
  for (const { name, isRunning } of controllers) {
    const { status, unknown } = verdicts.get(name) ?? {};
    if (isRunning) {
      expect([name, status]).toEqual([name, 'Alive']);
    } else if (cluster.leases.get(name)?.holder === '') {
      expect(['Stopped', 'Dead']).toContain(status);
    } else if (cluster.leases.has(name)) {
      expect([name, status]).toEqual([name, 'Dead']);
    } else if (unknown?.reason !== 'label-lost') {
      // One that was deleted without its label is not heard of.
      expect(['Stopped', 'Dead', undefined]).toContain(status);
    }
  }
}

/**
 * What was told, but for what a wall clock may have a say in: how the time before
 * the first renewal was seen is called.
 */
function judgements(outcome: Outcome): string[] {
  return outcome.observers.flatMap((observer, i) =>
    stories(observer)
      .flatMap(story =>
        story.filter(({ isProvisional, transition: { to } }, at) =>
          isProvisional
            ? to.status === 'Dead' || to.status === 'Stopped'
            : to.status !== 'Alive' || !story[at - 1]?.isProvisional,
        ),
      )
      .map(
        ({ name, toldMs, transition: { to } }) =>
          `${i} ${name} ${toldMs} ${to.status} ${to.unknownReason}`,
      ),
  );
}

describe(`in ${RUNS} simulated worlds`, () => {
  afterAll(() => {
    process.stdout.write(
      `${simulations} schedules, ${Math.round(
        simulatedMs / 3_600_000,
      )} simulated hours\n`,
    );
  });

  it(
    'nobody is dead who was heard, nothing gets better without a sign of life, and all is known in the end',
    () => {
      check(schedules, RUNS, schedule => {
        const outcome = run(schedule);
        for (const observer of outcome.observers) {
          expect(falseDeaths(observer)).toEqual([]);
          stories(observer).forEach(expectOrder);
          expectTruth(observer, outcome);
        }
      });
    },
    TIMEOUT_MS,
  );

  it(
    'a controller that is seen all the time is dead D + margin after its last renewal was seen, to the millisecond, or when the answer is there',
    () => {
      check(controllerSchedules, RUNS / 5, schedule => {
        const { marginMs, answerMs } = schedule;
        const lateness = run(schedule)
          .observers.flatMap(({ told }) => told)
          .filter(({ transition: { to } }) => to.status === 'Dead')
          .map(
            ({ unrenewedMs, durationMs }) =>
              unrenewedMs - durationMs - Math.max(marginMs, answerMs),
          );
        // A renewal of the very first moment may be in the first list already.
        expect(lateness.filter(ms => ms < 0 || ms > WAY_MS)).toEqual([]);
      });
    },
    TIMEOUT_MS,
  );

  it(
    'no verdict depends on what clock a controller or an observer has, as long as no renewal is doubted',
    () => {
      check(schedules, RUNS / 5, schedule => {
        const believed = believable(schedule);
        expect(judgements(run(believed))).toEqual(
          judgements(run(withoutClocks(believed))),
        );
      });
    },
    TIMEOUT_MS,
  );
});
