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

/** More than the open pages of one audience ask for. */
const MAX_QUERIES = 100;

interface Kept<Selection> {
  generation: number;
  byQuery: Map<string, Selection>;
}

/**
 * What a query selects, and in which order, changes when a status does and not
 * with each renewal or check: so it is kept until then, for each audience alone.
 * What is said of the items is never kept.
 *
 * @internal
 */
export class SelectionCache<Selection> {
  /** They go with the caller's rights, which are kept for some seconds. */
  readonly #byAudience = new WeakMap<object, Kept<Selection>>();

  get(
    key: { query: object; audience: object; generation: number },
    select: () => Selection,
  ): Selection {
    const { query, audience, generation } = key;
    let kept = this.#byAudience.get(audience);
    if (kept?.generation !== generation || kept.byQuery.size >= MAX_QUERIES) {
      kept = { generation, byQuery: new Map() };
      this.#byAudience.set(audience, kept);
    }
    const text = JSON.stringify(query);
    const selection = kept.byQuery.get(text) ?? select();
    kept.byQuery.set(text, selection);
    return selection;
  }
}
