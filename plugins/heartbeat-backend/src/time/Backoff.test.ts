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

import { Backoff } from './Backoff';

describe('a backoff', () => {
  /** Whether each pause is as long as this, or shorter by up to a half. */
  const pausesFor = (backoff: Backoff, fullMs: number[]) =>
    fullMs.every(ms => {
      const pauseMs = backoff.next();
      return pauseMs >= ms / 2 && pauseMs <= ms;
    });

  it('doubles up to its longest pause, and begins anew after a success', () => {
    const backoff = new Backoff({ firstMs: 100, longestMs: 350 });
    expect(pausesFor(backoff, [100, 200, 350, 350])).toBe(true);
    backoff.reset();
    expect(pausesFor(backoff, [100, 200])).toBe(true);
  });

  it('is never longer than its longest pause, even the first time', () => {
    const backoff = new Backoff({ firstMs: 1_000, longestMs: 50 });
    expect(pausesFor(backoff, [50, 50])).toBe(true);
  });

  it('differs by chance, so that a fleet does not come back at once', () => {
    const pauses = Array.from({ length: 20 }, () => new Backoff().next());
    expect(new Set(pauses).size).toBeGreaterThan(1);
  });

  it('waits for as long as the server asks', () => {
    expect(new Backoff().next(60_000)).toBe(60_000);
  });
});
