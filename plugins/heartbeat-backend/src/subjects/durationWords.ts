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
 * As a reader would say it: 31.2 s, 4 min 10 s, 3 h 5 min, 2 d 4 h.
 *
 * @internal
 */
export function durationWords(ms: number): string {
  if (ms < 60_000) {
    return `${Math.round(ms / 100) / 10} s`;
  }
  const seconds = Math.round(ms / 1_000);
  const pair = (of: number, unit: string, rest: number, smaller: string) =>
    `${Math.floor(seconds / of)} ${unit} ${Math.floor(
      (seconds % of) / rest,
    )} ${smaller}`;
  if (seconds < 3_600) {
    return pair(60, 'min', 1, 's');
  }
  return seconds < 86_400
    ? pair(3_600, 'h', 60, 'min')
    : pair(86_400, 'd', 3_600, 'h');
}
