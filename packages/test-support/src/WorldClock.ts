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

import { setTimeout as delay } from 'node:timers/promises';

/**
 * The time that a world lives in.
 *
 * @public
 */
export interface WorldClock {
  now(): Date;
  /** Resolves after so much of this clock's time, or when the signal aborts. */
  sleep(forMs: number, signal: AbortSignal): Promise<void>;
}

/**
 * The time on the wall, or so many times as fast from now on.
 *
 * @public
 */
export function wallClock(options: { speed?: number } = {}): WorldClock {
  const speed = options.speed ?? 1;
  const startMs = Date.now();
  return {
    now: () => new Date(startMs + (Date.now() - startMs) * speed),
    sleep: (forMs, signal) =>
      delay(forMs / speed, undefined, { signal }).catch(error => {
        if (!signal.aborted) {
          throw error;
        }
      }),
  };
}
