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

/**
 * What has a place in a list.
 *
 * @internal
 */
export interface Named {
  /** Unique in the list. */
  id: string;
  name: string;
}

const collator = new Intl.Collator('en');

/**
 * The order of names: what is alike in all else is listed in it.
 *
 * @internal
 */
export function compareNames(a: Named, b: Named): number {
  return (
    collator.compare(a.name, b.name) ||
    // a page begins where the one before ended: no two may be alike
    (a.id < b.id ? -1 : Number(a.id > b.id))
  );
}

/**
 * Adds others to a list that is in this order already, for much less than sorting
 * it costs.
 *
 * @internal
 */
export function withOthers<T extends Named>(inOrder: T[], others: T[]): T[] {
  if (others.length === 0) {
    return inOrder;
  }
  const all: T[] = [];
  let i = 0;
  for (const other of [...others].sort(compareNames)) {
    while (i < inOrder.length && compareNames(inOrder[i], other) < 0) {
      all.push(inOrder[i++]);
    }
    all.push(other);
  }
  return all.concat(inOrder.slice(i));
}
