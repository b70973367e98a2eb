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

import { useEffect, useReducer } from 'react';

/** Ages are shown in whole seconds. */
const TICK_MS = 1_000;

const tickers = new Set<() => void>();
let interval: ReturnType<typeof setInterval> | undefined;

/** One interval for everything on the screen that shows time: it all moves at once. */
function onTick(ticker: () => void): () => void {
  tickers.add(ticker);
  interval ??= setInterval(() => tickers.forEach(tick => tick()), TICK_MS);
  return () => {
    tickers.delete(ticker);
    if (tickers.size === 0) {
      clearInterval(interval);
      interval = undefined;
    }
  };
}

/**
 * Milliseconds since `start`, a reading of `performance.now()`; renders again
 * every second.
 *
 * @public
 */
export function useElapsed(start: number): number {
  const [, tick] = useReducer((ticks: number) => ticks + 1, 0);
  useEffect(() => onTick(tick), []);
  return Math.max(0, performance.now() - start);
}
