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

// Only tests come here.
// eslint-disable-next-line @backstage/no-undeclared-imports
import * as fc from 'fast-check';

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long things happen. Then the world is left alone, and has to settle. */
export const DISTURBED_MS = 4 * MINUTE;

/** What can happen in the simulated world. */
export type Disturbance = {
  atMs: number;
  forMs: number;
  /** Which controller or observer, modulo how many there are. */
  whom: number;
  stepMs: number;
  kind: (typeof KINDS)[number];
};

/** What happens to controllers alone. */
const CONTROLLER_KINDS = [
  'pause',
  'crash',
  'stop',
  'crash and restart',
  'stop and restart',
  'release',
  'release and restart',
  'step of a remote clock',
] as const;

const KINDS = [
  ...CONTROLLER_KINDS,
  'label lost for a while',
  'step of our clock',
  'watch cut',
  'watch silent',
  'partition',
  'stall',
  'observer restart',
  'outage',
  'writes refused',
] as const;

/** All that is decided about one run; the same schedule gives the same run. */
export interface Schedule {
  seed: number;
  observers: number;
  /** As it is configured. */
  marginMs: number;
  /** How long a question to the API server takes, there and back. */
  answerMs: number;
  controllers: Array<{
    durationMs: number;
    renewalsPerDuration: number;
    aheadMs: number;
  }>;
  disturbances: Disturbance[];
}

const clockError = fc.integer({ min: -HOUR, max: HOUR });

function schedulesOf(options: {
  kinds: readonly Disturbance['kind'][];
  maxControllers: number;
}): fc.Arbitrary<Schedule> {
  return fc.record({
    seed: fc.integer(),
    observers: fc.constantFrom(1, 1, 1, 2, 3, 5),
    marginMs: fc.constantFrom(SECOND, SECOND, 500, 0),
    answerMs: fc.constantFrom(20, 20, 200, 740),
    controllers: fc.array(
      fc.record({
        durationMs: fc.constantFrom(10 * SECOND, 15 * SECOND, 30 * SECOND),
        renewalsPerDuration: fc.constantFrom(2, 3, 3, 4),
        aheadMs: clockError,
      }),
      { minLength: 1, maxLength: options.maxControllers },
    ),
    disturbances: fc.array(
      fc.record({
        atMs: fc.integer({ min: 0, max: DISTURBED_MS }),
        forMs: fc.oneof(
          fc.integer({ min: 100, max: 5 * SECOND }),
          fc.integer({ min: SECOND, max: 90 * SECOND }),
        ),
        whom: fc.nat(40),
        stepMs: clockError,
        kind: fc.constantFrom(...options.kinds),
      }),
      { maxLength: 10 },
    ),
  });
}

/** Any schedule. */
export const schedules = schedulesOf({ kinds: KINDS, maxControllers: 8 });

/** What happens to two controllers that are seen all of the time; two are no disruption. */
export const controllerSchedules = schedulesOf({
  kinds: CONTROLLER_KINDS,
  maxControllers: 2,
});

/** All that can keep us from reading a Lease that was made: it does not look long over then. */
const BELIEVED_MS = 50 * SECOND;

/**
 * A schedule of clocks that are as wrong, but in which no renewal is doubted: none was
 * long over when we read of its Lease, and none is earlier than the one before. So
 * controllers' clocks are ahead of ours, and are set ahead only, and nothing keeps us from
 * reading for a minute.
 */
export function believable(schedule: Schedule): Schedule {
  const disturbances = [...schedule.disturbances];
  disturbances.sort((a, b) => a.atMs - b.atMs);
  return {
    ...schedule,
    controllers: schedule.controllers.map(controller => ({
      ...controller,
      aheadMs: Math.abs(controller.aheadMs),
    })),
    disturbances: disturbances.map((disturbance, i) => ({
      ...disturbance,
      forMs: Math.min(disturbance.forMs, BELIEVED_MS / disturbances.length),
      stepMs:
        disturbance.kind === 'step of our clock'
          ? -Math.abs(disturbance.stepMs)
          : (i + 1) * HOUR,
    })),
  };
}

/** The same schedule with all clocks right. */
export function withoutClocks(schedule: Schedule): Schedule {
  return {
    ...schedule,
    controllers: schedule.controllers.map(controller => ({
      ...controller,
      aheadMs: 0,
    })),
    disturbances: schedule.disturbances.map(disturbance => ({
      ...disturbance,
      stepMs: 0,
    })),
  };
}
