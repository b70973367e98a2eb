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
import type { Caller, EntityAnswers } from './EntityAnswers';
import type { HeartbeatAnswers } from './HeartbeatAnswers';
import type { ServerAnswers } from './ServerAnswers';
import type { Visibility } from '../entities/Visibility';

/**
 * Says of whom a caller may be told what was: of those controllers and servers that
 * they may be told of now. Of those that are there no more nobody knows to whom they
 * belonged: only a caller who may read every entity is told of them.
 *
 * @internal
 */
export class HistorySubjects {
  readonly #kinds: Array<
    Pick<HeartbeatAnswers | ServerAnswers, 'isVisible' | 'visibleIds'>
  >;
  readonly #entities: EntityAnswers;

  static create(options: {
    heartbeats: HeartbeatAnswers;
    servers?: ServerAnswers;
    entities: EntityAnswers;
  }): HistorySubjects {
    return new HistorySubjects(options);
  }

  private constructor(options: {
    heartbeats: HeartbeatAnswers;
    servers?: ServerAnswers;
    entities: EntityAnswers;
  }) {
    const { heartbeats, servers, entities } = options;
    this.#kinds = servers ? [heartbeats, servers] : [heartbeats];
    this.#entities = entities;
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
        `There is no controller or server ${id}, or you may not read it`,
      );
    }
  }
}
