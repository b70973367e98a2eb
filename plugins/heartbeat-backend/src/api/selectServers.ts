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
  type HeartbeatEntity,
  type ObservedServer,
  type ServerQuery,
  type ServerSort,
  type ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import {
  entityFilter,
  textFilter,
  textOfEntity,
} from '../subjects/entityFilter';
import { selectPage, type Selection } from '../subjects/selectPage';
import type { ServerRow } from './ServerRows';

/**
 * A server that the caller may be told of, with these entities.
 *
 * @internal
 */
export interface ServerCandidate {
  row: ServerRow;
  entities: HeartbeatEntity[];
}

const NONE: Record<ServerStatus, number> = {
  Down: 0,
  Degraded: 0,
  Unknown: 0,
  Maintenance: 0,
  Stopped: 0,
  Healthy: 0,
};

/**
 * The servers that a query asks for.
 *
 * @param candidates - in the order of their names
 * @param latest - a server as it was checked last
 * @throws InputError where the cursor is not one of this order
 *
 * @internal
 */
export function selectServers(
  candidates: Iterable<ServerCandidate>,
  query: ServerQuery,
  latest: (row: ServerRow) => ObservedServer,
): Selection<ServerCandidate, ServerStatus> {
  const { sort = 'worst' } = query;
  return selectPage(candidates, {
    query,
    sort,
    none: NONE,
    matches: matcher(query),
    statusOf: ({ row }) => row.server.status,
    identify: ({ row }) => row,
    keyOf: ({ row }) => keyOf(row, sort, latest),
  });
}

function keyOf(
  row: ServerRow,
  sort: ServerSort,
  latest: (row: ServerRow) => ObservedServer,
): number {
  switch (sort) {
    case 'worst':
      return SERVER_STATUSES.indexOf(row.server.status);
    case 'since':
      return -row.server.sinceWallMs;
    case 'slowest':
      // those of which nobody knows how slow they are come last
      return -(latest(row).lastCheck?.timings?.totalMs ?? -1);
    default:
      return 0;
  }
}

function matcher(query: ServerQuery): (candidate: ServerCandidate) => boolean {
  const { source, provider, cluster } = query;
  const tests: Array<(candidate: ServerCandidate) => boolean> = [];
  if (source) {
    tests.push(({ row }) => source.includes(row.server.source));
  }
  if (provider) {
    tests.push(({ row }) => provider.includes(row.server.provider));
  }
  if (cluster) {
    tests.push(({ row }) => cluster.includes(row.server.cluster ?? ''));
  }
  const isOfEntity = entityFilter(query);
  if (isOfEntity) {
    tests.push(({ entities }) => isOfEntity(entities));
  }
  const isFound = textFilter(query.text);
  if (isFound) {
    tests.push(({ row, entities }) =>
      isFound([row.text, ...entities.map(textOfEntity)]),
    );
  }
  return candidate => tests.every(test => test(candidate));
}
