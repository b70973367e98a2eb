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

import type { JsonObject } from '@backstage/types';
import type { LoadedCheckpoint } from '../history';
import type { RememberedKind } from '../subjects/SubjectKind';
import type { Clock } from '../time/clock';
import type { ObservedServer } from './ObservedServer';
import { parseMemory, type ServerMemory } from './checks/ServerMemory';
import { toStoredServer } from './handover/storedServer';

/**
 * Reasons of `Unknown` that say nothing of the server: this replica cannot ask, or
 * has not yet, and another one's sight is worth more.
 */
const OUR_OWN_REASONS = [
  'network-down',
  'provider-unavailable',
  'cluster-unavailable',
  'not-checked',
  'starting',
];

/**
 * What the history keeps of servers, with what a successor needs, and what other
 * replicas show of them.
 *
 * @internal
 */
export function serverHistory(options: {
  clock: Clock;
  /** What a successor needs. */
  memoryOf(id: string): JsonObject | undefined;
  onMemory?(listener: (id: string) => void): void;
}): RememberedKind<ObservedServer> {
  const { clock, memoryOf, onMemory } = options;
  return {
    isOutOfSight: ({ status, reason }) =>
      status === 'Unknown' &&
      reason !== undefined &&
      OUR_OWN_REASONS.includes(reason),
    changedMs: ({ sinceMonotonicMs }) => sinceMonotonicMs,
    evidence: ({ provider, target, message }, transition) => ({
      ...{ provider, target, message },
      ...transition?.evidence,
    }),
    data: server => ({
      memory: memoryOf(server.id),
      server: toStoredServer(server, clock.monotonicMs()),
    }),
    onData: onMemory,
    // Without a memory it is another replica's already, or not yet ours.
    isOurs: ({ id }) => memoryOf(id) !== undefined,
  };
}

/**
 * What any replica last knew of each, by id; what cannot be understood is left out.
 *
 * @internal
 */
export function serverMemories(
  remembered: LoadedCheckpoint[],
): Map<string, ServerMemory> {
  const memories = new Map<string, ServerMemory>();
  for (const { subject, data, dataAgoMs } of remembered) {
    const memory = parseMemory(data?.memory, Math.max(0, dataAgoMs));
    if (memory) {
      memories.set(subject.id, memory);
    }
  }
  return memories;
}
