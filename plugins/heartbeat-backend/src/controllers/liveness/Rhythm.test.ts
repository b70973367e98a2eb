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
import { Rhythm } from './Rhythm';

describe('a rhythm', () => {
  it('relies on two gaps, or on one that is not short', () => {
    const rhythm = new Rhythm();
    expect(rhythm.usualGapMs(15)).toBeUndefined();
    rhythm.addGap(5);
    expect(rhythm.usualGapMs(15)).toBe(5);
    expect(rhythm.usualGapMs(16)).toBeUndefined();
    expect(rhythm.usualGapMs()).toBeUndefined();
    rhythm.addGap(7);
    expect(rhythm.usualGapMs(100)).toBe(7);
    expect(rhythm.usualGapMs()).toBe(7);
    const other = new Rhythm();
    other.resume(3);
    expect(other.usualGapMs()).toBe(3);
  });

  it('has for its gap the middle one of the last seven, in whole milliseconds', () => {
    const rhythm = new Rhythm();
    expect(rhythm.gapMs).toBeUndefined();
    const seen = [5, 1, 1000.4, 3, 2, 4, 6, 7, 8].map(gapMs => {
      rhythm.addGap(gapMs);
      return rhythm.gapMs;
    });
    expect(seen).toEqual([5, 5, 5, 5, 3, 4, 4, 4, 6]);
    rhythm.addGap(999.6);
    rhythm.addGap(1000.4);
    rhythm.addGap(1000.2);
    expect(rhythm.gapMs).toBe(8);
    rhythm.addGap(1000);
    expect(rhythm.gapMs).toBe(1000);
  });

  it('has for its skew the middle one of the last three', () => {
    const rhythm = new Rhythm();
    expect(rhythm.skewMs).toBeUndefined();
    const seen = [-3, -3, 4000, -2, -1, 0, 1].map(skewMs => {
      rhythm.addSkew(skewMs);
      return rhythm.skewMs;
    });
    expect(seen).toEqual([-3, -3, -3, -2, -1, -1, 0]);
  });

  it('keeps gaps and skews apart, forgets gaps when told so, and knows nothing of another', () => {
    const [rhythm, other] = [new Rhythm(), new Rhythm()];
    [9, 8, 7, 9, 9, 9, 9, 9].forEach(gapMs => rhythm.addGap(gapMs));
    [5, 5, 5, 5, 5, 5].forEach(skewMs => rhythm.addSkew(skewMs));
    rhythm.forgetGaps();
    [3, 1, 2].forEach(gapMs => other.addGap(gapMs));
    expect([rhythm.gapMs, rhythm.skewMs]).toEqual([undefined, 5]);
    rhythm.addGap(4);
    expect([rhythm.gapMs, other.gapMs, other.skewMs]).toEqual([
      4,
      2,
      undefined,
    ]);
  });
});
