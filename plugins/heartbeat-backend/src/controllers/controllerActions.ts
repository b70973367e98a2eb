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

import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import type { AskedKind } from '../subjects/SubjectKind';
import type { ControllerFrame } from './controllerList';

/**
 * What agents may ask of controllers.
 *
 * @internal
 */
export const controllerActions: AskedKind<Heartbeat, ControllerFrame> = {
  find: {
    name: 'find-dead-controllers',
    title: 'Find dead controllers',
    description:
      'Lists the controllers that have stopped sending heartbeats (status Dead), the latest deaths first, as far as you may read them. ' +
      'Look at "problems" and "notInSight" before you call an empty list good news: what cannot be seen is Unknown, not alive.',
    status: 'Dead',
    searched: 'its names, its holder',
    filters: z => ({
      namespace: z.string().optional().describe('Only of this namespace'),
    }),
    item: z => ({
      controller: z.string(),
      since: z.string(),
      lastHeartbeatAgeMs: z.number().optional(),
    }),
    toItem: ({ controller, since, lastHeartbeat }) => ({
      controller,
      since,
      lastHeartbeatAgeMs: lastHeartbeat?.ageMs,
    }),
    rest: z => ({
      notInSight: z
        .array(z.string())
        .describe('Places that cannot be seen at the moment, and why'),
    }),
    toRest: ({ sights }) => ({
      notInSight: sights
        .filter(({ status }) => status !== 'synced')
        .map(
          ({ cluster, message }) =>
            message ??
            `Cluster ${cluster} is being looked at for the first time.`,
        ),
    }),
  },
  explain: {
    name: 'explain-controller',
    title: 'Explain the verdict on a controller',
    description:
      'Says in words and numbers why a controller is Alive, Late, Dead, Stopped, Unknown or NeverReported: how long it has been silent, and what the limits are.',
    item: z => ({
      controller: z.string(),
      evidence: z
        .record(z.union([z.number(), z.boolean()]))
        .describe('In milliseconds'),
    }),
    toItem: ({ controller, evidence }) => ({
      controller,
      evidence: Object.fromEntries(
        Object.entries(evidence).filter(([, value]) => value !== undefined),
      ),
    }),
  },
};
