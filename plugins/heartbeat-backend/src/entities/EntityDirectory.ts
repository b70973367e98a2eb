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

import type { AuthService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError, stringifyError } from '@backstage/errors';
import type { CatalogService } from '@backstage/plugin-catalog-node';
import type { Clock } from '../time/clock';
import { CatalogEntities, type AnnotatedEntity } from './CatalogEntities';
import type { ClaimReader } from './Claim';
import { EntityIndex } from './EntityIndex';

/** So long an answer of the catalog is as good as a new one. */
const FRESH_MS = 10_000;

/** So long it is good enough for those who would have to wait for a new one. */
const USABLE_MS = 30_000;

/**
 * What the annotations of all entities say.
 *
 * @internal
 */
export interface Annotations {
  annotated: AnnotatedEntity[];
  index: EntityIndex;
}

/** What {@link EntityDirectory} is made of. */
interface EntityDirectoryOptions {
  catalog: CatalogService;
  auth: AuthService;
  clock: Clock;
  claimReaders: readonly ClaimReader[];
}

/**
 * All entities that name subjects, whoever may read them: without those that a
 * caller may not read nobody knows what is to be kept from that caller. So they are
 * read by the plugin's own right, once for all, and kept for some seconds; who may
 * be told of which is decided for each caller, see `CallerRights`.
 *
 * @internal
 */
export class EntityDirectory {
  /** How they are read. */
  readonly entities: CatalogEntities;
  readonly #auth: AuthService;
  readonly #clock: Clock;
  #last: (Annotations & { askedMs: number }) | undefined;
  /** What it was made of. */
  #text: string | undefined;
  #failure: string | undefined;
  #asking: Promise<void> | undefined;
  #askedMs = -Infinity;

  constructor(options: EntityDirectoryOptions) {
    this.entities = new CatalogEntities(options);
    this.#auth = options.auth;
    this.#clock = options.clock;
  }

  /**
   * What is known: nothing, if the catalog never answered; with a `failure`, if
   * it did not when it was asked last.
   */
  async read(): Promise<{ annotations?: Annotations; failure?: string }> {
    const nowMs = this.#clock.monotonicMs();
    if (!this.#asking && nowMs - this.#askedMs >= FRESH_MS) {
      this.#askedMs = nowMs;
      this.#asking = this.#ask(nowMs).finally(() => {
        this.#asking = undefined;
      });
    }
    if (!this.#last || nowMs - this.#last.askedMs >= USABLE_MS) {
      await this.#asking;
    }
    return { annotations: this.#last, failure: this.#failure };
  }

  /**
   * Which entities stand before which subject, whoever may read them.
   *
   * @throws ServiceUnavailableError where the catalog never answered
   */
  async index(): Promise<EntityIndex> {
    const { annotations, failure } = await this.read();
    if (!annotations) {
      throw new ServiceUnavailableError(
        `The catalog does not answer: ${failure}`,
      );
    }
    return annotations.index;
  }

  async #ask(askedMs: number): Promise<void> {
    try {
      const annotated = await this.entities.annotated(
        await this.#auth.getOwnServiceCredentials(),
      );
      const text = JSON.stringify(annotated);
      if (this.#last && text === this.#text) {
        // What was made of the same answer stays good.
        this.#last.askedMs = askedMs;
      } else {
        this.#last = { annotated, index: new EntityIndex(annotated), askedMs };
        this.#text = text;
      }
      this.#failure = undefined;
    } catch (error) {
      // What was known stays in force, and each answer says that it is old.
      this.#failure = stringifyError(error);
    }
  }
}
