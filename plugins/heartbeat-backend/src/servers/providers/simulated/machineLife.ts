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

/** One stretch of a machine's life. */
interface Stage {
  phase: string;
  /** How much of a life it takes. */
  share: number;
  outcome: ServerObservation['outcome'];
  reason?: string;
  message?: string;
  /** What is marked when it begins. */
  mark?: string;
}

/** As OpenStack builds, loses, rebuilds and stops a machine; most of it is running. */
const LIFE: Stage[] = [
  {
    phase: 'Pending',
    share: 0.04,
    outcome: 'unknown',
    reason: 'starting',
    message: 'It waits for its network',
    mark: 'created',
  },
  {
    phase: 'Queued',
    share: 0.03,
    outcome: 'unknown',
    reason: 'starting',
    message: 'It waits for a host',
    mark: 'scheduled',
  },
  {
    phase: 'Building',
    share: 0.08,
    outcome: 'unknown',
    reason: 'starting',
    message: 'Its host builds it',
    mark: 'building',
  },
  { phase: 'Running', share: 0.45, outcome: 'healthy', mark: 'launched' },
  {
    phase: 'Error',
    share: 0.1,
    outcome: 'down',
    reason: 'not-ready',
    message: 'Its host reports a fault',
    mark: 'failed',
  },
  {
    phase: 'Rebuild',
    share: 0.1,
    outcome: 'down',
    reason: 'not-ready',
    message: 'It is built anew',
    mark: 'rebuilding',
  },
  { phase: 'Running', share: 0.1, outcome: 'healthy', mark: 'relaunched' },
  { phase: 'Stopped', share: 0.1, outcome: 'stopped', mark: 'stopped' },
];

const FACTS = { region: 'fra-1', flavor: 'm1.large' };

/**
 * Where a machine is in its life, which begins anew when it is over.
 *
 * @internal
 */
export function machineLife(nowMs: number, lifeMs: number): ServerObservation {
  const ageMs = nowMs % lifeMs;
  const bornMs = nowMs - ageMs;
  const marks = [];
  let beginsMs = 0;
  let current = LIFE[0];
  for (const stage of LIFE) {
    if (beginsMs > ageMs) {
      break;
    }
    current = stage;
    if (stage.mark) {
      marks.push({
        name: stage.mark,
        at: new Date(bornMs + beginsMs).toISOString(),
      });
    }
    beginsMs += stage.share * lifeMs;
  }
  const { outcome, reason, message, phase } = current;
  return {
    outcome,
    reason,
    message,
    isDefinite: true,
    facts: FACTS,
    lifecycle: { phase, marks },
  };
}
