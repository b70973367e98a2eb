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

import type { SubjectGroup } from '../subjects/news';

/**
 * What people have been told of together.
 *
 * @internal
 */
export interface ToldGroup<S> {
  group: SubjectGroup<S>;
  /** Those that are not well again. */
  members: Set<string>;
  /** How many there were. */
  count: number;
  /** Who has been told. */
  recipients: Set<string>;
}

/**
 * Which subjects failed together, so that people are told of them at once: those whose
 * telling waits, and those that have been told of and are not well again.
 *
 * @internal
 */
export class ToldGroups<S> {
  /** By the scope of their group. */
  readonly #waiting = new Map<string, Set<string>>();
  /** By scope. */
  readonly #told = new Map<string, ToldGroup<S>>();
  /** By member. */
  readonly #groupOf = new Map<string, ToldGroup<S>>();

  /** It is to be told of when its delay is over. */
  wait({ scope }: SubjectGroup<S>, id: string): void {
    const ids = this.#waiting.get(scope) ?? new Set();
    this.#waiting.set(scope, ids.add(id));
  }

  /**
   * The delay of one is over.
   *
   * @returns all of its group that wait, which do not any more
   */
  take({ scope }: SubjectGroup<S>): string[] {
    const ids = [...(this.#waiting.get(scope) ?? [])];
    this.#waiting.delete(scope);
    return ids;
  }

  /** These are told of now, with all of their group that have been and are not well again. */
  tell(group: SubjectGroup<S>, ids: string[]): ToldGroup<S> {
    const told = this.#told.get(group.scope) ?? {
      ...{ group, count: 0 },
      members: new Set(),
      recipients: new Set(),
    };
    this.#told.set(group.scope, told);
    for (const id of ids) {
      told.members.add(id);
      told.count++;
      this.#groupOf.set(id, told);
    }
    return told;
  }

  /**
   * One is well again, or nobody looks at it any more.
   *
   * @returns its group, which is over when that was the last; absent where it was told of alone
   */
  end(id: string): ToldGroup<S> | undefined {
    const told = this.#groupOf.get(id);
    if (!told) {
      return undefined;
    }
    this.#groupOf.delete(id);
    told.members.delete(id);
    if (told.members.size === 0) {
      this.#told.delete(told.group.scope);
    }
    return told.count > 1 ? told : undefined;
  }
}
