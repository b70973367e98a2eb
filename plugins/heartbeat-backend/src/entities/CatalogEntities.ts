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
  HEALTH_TCP_ANNOTATION,
  HEALTH_URL_ANNOTATION,
  LEASE_ANNOTATION,
  parseControllerAnnotation,
  parseLeaseAnnotation,
  RUNBOOK_ANNOTATION,
  SERVER_ANNOTATION,
  type HeartbeatEntity,
  type LeasePlace,
  type ServerBinding,
} from 'backstage-plugin-heartbeat-common';

/** What names an entity. */
const REF_FIELDS = ['kind', 'metadata.name', 'metadata.namespace'];

/** By these an entity says where it can be asked: who reads them knows what they mean. */
const HEALTH_ANNOTATIONS = [HEALTH_URL_ANNOTATION, HEALTH_TCP_ANNOTATION];

/**
 * By which annotations and labels entities say which servers stand behind them,
 * beside `heartbeat/server`.
 *
 * @internal
 */
export interface ServerKeys {
  annotations?: readonly string[];
  labels?: readonly string[];
}

/**
 * An entity, and what its annotations and labels name.
 *
 * @internal
 */
export interface AnnotatedEntity {
  entity: HeartbeatEntity;
  controllers: string[];
  leases: LeasePlace[];
  /** In the order of the keys, and of the names in each. */
  servers: ServerBinding[];
  /** None of them is about heartbeats or servers. */
  isSilent: boolean;
  /** One sentence for each value that names nothing. */
  problems: string[];
}

/**
 * The entities that name controllers, Leases or servers, as far as the caller may
 * read them.
 *
 * @internal
 */
export class CatalogEntities {
  readonly #catalog: CatalogService;
  /** Annotations and labels that name servers. */
  readonly #serverKeys: Required<ServerKeys>;
  /** What is read of each entity, and no more. */
  readonly #fields: string[];
  /** Which entities are read. */
  readonly #filter: Array<Record<string, symbol>>;

  static create(options: {
    catalog: CatalogService;
    serverKeys?: ServerKeys;
  }): CatalogEntities {
    return new CatalogEntities(options);
  }

  private constructor(options: {
    catalog: CatalogService;
    serverKeys?: ServerKeys;
  }) {
    const { annotations = [], labels = [] } = options.serverKeys ?? {};
    this.#catalog = options.catalog;
    this.#serverKeys = {
      annotations: [...new Set([SERVER_ANNOTATION, ...annotations])].filter(
        annotation => !HEALTH_ANNOTATIONS.includes(annotation),
      ),
      labels: [...new Set(labels)],
    };
    const named = [
      ...[
        CONTROLLER_ANNOTATION,
        LEASE_ANNOTATION,
        ...HEALTH_ANNOTATIONS,
        ...this.#serverKeys.annotations,
      ].map(annotation => `metadata.annotations.${annotation}`),
      ...this.#serverKeys.labels.map(label => `metadata.labels.${label}`),
    ];
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
    return items.map(entity => toAnnotatedEntity(entity, this.#serverKeys));
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
    return entity && toAnnotatedEntity(entity, this.#serverKeys);
  }
}

function toAnnotatedEntity(
  entity: Entity,
  serverKeys: Required<ServerKeys>,
): AnnotatedEntity {
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
  const { servers, problems: serverProblems } = readBindings(
    entity,
    serverKeys,
  );
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
    servers,
    isSilent:
      byName === undefined &&
      byPlace === undefined &&
      servers.length === 0 &&
      serverProblems.length === 0 &&
      HEALTH_ANNOTATIONS.every(
        annotation => annotations[annotation] === undefined,
      ),
    problems: [...problems, ...leaseProblems, ...serverProblems].map(
      problem => `${entityRef}: ${problem}`,
    ),
  };
}

/** What the annotations and labels of an entity say of servers. */
function readBindings(
  { metadata }: Entity,
  keys: Required<ServerKeys>,
): { servers: ServerBinding[]; problems: string[] } {
  const servers: ServerBinding[] = [];
  const problems: string[] = [];
  for (const annotation of keys.annotations) {
    for (const value of namesIn(metadata.annotations?.[annotation])) {
      if (value === '') {
        problems.push(
          `${annotation}: an empty name; write the name of each server once, separated by single commas`,
        );
      } else {
        servers.push({ annotation, value });
      }
    }
  }
  for (const label of keys.labels) {
    for (const value of namesIn(metadata.labels?.[label])) {
      servers.push({ label, value });
    }
  }
  return { servers, problems };
}

function namesIn(value: string | undefined): Set<string> {
  return new Set(value?.split(',').map(name => name.trim()));
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
