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

import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import { CATALOG_FILTER_EXISTS } from '@backstage/catalog-client';
import {
  parseEntityRef,
  RELATION_OWNED_BY,
  RELATION_PART_OF,
  stringifyEntityRef,
  type CompoundEntityRef,
  type Entity,
} from '@backstage/catalog-model';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import {
  RUNBOOK_ANNOTATION,
  type HeartbeatEntity,
} from 'backstage-plugin-heartbeat-common';
import type { Claim, ClaimReader } from './Claim';

/** What names an entity. */
const REF_FIELDS = ['kind', 'metadata.name', 'metadata.namespace'];

/**
 * An entity, and what its annotations and labels name.
 *
 * @internal
 */
export interface AnnotatedEntity {
  entity: HeartbeatEntity;
  /** Those of one kind after the other, in the order of its keys, and of the names in each. */
  claims: Claim[];
  /** None of its annotations and labels is about any subject. */
  isSilent: boolean;
  /** One sentence for each value that names nothing. */
  problems: string[];
}

/**
 * The entities that name subjects, as far as the caller may read them.
 *
 * @internal
 */
export class CatalogEntities {
  readonly #catalog: CatalogService;
  readonly #readers: readonly ClaimReader[];
  /** What is read of each entity, and no more. */
  readonly #fields: string[];
  /** Which entities are read. */
  readonly #filter: Array<Record<string, symbol>>;

  constructor(options: {
    catalog: CatalogService;
    claimReaders: readonly ClaimReader[];
  }) {
    this.#catalog = options.catalog;
    this.#readers = options.claimReaders;
    const named = this.#readers.flatMap(
      ({ annotations, otherAnnotations = [], labels }) => [
        ...[...annotations, ...otherAnnotations].map(
          annotation => `metadata.annotations.${annotation}`,
        ),
        ...labels.map(label => `metadata.labels.${label}`),
      ],
    );
    this.#filter = named.map(field => ({ [field]: CATALOG_FILTER_EXISTS }));
    this.#fields = [
      ...REF_FIELDS,
      'metadata.title',
      `metadata.annotations.${RUNBOOK_ANNOTATION}`,
      ...named,
      'relations',
    ];
  }

  /** All of them. */
  async annotated(
    credentials: BackstageCredentials,
  ): Promise<AnnotatedEntity[]> {
    const { items } = await this.#catalog.getEntities(
      { filter: this.#filter, fields: this.#fields },
      { credentials },
    );
    return items.map(entity => toAnnotatedEntity(entity, this.#readers));
  }

  /** The refs of all of them. */
  async refs(credentials: BackstageCredentials): Promise<Set<string>> {
    const { items } = await this.#catalog.getEntities(
      { filter: this.#filter, fields: REF_FIELDS },
      { credentials },
    );
    return new Set(items.map(entity => stringifyEntityRef(entity)));
  }

  /** One entity; `undefined` if it is not there or the caller may not read it. */
  async one(
    ref: CompoundEntityRef,
    credentials: BackstageCredentials,
  ): Promise<AnnotatedEntity | undefined> {
    const entity = await this.#catalog.getEntityByRef(ref, { credentials });
    return entity && toAnnotatedEntity(entity, this.#readers);
  }
}

function toAnnotatedEntity(
  entity: Entity,
  readers: readonly ClaimReader[],
): AnnotatedEntity {
  const { title, annotations = {} } = entity.metadata;
  const entityRef = stringifyEntityRef(entity);
  const claims: Claim[] = [];
  const problems: string[] = [];
  for (const reader of readers) {
    for (const [key, value] of saidTo(reader, entity)) {
      const found = reader.read(key, value);
      claims.push(
        ...found.values.map(name => ({
          kind: reader.kind,
          ...key,
          value: name,
        })),
      );
      problems.push(
        ...found.problems.map(problem => `${entityRef}: ${problem}`),
      );
    }
  }
  const isSilent = readers.every(
    reader =>
      saidTo(reader, entity).length === 0 &&
      (reader.otherAnnotations ?? []).every(
        annotation => annotations[annotation] === undefined,
      ),
  );
  return {
    entity: {
      entityRef,
      title,
      owner: relationTo(entity, RELATION_OWNED_BY),
      system: relationTo(entity, RELATION_PART_OF, 'system'),
      runbook: annotations[RUNBOOK_ANNOTATION],
    },
    claims,
    isSilent,
    problems,
  };
}

/** The annotations and labels of an entity that one kind reads, in its order. */
function saidTo(
  reader: ClaimReader,
  { metadata: { annotations = {}, labels = {} } }: Entity,
): Array<[Parameters<ClaimReader['read']>[0], string]> {
  return [
    ...reader.annotations.map(
      annotation => [{ annotation }, annotations[annotation]] as const,
    ),
    ...reader.labels.map(label => [{ label }, labels[label]] as const),
  ].flatMap(([key, value]) => (value === undefined ? [] : [[key, value]]));
}

function relationTo(
  entity: Entity,
  type: string,
  kind?: string,
): string | undefined {
  return entity.relations?.find(
    relation =>
      relation.type === type &&
      (kind === undefined || parseEntityRef(relation.targetRef).kind === kind),
  )?.targetRef;
}
