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
  Server,
  ServerList,
  ServerMark,
} from 'backstage-plugin-heartbeat-common';
import {
  formatExactDuration,
  formatMoment,
  heartbeatTranslationRef,
  LiveAge,
  serverFact,
  serverMark,
} from 'backstage-plugin-heartbeat-react';
import { FactList, type Fact } from '../components/FactList';
import type { SubjectProps } from '../subjects/SubjectScreens';

function Marks(props: { marks: ServerMark[]; now: string }) {
  const { marks, now } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      {marks.map(({ name, at }) => (
        <div key={`${name}/${at}`}>
          {serverMark(t, name)}{' '}
          <time dateTime={at}>{formatMoment(at, now)}</time>
        </div>
      ))}
    </>
  );
}

/** What is known of a server beside its status: only what there is. */
export function ServerFacts(props: SubjectProps<Server, ServerList>) {
  const { subject: server, answer } = props;
  const { name, title, provider, source, target, cluster } = server;
  const { lastCheck, intervalMs, lifecycle, facts = {} } = server;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const ofProvider: Fact[] = Object.entries(facts).map(([term, value]) => ({
    id: `fact/${term}`,
    term: serverFact(t, term),
    value: <bdi>{value}</bdi>,
  }));
  const ofChecks: Fact[] = [
    { term: t('server.target'), value: <bdi>{target}</bdi>, isWide: true },
    {
      term: t('server.lastCheck'),
      value: lastCheck ? (
        <LiveAge
          at={lastCheck.at}
          ageMs={lastCheck.ageMs}
          receivedAt={answer.receivedAt}
        />
      ) : (
        t('server.notYetChecked')
      ),
    },
    {
      term: t('server.interval'),
      value: formatExactDuration(t, intervalMs),
    },
    { term: t('server.provider'), value: provider },
    { term: t('server.source'), value: source },
  ];
  if (title !== undefined && name !== target) {
    ofChecks.push({ term: t('server.name'), value: name });
  }
  if (cluster !== undefined) {
    ofChecks.push({ term: t('card.cluster'), value: cluster });
  }
  // of a machine one wants to know what it is before how that is known
  const shown = lifecycle
    ? [
        { term: t('server.phase'), value: lifecycle.phase },
        ...ofProvider,
        ...ofChecks,
      ]
    : [...ofChecks, ...ofProvider];
  if (lifecycle && lifecycle.marks.length > 0) {
    shown.push({
      term: t('server.marks'),
      value: <Marks marks={lifecycle.marks} now={answer.data.observedAt} />,
      isWide: true,
    });
  }
  return <FactList facts={shown} />;
}
