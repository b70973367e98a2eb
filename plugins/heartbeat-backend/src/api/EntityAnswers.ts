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
import type { HeartbeatProblem } from 'backstage-plugin-heartbeat-common';
import type { AnnotatedEntity, CatalogEntities, Visibility } from '../entities';
import type { Answer } from './entityTag';
import type { SubjectAnswers, SubjectsBehind } from './SubjectAnswers';

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
 * Says what stands behind one entity: all that its page needs in one answer. The
 * subjects of the first kind are its `items`, with what every list of them has; those
 * of each other kind stand under the kind's name.
 *
 * @internal
 */
export class EntityAnswers {
  readonly #entities: CatalogEntities;
  readonly #kinds: readonly SubjectAnswers[];

  constructor(options: {
    entities: CatalogEntities;
    kinds: readonly SubjectAnswers[];
  }) {
    this.#entities = options.entities;
    this.#kinds = options.kinds;
  }

  /**
   * What stands behind it, with at least one item for each controller that it names.
   *
   * @throws NotFoundError where it is not there or the caller may not read it
   */
  async entity(
    ref: CompoundEntityRef,
    caller: Caller,
  ): Promise<Answer<object>> {
    const { annotated, behind } = await this.#behind(ref, caller);
    const { entityRef } = annotated.entity;
    const silent: HeartbeatProblem[] =
      annotated.isSilent && behind.every(({ answer }) => answer.size === 0)
        ? [{ kind: 'annotation', message: this.#silence(entityRef) }]
        : [];
    const [first, ...others] = behind;
    return {
      size: behind.reduce((sum, { answer }) => sum + answer.size, 0),
      at: moment => {
        const own = others.map(({ kind, answer }) => ({
          kind,
          ...answer.at(moment),
        }));
        const { annotationProblems: _, ...list } = first.answer.at(moment);
        return {
          ...list,
          entityRef,
          problems: [
            ...list.problems,
            ...own.flatMap(({ annotationProblems }) => annotationProblems),
            ...silent,
          ],
          ...Object.fromEntries(own.map(({ kind, items }) => [kind, items])),
        };
      },
    };
  }

  /**
   * The ids of those behind an entity that are there.
   *
   * @throws as {@link entity}
   */
  async idsBehind(ref: CompoundEntityRef, caller: Caller): Promise<string[]> {
    const { behind } = await this.#behind(ref, caller);
    return behind.flatMap(({ ids }) => ids);
  }

  async #behind(
    ref: CompoundEntityRef,
    { credentials, visibility }: Caller,
  ): Promise<{
    annotated: AnnotatedEntity;
    behind: Array<{ kind: string } & SubjectsBehind>;
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
      behind: this.#kinds.map(answers => ({
        kind: answers.kind.plural,
        ...answers.behind(annotated, visibility),
      })),
    };
  }

  #silence(entityRef: string): string {
    const annotations = this.#kinds.flatMap(({ kind }) => kind.suggested);
    const last = annotations.pop();
    return `${entityRef}: no annotation ${annotations.join(
      ', ',
    )} or ${last}; name what is behind it there`;
  }
}
