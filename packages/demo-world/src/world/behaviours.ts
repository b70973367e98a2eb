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

import type { Behaviour, BehaviourContext, Step } from './behaviour';

/** Every well-behaved client renews every third of the duration. */
const RENEWALS_PER_DURATION = 3;

/** So that a fleet does not renew in step. */
const JITTER = 0.04;

/** Near the limit, and within it: seen as Late, never as Dead. */
const NEARLY_WHOLE_DURATION = 0.93;

/** Enough for an observer to learn what is usual before the next late one. */
const BEATS_BETWEEN_LATE_ONES = 5;

/** Often enough to be seen stuck within a few minutes, seldom enough to be seen at work. */
const TASKS_UNTIL_STUCK = 4;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;

/**
 * Renews every third of its duration, for ever.
 *
 * @public
 */
export const steady: Behaviour = function* steadily(context) {
  for (;;) {
    yield* renewOnce(context);
  }
};

/**
 * Alive, and now and then hardly in time.
 *
 * @public
 */
export const slow: Behaviour = function* slowly(context) {
  for (;;) {
    for (let beat = 1; beat < BEATS_BETWEEN_LATE_ONES; beat++) {
      yield* renewOnce(context);
    }
    yield { do: 'beat' };
    yield wait(context.durationMs * NEARLY_WHOLE_DURATION);
  }
};

/**
 * Hangs: its Lease stays, and is renewed no more, until the same process comes
 * back minutes later.
 *
 * @public
 */
export const hanging: Behaviour = function* hang(context) {
  yield* renewFor(15 * SECOND_MS, context);
  for (;;) {
    yield wait(5 * MINUTE_MS);
    yield* renewFor(90 * SECOND_MS, context);
  }
};

/**
 * Crashes, stays away long enough to be missed, and is restarted under another
 * holder's name.
 *
 * @public
 */
export const crashing: Behaviour = function* crash(context) {
  for (;;) {
    yield* renewFor(45 * SECOND_MS, context);
    yield wait(3 * context.durationMs);
    yield { do: 'restart' };
  }
};

/**
 * Crashes every half minute and is back at once in the same pod: never silent for
 * long, never at work for long.
 *
 * @public
 */
export const crashLooping: Behaviour = function* crashLoop(context) {
  for (;;) {
    yield* renewFor(between(20, 40, context) * SECOND_MS, context);
    yield { do: 'restart', inPod: true };
  }
};

/**
 * Is shut down cleanly, and started again a minute later.
 *
 * @public
 */
export const stopping: Behaviour = function* stop(context) {
  for (;;) {
    yield* renewFor(50 * SECOND_MS, context);
    yield { do: 'leave' };
    yield wait(MINUTE_MS);
    yield { do: 'restart' };
  }
};

/**
 * Renews like any other and says what it does, one task after the other; every
 * now and then it is stuck in one for minutes, and renews all the same.
 *
 * @param nameTask - what to say of the task with this number once it is done
 * @public
 */
export function working(nameTask: (task: number) => string): Behaviour {
  return function* work(context) {
    for (let task = 1; ; task++) {
      yield { do: 'progress', message: nameTask(task) };
      const isStuck = task % TASKS_UNTIL_STUCK === 0;
      yield* renewFor(
        isStuck ? 4 * MINUTE_MS : between(10, 30, context) * SECOND_MS,
        context,
      );
    }
  };
}

/**
 * Is expected, and has never been there.
 *
 * @public
 */
export const absent: Behaviour = () => [];

function* renewOnce(context: BehaviourContext): Generator<Step> {
  yield { do: 'beat' };
  const factor = between(1 - JITTER, 1 + JITTER, context);
  yield wait((context.durationMs / RENEWALS_PER_DURATION) * factor);
}

function* renewFor(forMs: number, context: BehaviourContext): Generator<Step> {
  let passedMs = 0;
  while (passedMs < forMs) {
    for (const step of renewOnce(context)) {
      passedMs += step.do === 'wait' ? step.forMs : 0;
      yield step;
    }
  }
}

function wait(forMs: number): Step {
  return { do: 'wait', forMs };
}

function between(low: number, high: number, { random }: BehaviourContext) {
  return low + (high - low) * random();
}
