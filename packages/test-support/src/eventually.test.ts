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

import { eventually } from './eventually';

describe('eventually', () => {
  it('sees what comes to be, also where a look throws before', async () => {
    const looks = [
      () => undefined,
      () => false,
      () => {
        throw new Error('not served yet');
      },
      () => 'here',
    ];
    expect(await eventually('a word', () => looks.shift()?.())).toBe('here');
    expect(looks).toEqual([]);
  });

  it('says what it waited for, and what the last look threw', async () => {
    await expect(
      eventually('a word', async () => false, { withinMs: 20 }),
    ).rejects.toThrow(/^Not within 20 ms: a word$/);
    let looks = 0;
    await expect(
      eventually(
        'a word',
        () => {
          throw new Error(`look ${++looks}`);
        },
        { withinMs: 50, everyMs: 10 },
      ),
    ).rejects.toThrow(/^Not within 50 ms: a word \(Error: look [2-6]\)$/);
  });
});
