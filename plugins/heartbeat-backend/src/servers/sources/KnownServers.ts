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

import { isDeepStrictEqual } from 'node:util';
import type { ServerDefinition } from 'backstage-plugin-heartbeat-node';
import type { PreparedServer } from '../checks/prepareServer';
import type { ServerDescription } from '../ServerDescription';
import { shardOf } from '../../checkers';

/**
 * What a listing of a source changed.
 *
 * @internal
 */
export interface ServerChanges {
  /** Under the same id. */
  changed: PreparedServer[];
  removed: PreparedServer[];
}

/**
 * All servers that sources name, read once for as long as they stay as they are.
 *
 * @internal
 */
export class KnownServers {
  readonly #prepare: (
    source: string,
    definition: ServerDefinition,
  ) => PreparedServer;
  readonly #shards: number;
  readonly #servers = new Map<string, PreparedServer>();
  readonly #descriptions = new Map<string, ServerDescription>();
  /** Of each shard; absent where servers have come or gone since it was counted. */
  #sizes: number[] | undefined;
  /** Ids, by source. */
  readonly #idsOf = new Map<string, Set<string>>();

  constructor(options: {
    prepare: (source: string, definition: ServerDefinition) => PreparedServer;
    shards: number;
  }) {
    this.#prepare = options.prepare;
    this.#shards = options.shards;
  }

  get descriptions(): ReadonlyMap<string, ServerDescription> {
    return this.#descriptions;
  }

  get(id: string): PreparedServer | undefined {
    return this.#servers.get(id);
  }

  all(): Iterable<PreparedServer> {
    return this.#servers.values();
  }

  shardOf({ unit }: Pick<ServerDescription, 'unit'>): number {
    return shardOf(unit, this.#shards);
  }

  /** How many of them a shard has. */
  sizeOf(shard: number): number {
    this.#sizes ??= this.#count();
    return this.#sizes[shard];
  }

  /** @param definitions - all of that source, each name once */
  update(source: string, definitions: ServerDefinition[]): ServerChanges {
    const changes: ServerChanges = { changed: [], removed: [] };
    this.#sizes = undefined;
    const before = this.#idsOf.get(source) ?? new Set<string>();
    const known = new Map(
      [...before].flatMap(id => {
        const server = this.#servers.get(id);
        return server ? [[server.description.name, server] as const] : [];
      }),
    );
    const ids = new Set<string>();
    for (const definition of definitions) {
      const last = known.get(definition.name);
      known.delete(definition.name);
      if (last && isDeepStrictEqual(last.description.definition, definition)) {
        ids.add(last.description.id);
        continue;
      }
      const next = this.#prepare(source, definition);
      const { id } = next.description;
      ids.add(id);
      this.#servers.set(id, next);
      this.#descriptions.set(id, next.description);
      if (last) {
        changes.changed.push(next);
      }
    }
    for (const gone of known.values()) {
      const { id } = gone.description;
      this.#servers.delete(id);
      this.#descriptions.delete(id);
      changes.removed.push(gone);
    }
    this.#idsOf.set(source, ids);
    return changes;
  }
  #count(): number[] {
    const sizes = new Array<number>(this.#shards).fill(0);
    for (const description of this.#descriptions.values()) {
      sizes[this.shardOf(description)]++;
    }
    return sizes;
  }
}
