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

import { withHealthy } from './healthyCondition';
import { macAddress } from './macAddress';
import { type BuildStep, nextPhase } from './phase';
import { imageRef, nextRebuildState } from './rebuild';
import { rfc3339 } from './rfc3339';
import { type NovaServer, POWER, type ServerStatusFields } from './serverTypes';

/** What one poll found. @internal */
export interface NextStatus {
  status: ServerStatusFields;
  /** What is to be logged beside: each is worth a line, none changes anything. */
  remarks: Array<'addresses-unreadable' | 'paused' | 'suspended'>;
}

/**
 * The status that a server shall have after a poll. What stays as it was keeps the
 * very value that was read, so that a comparison finds what changed.
 *
 * @internal
 */
export function nextStatus(options: {
  status: ServerStatusFields;
  nova: NovaServer;
  step: BuildStep;
  /** Of the first network of the resource. */
  networkId?: string;
  nowMs: number;
}): NextStatus {
  const { status, nova, step, networkId, nowMs } = options;
  const remarks: NextStatus['remarks'] = [];

  const mac = macAddress(nova, networkId);
  if (mac.kind === 'unreadable') {
    remarks.push('addresses-unreadable');
  }
  const isBuilt = nova.status !== 'BUILD' && nova.status !== 'REBUILD';
  if (isBuilt && nova.powerState === POWER.paused) {
    remarks.push('paused');
  }
  if (isBuilt && nova.powerState === POWER.suspended) {
    remarks.push('suspended');
  }

  const { rebuild } = status;
  return {
    remarks,
    status: {
      conditions: withHealthy(status.conditions, nova.status, nowMs),
      phase: nextPhase(status.phase, nova, step),
      scheduledAt: momentOf(nova.createdMs, status.scheduledAt),
      launchedAt: momentOf(nova.launchedMs, status.launchedAt),
      provisionedAt:
        status.provisionedAt ?? momentOf(nova.launchedMs, undefined),
      macAddress: mac.kind === 'found' ? mac.address : status.macAddress,
      rebuild: rebuild && {
        ...rebuild,
        state: nextRebuildState(
          rebuild.state,
          imageRef(nova.imageId, rebuild.targetImageID),
          nova,
        ),
      },
    },
  };
}

/** What was read stays where it is the same moment, however it is written. */
function momentOf(
  ms: number | undefined,
  previous: string | undefined,
): string | undefined {
  if (ms === undefined) {
    return previous;
  }
  const next = rfc3339(ms);
  return previous !== undefined && Date.parse(previous) === Date.parse(next)
    ? previous
    : next;
}
