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

import { mockApis } from '@backstage/frontend-test-utils';
import { heartbeatTranslationRef } from '../translation';
import {
  formatAge,
  formatDuration,
  formatExactDuration,
  formatLatency,
} from './durations';

const snapshot = mockApis.translation().getTranslation(heartbeatTranslationRef);
if (!snapshot.ready) {
  throw new Error('The default messages are always ready');
}
const { t } = snapshot;

/** A number and its unit stay on one line; here that makes no difference. */
const plain = (words: string) => words.replace(/\u00a0/g, ' ');

const S = 1_000;
const M = 60 * S;
const H = 60 * M;
const D = 24 * H;

describe('durations', () => {
  it.each([
    [0, '0 s'],
    [31_200, '31 s'],
    [M, '1 min'],
    [2 * M + 5 * S, '2 min 5 s'],
    [3 * H + 12 * M + 9 * S, '3 h 12 min'],
    [2 * D + 4 * H, '2 d 4 h'],
  ])('formats %d ms as %s', (ms, words) => {
    expect(plain(formatDuration(t, ms))).toBe(words);
  });

  it('breaks no line between a number and its unit', () => {
    expect(formatDuration(t, 2 * M + 5 * S)).toBe('2\u00a0min 5\u00a0s');
  });

  it.each([
    [400, '0.4 s'],
    [31_250, '31.2 s'],
    [30_000, '30 s'],
    [125_400, '2 min 5 s'],
  ])('formats %d ms exactly as %s', (ms, words) => {
    expect(plain(formatExactDuration(t, ms))).toBe(words);
  });

  it.each([
    [999, 'just now'],
    [1_000, '1 second ago'],
    [59_999, '59 seconds ago'],
    [3 * M, '3 minutes ago'],
    [H, '1 hour ago'],
    [5 * D, '5 days ago'],
  ])('calls %d ms "%s"', (ms, words) => {
    expect(formatAge(t, ms)).toBe(words);
  });

  it.each([
    [0.04, '0 ms'],
    [3.21, '3.2 ms'],
    [48.4, '48 ms'],
    [999, '999 ms'],
    [1_238, '1.24 s'],
  ])('says that an answer took %d ms as %s', (ms, words) => {
    expect(plain(formatLatency(t, ms))).toBe(words);
  });
});
