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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import type { ServerBinding } from 'backstage-plugin-heartbeat-node';
import { bindingKeys } from './bindings';
import type { AnnotatedEntity } from './CatalogEntities';
import type { Claim } from './Claim';

/**
 * What one or several entities say in the same words.
 *
 * @internal
 */
export interface ClaimOfEntities {
  claim: Claim;
  entities: HeartbeatEntity[];
}

/**
 * Which entities stand before which subject, and what all of them say.
 *
 * @internal
 */
export class EntityIndex {
  readonly #byBinding = new Map<string, HeartbeatEntity[]>();
  readonly #byRef = new Map<string, HeartbeatEntity>();
  readonly #claims = new Map<string, Map<string, ClaimOfEntities>>();

  constructor(annotated: Iterable<AnnotatedEntity>) {
    for (const { entity, claims } of annotated) {
      this.#byRef.set(entity.entityRef, entity);
      for (const claim of claims) {
        for (const key of bindingKeys(claim)) {
          push(this.#byBinding, key, entity);
          this.#say(key, claim, entity);
        }
      }
    }
  }

  /**
   * The entities that a subject belongs to, because they say so or because it was
   * named by them, each once.
   */
  entitiesOf({
    bindings,
    entityRefs,
  }: {
    readonly bindings: readonly ServerBinding[];
    readonly entityRefs: readonly string[];
  }): HeartbeatEntity[] {
    const entities = new Set<HeartbeatEntity>();
    for (const binding of bindings) {
      for (const key of bindingKeys(binding)) {
        this.#byBinding.get(key)?.forEach(entity => entities.add(entity));
      }
    }
    for (const entityRef of entityRefs) {
      // One that the catalog does not tell of is kept from all who may not read everything.
      entities.add(this.#byRef.get(entityRef) ?? { entityRef });
    }
    return [...entities];
  }

  /** What entities say of one kind of subject, each once, with those that say it. */
  claims(kind: string): Iterable<ClaimOfEntities> {
    return this.#claims.get(kind)?.values() ?? [];
  }

  #say(key: string, claim: Claim, entity: HeartbeatEntity): void {
    const ofKind = this.#claims.get(claim.kind) ?? new Map();
    this.#claims.set(claim.kind, ofKind);
    const known: ClaimOfEntities | undefined = ofKind.get(key);
    if (known) {
      known.entities.push(entity);
    } else {
      ofKind.set(key, { claim, entities: [entity] });
    }
  }
}

/** Of a catalog that has not answered yet. */
export const NO_ENTITIES = new EntityIndex([]);

function push<V>(map: Map<string, V[]>, key: string, value: V): void {
  const values = map.get(key);
  if (values) {
    values.push(value);
  } else {
    map.set(key, [value]);
  }
}
