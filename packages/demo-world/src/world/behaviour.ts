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

/**
 * One thing that a controller does to its Lease.
 *
 * - `beat`: creates the Lease or renews it
 * - `progress`: what the beats from now on say that it did last, and that it was now
 * - `wait`: does nothing for so long
 * - `restart`: the process is replaced by another, in another pod or in the same one (`inPod`); the next beat bears its name
 * - `leave`: deletes the Lease, as a clean shutdown does
 *
 * @public
 */
export type Step =
  | { do: 'beat' }
  | { do: 'progress'; message: string }
  | { do: 'wait'; forMs: number }
  | { do: 'restart'; inPod?: boolean }
  | { do: 'leave' };

/**
 * What a behaviour may know of the controller that behaves so.
 *
 * @public
 */
export interface BehaviourContext {
  /** The Lease's duration. */
  durationMs: number;
  /** A number from 0 up to 1, as `Math.random` gives it. */
  random: () => number;
}

/**
 * How a controller behaves: a sequence of steps, mostly an endless one. It
 * knows no clock and no cluster, so that a test can look at years of it.
 *
 * @public
 */
export type Behaviour = (context: BehaviourContext) => Iterable<Step>;

/** A step, and when it is taken. */
type TimedStep = { atMs: number; step: Exclude<Step, { do: 'wait' }> };

/**
 * The steps of a behaviour's first while, with the time of each.
 *
 * @internal
 */
export function timelineOf(
  behaviour: Behaviour,
  context: BehaviourContext,
  untilMs: number,
): TimedStep[] {
  const timeline: TimedStep[] = [];
  let atMs = 0;
  for (const step of behaviour(context)) {
    if (step.do === 'wait') {
      atMs += step.forMs;
    } else {
      timeline.push({ atMs, step });
    }
    if (atMs > untilMs) {
      break;
    }
  }
  return timeline;
}
