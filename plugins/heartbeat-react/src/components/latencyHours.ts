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

import type {
  LatencyHour,
  LatencyReport,
} from 'backstage-plugin-heartbeat-common';
import { formatLatency, type Translate } from '../time/durations';

const HOUR_MS = 60 * 60 * 1_000;
const HOURS = 24;

/** One hour of the chart; without figures where no check was answered in it. */
export interface HourSlot {
  /** RFC 3339. */
  from: string;
  hour?: LatencyHour;
}

/**
 * The last 24 hours, the one that goes on included: those that the report leaves
 * out are gaps, never bridged.
 *
 * @internal
 */
export function hourSlots(report: LatencyReport): HourSlot[] {
  const known = new Map(report.hours.map(one => [Date.parse(one.from), one]));
  const lastMs = Math.floor(Date.parse(report.observedAt) / HOUR_MS) * HOUR_MS;
  return Array.from({ length: HOURS }, (_, place) => {
    const fromMs = lastMs - (HOURS - 1 - place) * HOUR_MS;
    return { from: new Date(fromMs).toISOString(), hour: known.get(fromMs) };
  });
}

/**
 * The end of the scale: a round number (1, 2 or 5 and zeros) that no figure exceeds.
 *
 * @internal
 */
export function scaleEnd(maxMs: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(maxMs, 1)));
  const step = [1, 2, 5, 10].find(one => one * power >= maxMs) ?? 10;
  return step * power;
}

/** When an hour began, in the reader's time zone, and with its day where that is another one. */
function formatHour(from: string, now: string): string {
  const date = new Date(from);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleTimeString(undefined, {
    weekday: isToday ? undefined : 'short',
    hour: '2-digit',
    minute: '2-digit',
  });
}

/**
 * What a reader learns of one hour.
 *
 * @param now - RFC 3339
 * @internal
 */
export function hourWords(t: Translate, slot: HourSlot, now: string): string {
  const { hour } = slot;
  const from = formatHour(slot.from, now);
  return hour
    ? t('latency.hour', {
        from,
        count: hour.count,
        p50: formatLatency(t, hour.p50Ms),
        p95: formatLatency(t, hour.p95Ms),
        p99: formatLatency(t, hour.p99Ms),
        max: formatLatency(t, hour.maxMs),
      })
    : t('latency.noHour', { from });
}

/**
 * The whole chart in a sentence, for those who cannot see it.
 *
 * @internal
 */
export function latencySummary(t: Translate, hours: LatencyHour[]): string {
  const p99s = hours.map(({ p99Ms }) => p99Ms);
  return t('latency.summary', {
    best: formatLatency(t, Math.min(...p99s)),
    worst: formatLatency(t, Math.max(...p99s)),
    max: formatLatency(t, Math.max(...hours.map(({ maxMs }) => maxMs))),
  });
}
