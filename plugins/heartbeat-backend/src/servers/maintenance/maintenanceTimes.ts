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

import { DateTime } from 'luxon';
import { type MaintenanceWindow, WEEKDAYS } from '../../config/monitorOptions';

/**
 * From `fromMs` on, and at `untilMs` no more.
 *
 * @internal
 */
export interface Occurrence {
  fromMs: number;
  untilMs: number;
}

/**
 * The occurrence of a window that is on at a moment, or else the next one.
 *
 * A time of day that a change to summer time leaves out is as much later as the
 * clocks were put forward; one that comes twice is the first of the two. How long
 * it lasts is elapsed time.
 *
 * @param nowMs - epoch milliseconds
 * @returns `undefined` where there is none any more
 * @internal
 */
export function occurrenceAt(
  window: MaintenanceWindow,
  nowMs: number,
): Occurrence | undefined {
  if (window.type === 'once') {
    const { fromMs, untilMs } = window;
    return nowMs < untilMs ? { fromMs, untilMs } : undefined;
  }
  const { at, days, forMs, timeZone } = window;
  // A day of leeway: the day there may have begun when ours had not.
  let day = DateTime.fromMillis(nowMs - forMs, { zone: timeZone })
    .startOf('day')
    .minus({ days: 1 });
  for (;;) {
    if (days.includes(WEEKDAYS[day.weekday - 1])) {
      const { year, month, day: date } = day;
      const [first] = DateTime.fromObject(
        { year, month, day: date, ...at },
        { zone: timeZone },
      ).getPossibleOffsets();
      const fromMs = first.toMillis();
      if (nowMs < fromMs + forMs) {
        return { fromMs, untilMs: fromMs + forMs };
      }
    }
    day = day.plus({ days: 1 });
  }
}
