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

import type { ActionsRegistryService } from '@backstage/backend-plugin-api/alpha';
import type { Clock } from '../time/clock';
import { valuesOf, type ApiQueries } from './ApiQueries';
import { DEFAULT_LIMIT, listFilters, READ_ACTION, someOf } from './actionParts';
import type { Callers } from '../entities/Callers';
import { momentOf } from './entityTag';
import { explainServer } from '../servers/explainServer';
import type { ServerAnswers } from './ServerAnswers';

/**
 * What agents and other callers of the actions registry may ask of servers, as
 * `registerActions` has it of controllers.
 *
 * @internal
 */
export function registerServerActions(options: {
  actionsRegistry: ActionsRegistryService;
  callers: Callers;
  queries: ApiQueries;
  servers: ServerAnswers;
  clock: Clock;
}): void {
  const { actionsRegistry, callers, queries, servers, clock } = options;

  actionsRegistry.register({
    name: 'find-down-servers',
    title: 'Find servers that are down',
    description:
      'Lists the servers that do not do what they are there for (status Down), the latest first, as far as you may read them. ' +
      'Look at "networkDown" and "problems" before you call an empty list good news: what cannot be asked is Unknown, not healthy.',
    ...READ_ACTION,
    schema: {
      input: z =>
        z.object({
          source: z
            .string()
            .optional()
            .describe('Only of this source, e.g. config'),
          provider: z
            .string()
            .optional()
            .describe('Only asked in this way, e.g. http'),
          ...listFilters(z, 'its names, its target'),
        }),
      output: z =>
        z.object({
          observedAt: z.string(),
          total: z.number().describe('How many there are, listed or not'),
          servers: z.array(
            z.object({
              id: z.string().describe('For explain-server'),
              name: z.string(),
              target: z.string(),
              since: z.string(),
              reason: z.string().optional(),
              entities: z.array(z.string()),
              explanation: z.string(),
            }),
          ),
          networkDown: z
            .string()
            .optional()
            .describe('Why nothing is known of any server at the moment'),
          problems: z.array(z.string()),
        }),
    },
    async action({ input, credentials }) {
      const { limit = DEFAULT_LIMIT, ...filters } = input;
      const visibility = await callers.enter(credentials);
      const answer = servers
        .list(
          queries.parse(
            'getServers',
            valuesOf({ ...filters, status: 'Down', sort: 'since', limit }),
          ),
          visibility,
        )
        .at(momentOf(clock));
      return {
        output: {
          observedAt: answer.observedAt,
          total: answer.total,
          servers: answer.items.map(item => ({
            id: item.id,
            name: item.name,
            target: item.target,
            since: item.since.at,
            reason: item.reason,
            entities: item.entities.map(({ entityRef }) => entityRef),
            explanation: explainServer(item).join(' '),
          })),
          networkDown: answer.networkDown?.message,
          problems: answer.problems.map(({ message }) => message),
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'explain-server',
    title: 'Explain the status of a server',
    description:
      'Says in words and numbers why a server is Healthy, Degraded, Down, Unknown, Stopped or in Maintenance: what was asked, what was seen, and when.',
    ...READ_ACTION,
    schema: {
      input: z =>
        z.object({
          server: z
            .string()
            .describe('Its name, or its id where several have that name'),
        }),
      output: z =>
        z.object({
          observedAt: z.string(),
          servers: z.array(
            z.object({
              id: z.string(),
              name: z.string(),
              status: z.string(),
              explanation: z.string(),
              timings: z
                .record(z.number())
                .optional()
                .describe('Of the last check, in milliseconds'),
            }),
          ),
        }),
    },
    async action({ input, credentials }) {
      const visibility = await callers.enter(credentials);
      const moment = momentOf(clock);
      const found = someOf(
        servers.named(input.server, visibility).at(moment),
        'server',
        input.server,
      );
      return {
        output: {
          observedAt: new Date(moment.wallMs).toISOString(),
          servers: found.map(item => ({
            id: item.id,
            name: item.name,
            status: item.status,
            explanation: explainServer(item).join(' '),
            timings: item.lastCheck?.timings && {
              ...item.lastCheck.timings,
            },
          })),
        },
      };
    },
  });
}
