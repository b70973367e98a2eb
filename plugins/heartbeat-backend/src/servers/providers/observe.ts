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

import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { failedObservation } from './CheckFailure';
import { DialError } from './dial';
import { dialFailure } from './dialFailure';
import { PhaseTimings } from './PhaseTimings';

/**
 * Asks, and says how long each phase took, also of a check that failed.
 *
 * @param signal - that of the check
 * @param ask - throws what failed
 * @throws what says nothing of the server
 * @internal
 */
export async function observe(
  signal: AbortSignal,
  ask: (timings: PhaseTimings) => Promise<ServerObservation>,
): Promise<ServerObservation> {
  const timings = new PhaseTimings();
  let observation: ServerObservation;
  try {
    observation = await ask(timings);
  } catch (error) {
    observation = failedObservation(
      error instanceof DialError ? dialFailure(error, signal) : error,
    );
  }
  return { ...observation, timings: timings.read() };
}
