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

const MICRO_TIME =
  /^(\d{4})-(\d{2})-(\d{2})T(\d{1,2}):(\d{2}):(\d{2})[.,](\d{6})(Z|[+-]\d{2}:\d{2})$/;

/** What Kubernetes keeps for "no time at all"; it is written back as `null`. */
const ZERO_TIME = '0001-01-01T00:00:00.000000Z';

/**
 * Reads a MicroTime as the API server does: exactly six fractional digits, then `Z` or an offset, which is
 * normalised to `Z`.
 *
 * @returns the normalised text, `null` for the zero time, `undefined` for text that is no MicroTime
 * @internal
 */
export function parseMicroTime(text: string): string | null | undefined {
  const match = MICRO_TIME.exec(text);
  if (!match) {
    return undefined;
  }
  const [, year, month, day, hour, minute, second, micros, zone] = match;
  const whole = `${year}-${month}-${day}T${hour.padStart(
    2,
    '0',
  )}:${minute}:${second}`;
  const utc = new Date(`${whole}Z`);
  // Date rolls some impossible values over (30 February, 24:00): what it says back must be what came in.
  if (Number.isNaN(utc.getTime()) || utc.toISOString().slice(0, 19) !== whole) {
    return undefined;
  }
  const normalised = `${new Date(utc.getTime() - offsetMs(zone))
    .toISOString()
    .replace(/\.\d{3}Z$/, '')}.${micros}Z`;
  return normalised === ZERO_TIME ? null : normalised;
}

function offsetMs(zone: string): number {
  if (zone === 'Z') {
    return 0;
  }
  const [hours, minutes] = zone.slice(1).split(':').map(Number);
  return (zone.startsWith('-') ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
