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

import { NotFoundError } from '@backstage/errors';
import {
  heartbeatReadPermission,
  MAX_PAGE_SIZE,
} from 'backstage-plugin-heartbeat-common';
import type { z as zod } from 'zod/v3';

/**
 * How many an action lists unless it is told: an answer that an agent can take in whole.
 *
 * @internal
 */
export const DEFAULT_LIMIT = 50;

/**
 * What all of our actions have in common.
 *
 * @internal
 */
export const READ_ACTION = {
  attributes: { readOnly: true, idempotent: true, destructive: false },
  visibilityPermission: heartbeatReadPermission,
};

/**
 * The filters that each action which lists something takes.
 *
 * @param searched - in what the words of `text` are looked for, besides entities
 * @internal
 */
export function listFilters(z: typeof zod, searched: string) {
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
      .max(MAX_PAGE_SIZE)
      .optional()
      .describe(`How many at most; ${DEFAULT_LIMIT} unless stated`),
  };
}

/**
 * What was found under a name.
 *
 * @throws NotFoundError for none: whether it is hidden is not told
 * @internal
 */
export function someOf<T>(found: T[], what: string, name: string): T[] {
  if (found.length === 0) {
    throw new NotFoundError(
      `There is no ${what} ${name}, or you may not read it`,
    );
  }
  return found;
}
