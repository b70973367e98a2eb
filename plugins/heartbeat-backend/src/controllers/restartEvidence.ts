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
import { z } from 'zod';
import type { ListedTransition } from '../history';
import type { ObservedHeartbeat, ObservedRestart } from './liveness';

const stored = z.object({
  replica: z.string().optional(),
  previousHolder: z.string().optional(),
  holder: z.string().optional(),
  handover: z
    .object({ tookMs: z.number(), leaderlessMs: z.number() })
    .optional(),
});

/**
 * What the history keeps of the last restart behind a Lease, beside its kind.
 *
 * @internal
 */
export function restartEvidence({
  record,
  recentRestarts,
}: ObservedHeartbeat): JsonObject {
  const { previousHolder, holder, handover } = recentRestarts?.at(-1) ?? {};
  return {
    replica: record.replica,
    previousHolder,
    holder,
    handover: handover && {
      tookMs: Math.round(handover.tookMs),
      leaderlessMs: Math.round(handover.leaderlessMs),
    },
  };
}

/**
 * The restart that a row of the history is about; `undefined` for others.
 *
 * @internal
 */
export function storedRestart({
  mark,
  cause,
  evidence = {},
}: ListedTransition):
  | (Omit<ObservedRestart, 'atMonotonicMs' | 'atWallMs'> & { replica?: string })
  | undefined {
  if (mark === undefined || !isRestartKind(cause)) {
    return undefined;
  }
  return { kind: cause, ...stored.safeParse(evidence).data };
}

/**
 * Whether a cause of a change is that another process is behind a Lease.
 *
 * @internal
 */
export function isRestartKind(
  cause: string | undefined,
): cause is ObservedRestart['kind'] {
  return cause === 'restart' || cause === 'takeover' || cause === 'recreation';
}
