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

import type {
  HeartbeatEntity,
  ObservedServer,
  ServerBinding,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { ServerRegistry } from '../servers/ServerRegistry';
import {
  NO_ENTITIES,
  type EntityIndex,
  type NamedServer,
} from '../entities/EntityIndex';
import { withOthers } from '../subjects/nameOrder';
import { bindingKeys } from '../servers/serverBindings';

/** What changes without another status (a title, a target) is in the rows within this. */
const FRESH_MS = 10_000;

/**
 * A server, with what changes seldom.
 *
 * @internal
 */
export interface ServerRow {
  id: string;
  name: string;
  /** With the status that it has; its last check may be another one by now. */
  server: ObservedServer;
  /** Its names and its target, for a search. */
  text: string;
  /** All that it stands behind, whoever may read them. */
  entities: HeartbeatEntity[];
}

/**
 * All servers in the order of their names and by what they are found by, as
 * `ControllerRows` has the controllers.
 *
 * @internal
 */
export class ServerRows {
  readonly #registry: ServerRegistry;
  readonly #clock: Clock;
  #index = NO_ENTITIES;
  #generation = 0;
  #gatheredMs = -Infinity;
  /** Of those whose status has changed since. */
  readonly #changed = new Set<string>();
  #all: ServerRow[] = [];
  readonly #byId = new Map<string, ServerRow>();
  readonly #byBinding = new Map<string, ServerRow[]>();
  readonly #byRef = new Map<string, ServerRow[]>();
  #missing: NamedServer[] = [];

  static create(options: {
    registry: ServerRegistry;
    clock: Clock;
  }): ServerRows {
    const rows = new ServerRows(options);
    options.registry.onChange(id => {
      rows.#changed.add(id);
      rows.#generation++;
    });
    return rows;
  }

  private constructor(options: { registry: ServerRegistry; clock: Clock }) {
    this.#registry = options.registry;
    this.#clock = options.clock;
  }

  /** Brings everything up to date, with the entities of this index. */
  refresh(index: EntityIndex): void {
    const nowMs = this.#clock.monotonicMs();
    const hasOtherEntities = index !== this.#index;
    if (
      hasOtherEntities ||
      nowMs - this.#gatheredMs >= FRESH_MS ||
      // one that was not there has no status that could have changed
      this.#registry.size !== this.#all.length ||
      !this.#followsChanges()
    ) {
      this.#index = index;
      this.#gatheredMs = nowMs;
      this.#gather(hasOtherEntities);
    }
    this.#changed.clear();
  }

  /** Another number after each change of a status, of what there is, or of its entities. */
  get generation(): number {
    return this.#generation;
  }

  /** In the order of their names. */
  get all(): readonly ServerRow[] {
    return this.#all;
  }

  row(id: string): ServerRow | undefined {
    return this.#byId.get(id);
  }

  /** A server as it was checked last. */
  latest({ id, server }: ServerRow): ObservedServer {
    return this.#registry.server(id) ?? server;
  }

  /** Those that wait for an entity to say this. */
  boundBy(binding: ServerBinding): ServerRow[] {
    return bindingKeys(binding).flatMap(key => this.#byBinding.get(key) ?? []);
  }

  /** Those that an entity named itself. */
  namedBy(entityRef: string): ServerRow[] {
    return this.#byRef.get(entityRef) ?? [];
  }

  /** Whether an annotation says this and no server is it; a label may be there for other reasons. */
  isMissing(binding: ServerBinding): boolean {
    return (
      binding.annotation !== undefined && this.boundBy(binding).length === 0
    );
  }

  /** What entities say and no server is. */
  get missing(): readonly NamedServer[] {
    return this.#missing;
  }

  /** @returns whether all that has changed is the status of servers that are in the rows */
  #followsChanges(): boolean {
    for (const id of this.#changed) {
      const row = this.#byId.get(id);
      const server = this.#registry.server(id);
      if (!row || !server || !isSame(row.server, server)) {
        return false;
      }
      row.server = server;
    }
    return true;
  }

  #gather(hasOtherEntities: boolean): void {
    const kept = new Set<ServerRow>();
    const others: ServerRow[] = [];
    for (const server of this.#registry.servers()) {
      const row = this.#byId.get(server.id);
      if (row && !hasOtherEntities && isSame(row.server, server)) {
        row.server = server;
        kept.add(row);
      } else {
        others.push({
          id: server.id,
          name: server.name,
          server,
          text: [server.name, server.title, server.target]
            .join('\n')
            .toLowerCase(),
          entities: this.#index.entitiesOfServer(server),
        });
      }
    }
    if (hasOtherEntities || others.length > 0 || kept.size < this.#all.length) {
      this.#all = withOthers(
        this.#all.filter(row => kept.has(row)),
        others,
      );
      this.#find();
    }
  }

  #find(): void {
    this.#generation++;
    this.#byId.clear();
    this.#byBinding.clear();
    this.#byRef.clear();
    for (const row of this.#all) {
      this.#byId.set(row.id, row);
      for (const key of row.server.bindings.flatMap(bindingKeys)) {
        add(this.#byBinding, key, row);
      }
      for (const entityRef of row.server.entityRefs) {
        add(this.#byRef, entityRef, row);
      }
    }
    this.#missing = this.#index.namedServers.filter(({ binding }) =>
      this.isMissing(binding),
    );
  }
}

/** Whether a row says all that it has to say of a server. */
function isSame(a: ObservedServer, b: ObservedServer): boolean {
  return (
    a === b ||
    (a.name === b.name &&
      a.title === b.title &&
      a.target === b.target &&
      a.source === b.source &&
      a.provider === b.provider &&
      a.cluster === b.cluster &&
      isAlike(a.entityRefs, b.entityRefs, (one, other) => one === other) &&
      isAlike(
        a.bindings,
        b.bindings,
        (one, other) =>
          one.annotation === other.annotation &&
          one.label === other.label &&
          one.value === other.value,
      ))
  );
}

function isAlike<T>(
  a: readonly T[],
  b: readonly T[],
  isEqual: (a: T, b: T) => boolean,
): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((one, i) => isEqual(one, b[i])))
  );
}

function add(map: Map<string, ServerRow[]>, key: string, row: ServerRow): void {
  const rows = map.get(key);
  if (rows) {
    rows.push(row);
  } else {
    map.set(key, [row]);
  }
}
