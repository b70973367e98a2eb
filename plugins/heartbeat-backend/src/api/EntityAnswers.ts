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
import {
  stringifyEntityRef,
  type CompoundEntityRef,
} from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type {
  EntityHeartbeats,
  HeartbeatProblem,
} from 'backstage-plugin-heartbeat-common';
import type {
  AnnotatedEntity,
  CatalogEntities,
} from '../entities/CatalogEntities';
import type { Answer } from './entityTag';
import type { HeartbeatAnswers } from './HeartbeatAnswers';
import type { ServerAnswers } from './ServerAnswers';
import type { Visibility } from '../entities/Visibility';

/**
 * Who asks, and what they may be told of.
 *
 * @internal
 */
export interface Caller {
  credentials: BackstageCredentials;
  visibility: Visibility;
}

/**
 * Says what stands behind one entity: all that its page needs in one answer.
 *
 * @internal
 */
export class EntityAnswers {
  readonly #entities: CatalogEntities;
  readonly #heartbeats: HeartbeatAnswers;
  readonly #servers: ServerAnswers | undefined;

  static create(options: {
    entities: CatalogEntities;
    heartbeats: HeartbeatAnswers;
    servers?: ServerAnswers;
  }): EntityAnswers {
    return new EntityAnswers(options);
  }

  private constructor(options: {
    entities: CatalogEntities;
    heartbeats: HeartbeatAnswers;
    servers?: ServerAnswers;
  }) {
    this.#entities = options.entities;
    this.#heartbeats = options.heartbeats;
    this.#servers = options.servers;
  }

  /**
   * Its controllers, at least one item for each that it names, and its servers.
   *
   * @throws NotFoundError where it is not there or the caller may not read it
   */
  async entity(
    ref: CompoundEntityRef,
    caller: Caller,
  ): Promise<Answer<EntityHeartbeats>> {
    const { annotated, heartbeats, servers } = await this.#behind(ref, caller);
    const { entity, isSilent } = annotated;
    const own: string[] = servers?.problems ?? [];
    if (isSilent && !servers?.ids.length) {
      own.push(
        `${entity.entityRef}: no annotation heartbeat/controller, heartbeat/lease or heartbeat/server; name what is behind it there`,
      );
    }
    const problems = own.map(
      (message): HeartbeatProblem => ({ kind: 'annotation', message }),
    );
    return {
      size: heartbeats.answer.size + (servers?.answer.size ?? 0),
      at: moment => {
        const list = heartbeats.answer.at(moment);
        return {
          ...list,
          problems: [...list.problems, ...problems],
          entityRef: entity.entityRef,
          servers: servers?.answer.at(moment),
        };
      },
    };
  }

  /**
   * The ids of the observed controllers and of the servers behind an entity.
   *
   * @throws as {@link entity}
   */
  async idsBehind(ref: CompoundEntityRef, caller: Caller): Promise<string[]> {
    const { heartbeats, servers } = await this.#behind(ref, caller);
    return [...heartbeats.ids, ...(servers?.ids ?? [])];
  }

  async #behind(
    ref: CompoundEntityRef,
    { credentials, visibility }: Caller,
  ): Promise<{
    annotated: AnnotatedEntity;
    heartbeats: ReturnType<HeartbeatAnswers['behind']>;
    servers: ReturnType<ServerAnswers['behind']> | undefined;
  }> {
    // The catalog itself says whether the caller may read it.
    const annotated = await this.#entities.one(ref, credentials);
    if (!annotated) {
      throw new NotFoundError(
        `There is no entity ${stringifyEntityRef(ref)}, or you may not read it`,
      );
    }
    return {
      annotated,
      heartbeats: this.#heartbeats.behind(annotated, visibility),
      servers: this.#servers?.behind(annotated, visibility),
    };
  }
}
