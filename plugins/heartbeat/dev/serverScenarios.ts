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

import { NotAllowedError } from '@backstage/errors';
import {
  SERVER_STATUSES,
  type HeartbeatProblem,
  type Server,
  type ServerList,
} from 'backstage-plugin-heartbeat-common';
import { ago } from './heartbeats';
import {
  down,
  expiring,
  failing,
  healthy,
  hostile,
  maintained,
  recovering,
  server,
  slow,
  starting,
  stopped,
  unseen,
} from './servers';

/*
 * What the dev app shows of servers in place of a backend. None of this is part
 * of the plugin.
 */

function counted(items: Server[]): ServerList['counts'] {
  const [Down, Degraded, Unknown, Maintenance, Stopped, Healthy] =
    SERVER_STATUSES.map(
      status => items.filter(one => one.status === status).length,
    );
  return { Down, Degraded, Unknown, Maintenance, Stopped, Healthy };
}

function answer(
  items: Server[],
  problems: HeartbeatProblem[] = [],
): ServerList {
  return {
    observedAt: ago(0),
    items,
    total: items.length,
    counts: counted(items),
    problems,
  };
}

const everything = () => [
  down(),
  recovering(),
  hostile(),
  slow(),
  expiring(),
  starting(),
  unseen(),
  maintained(),
  stopped(),
  healthy(),
  failing(),
];

const PROBLEM: HeartbeatProblem = {
  kind: 'servers',
  message:
    'Source "region" has not listed its servers since 14:02 (HTTP 401 from the region API); check its credentials. What is shown of them is as old.',
};

/** Answers of `getServers` by scenario. */
export const serverScenarios: Record<
  string,
  () => Promise<ServerList | undefined>
> = {
  everything: async () => answer(everything()),
  healthy: async () => answer([healthy()]),
  empty: async () => answer([]),
  blind: async () => answer([], [PROBLEM]),
  'partly-blind': async () => answer(everything(), [PROBLEM]),
  network: async () => ({
    ...answer(
      everything().map(one => ({
        ...one,
        status: 'Unknown',
        reason: 'network-down',
        message: undefined,
        lastKnown: one.status,
      })),
    ),
    networkDown: {
      at: ago(190_000),
      ageMs: 190_000,
      message:
        'None of the 3 reference targets of heartbeat.monitor.references answers.',
    },
  }),
  many: async () =>
    answer(
      Array.from({ length: 10_000 }, (_, number) =>
        server({
          name: `shard-${number}`,
          status: number % 997 === 0 ? 'Down' : 'Healthy',
        }),
      ).sort((a, b) => a.status.localeCompare(b.status)),
    ),
  old: async () => undefined,
  loading: () => new Promise<never>(() => {}),
  forbidden: async () => {
    throw new NotAllowedError('Unauthorized');
  },
  failed: async () => {
    throw new Error('Failed to fetch');
  },
};

/** The servers of an entity, by its name. Names that are not in `scenarios` have no controllers. */
export const entityServers: Partial<Record<string, () => Server[]>> = {
  several: () => [down(), healthy()],
  'server-down': () => [down()],
  'server-recovering': () => [recovering()],
  'server-degraded': () => [slow()],
  'server-expiring': () => [expiring()],
  'server-unknown': () => [unseen()],
  'server-starting': () => [starting()],
  'server-maintenance': () => [maintained()],
  'server-stopped': () => [stopped()],
  'server-failing': () => [failing()],
  'server-healthy': () => [healthy()],
  'server-hostile': () => [hostile()],
};
