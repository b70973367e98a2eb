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

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { formatAge, formatDuration } from '../time/durations';
import { useElapsed } from '../time/useElapsed';
import { heartbeatTranslationRef } from '../translation';

/**
 * Props of {@link LiveAge}.
 *
 * @public
 */
export interface LiveAgeProps {
  /** When it was, RFC 3339; shown on hover in the reader's time zone. */
  at: string;
  /** How long ago that was when the answer was made, by the observer's clock. */
  ageMs: number;
  /** When the answer came, by `performance.now()`. */
  receivedAt: number;
  /** `ago`: "12 seconds ago"; `duration`: "12 s". Default: `ago`. */
  format?: 'ago' | 'duration';
}

/**
 * A time that grows older as one looks at it. The age is the observer's; the
 * browser adds only what has passed since the answer came.
 *
 * @public
 */
export function LiveAge(props: LiveAgeProps) {
  const { at, ageMs, receivedAt, format = 'ago' } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const nowMs = Math.max(0, ageMs) + useElapsed(receivedAt);
  return (
    <time dateTime={at} title={new Date(at).toLocaleString()}>
      {format === 'ago' ? formatAge(t, nowMs) : formatDuration(t, nowMs)}
    </time>
  );
}
