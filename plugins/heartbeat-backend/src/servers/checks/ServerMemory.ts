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
  SERVER_STATUSES,
  type ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';

const ageMs = z.number().nonnegative();

const row = z.object({ count: z.number().int().positive(), ageMs }).optional();

const memory = z.object({
  status: z.enum(SERVER_STATUSES),
  reason: z.string().optional(),
  message: z.string().optional(),
  lastKnown: z.enum(SERVER_STATUSES).optional(),
  ageMs,
  lastCheckAgeMs: ageMs.optional(),
  isDown: z.boolean(),
  isDegraded: z.boolean(),
  isAfresh: z.boolean(),
  healthRow: row,
  lifeRow: row,
  blindRow: row,
  downChecks: z.number().int().nonnegative(),
  recentStates: z.number().int().nonnegative(),
  isFlapping: z.boolean(),
});

/**
 * What a successor needs in order to go on with a server as if it had checked it
 * all along. Times are ages, as replicas do not share a clock.
 *
 * @internal
 */
export interface ServerMemory {
  status: ServerStatus;
  reason?: string;
  message?: string;
  lastKnown?: ServerStatus;
  /** Of `status`. */
  ageMs: number;
  lastCheckAgeMs?: number;
  /** See `Judgement`, for this and what follows. */
  isDown: boolean;
  isDegraded: boolean;
  isAfresh: boolean;
  healthRow?: RememberedRow;
  lifeRow?: RememberedRow;
  blindRow?: RememberedRow;
  downChecks: number;
  recentStates: number;
  isFlapping: boolean;
}

/**
 * Results in a row, see `Row`.
 *
 * @internal
 */
export interface RememberedRow {
  count: number;
  /** Of the first result in it. */
  ageMs: number;
}

/**
 * Reads what {@link ServerHealth.memoryOf} gave and somebody stored.
 *
 * @param elapsedMs - how long ago it was given, by a clock that writer and reader share
 * @returns `undefined` for what another version wrote that this one does not understand
 * @internal
 */
export function parseMemory(
  value: unknown,
  elapsedMs = 0,
): ServerMemory | undefined {
  const { success, data } = memory.safeParse(value);
  if (!success) {
    return undefined;
  }
  const older = (remembered: RememberedRow | undefined) =>
    remembered && { ...remembered, ageMs: remembered.ageMs + elapsedMs };
  return {
    ...data,
    ageMs: data.ageMs + elapsedMs,
    lastCheckAgeMs:
      data.lastCheckAgeMs === undefined
        ? undefined
        : data.lastCheckAgeMs + elapsedMs,
    healthRow: older(data.healthRow),
    lifeRow: older(data.lifeRow),
    blindRow: older(data.blindRow),
  };
}

/**
 * As JSON, which knows no `undefined`.
 *
 * @internal
 */
export function memoryToJson(remembered: ServerMemory): JsonObject {
  return JSON.parse(JSON.stringify(remembered));
}
