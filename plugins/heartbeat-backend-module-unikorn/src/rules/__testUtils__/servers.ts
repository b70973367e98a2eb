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

import type { NovaServer, ServerStatusFields } from '../serverTypes';

/** A moment to count from. */
export const T0 = Date.parse('2026-11-22T12:00:00Z');

/** T0 and so many seconds, as Kubernetes writes it. */
export function at(seconds: number): string {
  return `${new Date(T0 + seconds * 1000).toISOString().slice(0, 19)}Z`;
}

/** A running server. */
export function novaServer(changes: Partial<NovaServer> = {}): NovaServer {
  return {
    id: '6b1f3c52-0000-4000-8000-000000000001',
    name: 'web-1',
    status: 'ACTIVE',
    createdMs: T0 + 2_000,
    launchedMs: T0 + 40_000,
    powerState: 1,
    taskState: '',
    imageId: '00000000-0000-4000-8000-00000000000a',
    addresses: {},
    ...changes,
  };
}

/** Nothing was written yet. */
export const NEW: ServerStatusFields = { conditions: [] };

/** What a running server has in its status. */
export function runningStatus(
  changes: Partial<ServerStatusFields> = {},
): ServerStatusFields {
  return {
    phase: 'Running',
    conditions: [
      {
        type: 'Available',
        status: 'True',
        reason: 'Provisioned',
        message: 'Provisioned',
        lastTransitionTime: at(5),
      },
      {
        type: 'Healthy',
        status: 'True',
        reason: 'Healthy',
        message: 'server is healthy',
        lastTransitionTime: at(41),
      },
    ],
    scheduledAt: at(2),
    launchedAt: at(40),
    provisionedAt: at(40),
    ...changes,
  };
}
