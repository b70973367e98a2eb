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

import type { TranslationFunction } from '@backstage/frontend-plugin-api';
import type { heartbeatTranslationRef } from '../translation';

/**
 * Gives the words of `heartbeatTranslationRef`.
 *
 * @public
 */
export type Translate = TranslationFunction<
  (typeof heartbeatTranslationRef)['T']
>;

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/**
 * A duration as a reader would say it of something that goes on: its two
 * largest units, e.g. `31 s`, `2 min 5 s`, `3 h 12 min`.
 *
 * @public
 */
export function formatDuration(t: Translate, ms: number): string {
  const pairs = [
    [DAY_MS, HOUR_MS, 'duration.days', 'duration.hours'],
    [HOUR_MS, MINUTE_MS, 'duration.hours', 'duration.minutes'],
    [MINUTE_MS, SECOND_MS, 'duration.minutes', 'duration.seconds'],
  ] as const;
  for (const [large, small, largeKey, smallKey] of pairs) {
    if (ms >= large) {
      const rest = Math.floor((ms % large) / small);
      const whole = t(largeKey, { value: Math.floor(ms / large) });
      return rest === 0 ? whole : `${whole} ${t(smallKey, { value: rest })}`;
    }
  }
  return t('duration.seconds', { value: Math.floor(ms / SECOND_MS) });
}

/**
 * The same to a tenth of a second where it is under a minute, for arithmetic
 * that a reader can follow: `31.2 s`.
 *
 * @public
 */
export function formatExactDuration(t: Translate, ms: number): string {
  return ms >= MINUTE_MS
    ? formatDuration(t, ms)
    : t('duration.seconds', { value: Math.floor(ms / 100) / 10 });
}

/** Under this a tenth of a millisecond is worth reading. */
const FINE_BELOW_MS = 10;

/**
 * How long an answer took: `3.2 ms`, `48 ms`, `1.24 s`.
 *
 * @public
 */
export function formatLatency(t: Translate, ms: number): string {
  if (ms >= SECOND_MS) {
    return t('duration.seconds', { value: Math.round(ms / 10) / 100 });
  }
  return t('duration.milliseconds', {
    value: ms < FINE_BELOW_MS ? Math.round(ms * 10) / 10 : Math.round(ms),
  });
}

/**
 * How long ago something was, in its largest unit: `12 seconds ago`.
 *
 * @public
 */
export function formatAge(t: Translate, ms: number): string {
  if (ms < SECOND_MS) {
    return t('age.now');
  }
  if (ms < MINUTE_MS) {
    return t('age.seconds', { count: Math.floor(ms / SECOND_MS) });
  }
  if (ms < HOUR_MS) {
    return t('age.minutes', { count: Math.floor(ms / MINUTE_MS) });
  }
  if (ms < DAY_MS) {
    return t('age.hours', { count: Math.floor(ms / HOUR_MS) });
  }
  return t('age.days', { count: Math.floor(ms / DAY_MS) });
}
