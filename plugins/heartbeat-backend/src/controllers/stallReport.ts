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

import type { StallReport } from 'backstage-plugin-heartbeat-common';
import { pastMoment, type Moment } from '../time/moment';
import type { ObserverStall } from './liveness';

/**
 * The last stall of this process as the API serves it.
 *
 * @internal
 */
export function stallReport(
  stall: ObserverStall | undefined,
  now: Moment,
): StallReport | undefined {
  return (
    stall && {
      ...pastMoment(stall.endedMonotonicMs, now),
      lastedMs: Math.round(stall.lastedMs),
      holding: stall.isHolding,
    }
  );
}
