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
import {
  SERVER_STANDINGS,
  SERVER_STATUSES,
  type HistoryStanding,
  type ObservedServer,
  type ServerStatus,
  type ServerTransition,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HistoryContributor, HistoryFeed } from '../history/History';
import type {
  LoadedCheckpoint,
  ObservedChange,
  ObservedState,
} from '../history';
import { parseMemory, type ServerMemory } from '.';
import type { ServerRegistry } from './ServerRegistry';
import { toStoredServer } from './storedServer';

/** What a server is called among the subjects of the history. */
export const SERVER_KIND = 'server';

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
 * What the history keeps of the servers that this replica checks: each change of
 * status, what a successor needs in order to go on with them, and what other
 * replicas show of them meanwhile.
 *
 * @internal
 */
export class ServerHistory implements HistoryContributor {
  readonly kind = SERVER_KIND;
  readonly #options: Parameters<typeof ServerHistory.create>[0];

  static create(options: {
    registry: ServerRegistry;
    clock: Clock;
    /** What a successor needs. */
    memoryOf(id: string): JsonObject | undefined;
  }): ServerHistory {
    return new ServerHistory(options);
  }

  private constructor(options: Parameters<typeof ServerHistory.create>[0]) {
    this.#options = options;
  }

  standingOf(status: string): HistoryStanding {
    return isServerStatus(status) ? SERVER_STANDINGS[status] : 'unknown';
  }

  /** What any replica last knew of each, by id; what cannot be understood is left out. */
  memories(remembered: LoadedCheckpoint[]): Map<string, ServerMemory> {
    const memories = new Map<string, ServerMemory>();
    for (const { subject, data, dataAgoMs } of remembered) {
      const memory = parseMemory(data?.memory, Math.max(0, dataAgoMs));
      if (memory) {
        memories.set(subject.id, memory);
      }
    }
    return memories;
  }

  connect(feed: HistoryFeed): void {
    const { registry } = this.#options;
    registry.onTransition(transition =>
      feed.add({
        ...toChange(transition.server, transition),
        data: this.#data(transition.server),
      }),
    );
    registry.onLeft(id => feed.forget(id));
  }

  *states(): Iterable<ObservedState> {
    for (const server of this.#options.registry.servers()) {
      const data = server.isElsewhere ? undefined : this.#data(server);
      // Without a memory it is another replica's already, or not yet ours.
      if (data?.memory) {
        yield { verdict: toChange(server), data };
      }
    }
  }

  #data(server: ObservedServer): JsonObject {
    const { clock, memoryOf } = this.#options;
    return {
      memory: memoryOf(server.id),
      server: toStoredServer(server, clock.monotonicMs()),
    };
  }
}

/** @internal */
export function isServerStatus(status: string): status is ServerStatus {
  return SERVER_STATUSES.some(known => known === status);
}

function toChange(
  server: ObservedServer,
  transition?: ServerTransition,
): ObservedChange {
  const { id, name, title, cluster, status, reason } = server;
  const { provider, target, message } = server;
  return {
    subject: { id, kind: SERVER_KIND, cluster, name: title ?? name },
    status,
    reason,
    cause: transition?.cause,
    atMonotonicMs: server.sinceMonotonicMs,
    isOutOfSight:
      status === 'Unknown' &&
      reason !== undefined &&
      OUR_OWN_REASONS.includes(reason),
    evidence: { provider, target, message, ...transition?.evidence },
  };
}
