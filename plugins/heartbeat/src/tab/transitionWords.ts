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

import {
  TRANSITION_CAUSES,
  UNKNOWN_REASONS,
  type HistoryTransition,
  type ServerCause,
} from 'backstage-plugin-heartbeat-common';
import { serverReason, type Translate } from 'backstage-plugin-heartbeat-react';
import { controllerName } from '../controllers/controllerName';

/** The `kind` of the transitions of servers. */
const SERVER_KIND = 'server';

const SERVER_CAUSES: ServerCause[] = [
  'first-check',
  'check',
  'sight-lost',
  'maintenance',
  'intent',
];

/** Whether it is a server to which this happened. */
export function isOfServer({ kind }: HistoryTransition): boolean {
  return kind === SERVER_KIND;
}

/** How that to which it happened is called on the screen. */
export function subjectName(
  t: Translate,
  transition: HistoryTransition,
): string {
  const { name, subjectId } = transition;
  return isOfServer(transition)
    ? name ?? subjectId
    : controllerName(t, name ?? subjectId);
}

/** What brought it about and why; what this version does not know as it is written. */
export function causeWords(
  t: Translate,
  transition: HistoryTransition,
): string {
  const { cause, reason, to } = transition;
  if (isOfServer(transition)) {
    return because(
      t,
      serverCause(t, transition),
      reason && serverReason(t, reason),
    );
  }
  if (cause === 'silence' && to === 'Late') {
    return t('history.overdue');
  }
  const knownCause = TRANSITION_CAUSES.find(one => one === cause);
  const knownReason = UNKNOWN_REASONS.find(one => one === reason);
  return because(
    t,
    knownCause ? t(`cause.${knownCause}`) : cause,
    knownReason && t(`reason.${knownReason}`),
  );
}

function serverCause(
  t: Translate,
  { cause, to }: HistoryTransition,
): string | undefined {
  if (cause === 'maintenance' && to === 'Maintenance') {
    return t('serverCause.maintenanceBegan');
  }
  if (cause === 'intent' && to === 'Stopped') {
    return t('serverCause.stopIntent');
  }
  const known = SERVER_CAUSES.find(one => one === cause);
  return known ? t(`serverCause.${known}`) : cause;
}

function because(t: Translate, cause = '', reason?: string): string {
  return reason ? t('history.because', { cause, reason }) : cause;
}
