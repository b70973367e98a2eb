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

import type { KeystoneSession } from './KeystoneSession';
import { nameFilter } from './nameFilter';
import { listFromNova } from './nova';

/** An entry of Nova's list, not read any further. @internal */
export interface ListedServer {
  name: string;
  entry: unknown;
}

const SERVERS = { path: 'servers/detail', key: 'servers' } as const;

/**
 * All servers of the session's project, in the order of Nova's answer.
 *
 * @throws OpenstackError
 * @internal
 */
export async function listServers(
  session: KeystoneSession,
  signal: AbortSignal,
): Promise<ListedServer[]> {
  return named(await listFromNova(session, SERVERS, {}, signal));
}

/**
 * Those servers that Nova finds by a name: there may be others among them.
 *
 * @throws OpenstackError
 * @internal
 */
export async function findServer(
  session: KeystoneSession,
  name: string,
  signal: AbortSignal,
): Promise<ListedServer[]> {
  return named(
    await listFromNova(session, SERVERS, { name: nameFilter(name) }, signal),
  );
}

function named(entries: unknown[]): ListedServer[] {
  return entries.flatMap(entry =>
    typeof entry === 'object' &&
    entry !== null &&
    'name' in entry &&
    typeof entry.name === 'string'
      ? { name: entry.name, entry }
      : [],
  );
}
