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

import type { LatencyReport } from 'backstage-plugin-heartbeat-common';
import { ago, HOUR } from './heartbeats';

/*
 * How quickly the servers of the dev app answer. None of this is part of the plugin.
 */

/** Hours ago in which nothing was answered. */
const SILENT = [6, 7, 21, 22, 23];

/** A day with a busy afternoon, and some hours without an answer. */
export function latencyOf(subjectId: string): LatencyReport {
  const hourMs = Math.floor(Date.now() / HOUR) * HOUR;
  const hours = Array.from({ length: 24 }, (_, place) => 23 - place)
    .filter(hoursAgo => !SILENT.includes(hoursAgo))
    .map(hoursAgo => {
      const p50Ms = 14 + 9 * Math.sin(hoursAgo / 3) + (hoursAgo % 5);
      return {
        from: new Date(hourMs - hoursAgo * HOUR).toISOString(),
        count: 120,
        p50Ms,
        p95Ms: p50Ms * 2.4,
        p99Ms: p50Ms * (hoursAgo === 12 ? 9 : 3.4),
        maxMs: p50Ms * 11,
      };
    });
  return {
    observedAt: ago(0),
    subjectId,
    hours: subjectId.endsWith('/new') ? [] : hours,
  };
}
