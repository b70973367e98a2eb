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

/** RFC 3339: what is before the fraction, the fraction, and the offset. */
const TIME = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/;

/**
 * A time as Kargo's API writes it [H26]: in UTC, without the zeros that a fraction ends
 * with, and with all the digits that it has beside them.
 *
 * @param time - RFC 3339; what is none stays as it is
 * @internal
 */
export function kargoTime(time: string): string {
  const [, seconds, fraction = '', offset] = TIME.exec(time) ?? [];
  if (seconds === undefined) {
    return time;
  }
  const digits = fraction.replace(/0+$/, '');
  const utc =
    offset === 'Z'
      ? seconds
      : new Date(`${seconds}${offset}`).toISOString().slice(0, -5);
  return `${utc}${digits && `.${digits}`}Z`;
}
