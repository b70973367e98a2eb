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

import type {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { catalogEntityReadPermission } from '@backstage/plugin-catalog-common/alpha';
import { AuthorizeResult } from '@backstage/plugin-permission-common';
import type { Clock } from '../time/clock';
import type { CatalogEntities } from './CatalogEntities';

/**
 * How long an answer about one caller is kept: long enough for the requests of
 * one page, short enough for a right that was withdrawn.
 */
const FRESH_MS = 5_000;

/** Beyond so many callers within {@link FRESH_MS} the oldest ask again. */
const MAX_CALLERS = 1_000;

/**
 * Which of the entities that name controllers a caller may read.
 *
 * @internal
 */
export type ReadableEntities = 'all' | ReadonlySet<string>;

/** What {@link CallerRights} is made of. */
interface CallerRightsOptions {
  permissions: PermissionsService;
  entities: CatalogEntities;
  clock: Clock;
}

/**
 * What each caller may read of the catalog. The permission policy is asked for its
 * rule, and only where that is neither yes nor no the catalog is asked, as the
 * caller, what it lets them read. Answers are kept for each caller alone.
 *
 * @internal
 */
export class CallerRights {
  readonly #permissions: PermissionsService;
  readonly #entities: CatalogEntities;
  readonly #clock: Clock;
  /** By principal, oldest first. */
  readonly #kept = new Map<
    string,
    { readable: Promise<ReadableEntities>; askedMs: number }
  >();

  constructor(options: CallerRightsOptions) {
    this.#permissions = options.permissions;
    this.#entities = options.entities;
    this.#clock = options.clock;
  }

  /** @throws whatever keeps the question from being answered */
  readable(credentials: BackstageCredentials): Promise<ReadableEntities> {
    const caller = JSON.stringify(credentials.principal);
    const nowMs = this.#clock.monotonicMs();
    const kept = this.#kept.get(caller);
    if (kept && nowMs - kept.askedMs < FRESH_MS) {
      return kept.readable;
    }
    const readable = this.#ask(credentials);
    this.#keep(caller, { readable, askedMs: nowMs });
    readable.catch(() => {
      if (this.#kept.get(caller)?.readable === readable) {
        this.#kept.delete(caller);
      }
    });
    return readable;
  }

  #keep(
    caller: string,
    entry: { readable: Promise<ReadableEntities>; askedMs: number },
  ): void {
    this.#kept.delete(caller);
    this.#kept.set(caller, entry);
    for (const [other, { askedMs }] of this.#kept) {
      if (
        entry.askedMs - askedMs < FRESH_MS &&
        this.#kept.size <= MAX_CALLERS
      ) {
        return;
      }
      this.#kept.delete(other);
    }
  }

  async #ask(credentials: BackstageCredentials): Promise<ReadableEntities> {
    const [decision] = await this.#permissions.authorizeConditional(
      [{ permission: catalogEntityReadPermission }],
      { credentials },
    );
    switch (decision.result) {
      case AuthorizeResult.ALLOW:
        return 'all';
      case AuthorizeResult.DENY:
        return new Set();
      case AuthorizeResult.CONDITIONAL:
        return this.#entities.refs(credentials);
    }
  }
}
