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

/**
 * A moment in the reader's time zone, to the second, and with its day where
 * that is another one: `20:01:13`, `Sat, 20:01:13`.
 *
 * @param at - RFC 3339
 * @param now - what is today, RFC 3339
 * @public
 */
export function formatMoment(at: string, now: string): string {
  const date = new Date(at);
  const isToday = date.toDateString() === new Date(now).toDateString();
  return date.toLocaleTimeString(undefined, {
    weekday: isToday ? undefined : 'short',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
}
