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

import type { PastMoment } from 'backstage-plugin-heartbeat-common';
import type { Clock } from './clock';

/**
 * A moment by both clocks of the observer.
 *
 * @internal
 */
export interface Moment {
  readonly monotonicMs: number;
  readonly wallMs: number;
}

/**
 * Now.
 *
 * @internal
 */
export function momentOf(clock: Clock): Moment {
  return { monotonicMs: clock.monotonicMs(), wallMs: clock.wallMs() };
}

/**
 * A moment of the monotonic clock as the API tells of it.
 *
 * @internal
 */
export function pastMoment(monotonicMs: number, now: Moment): PastMoment {
  const ageMs = Math.round(now.monotonicMs - monotonicMs);
  return { at: new Date(now.wallMs - ageMs).toISOString(), ageMs };
}
