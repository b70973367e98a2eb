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

import type { MetricAttributes } from '@backstage/backend-plugin-api/alpha';
import {
  SERVER_MEANINGS,
  SERVER_STATUSES,
  type HistoryStanding,
} from 'backstage-plugin-heartbeat-common';
import type { MeasuredKind } from '../subjects/SubjectKind';
import type { ObservedServer } from './ObservedServer';

/** As a number that can be compared and kept. */
const UP: Record<HistoryStanding, number> = {
  up: 1,
  down: 0,
  stopped: -1,
  unknown: -1,
};

/**
 * What is measured of servers: by provider and source, which are few.
 *
 * @internal
 */
export const serverMetrics: MeasuredKind<ObservedServer> = {
  count: {
    name: 'heartbeat.servers',
    description: 'Servers by their present status',
    unit: '{server}',
  },
  transitions: {
    name: 'heartbeat.server.transitions',
    description: 'Changes of the status of servers that this replica checks',
  },
  statuses: SERVER_STATUSES,
  groupOf: originOf,
  transitionAttributes: () => ({}),
  each: [
    {
      name: 'heartbeat.server.up',
      description:
        'Whether each server serves: 1, or 0 if it is down; -1 where that is not known, or where it is out of service on purpose',
      unit: '1',
      read: ({ status }) => UP[SERVER_MEANINGS[status].standing],
    },
    {
      name: 'heartbeat.server.latency',
      description: 'How long each server took to answer, the last time',
      unit: 's',
      read: ({ lastCheck }) =>
        lastCheck?.timings && lastCheck.timings.totalMs / 1_000,
    },
  ],
  identityOf: server => ({
    ...originOf(server),
    'heartbeat.server': server.name,
    'heartbeat.id': server.id,
  }),
};

function originOf({ provider, source }: ObservedServer): MetricAttributes {
  return { 'heartbeat.provider': provider, 'heartbeat.source': source };
}
