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

import type { ObservedServer } from '../servers/ObservedServer';

/** A server of the configuration that answers, unless a test says otherwise. */
export function observedServer(
  name: string,
  more: Partial<ObservedServer> = {},
): ObservedServer {
  return {
    id: `server:config/${name}`,
    name,
    source: 'config',
    provider: 'http',
    target: `https://${name}.example.com/health`,
    bindings: [{ annotation: 'heartbeat/server', value: name }],
    entityRefs: [],
    status: 'Healthy',
    sinceMonotonicMs: 0,
    sinceWallMs: 0,
    intervalMs: 30_000,
    ...more,
  };
}
