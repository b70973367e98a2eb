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
  MAX_PAGE_SIZE,
  SERVER_SORTS,
  SERVER_STATUSES,
  type ServerQuery,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import { entityRef, once, oneOf, several, wholeNumber } from './queryOf';

/**
 * The query of `GET /v1/servers`.
 *
 * @internal
 */
export const serverQuery: z.ZodType<ServerQuery> = z.strictObject({
  status: several.pipe(z.array(oneOf(SERVER_STATUSES))).optional(),
  source: several.optional(),
  provider: several.optional(),
  cluster: several.optional(),
  owner: several.pipe(z.array(entityRef('group'))).optional(),
  system: once.pipe(entityRef('system')).optional(),
  text: once.optional(),
  sort: once.pipe(oneOf(SERVER_SORTS)).optional(),
  limit: wholeNumber(1, MAX_PAGE_SIZE).optional(),
  cursor: once.optional(),
});
