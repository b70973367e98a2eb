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
  type Heartbeat,
  type HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  formatDuration,
  formatExactDuration,
  heartbeatTranslationRef,
  LiveAge,
  type Translate,
} from 'backstage-plugin-heartbeat-react';
import { FactList, type Fact } from '../components/FactList';
import type { SubjectProps } from '../subjects/SubjectScreens';
import { Progress } from './Progress';
import { replicasOf } from './replicas';

/** The estimate is no better than the way to the controller; less than this says nothing. */
const MIN_SHOWN_SKEW_MS = 5_000;

function clockSkew(t: Translate, skewMs: number): string {
  const duration = formatDuration(t, Math.abs(skewMs));
  return skewMs > 0
    ? t('card.clockAhead', { duration })
    : t('card.clockBehind', { duration });
}

/**
 * What is known of a controller beside its status: only what there is, and not
 * what its replicas say for themselves.
 */
export function ControllerFacts(props: SubjectProps<Heartbeat, HeartbeatList>) {
  const { subject: heartbeat, answer } = props;
  const { observedAt } = answer.data;
  const { receivedAt } = answer;
  const { lastHeartbeat, renewTime, lease, holder, progress } = heartbeat;
  const { restarts, clockSkewMs } = heartbeat;
  const latestRestart = heartbeat.recentRestarts?.at(-1);
  const handover = heartbeat.recentRestarts?.findLast(
    restart => restart.handover,
  )?.handover;
  const hasReplicas = replicasOf(heartbeat).length > 0;
  const { t } = useTranslationRef(heartbeatTranslationRef);

  const facts: Fact[] = [
    {
      term: t('card.lastHeartbeat'),
      value: lastHeartbeat ? (
        <LiveAge
          at={lastHeartbeat.observedAt}
          ageMs={lastHeartbeat.ageMs}
          receivedAt={receivedAt}
        />
      ) : (
        t('card.noHeartbeat')
      ),
    },
  ];
  if (progress && !hasReplicas) {
    facts.push({
      term: t('card.progress'),
      value: (
        <Progress
          progress={progress}
          observedAt={observedAt}
          receivedAt={receivedAt}
        />
      ),
      isWide: true,
    });
  }
  if (!lastHeartbeat && renewTime !== undefined) {
    facts.push({
      term: t('card.renewTime'),
      value: (
        <time dateTime={renewTime}>{new Date(renewTime).toLocaleString()}</time>
      ),
    });
  }
  if (lease) {
    facts.push(
      { term: t('card.cluster'), value: lease.cluster },
      { term: t('card.namespace'), value: lease.namespace },
    );
  }
  if (lease && !hasReplicas) {
    facts.push(
      { term: t('card.lease'), value: lease.name },
      {
        term: t('card.holder'),
        value: holder ? (
          <span title={holder}>{readableHolder(holder)}</span>
        ) : (
          t('card.noHolder')
        ),
        isWide: true,
      },
    );
  }
  if (restarts > 0) {
    facts.push({
      term: t('card.restarts'),
      value: (
        <>
          {t('card.restartsSeen', { value: restarts })}
          {latestRestart && (
            <>
              {', '}
              {t('card.latestRestart', {
                age: (
                  <LiveAge
                    at={latestRestart.at}
                    ageMs={latestRestart.ageMs}
                    receivedAt={receivedAt}
                  />
                ),
              })}
            </>
          )}
        </>
      ),
      isWide: latestRestart !== undefined,
    });
  }
  if (handover) {
    facts.push({
      term: t('card.handover'),
      value: t('card.handoverTook', {
        took: formatExactDuration(t, handover.tookMs),
        leaderless: formatExactDuration(t, handover.leaderlessMs),
      }),
      isWide: true,
    });
  }
  if (clockSkewMs !== undefined && Math.abs(clockSkewMs) >= MIN_SHOWN_SKEW_MS) {
    facts.push({ term: t('card.clock'), value: clockSkew(t, clockSkewMs) });
  }

  return <FactList facts={facts} />;
}
