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
import { NotFoundError } from '@backstage/errors';
import { heartbeatReadPermission } from 'backstage-plugin-heartbeat-common';
import type { z as zod } from 'zod/v3';
import type { Callers } from '../entities';
import type { Clock } from '../time/clock';
import { momentOf } from '../time/moment';
import { valuesOf, type ApiQueries } from './ApiQueries';
import type { SubjectAnswers } from './SubjectAnswers';

/** How many an action lists unless it is told: an answer that an agent can take in whole. */
const DEFAULT_LIMIT = 50;

const READ_ACTION = {
  attributes: { readOnly: true, idempotent: true, destructive: false },
  visibilityPermission: heartbeatReadPermission,
};

interface ActionOptions {
  actionsRegistry: ActionsRegistryService;
  callers: Callers;
  queries: ApiQueries;
  answers: SubjectAnswers;
  clock: Clock;
}

/**
 * What agents and other callers of the actions registry may ask of subjects of one
 * kind. They come through the same door as a request, and are told no more.
 *
 * @internal
 */
export function registerSubjectActions(options: ActionOptions): void {
  registerFind(options);
  registerExplain(options);
}

function registerFind(options: ActionOptions): void {
  const { actionsRegistry, callers, queries, answers, clock } = options;
  const { kind } = answers;
  const { find, explain } = kind.actions;
  const { operationId } = kind.list;
  const maxLimit = queries.maximumOf(operationId, 'limit');
  actionsRegistry.register({
    name: find.name,
    title: find.title,
    description: find.description,
    ...READ_ACTION,
    schema: {
      input: z =>
        z.object({
          ...find.filters(z),
          ...listFilters(z, { searched: find.searched, maxLimit }),
        }),
      output: z =>
        z.object({
          observedAt: z.string(),
          total: z.number().describe('How many there are, listed or not'),
          [kind.plural]: z.array(
            z.object({
              id: z.string().describe(`For ${explain.name}`),
              ...find.item(z),
              entities: z.array(z.string()),
              explanation: z.string(),
            }),
          ),
          ...find.rest(z),
          problems: z.array(z.string()),
        }),
    },
    async action({ input, credentials }) {
      const { limit = DEFAULT_LIMIT, ...filters } = input;
      const visibility = await callers.enter(credentials);
      const query = queries.parseList(
        operationId,
        valuesOf({
          ...filters,
          ...{ status: find.status, sort: 'since', limit },
        }),
      );
      const answer = answers.list(query, visibility).at(momentOf(clock));
      return {
        output: {
          observedAt: answer.observedAt,
          total: answer.total,
          [kind.plural]: answer.items.map(view => ({
            id: view.id,
            ...find.toItem(view),
            entities: view.entities.map(({ entityRef }) => entityRef),
            explanation: kind.list.explain(view).join(' '),
          })),
          ...find.toRest(answer),
          problems: answer.problems.map(({ message }) => message),
        },
      };
    },
  });
}

function registerExplain(options: ActionOptions): void {
  const { actionsRegistry, callers, answers, clock } = options;
  const { kind } = answers;
  const { explain } = kind.actions;
  actionsRegistry.register({
    name: explain.name,
    title: explain.title,
    description: explain.description,
    ...READ_ACTION,
    schema: {
      input: z =>
        z.object({
          [kind.name]: z
            .string()
            .describe('Its name, or its id where several have that name'),
        }),
      output: z =>
        z.object({
          observedAt: z.string(),
          [kind.plural]: z.array(
            z.object({
              id: z.string(),
              status: z.string(),
              explanation: z.string(),
              ...explain.item(z),
            }),
          ),
        }),
    },
    async action({ input, credentials }) {
      const visibility = await callers.enter(credentials);
      const moment = momentOf(clock);
      const wanted = input[kind.name];
      const found = answers.named(wanted, visibility).at(moment);
      if (found.length === 0) {
        // the same words whether it is there or not
        throw new NotFoundError(
          `There is no ${kind.name} ${wanted}, or you may not read it`,
        );
      }
      return {
        output: {
          observedAt: new Date(moment.wallMs).toISOString(),
          [kind.plural]: found.map(view => ({
            id: view.id,
            status: view.status,
            explanation: kind.list.explain(view).join(' '),
            ...explain.toItem(view),
          })),
        },
      };
    },
  });
}

/** The filters that every kind has. */
function listFilters(
  z: typeof zod,
  { searched, maxLimit }: { searched: string; maxLimit: number },
) {
  return {
    cluster: z.string().optional().describe('Only of this cluster'),
    owner: z
      .string()
      .optional()
      .describe('Only behind entities of this owner, e.g. group:default/shop'),
    system: z
      .string()
      .optional()
      .describe(
        'Only behind entities of this system, e.g. system:default/checkout',
      ),
    text: z
      .string()
      .optional()
      .describe(`Words that must all stand in ${searched} or its entities`),
    limit: z
      .number()
      .int()
      .min(1)
      .max(maxLimit)
      .optional()
      .describe(`How many at most; ${DEFAULT_LIMIT} unless stated`),
  };
}
