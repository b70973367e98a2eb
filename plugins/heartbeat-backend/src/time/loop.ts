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

import { systemClock, type Clock } from './clock';
import { pause } from './pause';

/** @internal */
export type LoopOptions = {
  clock?: Clock;
  /** Ends the loop, and is given to each run. */
  signal: AbortSignal;
  /** Told of a run that failed; the loop goes on. */
  onError(error: unknown): void;
} & (
  | {
      /** From the end of a run to the beginning of the next; asked for after each run. */
      pauseMs(): number;
    }
  | {
      /** From the beginning of a run to the beginning of the next. */
      periodMs: number;
    }
);

/**
 * Does something again and again until its signal is given.
 *
 * The first run begins at once. Two runs never overlap: one that takes longer than the
 * period is followed by the next at once, and those that were missed are not made up
 * for. A run that fails never ends the loop.
 *
 * @returns once the signal is given and the run in hand is over; never rejects
 * @internal
 */
export async function loop(
  run: (signal: AbortSignal) => Promise<void>,
  options: LoopOptions,
): Promise<void> {
  const { clock = systemClock, signal, onError } = options;
  while (!signal.aborted) {
    const beganMs = clock.monotonicMs();
    try {
      await run(signal);
    } catch (error) {
      onError(error);
    }
    const waitMs =
      'periodMs' in options
        ? beganMs + options.periodMs - clock.monotonicMs()
        : options.pauseMs();
    await pause(Math.max(0, waitMs), signal, clock);
  }
}
