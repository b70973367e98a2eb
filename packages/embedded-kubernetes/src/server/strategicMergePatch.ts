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

import { isRecord } from './decode/decoders';

/** The lists of built-in types that are merged item by item, and the field that tells their items apart. */
const MERGED_LISTS: Record<string, string | undefined> = {
  ownerReferences: 'uid',
  // plain values: the value itself tells them apart
  finalizers: undefined,
};

const DIRECTIVE = '$patch';
const RETAIN_KEYS = '$retainKeys';
const DELETE_FROM_LIST = '$deleteFromPrimitiveList/';
const ELEMENT_ORDER = '$setElementOrder/';

/**
 * Applies a strategic merge patch, as kubectl sends it for the types compiled into it: a merge patch with directives
 * (`$patch`, `$retainKeys`, `$deleteFromPrimitiveList`), where the lists named above are merged and not replaced.
 * The order that `$setElementOrder` asks for is not kept: no list here has a meaning in its order.
 *
 * @internal
 */
export function strategicMergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) {
    return patch;
  }
  const { [DIRECTIVE]: directive, [RETAIN_KEYS]: retained, ...changes } = patch;
  if (directive === 'delete') {
    return {};
  }
  const base = directive === 'replace' || !isRecord(target) ? {} : target;
  const merged: Record<string, unknown> = Array.isArray(retained)
    ? Object.fromEntries(
        Object.entries(base).filter(([key]) => retained.includes(key)),
      )
    : { ...base };
  for (const [key, value] of Object.entries(changes)) {
    if (key.startsWith(ELEMENT_ORDER)) {
      continue;
    }
    if (key.startsWith(DELETE_FROM_LIST)) {
      const list = key.slice(DELETE_FROM_LIST.length);
      merged[list] = without(merged[list], value);
    } else if (value === null) {
      delete merged[key];
    } else if (Array.isArray(value) && Object.hasOwn(MERGED_LISTS, key)) {
      merged[key] = mergeList(merged[key], value, MERGED_LISTS[key]);
    } else {
      merged[key] = strategicMergePatch(merged[key], value);
    }
  }
  return merged;
}

function without(list: unknown, removed: unknown): unknown[] {
  const gone = Array.isArray(removed) ? removed : [];
  return Array.isArray(list) ? list.filter(item => !gone.includes(item)) : [];
}

function mergeList(
  target: unknown,
  patch: unknown[],
  keyField: string | undefined,
): unknown[] {
  const keyOf = (item: unknown) =>
    keyField !== undefined && isRecord(item) ? item[keyField] : item;
  const merged = new Map<unknown, unknown>(
    (Array.isArray(target) ? target : []).map(item => [keyOf(item), item]),
  );
  for (const item of patch) {
    const key = keyOf(item);
    if (isRecord(item) && item[DIRECTIVE] === 'delete') {
      merged.delete(key);
    } else {
      merged.set(key, strategicMergePatch(merged.get(key), item));
    }
  }
  return [...merged.values()];
}
