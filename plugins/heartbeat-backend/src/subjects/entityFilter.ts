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

/**
 * What is asked for of the entities of an item. All of it must hold of one of them.
 *
 * @internal
 */
export interface EntityQuery {
  /** Entity refs. */
  owner?: string[];
  /** Entity ref. */
  system?: string;
  kind?: string;
}

/**
 * Whether one of these entities is asked for.
 *
 * @returns `undefined` where the query asks for none in particular
 *
 * @internal
 */
export function entityFilter({
  owner,
  system,
  kind,
}: EntityQuery): ((entities: HeartbeatEntity[]) => boolean) | undefined {
  if (!owner && system === undefined && kind === undefined) {
    return undefined;
  }
  return entities =>
    entities.some(
      entity =>
        (!owner || owner.includes(entity.owner ?? '')) &&
        (system === undefined || entity.system === system) &&
        (kind === undefined || entity.entityRef.startsWith(`${kind}:`)),
    );
}

/**
 * The words of a search, in lower case: each must stand somewhere, in whichever text.
 *
 * @internal
 */
export function searchWords(search: string | undefined): string[] {
  return search?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
}

/** They live as long as what the catalog answered. */
const entityTexts = new WeakMap<HeartbeatEntity, string>();

/**
 * What an entity is found by in a search.
 *
 * @internal
 */
export function textOfEntity(entity: HeartbeatEntity): string {
  let text = entityTexts.get(entity);
  if (text === undefined) {
    const { entityRef, title, owner, system } = entity;
    text = [entityRef, title, owner, system].join('\n').toLowerCase();
    entityTexts.set(entity, text);
  }
  return text;
}
