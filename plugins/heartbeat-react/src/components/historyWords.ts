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
  HistorySegment,
  HistoryStanding,
} from 'backstage-plugin-heartbeat-common';
import { formatDuration, type Translate } from '../time/durations';
import { formatMoment } from '../time/moments';
import { lookOfStatus, type StatusLooks } from './statusLooks';

/**
 * A status of the history in words: what nobody saw is called that, and what
 * this version does not know is shown as it is written.
 */
function historyStatus(
  t: Translate,
  status: string,
  looks: Partial<StatusLooks>,
): string {
  return status === 'Unknown'
    ? t('history.notObserved')
    : lookOfStatus(looks, status).word(t);
}

function lengthMs({ from, to }: HistorySegment): number {
  return Date.parse(to) - Date.parse(from);
}

/**
 * What a segment shows, when, and for how long.
 *
 * @param now - RFC 3339
 * @internal
 */
export function segmentWords(
  t: Translate,
  segment: HistorySegment,
  now: string,
  looks: Partial<StatusLooks>,
): string {
  const { status, from, to, transitions } = segment;
  const span = {
    status: historyStatus(t, status, looks),
    from: formatMoment(from, now),
    to: formatMoment(to, now),
  };
  return transitions > 0
    ? t('history.sharedSegment', { ...span, count: transitions })
    : t('history.segment', {
        ...span,
        duration: formatDuration(t, lengthMs(segment)),
      });
}

/** In the order in which a reader wants to know. */
const STANDINGS: HistoryStanding[] = ['up', 'down', 'stopped', 'unknown'];

/**
 * A whole bar in a sentence, for those who cannot see it.
 *
 * @internal
 */
export function historySummary(
  t: Translate,
  segments: HistorySegment[],
): string {
  const shared = segments.reduce((sum, one) => sum + one.transitions, 0);
  const parts = STANDINGS.flatMap(standing => {
    const those = segments.filter(one => one.standing === standing);
    const ms = those.reduce((sum, one) => sum + lengthMs(one), 0);
    return ms > 0
      ? t(`history.total.${standing}`, { duration: formatDuration(t, ms) })
      : [];
  });
  return t('history.summary', {
    // where statuses share a segment, their times are not known
    what:
      shared > 0 ? t('history.changes', { count: shared }) : parts.join(', '),
  });
}
