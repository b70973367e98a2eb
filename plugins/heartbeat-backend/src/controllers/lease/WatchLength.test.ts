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

import { WatchLength } from './WatchLength';

const USUAL_SECONDS = 240;

const HOUR_SECONDS = 3_600;

/**
 * Watches one stream after the other for a while.
 *
 * @param cutAfter - after how many seconds the next stream is cut
 * @returns what was asked for, and how many streams were cut
 */
function watchFor(
  length: WatchLength,
  time: { fromSeconds: number; seconds: number },
  cutAfter: () => number,
) {
  const asked: number[] = [];
  let nowMs = time.fromSeconds * 1000;
  let cuts = 0;
  while (nowMs < (time.fromSeconds + time.seconds) * 1000) {
    const seconds = length.nextSeconds(nowMs);
    const cutMs = cutAfter() * 1000;
    asked.push(seconds);
    if (seconds * 1000 < cutMs) {
      nowMs += seconds * 1000;
      length.served(seconds * 1000);
    } else {
      nowMs += cutMs;
      cuts++;
      length.cut(cutMs, nowMs);
    }
  }
  return { asked, cuts };
}

const anHour = { fromSeconds: 0, seconds: HOUR_SECONDS };

describe('the length of watches', () => {
  it.each([
    [10, 9],
    [30, 27],
    [60, 54],
  ])(
    'is a bit less than the %i s after which each is cut, and tried anew six times an hour at most [K4]',
    (cutSeconds, shorter) => {
      const { asked, cuts } = watchFor(
        new WatchLength(),
        anHour,
        () => cutSeconds,
      );
      expect(asked.slice(0, 3)).toEqual([
        USUAL_SECONDS,
        USUAL_SECONDS,
        shorter,
      ]);
      expect(new Set(asked)).toEqual(new Set([USUAL_SECONDS, shorter]));
      expect(cuts).toBeLessThanOrEqual(2 + 6);
    },
  );

  it('comes to be less than any that is cut, where that varies by 5 s [K4]', () => {
    const length = new WatchLength();
    let i = 0;
    const { asked, cuts } = watchFor(length, anHour, () => 25 + (i++ % 11));
    expect(Math.min(...asked)).toBeGreaterThanOrEqual(22);
    expect(cuts / asked.length).toBeLessThan(0.25);
  });

  it('stays as it is for one cut among many that are none [K4]', () => {
    const length = new WatchLength();
    let i = 0;
    const { asked } = watchFor(length, anHour, () =>
      i++ % 2 === 0 ? 30 : Infinity,
    );
    expect(new Set(asked)).toEqual(new Set([USUAL_SECONDS]));
  });

  it('is the usual one again soon after watches are not cut any more [K4]', () => {
    const length = new WatchLength();
    watchFor(length, { fromSeconds: 0, seconds: 60 }, () => 30);
    expect(length.nextSeconds(60_000)).toBe(27);
    const { asked } = watchFor(
      length,
      { fromSeconds: 60, seconds: HOUR_SECONDS },
      () => Infinity,
    );
    const usualFrom = asked.indexOf(USUAL_SECONDS);
    expect(usualFrom * 27).toBeLessThanOrEqual(11 * 60);
    expect(new Set(asked.slice(usualFrom))).toEqual(new Set([USUAL_SECONDS]));
  });

  it('follows a proxy that is given more time, or less [K4]', () => {
    const length = new WatchLength();
    watchFor(length, { fromSeconds: 0, seconds: 120 }, () => 30);
    const more = watchFor(length, { fromSeconds: 120, seconds: 900 }, () => 60);
    expect(more.asked.at(-1)).toBe(54);
    const less = watchFor(
      length,
      { fromSeconds: 1_020, seconds: 100 },
      () => 10,
    );
    expect(less.asked.at(-1)).toBe(9);
  });

  it('is not learned from a short watch that was not cut [K4]', () => {
    const length = new WatchLength();
    length.cut(30_000, 30_000);
    length.served(15_000);
    length.cut(30_000, 75_000);
    expect(length.nextSeconds(75_000)).toBe(27);
  });
});
