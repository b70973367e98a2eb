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
import type {
  HistoryTransition,
  ServerCause as KnownCause,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  serverReason,
  type Translate,
} from 'backstage-plugin-heartbeat-react';

const KNOWN_CAUSES: KnownCause[] = [
  'first-check',
  'check',
  'sight-lost',
  'maintenance',
  'intent',
];

function causeWords(t: Translate, { cause, to }: HistoryTransition): string {
  if (cause === 'maintenance' && to === 'Maintenance') {
    return t('serverCause.maintenanceBegan');
  }
  if (cause === 'intent' && to === 'Stopped') {
    return t('serverCause.stopIntent');
  }
  const known = KNOWN_CAUSES.find(one => one === cause);
  return known ? t(`serverCause.${known}`) : cause ?? '';
}

/** What brought a change of a server about and why; what this version does not know as it is written. */
export function ServerCause(props: { transition: HistoryTransition }) {
  const { transition } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const cause = causeWords(t, transition);
  return (
    <>
      {transition.reason
        ? t('history.because', {
            cause,
            reason: serverReason(t, transition.reason),
          })
        : cause}
    </>
  );
}
