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
import type { Callers } from '../entities';
import type { CheckAnswers } from './CheckAnswers';

/**
 * Has subjects of one kind looked at now, for agents and other callers of the actions
 * registry; with the rights and limits of the route.
 *
 * @internal
 */
export function registerCheckAction(options: {
  actionsRegistry: ActionsRegistryService;
  callers: Callers;
  checks: CheckAnswers;
}): void {
  const { actionsRegistry, callers, checks: answers } = options;
  const { kind, checks } = answers;
  actionsRegistry.register({
    ...checks.action,
    attributes: { readOnly: false, idempotent: true, destructive: false },
    visibilityPermission: checks.permission,
    schema: {
      input: z =>
        z.object({
          [kind.name]: z
            .string()
            .optional()
            .describe('The id of one; all that you may read if absent'),
        }),
      output: z =>
        z.object({
          requestedAt: z.string(),
          requested: z.number().describe('How many are asked within seconds'),
          skipped: z
            .number()
            .describe(
              'How many are not: nobody asks them now, or they were asked for a moment ago',
            ),
        }),
    },
    async action({ input, credentials }) {
      const visibility = await callers.enter(credentials);
      await callers.authorize(credentials, checks.permission);
      const output = await answers.request(input[kind.name], visibility);
      return { output };
    },
  });
}
