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

/** What a regular expression of MariaDB or PostgreSQL takes for more than itself, but for "|". */
const SPECIAL = /[\\^$.*+?()[\]{}\-\s#]/g;

/**
 * The value of Nova's `name=`, which is a regular expression, for exactly one name.
 * "|" is written as a class of its own: on MariaDB Nova escapes it itself, and an
 * escape before that would undo it. Some databases do not heed case, so that the
 * answer may still have more names than one.
 *
 * @internal
 */
export function nameFilter(name: string): string {
  return `^${name.replace(SPECIAL, '\\$&').replaceAll('|', '[|]')}$`;
}
