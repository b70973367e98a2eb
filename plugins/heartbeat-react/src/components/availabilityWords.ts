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

import type { Availability } from 'backstage-plugin-heartbeat-common';

/** Hundredths of a percent: what people put into agreements. */
const STEPS_PER_WHOLE = 10_000;

function percent(steps: number): string {
  return (steps / STEPS_PER_WHOLE).toLocaleString(undefined, {
    style: 'percent',
    maximumFractionDigits: 2,
  });
}

/**
 * A share of time in words. It is rounded to the nearest hundredth of a percent,
 * but never up to all of it nor down to nothing where that is not so.
 *
 * @internal
 */
export function formatShare(share: number): string {
  if (share <= 0 || share >= 1) {
    return percent(share <= 0 ? 0 : STEPS_PER_WHOLE);
  }
  const nearest = Math.round(share * STEPS_PER_WHOLE);
  return percent(Math.min(STEPS_PER_WHOLE - 1, Math.max(1, nearest)));
}

/**
 * For how much of the time it was up; absent where it was seen neither up nor
 * down. Any downtime keeps it under 100%, however long the window.
 *
 * @internal
 */
export function formatAvailability(window: Availability): string | undefined {
  const { availability, downMs } = window;
  if (availability === undefined) {
    return undefined;
  }
  return formatShare(
    downMs > 0 ? Math.min(availability, 1 - Number.EPSILON) : availability,
  );
}
