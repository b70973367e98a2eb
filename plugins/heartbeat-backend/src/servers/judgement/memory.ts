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

import type { Moment } from '../../time/moment';
import type { RememberedRow, ServerMemory } from '../checks/ServerMemory';
import type { Judgement, Row } from './Judgement';

/** So that the compiler names what is forgotten, though it may be absent. */
type EachOf<T> = { [K in keyof Required<T>]: T[K] };

/**
 * A judgement as another replica can go on with it. Written out, field by field: it is
 * made of each server at each change and each minute, and the rest of an object costs
 * 9 kB of garbage in the heap of a portal (docs/decisions/008).
 *
 * @internal
 */
export function toMemory(
  judgement: Judgement,
  lastCheck: Moment | undefined,
  nowMs: number,
): ServerMemory {
  const toRow = (row: Row | undefined): RememberedRow | undefined =>
    row && { count: row.count, ageMs: nowMs - row.since.monotonicMs };
  const memory: EachOf<ServerMemory> = {
    status: judgement.status,
    reason: judgement.reason,
    message: judgement.message,
    lastKnown: judgement.lastKnown,
    ageMs: nowMs - judgement.since.monotonicMs,
    lastCheckAgeMs: lastCheck && nowMs - lastCheck.monotonicMs,
    isDown: judgement.isDown,
    isDegraded: judgement.isDegraded,
    isAfresh: judgement.isAfresh,
    lifeRow: toRow(judgement.lifeRow),
    healthRow: toRow(judgement.healthRow),
    blindRow: toRow(judgement.blindRow),
    downChecks: judgement.downChecks,
    recentStates: judgement.recentStates,
    isFlapping: judgement.isFlapping,
  };
  return memory;
}

/**
 * The judgement that another replica had made.
 *
 * @internal
 */
export function fromMemory(remembered: ServerMemory, now: Moment): Judgement {
  const {
    ageMs,
    lastCheckAgeMs: _,
    lifeRow,
    healthRow,
    blindRow,
    ...rest
  } = remembered;
  const toRow = (row: RememberedRow | undefined): Row | undefined =>
    row && { count: row.count, since: before(now, row.ageMs) };
  return {
    ...rest,
    since: before(now, ageMs),
    lifeRow: toRow(lifeRow),
    healthRow: toRow(healthRow),
    blindRow: toRow(blindRow),
  };
}

/**
 * A moment as it is on both clocks now, so long ago.
 *
 * @internal
 */
export function before(now: Moment, ageMs: number): Moment {
  return {
    monotonicMs: now.monotonicMs - ageMs,
    wallMs: now.wallMs - ageMs,
  };
}
