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

import { decodeCursor, encodeCursor } from './cursor';
import { compareNames, type Named } from './nameOrder';

/**
 * One page of what a query asks for, and how much there is in all.
 *
 * @internal
 */
export interface Selection<T> {
  page: T[];
  total: number;
  counts: Record<string, number>;
  nextCursor?: string;
}

interface Keyed<T> extends Named {
  item: T;
  /** Smaller comes first; what is alike is in the order of names. */
  key: number;
}

/**
 * Filters, counts, sorts and cuts.
 *
 * @param items - in the order of their names
 * @throws InputError where the cursor is not one of this order
 *
 * @internal
 */
export function selectPage<T>(
  items: Iterable<T>,
  options: {
    query: { status?: string[]; limit?: number; cursor?: string };
    sort: string;
    /** All that are counted. */
    statuses: readonly string[];
    /** All but the statuses, which are counted whether they are asked for or not. */
    matches(item: T): boolean;
    statusOf(item: T): string;
    identify(item: T): Named;
    /** What is sorted by before the name; smaller comes first. */
    keyOf(item: T): number;
  },
): Selection<T> {
  const { sort, matches, statusOf, identify, keyOf } = options;
  const { status: wanted, limit = Infinity, cursor } = options.query;
  const after = cursor === undefined ? undefined : decodeCursor(cursor, sort);
  const statuses = wanted && new Set<string>(wanted);
  const counts = Object.fromEntries(
    options.statuses.map(status => [status, 0]),
  );
  const selected: Keyed<T>[] = [];
  for (const item of items) {
    if (matches(item)) {
      const status = statusOf(item);
      counts[status]++;
      if (!statuses || statuses.has(status)) {
        const { id, name } = identify(item);
        selected.push({ item, id, name, key: keyOf(item) });
      }
    }
  }
  const rest = after ? selected.filter(one => isAfter(one, after)) : selected;
  const page = firstOf(rest, limit);
  const last = page.at(-1);
  return {
    page: page.map(({ item }) => item),
    total: selected.length,
    counts,
    nextCursor:
      last && page.length < rest.length
        ? encodeCursor({ sort, key: last.key, name: last.name, id: last.id })
        : undefined,
  };
}

/** The first ones by key; what is alike in it stays as it is. */
function firstOf<T extends { key: number }>(all: T[], limit: number): T[] {
  const byKey = (a: T, b: T) => a.key - b.key;
  if (limit >= all.length) {
    return all.sort(byKey);
  }
  // Bare numbers are sorted in a tenth of the time that it takes with a comparison.
  const keys = Float64Array.from(all, ({ key }) => key).sort();
  const highest = keys[limit - 1];
  return all
    .filter(({ key }) => key <= highest)
    .sort(byKey)
    .slice(0, limit);
}

function isAfter(
  one: Named & { key: number },
  other: Named & { key: number },
): boolean {
  return one.key === other.key
    ? compareNames(one, other) > 0
    : one.key > other.key;
}
