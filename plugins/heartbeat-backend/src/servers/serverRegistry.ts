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

import { SubjectRegistry } from '../subjects/SubjectRegistry';
import type { ObservedServer } from './ObservedServer';

/** @internal */
export type ServerRegistry = SubjectRegistry<ObservedServer>;

/**
 * For what this replica checks itself, and what other replicas stored of theirs.
 *
 * @internal
 */
export function createServerRegistry(): ServerRegistry {
  return new SubjectRegistry<ObservedServer>({ isAlike });
}

function isAlike(a: ObservedServer, b: ObservedServer): boolean {
  return (
    a.name === b.name &&
    a.title === b.title &&
    a.target === b.target &&
    a.source === b.source &&
    a.provider === b.provider &&
    a.cluster === b.cluster &&
    areAlike(a.entityRefs, b.entityRefs, (one, other) => one === other) &&
    areAlike(
      a.bindings,
      b.bindings,
      (one, other) =>
        one.annotation === other.annotation &&
        one.label === other.label &&
        one.value === other.value,
    )
  );
}

function areAlike<T>(
  a: readonly T[],
  b: readonly T[],
  isEqual: (a: T, b: T) => boolean,
): boolean {
  return (
    a === b ||
    (a.length === b.length && a.every((one, i) => isEqual(one, b[i])))
  );
}
