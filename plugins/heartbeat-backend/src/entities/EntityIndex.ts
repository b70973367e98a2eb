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

import {
  isLeaseAt,
  type HeartbeatEntity,
  type LeasePlace,
  type LeaseRecord,
  type LeaseRef,
  type ObservedController,
  type ObservedServer,
  type ServerBinding,
} from 'backstage-plugin-heartbeat-common';
import type { AnnotatedEntity } from './CatalogEntities';
import { bindingKeys } from '../servers/serverBindings';

/**
 * What an entity expects to find: a controller by its name, or a Lease by its
 * place.
 *
 * @internal
 */
export type Expectation =
  | { kind: 'controller'; controller: string }
  | { kind: 'lease'; place: LeasePlace };

/**
 * What an entity says of a server.
 *
 * @internal
 */
export interface NamedServer {
  binding: ServerBinding;
  entity: HeartbeatEntity;
}

/**
 * Which entities stand before which Lease and which server, and what all of them
 * expect.
 *
 * @internal
 */
export class EntityIndex {
  readonly #byController = new Map<string, HeartbeatEntity[]>();
  readonly #byLease = new Map<
    string,
    Array<{ place: LeasePlace; entity: HeartbeatEntity }>
  >();
  readonly #byBinding = new Map<string, HeartbeatEntity[]>();
  readonly #byRef = new Map<string, HeartbeatEntity>();
  readonly #named: NamedServer[] = [];

  constructor(annotated: Iterable<AnnotatedEntity>) {
    for (const { entity, controllers, leases, servers } of annotated) {
      this.#byRef.set(entity.entityRef, entity);
      for (const binding of servers) {
        this.#named.push({ binding, entity });
        for (const key of bindingKeys(binding)) {
          push(this.#byBinding, key, entity);
        }
      }
      for (const controller of controllers) {
        push(this.#byController, controller, entity);
      }
      for (const place of leases) {
        push(this.#byLease, keyOf(place), { place, entity });
      }
    }
  }

  /** The entities that a controller belongs to, by its name or by one of its Leases, each once. */
  entitiesOf({ best, replicas }: ObservedController): HeartbeatEntity[] {
    const byName = this.#byController.get(best.record.controller) ?? [];
    if (this.#byLease.size === 0) {
      return byName;
    }
    const byPlace = (replicas ?? [best]).flatMap(({ record }) =>
      this.#entitiesAt(record.ref),
    );
    return [...new Set([...byName, ...byPlace])];
  }

  /**
   * The entities that a server belongs to, because they say so or because it was
   * named by them, each once.
   */
  entitiesOfServer({
    bindings,
    entityRefs,
  }: Pick<ObservedServer, 'bindings' | 'entityRefs'>): HeartbeatEntity[] {
    const entities = new Set<HeartbeatEntity>();
    for (const key of bindings.flatMap(bindingKeys)) {
      this.#byBinding.get(key)?.forEach(entity => entities.add(entity));
    }
    for (const entityRef of entityRefs) {
      // One that the catalog does not tell of is kept from all who may not read everything.
      entities.add(this.#byRef.get(entityRef) ?? { entityRef });
    }
    return [...entities];
  }

  /** What entities say of servers. */
  get namedServers(): readonly NamedServer[] {
    return this.#named;
  }

  #entitiesAt(ref: LeaseRef): HeartbeatEntity[] {
    return (this.#byLease.get(keyOf(ref)) ?? [])
      .filter(({ place }) => isLeaseAt(place, ref))
      .map(({ entity }) => entity);
  }

  /** What is expected, each once, with the entities that expect it. */
  *expectations(): Iterable<{
    expectation: Expectation;
    entities: HeartbeatEntity[];
  }> {
    for (const [controller, entities] of this.#byController) {
      yield { expectation: { kind: 'controller', controller }, entities };
    }
    for (const wanted of this.#byLease.values()) {
      for (const { place, entity } of wanted) {
        yield { expectation: { kind: 'lease', place }, entities: [entity] };
      }
    }
  }
}

/** Of a catalog that has not answered yet. */
export const NO_ENTITIES = new EntityIndex([]);

/**
 * Whether a Lease is what is expected.
 *
 * @internal
 */
export function fulfils(
  record: { controller: string; ref: LeaseRecord['ref'] },
  expectation: Expectation,
): boolean {
  return expectation.kind === 'controller'
    ? record.controller === expectation.controller
    : isLeaseAt(expectation.place, record.ref);
}

/**
 * What an expectation is called where nothing fulfils it.
 *
 * @internal
 */
export function identityOf(expectation: Expectation): {
  id: string;
  name: string;
} {
  if (expectation.kind === 'controller') {
    const { controller } = expectation;
    return { id: `expected/${controller}`, name: controller };
  }
  const { cluster = '*', namespace, name } = expectation.place;
  return { id: `expected/${cluster}/${namespace}/${name}`, name };
}

function keyOf(place: { namespace: string; name: string }): string {
  return `${place.namespace}/${place.name}`;
}

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}
