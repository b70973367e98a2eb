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
  HistoryTransition,
  ObserverReport,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import { eventually } from '@internal/test-support';
import type { Portal } from './Portal';

/** A database that was away takes it again after a pause of the writer, which is longer the longer it was away. */
const WRITTEN_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;

/**
 * What happened to a controller or server, oldest first, once it is written that it came to
 * be this, and all backends have written all that they saw.
 */
export async function historyUntil(
  backends: Portal[],
  { id }: { id: string },
  status: string,
): Promise<HistoryTransition[]> {
  const path = `/transitions?subject=${encodeURIComponent(id)}`;
  return eventually(
    `all to be written, and ${id} to be ${status}`,
    async () => {
      const waiting = await Promise.all(backends.map(hasMoreToWrite));
      const { items } = await backends[0].getAsService<TransitionList>(path);
      if (items[0]?.to !== status || waiting.includes(true)) {
        throw new Error(
          `${items[0]?.to}; something else waits to be written: ${waiting}`,
        );
      }
      return items.reverse();
    },
    { withinMs: WRITTEN_WITHIN_MS, everyMs: ASK_EVERY_MS },
  );
}

async function hasMoreToWrite(backend: Portal): Promise<boolean> {
  const { history } = await backend.getAsService<ObserverReport>('/observer');
  return !history || history.queued > 0 || history.failure !== undefined;
}

/** What it was, one after the other, but for Late, which it may be for a moment on a busy machine. */
export function turnsOf(rows: HistoryTransition[]): string[] {
  return rows
    .map(({ to }) => to)
    .filter(status => status !== 'Late')
    .filter((status, i, all) => status !== all[i - 1]);
}
