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

import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import { healthyCondition } from './healthyCondition';
import { type NovaServer, POWER } from './serverTypes';

const OUTCOMES: Readonly<
  Record<string, Pick<ServerObservation, 'outcome' | 'reason'>>
> = {
  Healthy: { outcome: 'healthy' },
  Errored: { outcome: 'down', reason: 'errored' },
  Provisioning: { outcome: 'degraded', reason: 'rebuilding' },
  Unknown: { outcome: 'unknown', reason: 'not-known-to-nova' },
};

/**
 * What the screen says of a server. One that is being built does not serve yet, and
 * one that is shut down was told to: neither has failed (M28).
 *
 * @internal
 */
export function outcomeOf({
  status,
  powerState,
}: Pick<NovaServer, 'status' | 'powerState'>): Pick<
  ServerObservation,
  'outcome' | 'reason' | 'message'
> {
  const { reason, message: words } = healthyCondition(status);
  const message = `Nova: ${words}`;
  if (status === 'BUILD') {
    return { outcome: 'degraded', reason: 'building', message };
  }
  const isSettled = reason === 'Healthy' || reason === 'Degraded';
  if (isSettled && (status === 'SHUTOFF' || powerState === POWER.shutdown)) {
    return { outcome: 'stopped', message: `It is shut down (${status}).` };
  }
  const { outcome, reason: word } = OUTCOMES[reason] ?? {
    outcome: 'degraded',
    reason: status.toLowerCase().replace(/[^a-z0-9]+/g, '-'),
  };
  return {
    outcome,
    reason: word,
    message: outcome === 'healthy' ? undefined : message,
  };
}
