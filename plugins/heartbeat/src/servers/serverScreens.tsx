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
  SERVER_STATUSES,
  type Server,
  type ServerList,
} from 'backstage-plugin-heartbeat-common';
import {
  PhaseTimings,
  SERVER_LOOKS,
  ServerExplanation,
  useServers,
} from 'backstage-plugin-heartbeat-react';
import { RecentHistory } from '../subjects/details/RecentHistory';
import type { SectionProps, SubjectScreens } from '../subjects/SubjectScreens';
import { EmptyServers } from './EmptyServers';
import { NetworkNotice } from './NetworkNotice';
import { RecentLatency } from './RecentLatency';
import { ServerAdvice } from './ServerAdvice';
import { ServerCause } from './ServerCause';
import { SERVER_COLUMNS } from './serverColumns';
import { ServerFacts } from './ServerFacts';
import { SERVER_FILTERS } from './serverFilters';
import { ServerTarget } from './ServerTarget';

type Section = SectionProps<Server, ServerList>;

function Explanation(props: Pick<Section, 'subject'>) {
  return <ServerExplanation server={props.subject} />;
}

function History(props: Section) {
  const { id, lifecycle } = props.subject;
  return (
    <RecentHistory
      subjectId={id}
      looks={SERVER_LOOKS}
      marks={lifecycle?.marks}
    />
  );
}

function Timings(props: Section) {
  const timings = props.subject.lastCheck?.timings;
  return timings ? <PhaseTimings timings={timings} /> : null;
}

function Latency(props: Section) {
  const { subject, isBrief } = props;
  const { id, lastCheck, lifecycle } = subject;
  // whose life is known is not timed, unless the last check says otherwise
  const isTimed = lastCheck?.timings !== undefined || lifecycle === undefined;
  return isTimed && !isBrief ? <RecentLatency subjectId={id} /> : null;
}

/** What the screens show of servers. */
export const serverScreens: SubjectScreens<Server, ServerList> = {
  kind: 'server',
  view: 'servers',
  words: {
    one: t => t('servers.server'),
    many: t => t('views.servers'),
    loading: t => t('servers.loading'),
    failed: t => t('servers.failedTitle'),
    search: t => t('servers.searchPlaceholder'),
    shown: (t, counts) => t('servers.shown', counts),
    noMatchTitle: t => t('servers.noMatchTitle'),
    noMatch: (t, counts) => t('servers.noMatch', counts),
    table: t => t('servers.table'),
    showDetails: (t, server) => t('servers.showDetails', { server }),
    became: (t, server, status) => t('server.became', { server, status }),
    notSupported: {
      title: t => t('servers.tooOldTitle'),
      text: t => t('servers.tooOld'),
    },
  },
  statuses: SERVER_STATUSES,
  looks: SERVER_LOOKS,

  useList: useServers,
  ofEntity: ({ servers = [] }) => servers,

  name: (_, { title, name }) => title ?? name,
  nameInHistory: (_, name) => name,
  since: ({ since }) => since,
  text: server => [
    server.name,
    server.title,
    server.target,
    server.provider,
    server.source,
    server.cluster,
    server.reason,
    server.message,
    server.lifecycle?.phase,
    ...Object.values(server.facts ?? {}),
  ],
  hasHistory: () => true,

  filters: SERVER_FILTERS,
  columns: SERVER_COLUMNS,
  Notices: NetworkNotice,
  Empty: EmptyServers,

  BelowName: ServerTarget,
  Explanation,
  sections: [ServerAdvice, History, Timings, Latency, ServerFacts],

  Cause: ServerCause,
};
