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

import type { ClusterDisruption } from 'backstage-plugin-heartbeat-common';
import type { Blindness } from './blindness';
import type { FleetGate } from './FleetGate';
import type { Subject } from './Subject';

/**
 * A place that is observed as one: it is seen as a whole or not at all.
 *
 * @internal
 */
export interface Scope {
  readonly id: string;
  /** A Lease that two scopes see belongs to the one that was opened first. */
  readonly rank: number;
  /** Set while nothing can be seen. */
  blindness?: Blindness;
  /** The last moment at which something could be seen. */
  blindSinceMs?: number;
  /** When the last change was told. */
  lastChangeMs: number;
}

/**
 * What is known of a cluster as a whole.
 *
 * @internal
 */
export interface Cluster {
  readonly name: string;
  readonly fleet: FleetGate<Subject>;
  /** What is said of those that a disruption holds. */
  readonly disrupted: Blindness;
  /** What the listener was told last of a disruption. */
  told?: ClusterDisruption;
  /** Set while our own renewals do not come back: since when, and what to say of it. */
  canary?: { blindness: Blindness; sinceMs: number };
}

/**
 * Why nothing can be seen of a Lease at the moment. Our own renewal that does not
 * come back blinds only places that nothing else has come from since it was written.
 *
 * @internal
 */
export function blindnessOf(
  scope: Scope,
  cluster: Cluster,
): Blindness | undefined {
  const { canary } = cluster;
  return (
    scope.blindness ??
    (canary && scope.lastChangeMs <= canary.sinceMs
      ? canary.blindness
      : undefined)
  );
}
