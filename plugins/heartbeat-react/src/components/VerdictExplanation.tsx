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
  LEASE_STOPS,
  LIVENESS_STATUSES,
  type LeaseHeartbeat,
  type LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import { formatExactDuration, type Translate } from '../time/durations';
import { useElapsed } from '../time/useElapsed';
import { heartbeatTranslationRef } from '../translation';
import { explainUnknown } from './explainUnknown';

/**
 * Props of {@link VerdictExplanation}.
 *
 * @public
 */
export interface VerdictExplanationProps {
  /** A controller's, or that of one of its replicas. */
  heartbeat: LeaseHeartbeat;
  /** When the answer came, by `performance.now()`. */
  receivedAt: number;
}

const KEYS = { Alive: 'alive', Late: 'late', Dead: 'dead' } as const;

/** Where the leader's time is over. */
const ELECTION_KEYS = {
  ...KEYS,
  Late: 'upForElection',
  Dead: 'nobodyLeads',
} as const;

/** The sentence of a verdict that is arithmetic over a silence. */
function explainSilence(
  t: Translate,
  status: 'Alive' | 'Late' | 'Dead',
  evidence: LeaseHeartbeat['evidence'],
  elapsedMs: number,
): string {
  const { silentForMs, durationMs, marginMs, usualGapMs, lateAfterMs } =
    evidence;
  if (status === 'Alive' && evidence.provisional) {
    return t('explanation.provisional');
  }
  if (
    silentForMs === undefined ||
    durationMs === undefined ||
    marginMs === undefined
  ) {
    return t(`explanation.${KEYS[status]}Bare`);
  }
  const nowSilentMs = silentForMs + elapsedMs;
  const isUpForElection = evidence.election && nowSilentMs >= durationMs;
  const sentence = isUpForElection ? ELECTION_KEYS[status] : KEYS[status];
  return t(`explanation.${sentence}`, {
    limit: formatExactDuration(t, durationMs + marginMs),
    silent: formatExactDuration(t, nowSilentMs),
    duration: formatExactDuration(t, durationMs),
    margin: formatExactDuration(t, marginMs),
    late: formatExactDuration(t, lateAfterMs ?? durationMs),
    rhythm:
      usualGapMs === undefined
        ? t('explanation.noUsualGap')
        : t(`explanation.${evidence.slow ? 'usualGapSlow' : 'usualGap'}`, {
            gap: formatExactDuration(t, usualGapMs),
          }),
  });
}

function explainDeath(
  t: Translate,
  evidence: LeaseHeartbeat['evidence'],
  elapsedMs: number,
): string {
  if (evidence.stop === 'released') {
    return t(evidence.again ? 'explanation.leftAgain' : 'explanation.vacant');
  }
  const arithmetic = explainSilence(t, 'Dead', evidence, elapsedMs);
  return evidence.sinceByItsClock
    ? t('explanation.byItsClock', { arithmetic })
    : arithmetic;
}

function explainStop(
  t: Translate,
  { stop }: LeaseHeartbeat['evidence'],
): string {
  const known = LEASE_STOPS.find(one => one === stop);
  return known ? t(`explanation.stop.${known}`) : t('explanation.stopped');
}

function explain(
  t: Translate,
  status: LivenessStatus,
  { unknown, evidence }: LeaseHeartbeat,
  elapsedMs: number,
): string {
  switch (status) {
    case 'Alive':
    case 'Late':
      return explainSilence(t, status, evidence, elapsedMs);
    case 'Dead':
      return explainDeath(t, evidence, elapsedMs);
    case 'Stopped':
      return explainStop(t, evidence);
    case 'NeverReported':
      return t('explanation.neverReported');
    case 'Unknown':
      return explainUnknown(t, unknown);
  }
}

/**
 * The sentence that explains a verdict as arithmetic a reader can follow, or
 * why there is none.
 *
 * @public
 */
export function VerdictExplanation(props: VerdictExplanationProps) {
  const { heartbeat, receivedAt } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const elapsedMs = useElapsed(receivedAt);
  const known = LIVENESS_STATUSES.find(one => one === heartbeat.status);
  return (
    <>
      {known
        ? explain(t, known, heartbeat, elapsedMs)
        : heartbeat.unknown?.message ?? `${t('statusNotKnown')}.`}
    </>
  );
}
