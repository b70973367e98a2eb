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

import { Median } from './Median';

describe('a median', () => {
  it('is the middle one of the last few values', () => {
    const median = new Median(3);
    expect(median.value).toBeUndefined();
    const seen = [5, 1, 1000, 3, 2].map(value => {
      median.add(value);
      return median.value;
    });
    expect(seen).toEqual([5, 5, 5, 3, 3]);
  });

  it('forgets all when told so, and knows nothing of another one', () => {
    const [median, other] = [new Median(5), new Median(5)];
    [9, 8, 7].forEach(value => median.add(value));
    median.reset();
    [3, 1, 2].forEach(value => other.add(value));
    median.add(4);
    expect([median.value, other.value]).toEqual([4, 2]);
  });
});
