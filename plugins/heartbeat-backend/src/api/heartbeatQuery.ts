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
  HEARTBEAT_SORTS,
  LIVENESS_STATUSES,
  MAX_PAGE_SIZE,
  type HeartbeatQuery,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import { entityRef, once, oneOf, several, wholeNumber } from './queryOf';

/**
 * The filters of `GET /v1/heartbeats`, which other routes share.
 *
 * @internal
 */
export const heartbeatFilters = {
  status: several.pipe(z.array(oneOf(LIVENESS_STATUSES))).optional(),
  cluster: several.optional(),
  namespace: once.optional(),
  owner: several.pipe(z.array(entityRef('group'))).optional(),
  system: once.pipe(entityRef('system')).optional(),
  kind: once.transform(kind => kind.toLocaleLowerCase('en-US')).optional(),
  text: once.optional(),
};

/**
 * The query of `GET /v1/heartbeats`.
 *
 * @internal
 */
export const heartbeatQuery: z.ZodType<HeartbeatQuery> = z.strictObject({
  ...heartbeatFilters,
  sort: once.pipe(oneOf(HEARTBEAT_SORTS)).optional(),
  limit: wholeNumber(1, MAX_PAGE_SIZE).optional(),
  cursor: once.optional(),
});
