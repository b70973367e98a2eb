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
 * What `name=` finds: an unanchored regular expression without regard to case, as on
 * MariaDB, where Nova puts a `\` before each `|` after it has validated the rest.
 *
 * JavaScript's syntax stands for Python's and MariaDB's, which differ in corners that
 * names of servers do not lead to.
 *
 * @returns undefined for what Nova refuses
 * @internal
 */
export function nameFilter(pattern: string): RegExp | undefined {
  if (pattern === '') {
    return undefined;
  }
  try {
    // The first is what Nova validates, the second what the database is asked.
    return (
      new RegExp(pattern) && new RegExp(pattern.replaceAll('|', '\\|'), 'i')
    );
  } catch {
    return undefined;
  }
}
