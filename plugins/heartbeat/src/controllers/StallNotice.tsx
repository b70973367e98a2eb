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
import StalledIcon from '@material-ui/icons/PauseCircleOutline';
import type { StallReport } from 'backstage-plugin-heartbeat-common';
import {
  formatAge,
  formatExactDuration,
  heartbeatTranslationRef,
  useElapsed,
} from 'backstage-plugin-heartbeat-react';
import { Notice } from '../components/Notice';

/** For so long it explains what was noticed late. */
const RECENT_MS = 10 * 60 * 1000;

/** What a shorter one delays, nobody notices. */
const NOTEWORTHY_MS = 2_000;

/** Says that the backend stood still: while statuses wait for that, and for some time after a long one. */
export function StallNotice(props: { stall: StallReport; receivedAt: number }) {
  const { stall, receivedAt } = props;
  const { holding, lastedMs } = stall;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const ageMs = stall.ageMs + useElapsed(receivedAt);
  if (!holding && (ageMs > RECENT_MS || lastedMs < NOTEWORTHY_MS)) {
    return null;
  }
  return (
    <Notice
      icon={StalledIcon}
      tone={holding ? 'warning' : 'neutral'}
      title={t('trust.stalledTitle', {
        duration: formatExactDuration(t, lastedMs),
        age: formatAge(t, ageMs),
      })}
    >
      {holding ? t('trust.stalledHolding') : t('trust.stalledOver')}
    </Notice>
  );
}
