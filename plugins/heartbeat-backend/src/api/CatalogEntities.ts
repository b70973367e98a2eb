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
  CONTROLLER_ANNOTATION,
  LEASE_ANNOTATION,
  parseControllerAnnotation,
  parseLeaseAnnotation,
  RUNBOOK_ANNOTATION,
  type HeartbeatEntity,
  type LeasePlace,
} from 'backstage-plugin-heartbeat-common';

/** What names an entity. */
const REF_FIELDS = ['kind', 'metadata.name', 'metadata.namespace'];

/** What is read of each entity, and no more. */
const FIELDS = [
  ...REF_FIELDS,
  'metadata.title',
  `metadata.annotations.${CONTROLLER_ANNOTATION}`,
  `metadata.annotations.${LEASE_ANNOTATION}`,
  `metadata.annotations.${RUNBOOK_ANNOTATION}`,
  'relations',
];

/**
 * An entity, and the controllers and Leases that its annotations name.
 *
 * @internal
 */
export interface AnnotatedEntity {
  entity: HeartbeatEntity;
  controllers: string[];
  leases: LeasePlace[];
  /** One sentence for each value that names nothing. */
  problems: string[];
}

/** The entities that name controllers or Leases. */
const ANNOTATED = [CONTROLLER_ANNOTATION, LEASE_ANNOTATION].map(annotation => ({
  [`metadata.annotations.${annotation}`]: CATALOG_FILTER_EXISTS,
}));

/**
 * The entities that name controllers or Leases, as far as the caller may read them.
 *
 * @internal
 */
export class CatalogEntities {
  readonly #catalog: CatalogService;

  static create(options: { catalog: CatalogService }): CatalogEntities {
    return new CatalogEntities(options);
  }

  private constructor(options: { catalog: CatalogService }) {
    this.#catalog = options.catalog;
  }

  /** All of them. */
  async annotated(
    credentials: BackstageCredentials,
  ): Promise<AnnotatedEntity[]> {
    const { items } = await this.#catalog.getEntities(
      { filter: ANNOTATED, fields: FIELDS },
      { credentials },
    );
    return items.map(toAnnotatedEntity);
  }

  /** The refs of all of them. */
  async refs(credentials: BackstageCredentials): Promise<Set<string>> {
    const { items } = await this.#catalog.getEntities(
      { filter: ANNOTATED, fields: REF_FIELDS },
      { credentials },
    );
    return new Set(items.map(entity => stringifyEntityRef(entity)));
  }

  /** One of them; `undefined` if it is not there or the caller may not read it. */
  async one(
    ref: CompoundEntityRef,
    credentials: BackstageCredentials,
  ): Promise<AnnotatedEntity | undefined> {
    const entity = await this.#catalog.getEntityByRef(ref, { credentials });
    return entity && toAnnotatedEntity(entity);
  }
}

function toAnnotatedEntity(entity: Entity): AnnotatedEntity {
  const annotations = entity.metadata.annotations ?? {};
  const entityRef = stringifyEntityRef(entity);
  const byName = annotations[CONTROLLER_ANNOTATION];
  const byPlace = annotations[LEASE_ANNOTATION];
  const { controllers, problems } =
    byName === undefined
      ? { controllers: [], problems: [] }
      : parseControllerAnnotation(byName);
  const { leases, problems: leaseProblems } =
    byPlace === undefined
      ? { leases: [], problems: [] }
      : parseLeaseAnnotation(byPlace);
  if (byName === undefined && byPlace === undefined) {
    problems.push(
      `no annotation ${CONTROLLER_ANNOTATION} or ${LEASE_ANNOTATION}; name the controllers behind it there`,
    );
  }
  return {
    entity: {
      entityRef,
      title: entity.metadata.title,
      owner: relationTo(entity, RELATION_OWNED_BY),
      system: relationTo(entity, RELATION_PART_OF, 'system'),
      runbook: annotations[RUNBOOK_ANNOTATION],
    },
    controllers,
    leases,
    problems: [...problems, ...leaseProblems].map(
      problem => `${entityRef}: ${problem}`,
    ),
  };
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
