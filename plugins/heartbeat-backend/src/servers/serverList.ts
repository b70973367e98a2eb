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
  Server,
  ServerList,
  ServerQuery,
} from 'backstage-plugin-heartbeat-common';
import type { ListedKind } from '../subjects/SubjectKind';
import { pastMoment } from '../time/moment';
import type { ObservedServer } from './ObservedServer';
import { explainServer } from './explainServer';
import { monitorProblems, type ServerTrust } from './monitorView';
import { serverView } from './serverView';

/**
 * Each check changes the order of the slowest, which is far more often than anybody
 * looks: within this all see the same order.
 */
const SLOWEST_FRESH_MS = 5_000;

/**
 * What a list of servers has beside its items: how far it can be trusted.
 *
 * @internal
 */
export type ServerFrame = Pick<ServerList, 'networkDown'>;

/**
 * How servers are listed.
 *
 * @internal
 */
export function serverList(options: {
  /** Absent where nothing is asked. */
  monitor?: () => ServerTrust;
}): ListedKind<ObservedServer, ServerQuery, Server, ServerFrame> {
  return {
    route: 'servers',
    operationId: 'getServers',
    text: ({ name, title, target }) =>
      [name, title, target].join('\n').toLowerCase(),
    sorts: ['slowest'],
    // those of which nobody knows how slow they are come last
    sortKey: ({ lastCheck }) => -(lastCheck?.timings?.totalMs ?? -1),
    hasOwnFilter: ({ source, provider }) =>
      source !== undefined || provider !== undefined,
    matches: (server, { source, provider }) =>
      (source?.includes(server.source) ?? true) &&
      (provider?.includes(server.provider) ?? true),
    freshMs: ({ sort }) => (sort === 'slowest' ? SLOWEST_FRESH_MS : undefined),
    view: (server, { moment, entities }) =>
      serverView(server, { nowMonotonicMs: moment.monotonicMs, entities }),
    frame({ moment, isUnlimited }) {
      const state = options.monitor?.();
      const networkDown = state?.networkDown;
      return {
        fields: {
          networkDown: networkDown && {
            ...pastMoment(networkDown.since.monotonicMs, moment),
            message: networkDown.message,
          },
        },
        problems: state
          ? monitorProblems(state, isUnlimited).map(({ message }) => ({
              kind: 'servers',
              message,
            }))
          : [],
      };
    },
    tellsAnnotationProblems: false,
    missingProblem: ({ annotation, value }, { entityRef }) =>
      `${entityRef}: ${annotation}: there is no server "${value}"; name one that is configured`,
    isWorstFirstBehind: true,
    explain: explainServer,
  };
}
