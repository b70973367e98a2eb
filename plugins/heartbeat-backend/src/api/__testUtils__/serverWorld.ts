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

import type { Entity } from '@backstage/catalog-model';
import type { ObservedServer, Server } from 'backstage-plugin-heartbeat-common';
import { createServerKind } from '../../servers/serverKind';
import { createServerRegistry } from '../../servers/serverRegistry';
import { apiWorld, entity } from './apiWorld';

/** A component that names servers by these annotations and labels. */
export function serverEntity(
  name: string,
  annotations: Record<string, string>,
  labels: Record<string, string> = {},
  owner?: string,
): Entity {
  const component = entity(name, undefined, undefined, owner);
  return {
    ...component,
    metadata: { ...component.metadata, annotations, labels },
  };
}

/** The binding of a server that entities name by `heartbeat/server`. */
export const named = (value: string) => ({
  annotation: 'heartbeat/server',
  value,
});

/** An API over a registry of servers, which are as somebody says they are. */
export async function serverWorld(
  options: Parameters<typeof apiWorld>[0] = {},
) {
  const servers = createServerRegistry();
  const world = await apiWorld({
    ...options,
    more: parts => {
      const more = options.more?.(parts);
      return {
        kinds: [
          createServerKind({
            registry: servers,
            clock: parts.clock,
            keys: options.serverKeys,
            memoryOf: () => undefined,
            monitor: more?.monitor,
          }),
        ],
        ...more,
      };
    },
  });
  const { clock } = world;
  const serverOf = (
    name: string,
    change: Partial<ObservedServer> = {},
  ): ObservedServer => ({
    id: `server:config/${name}`,
    name,
    source: 'config',
    provider: 'http',
    target: `https://${name}.example.com/health`,
    bindings: [named(name)],
    entityRefs: [],
    status: 'Healthy',
    sinceMonotonicMs: clock.monotonicMs(),
    sinceWallMs: clock.wallMs(),
    lastCheck: {
      monotonicMs: clock.monotonicMs(),
      wallMs: clock.wallMs(),
      timings: { connectMs: 1.5, totalMs: 20 },
    },
    intervalMs: 30_000,
    ...change,
  });
  return {
    ...world,
    servers,
    serverOf,
    /** A check that changed its status, or the first one. */
    turn: (name: string, change: Partial<ObservedServer> = {}) => {
      const server = serverOf(name, change);
      servers.set(server, {
        subject: server,
        to: { status: server.status, reason: server.reason },
        atMonotonicMs: server.sinceMonotonicMs,
        atWallMs: server.sinceWallMs,
        cause: 'check',
      });
    },
    /** A check that found what was known. */
    check: (name: string, change: Partial<ObservedServer> = {}) =>
      servers.set(serverOf(name, change)),
    names: async (query = '', authorization?: string) =>
      (await world.get(`/v1/servers${query}`, authorization)).body.items.map(
        ({ name }: Server) => name,
      ),
  };
}
