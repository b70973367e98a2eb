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

import { parseEntityRef } from '@backstage/catalog-model';
import { NotFoundError } from '@backstage/errors';
import type { Visibility } from '../entities';
import type { Caller, EntityAnswers } from './EntityAnswers';
import type { SubjectAnswers } from './SubjectAnswers';

/**
 * Says of whom a caller may be told what was: of those subjects that they may
 * be told of now. Of those that are there no more nobody knows to whom they
 * belonged: only a caller who may read every entity is told of them.
 *
 * @internal
 */
export class HistorySubjects {
  readonly #kinds: readonly SubjectAnswers[];
  readonly #entities: EntityAnswers;

  constructor(options: {
    kinds: readonly SubjectAnswers[];
    entities: EntityAnswers;
  }) {
    this.#kinds = options.kinds;
    this.#entities = options.entities;
  }

  /** Of whom a list may tell that names nobody; `undefined`: of all. */
  limitOf(visibility: Visibility): string[] | undefined {
    return visibility.isUnlimited
      ? undefined
      : this.#kinds.flatMap(kind => kind.visibleIds(visibility));
  }

  /**
   * The ids of those that are asked for, each once.
   *
   * @throws NotFoundError where a subject or the entity is not there or the caller may not read it
   */
  async named(
    wanted: { subject?: string[]; entity?: string },
    caller: Caller,
  ): Promise<string[]> {
    const { subject = [], entity } = wanted;
    subject.forEach(id => this.check(id, caller));
    const behind =
      entity === undefined
        ? []
        : await this.#entities.idsBehind(parseEntityRef(entity), caller);
    return [...new Set([...subject, ...behind])];
  }

  /** @throws NotFoundError where there is no such subject, or the caller may not read it */
  check(id: string, { visibility }: Caller): void {
    if (
      !visibility.isUnlimited &&
      !this.#kinds.some(kind => kind.isVisible(id, visibility))
    ) {
      // the same words whether it is there or not
      throw new NotFoundError(
        `There is no ${this.#kinds
          .map(({ kind }) => kind.name)
          .join(' or ')} ${id}, or you may not read it`,
      );
    }
  }
}
