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
import { stringifyError } from '@backstage/errors';
import type {
  HeartbeatEntity,
  HeartbeatProblem,
} from 'backstage-plugin-heartbeat-common';
import type { CallerRights, ReadableEntities } from './CallerRights';
import type { Annotations, EntityDirectory } from './EntityDirectory';

const EVERYTHING = {};

/**
 * What one caller may be told of.
 *
 * What belongs to entities is told if the caller may read one of them, and only
 * with those; what belongs to none is told to everyone. Where that is not known,
 * for the catalog does not answer, it is not told, unless the caller may read
 * every entity.
 *
 * @internal
 */
export class Visibility {
  /** Absent where the catalog has not answered yet. */
  readonly annotations: Annotations | undefined;
  /** Why `annotations` may be out of date, or the caller's rights are not known. */
  readonly failure: string | undefined;
  readonly #readable: ReadableEntities;

  static async of(
    credentials: BackstageCredentials,
    from: { directory: EntityDirectory; rights: CallerRights },
  ): Promise<Visibility> {
    const [{ annotations, failure }, rights] = await Promise.all([
      from.directory.read(),
      from.rights.readable(credentials).then(
        readable => ({ readable, failure: undefined }),
        error => ({
          readable: new Set<string>(),
          failure: stringifyError(error),
        }),
      ),
    ]);
    return new Visibility({
      annotations,
      readable: rights.readable,
      failure: rights.failure ?? failure,
    });
  }

  private constructor(options: {
    annotations?: Annotations;
    readable: ReadableEntities;
    failure?: string;
  }) {
    this.annotations = options.annotations;
    this.failure = options.failure;
    this.#readable = options.readable;
  }

  /** Whether nothing is kept from the caller. */
  get isUnlimited(): boolean {
    return this.#readable === 'all';
  }

  /** The same object for all who may be told of the same. */
  get audience(): object {
    return this.#readable === 'all' ? EVERYTHING : this.#readable;
  }

  /** Those of these entities that the caller may read. */
  readable(entities: HeartbeatEntity[]): HeartbeatEntity[] {
    const readable = this.#readable;
    return readable === 'all'
      ? entities
      : entities.filter(({ entityRef }) => readable.has(entityRef));
  }

  /**
   * With which entities the caller may be told of what belongs to these.
   *
   * @returns `undefined` where the caller must not be told of it
   */
  shown(entities: HeartbeatEntity[]): HeartbeatEntity[] | undefined {
    if (this.#readable === 'all') {
      return entities;
    }
    if (!this.annotations) {
      return undefined;
    }
    const readable = this.readable(entities);
    return readable.length > 0 || entities.length === 0 ? readable : undefined;
  }

  /** What is wrong with the catalog, or with what the annotations say. */
  problems(): HeartbeatProblem[] {
    const problems = this.catalogProblems();
    for (const { entity, problems: own } of this.annotations?.annotated ?? []) {
      if (own.length > 0 && this.readable([entity]).length > 0) {
        problems.push(
          ...own.map(message => ({ kind: 'annotation' as const, message })),
        );
      }
    }
    return problems;
  }

  /** What is wrong with the catalog. */
  catalogProblems(): HeartbeatProblem[] {
    return this.failure === undefined
      ? []
      : [
          {
            kind: 'catalog',
            message: `The catalog cannot be asked what belongs to which entities: ${this.failure}`,
          },
        ];
  }
}
