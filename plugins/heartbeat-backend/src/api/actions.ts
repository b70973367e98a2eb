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
import { explainVerdict } from '../controllers/explainVerdict';
import type { HeartbeatAnswers } from './HeartbeatAnswers';

/**
 * What agents and other callers of the actions registry may ask of controllers. They
 * come through the same door as a request, and are told no more.
 *
 * @internal
 */
export function registerActions(options: {
  actionsRegistry: ActionsRegistryService;
  callers: Callers;
  queries: ApiQueries;
  heartbeats: HeartbeatAnswers;
  clock: Clock;
}): void {
  const { actionsRegistry, callers, queries, heartbeats, clock } = options;

  actionsRegistry.register({
    name: 'find-dead-controllers',
    title: 'Find dead controllers',
    description:
      'Lists the controllers that have stopped sending heartbeats (status Dead), the latest deaths first, as far as you may read them. ' +
      'Look at "problems" and "notInSight" before you call an empty list good news: what cannot be seen is Unknown, not alive.',
    ...READ_ACTION,
    schema: {
      input: z =>
        z.object({
          namespace: z.string().optional().describe('Only of this namespace'),
          ...listFilters(z, 'its names, its holder'),
        }),
      output: z =>
        z.object({
          observedAt: z.string(),
          total: z.number().describe('How many there are, listed or not'),
          controllers: z.array(
            z.object({
              id: z.string().describe('For explain-controller'),
              controller: z.string(),
              since: z.string(),
              lastHeartbeatAgeMs: z.number().optional(),
              entities: z.array(z.string()),
              explanation: z.string(),
            }),
          ),
          notInSight: z
            .array(z.string())
            .describe('Places that cannot be seen at the moment, and why'),
          problems: z.array(z.string()),
        }),
    },
    async action({ input, credentials }) {
      const { limit = DEFAULT_LIMIT, ...filters } = input;
      const visibility = await callers.enter(credentials);
      const answer = heartbeats
        .list(
          queries.parse(
            'getHeartbeats',
            valuesOf({ ...filters, status: 'Dead', sort: 'since', limit }),
          ),
          visibility,
        )
        .at(momentOf(clock));
      return {
        output: {
          observedAt: answer.observedAt,
          total: answer.total ?? answer.items.length,
          controllers: answer.items.map(item => ({
            id: item.id,
            controller: item.controller,
            since: item.since,
            lastHeartbeatAgeMs: item.lastHeartbeat?.ageMs,
            entities: item.entities.map(({ entityRef }) => entityRef),
            explanation: explainVerdict(item).join(' '),
          })),
          notInSight: answer.sights
            .filter(({ status }) => status !== 'synced')
            .map(
              ({ cluster, message }) =>
                message ??
                `Cluster ${cluster} is being looked at for the first time.`,
            ),
          problems: answer.problems.map(({ message }) => message),
        },
      };
    },
  });

  actionsRegistry.register({
    name: 'explain-controller',
    title: 'Explain the verdict on a controller',
    description:
      'Says in words and numbers why a controller is Alive, Late, Dead, Stopped, Unknown or NeverReported: how long it has been silent, and what the limits are.',
    ...READ_ACTION,
    schema: {
      input: z =>
        z.object({
          controller: z
            .string()
            .describe('Its name, or its id where several have that name'),
        }),
      output: z =>
        z.object({
          observedAt: z.string(),
          controllers: z.array(
            z.object({
              id: z.string(),
              controller: z.string(),
              status: z.string(),
              explanation: z.string(),
              evidence: z
                .record(z.union([z.number(), z.boolean()]))
                .describe('In milliseconds'),
            }),
          ),
        }),
    },
    async action({ input, credentials }) {
      const visibility = await callers.enter(credentials);
      const moment = momentOf(clock);
      const found = someOf(
        heartbeats.named(input.controller, visibility).at(moment),
        'controller',
        input.controller,
      );
      return {
        output: {
          observedAt: new Date(moment.wallMs).toISOString(),
          controllers: found.map(item => ({
            id: item.id,
            controller: item.controller,
            status: item.status,
            explanation: explainVerdict(item).join(' '),
            evidence: Object.fromEntries(
              Object.entries(item.evidence).filter(
                ([, value]) => value !== undefined,
              ),
            ),
          })),
        },
      };
    },
  });
}
