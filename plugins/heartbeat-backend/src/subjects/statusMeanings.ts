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

import type { HistoryStanding } from 'backstage-plugin-heartbeat-common';
import type { Severity, StatusMeaning } from './SubjectKind';

/**
 * What each status of a kind means.
 *
 * @param worstFirst - all of them
 * @internal
 */
export function statusMeanings<Status extends string>(
  worstFirst: readonly Status[],
  means: {
    severities: Record<Status, Severity>;
    standings: Record<Status, HistoryStanding>;
  },
): Readonly<Record<string, StatusMeaning>> {
  return Object.fromEntries(
    worstFirst.map(status => [
      status,
      {
        severity: means.severities[status],
        standing: means.standings[status],
      },
    ]),
  );
}
