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
import {
  readableHolder,
  TRANSITION_CAUSES,
  UNKNOWN_REASONS,
  type HistoryTransition,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  type Translate,
} from 'backstage-plugin-heartbeat-react';

/** Causes that say that another process or holder is at work now. */
const RESTARTS: unknown[] = ['restart', 'takeover', 'recreation'];

function isRestart({ cause }: HistoryTransition): boolean {
  return RESTARTS.includes(cause);
}

function causeWords(
  t: Translate,
  { cause, reason, to }: HistoryTransition,
): string {
  if (cause === 'silence' && to === 'Late') {
    return t('history.overdue');
  }
  const knownCause = TRANSITION_CAUSES.find(one => one === cause);
  const knownReason = UNKNOWN_REASONS.find(one => one === reason);
  const words = knownCause ? t(`cause.${knownCause}`) : cause ?? '';
  return knownReason
    ? t('history.because', { cause: words, reason: t(`reason.${knownReason}`) })
    : words;
}

/** That a controller restarted; nothing where something else happened that changed no status. */
export function restartWord(
  t: Translate,
  transition: HistoryTransition,
): string | undefined {
  return isRestart(transition) ? t('history.restarted') : undefined;
}

/** What brought a change of a controller about, and by whom it was taken over. */
export function ControllerCause(props: { transition: HistoryTransition }) {
  const { transition } = props;
  const holder = transition.evidence?.holder;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      {causeWords(t, transition)}
      {isRestart(transition) && typeof holder === 'string' && holder !== '' && (
        <span title={holder}>: {readableHolder(holder)}</span>
      )}
    </>
  );
}
