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

import type {
  HeartbeatEntity,
  PastMoment,
  Server,
} from 'backstage-plugin-heartbeat-common';
import type { ObservedServer } from './ObservedServer';

/**
 * A server as the API serves it: with ages as of now, so that a reader needs no
 * clock of its own but to count on from there.
 *
 * @internal
 */
export function serverView(
  server: ObservedServer,
  options: { nowMonotonicMs: number; entities: HeartbeatEntity[] },
): Server {
  const { nowMonotonicMs, entities } = options;
  const { lastCheck } = server;
  const past = (wallMs: number, monotonicMs: number): PastMoment => ({
    at: new Date(wallMs).toISOString(),
    // what another replica stored may be ahead of our clock by a little
    ageMs: Math.max(0, Math.round(nowMonotonicMs - monotonicMs)),
  });
  return {
    id: server.id,
    name: server.name,
    title: server.title,
    source: server.source,
    provider: server.provider,
    target: server.target,
    cluster: server.cluster,
    status: server.status,
    reason: server.reason,
    message: server.message,
    since: past(server.sinceWallMs, server.sinceMonotonicMs),
    lastKnown: server.lastKnown,
    lastCheck: lastCheck && {
      ...past(lastCheck.wallMs, lastCheck.monotonicMs),
      timings: lastCheck.timings,
    },
    intervalMs: server.intervalMs,
    pending: server.pending,
    isFlapping: server.isFlapping || undefined,
    facts: server.facts && { ...server.facts },
    lifecycle: server.lifecycle,
    entities,
  };
}
