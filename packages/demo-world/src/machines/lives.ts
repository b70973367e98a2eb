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

import type { ServerLife, ServerMove } from '@internal/embedded-openstack';

/**
 * How a machine lives, whoever it is.
 *
 * @public
 */
export type MachineLife = Pick<
  ServerLife,
  'moves' | 'stepMs' | 'restMs' | 'goneMs'
>;

/** So that whoever looks on sees each state once at least: polls are 5 s apart. */
const STEP_MS = 8_000;

/** So that it is back before the monitor has forgotten it, and is seen from its order on. */
const GONE_MS = 12_000;

/** Begins with some moves, and then goes round and round. */
function rounds(
  first: ServerMove[],
  round: ServerMove[],
): Iterable<ServerMove> {
  return {
    *[Symbol.iterator]() {
      yield* first;
      for (;;) {
        yield* round;
      }
    },
  };
}

/** Ordered, built, used for a while, given back, and ordered again. */
export function comingAndGoing(restMs: number): MachineLife {
  return {
    moves: ['boot', 'delete'],
    stepMs: STEP_MS,
    restMs,
    goneMs: GONE_MS,
  };
}

/** There is no room for it: it is given up, and ordered again. */
export function findingNoRoom(restMs: number): MachineLife {
  return {
    moves: ['noValidHost', 'delete'],
    stepMs: STEP_MS,
    restMs,
    goneMs: GONE_MS,
  };
}

/** Falls into an error, out of which somebody helps it. */
export function failing(restMs: number): MachineLife {
  return {
    moves: rounds(['boot'], ['fail', 'hardReboot']),
    stepMs: STEP_MS,
    restMs,
  };
}

/** Gets a new image again and again. */
export function rebuilt(restMs: number): MachineLife {
  return { moves: rounds(['boot'], ['rebuild']), stepMs: STEP_MS, restMs };
}

/** The same, and every other image is no good. */
export function badlyRebuilt(restMs: number): MachineLife {
  return {
    moves: rounds(['boot'], ['failRebuild', 'rebuild']),
    stepMs: STEP_MS,
    restMs,
  };
}

/** Switched off when nobody needs it. */
export function partTime(restMs: number): MachineLife {
  return {
    moves: rounds(['boot'], ['stop', 'start']),
    stepMs: STEP_MS,
    restMs,
  };
}

/** Paused when somebody thinks. */
export function paused(restMs: number): MachineLife {
  return {
    moves: rounds(['boot'], ['pause', 'unpause']),
    stepMs: STEP_MS,
    restMs,
  };
}

/** Was switched off, and nobody needs it any more. */
export function switchedOff(): MachineLife {
  return { moves: ['boot', 'stop'], stepMs: STEP_MS, restMs: STEP_MS };
}
