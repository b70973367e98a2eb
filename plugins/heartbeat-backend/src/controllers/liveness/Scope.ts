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

import type { TrackedCluster } from './TrackedCluster';
import type { UnknownCause } from './unknownCauses';

/**
 * A place that is watched as one: it is in sync as a whole or not at all.
 *
 * @internal
 */
export interface Scope {
  readonly id: string;
  /** A Lease that two scopes watch belongs to the one that was opened first. */
  readonly rank: number;
  /** Set while its watch fails: why, and the last moment at which it did not. */
  failure?: { cause: UnknownCause; sinceMs: number };
  /** When the last change was told. */
  lastChangeMs: number;
}

/**
 * Why a Lease cannot be observed at the moment. Our own renewal that does not come
 * back counts only for places that have told nothing else since it was written.
 *
 * @internal
 */
export function observationProblem(
  { failure, lastChangeMs }: Scope,
  { canary }: TrackedCluster,
): UnknownCause | undefined {
  return (
    failure?.cause ??
    (canary && lastChangeMs <= canary.sinceMs ? canary.cause : undefined)
  );
}
