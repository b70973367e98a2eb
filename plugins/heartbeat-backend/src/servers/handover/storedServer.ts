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
import { SERVER_STATUSES } from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';
import type { ObservedServer } from '../ObservedServer';

const ms = z.number();

/**
 * How long the phases of a check took.
 *
 * @internal
 */
export const storedTimings = z.object({
  dnsMs: ms.optional(),
  connectMs: ms.optional(),
  tlsMs: ms.optional(),
  firstByteMs: ms.optional(),
  totalMs: ms,
});

/** What of a server only the replica knows that checks it. Times are ages. */
const storedServer = z.object({
  status: z.enum(SERVER_STATUSES),
  message: z.string().optional(),
  lastKnown: z.enum(SERVER_STATUSES).optional(),
  lastCheck: z
    .object({
      ageMs: ms,
      timings: storedTimings.optional(),
    })
    .optional(),
  intervalMs: ms,
  pending: z
    .object({ status: z.enum(SERVER_STATUSES), count: ms, needed: ms })
    .optional(),
  isFlapping: z.boolean().optional(),
  facts: z.record(z.string(), z.string()).optional(),
  lifecycle: z
    .object({
      phase: z.string(),
      marks: z.array(z.object({ name: z.string(), at: z.string() })),
    })
    .optional(),
});

/** @internal */
export type StoredServer = z.output<typeof storedServer>;

/**
 * What other replicas are to know of a server. What it is called and where it is
 * they know from its source.
 *
 * @internal
 */
export function toStoredServer(
  server: ObservedServer,
  nowMonotonicMs: number,
): JsonObject {
  const { lastCheck, pending, facts, lifecycle } = server;
  return {
    status: server.status,
    message: server.message,
    lastKnown: server.lastKnown,
    lastCheck: lastCheck && {
      ageMs: nowMonotonicMs - lastCheck.monotonicMs,
      timings: lastCheck.timings && { ...lastCheck.timings },
    },
    intervalMs: server.intervalMs,
    pending: pending && { ...pending },
    isFlapping: server.isFlapping,
    facts: facts && { ...facts },
    lifecycle: lifecycle && {
      phase: lifecycle.phase,
      marks: lifecycle.marks.map(mark => ({ ...mark })),
    },
  };
}

/**
 * @returns `undefined` for what another version wrote that this one does not understand
 * @internal
 */
export function parseStoredServer(value: unknown): StoredServer | undefined {
  return storedServer.safeParse(value).data;
}
