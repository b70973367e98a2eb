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

import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';

/** A transition and how long what it led to lasted. */
export interface LogEntry {
  transition: HistoryTransition;
  /** True where it changed no status, e.g. a restart. */
  isMark: boolean;
  /** How long the new status lasted; absent where it still does, and for marks. */
  lastedMs?: number;
}

/**
 * Works out how long each status lasted: until the next change of the same
 * subject, which stands above it.
 *
 * @param transitions - newest first
 */
export function logEntries(transitions: HistoryTransition[]): LogEntry[] {
  const endedAt = new Map<string, string>();
  return transitions.map(transition => {
    const { subjectId, from, to, at } = transition;
    if (from === to) {
      return { transition, isMark: true };
    }
    const end = endedAt.get(subjectId);
    endedAt.set(subjectId, at);
    return {
      transition,
      isMark: false,
      lastedMs:
        end === undefined
          ? undefined
          : Math.max(0, Date.parse(end) - Date.parse(at)),
    };
  });
}
