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

import type { ServerStatusFields } from './serverTypes';

/** @internal */
export interface MeasuredDuration {
  of: 'provision' | 'scheduling';
  /** Less than 0 is a clock's error, and is logged and not recorded (M26). */
  seconds: number;
}

/**
 * What a change has made measurable, each once in the life of a server however
 * often the backend restarts: the moment was not in the status before, and is now.
 *
 * - provisioning ends with the first launch, when a server begins to run (M24, M27);
 * - scheduling with Nova taking the server on, whichever poll sees it first (M25).
 *
 * @param to - as the API server answered the write
 * @internal
 */
export function durationsOf(options: {
  from: ServerStatusFields;
  to: ServerStatusFields;
  createdMs: number;
}): MeasuredDuration[] {
  const { from, to, createdMs } = options;
  const durations: MeasuredDuration[] = [];
  const add = (of: MeasuredDuration['of'], at: string) => {
    const seconds = (Date.parse(at) - createdMs) / 1000;
    if (!Number.isNaN(seconds)) {
      durations.push({ of, seconds });
    }
  };
  if (!from.scheduledAt && to.scheduledAt) {
    add('scheduling', to.scheduledAt);
  }
  const beginsToRun = from.phase !== 'Running' && to.phase === 'Running';
  if (beginsToRun && !from.launchedAt && to.launchedAt) {
    add('provision', to.launchedAt);
  }
  return durations;
}
