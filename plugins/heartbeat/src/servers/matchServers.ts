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
import type { ServerFilters } from './useServerFilters';

/** All that is written about a server, in lower case. */
export function serverWords(server: Server): string {
  const { name, title, target, provider, source, cluster } = server;
  const { reason, message, lifecycle, facts = {}, entities } = server;
  return [
    name,
    title,
    target,
    provider,
    source,
    cluster,
    reason,
    message,
    lifecycle?.phase,
    ...Object.values(facts),
    ...entities.flatMap(one => [
      one.entityRef,
      one.title,
      one.owner,
      one.system,
    ]),
  ]
    .join('\n')
    .toLocaleLowerCase();
}

/** Those of a provider, a source and an owner, where one is chosen. */
export function matchOrigin(
  items: Server[],
  { provider, source, owner }: ServerFilters,
): Server[] {
  return items.filter(
    server =>
      (provider === undefined || server.provider === provider) &&
      (source === undefined || server.source === source) &&
      (owner === undefined ||
        server.entities.some(entity => entity.owner === owner)),
  );
}
