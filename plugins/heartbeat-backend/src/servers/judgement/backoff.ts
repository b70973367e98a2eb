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

/** So many checks in a row have to say it, before a server counts as one that will be down for longer. */
const DOWN_CHECKS = 10;

/** No server is asked less often than this, but for those whose interval is longer. */
const LONGEST_MS = 5 * 60 * 1000;

/**
 * In which of its next slots a server is asked again: the next one, unless it has
 * been down for ten checks, for which it is the second, for ten more the fourth,
 * and so on.
 *
 * @internal
 */
export function backoffOf(downChecks: number, intervalMs: number): number {
  const longest = Math.max(1, Math.floor(LONGEST_MS / intervalMs));
  return Math.min(2 ** Math.floor(downChecks / DOWN_CHECKS), longest);
}
