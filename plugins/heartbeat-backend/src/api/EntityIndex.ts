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
} from 'backstage-plugin-heartbeat-common';
import type { AnnotatedEntity } from './CatalogEntities';

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
 * Which entities stand before which Lease, and what all of them expect.
 *
 * @internal
 */
export class EntityIndex {
  readonly #byController = new Map<string, HeartbeatEntity[]>();
  readonly #byLease = new Map<
    string,
    Array<{ place: LeasePlace; entity: HeartbeatEntity }>
  >();

  constructor(annotated: Iterable<AnnotatedEntity>) {
    for (const { entity, controllers, leases } of annotated) {
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
