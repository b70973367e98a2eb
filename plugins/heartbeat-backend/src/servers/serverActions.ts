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

import type { Server } from 'backstage-plugin-heartbeat-common';
import type { AskedKind } from '../subjects/SubjectKind';
import type { ServerFrame } from './serverList';

/**
 * What agents may ask of servers.
 *
 * @internal
 */
export const serverActions: AskedKind<Server, ServerFrame> = {
  find: {
    name: 'find-down-servers',
    title: 'Find servers that are down',
    description:
      'Lists the servers that do not do what they are there for (status Down), the latest first, as far as you may read them. ' +
      'Look at "networkDown" and "problems" before you call an empty list good news: what cannot be asked is Unknown, not healthy.',
    status: 'Down',
    searched: 'its names, its target',
    filters: z => ({
      source: z
        .string()
        .optional()
        .describe('Only of this source, e.g. config'),
      provider: z
        .string()
        .optional()
        .describe('Only asked in this way, e.g. http'),
    }),
    item: z => ({
      name: z.string(),
      target: z.string(),
      since: z.string(),
      reason: z.string().optional(),
    }),
    toItem: ({ name, target, since, reason }) => ({
      ...{ name, target, reason },
      since: since.at,
    }),
    rest: z => ({
      networkDown: z
        .string()
        .optional()
        .describe('Why nothing is known of any server at the moment'),
    }),
    toRest: ({ networkDown }) => ({ networkDown: networkDown?.message }),
  },
  explain: {
    name: 'explain-server',
    title: 'Explain the status of a server',
    description:
      'Says in words and numbers why a server is Healthy, Degraded, Down, Unknown, Stopped or in Maintenance: what was asked, what was seen, and when.',
    item: z => ({
      name: z.string(),
      timings: z
        .record(z.number())
        .optional()
        .describe('Of the last check, in milliseconds'),
    }),
    toItem: ({ name, lastCheck }) => ({
      name,
      timings: lastCheck?.timings && { ...lastCheck.timings },
    }),
  },
};
