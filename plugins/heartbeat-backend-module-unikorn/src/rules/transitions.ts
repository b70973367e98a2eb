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

import { HEALTHY } from './healthyCondition';
import type { Condition, ServerStatusFields } from './serverTypes';

/** A line of the log, after a change was written. @internal */
export interface Transition {
  message: 'instance phase transition' | 'instance state transition';
  fields: Record<string, string | number>;
}

/**
 * The lines that a change is worth: the phase's (M19), and the condition's where
 * its status changed or it first appeared (M20); both where both changed (M21).
 *
 * @param to - as the API server answered the write
 * @internal
 */
export function transitionsOf(options: {
  from: ServerStatusFields;
  to: ServerStatusFields;
  createdMs: number;
  nowMs: number;
}): Transition[] {
  const { from, to, createdMs, nowMs } = options;
  const transitions: Transition[] = [];
  if ((from.phase ?? '') !== (to.phase ?? '')) {
    transitions.push({
      message: 'instance phase transition',
      fields: {
        from_phase: from.phase ?? '',
        to_phase: to.phase ?? '',
        time_since_creation_ms: nowMs - createdMs,
      },
    });
  }
  const before = healthyOf(from);
  const after = healthyOf(to);
  if (after && before?.status !== after.status) {
    transitions.push({
      message: 'instance state transition',
      fields: {
        from_state: before?.reason ?? '',
        to_state: after.reason ?? '',
        duration_ms: heldMs(before, after, createdMs),
      },
    });
  }
  return transitions;
}

function healthyOf({ conditions }: ServerStatusFields): Condition | undefined {
  return conditions.find(({ type }) => type === HEALTHY);
}

/** How long what ends now has lasted; before the first state there was none since the creation. */
function heldMs(
  before: Condition | undefined,
  after: Condition,
  createdMs: number,
): number {
  const from = Date.parse(before?.lastTransitionTime ?? '');
  const to = Date.parse(after.lastTransitionTime ?? '');
  const held = to - (Number.isNaN(from) ? createdMs : from);
  return Number.isNaN(held) ? 0 : held;
}
