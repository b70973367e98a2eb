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

/** A healthy server, and whatever else a test says of it. */
export function serverFixture(fields: Partial<Server> = {}): Server {
  return {
    id: 'server:config/orders',
    name: 'orders',
    source: 'config',
    provider: 'http',
    target: 'https://orders.example.com/health',
    status: 'Healthy',
    since: { at: '2026-03-01T11:00:00.000Z', ageMs: 3_600_000 },
    intervalMs: 30_000,
    entities: [],
    ...fields,
  };
}
