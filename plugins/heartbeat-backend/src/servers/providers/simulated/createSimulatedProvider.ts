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
  ServerObservation,
  ServerProvider,
} from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';
import type { Clock } from '../../../time/clock';
import { duration } from '../../../config/duration';
import { readSpec } from '../readSpec';
import { machineLife } from './machineLife';

/** Long enough for a few checks of each state, short enough to wait for. */
const DEFAULT_PERIOD = { minutes: 5 };

/** States shorter than a second would hardly be met by a check. */
const MIN_PERIOD_MS = 1000;

/** Makes an answer `Degraded` wherever `slow` is below it. */
const SLOW_MS = 2500;

const QUICK_MS = 12;

type Script = (nowMs: number, periodMs: number) => ServerObservation;

const healthy: Script = () => ({
  outcome: 'healthy',
  timings: { totalMs: QUICK_MS },
});

const down: Script = () => ({
  outcome: 'down',
  reason: 'connection-refused',
  message: 'It refuses the connection',
  timings: { totalMs: QUICK_MS },
});

/** What a server can play. */
const SCRIPTS = {
  healthy,
  down,
  degraded: () => ({
    outcome: 'degraded',
    reason: 'certificate-expiring',
    message: 'Its certificate expires in 3 days',
    timings: { totalMs: QUICK_MS },
  }),
  slow: () => ({ outcome: 'healthy', timings: { totalMs: SLOW_MS } }),
  unknown: () => ({
    outcome: 'unknown',
    reason: 'provider-unavailable',
    message: 'Whoever knows of it cannot be asked',
  }),
  stopped: () => ({ outcome: 'stopped' }),
  /** Half of each period down. */
  flapping: (nowMs, periodMs) =>
    nowMs % periodMs < periodMs / 2
      ? healthy(nowMs, periodMs)
      : down(nowMs, periodMs),
  /** The life of a machine in OpenStack, one in each period. */
  openstack: machineLife,
} satisfies Record<string, Script>;

type ScriptName = keyof typeof SCRIPTS;

function isScriptName(name: unknown): name is ScriptName {
  return typeof name === 'string' && Object.hasOwn(SCRIPTS, name);
}

const simulatedSpec = z.strictObject({
  script: z.custom<ScriptName>(isScriptName, {
    error: issue =>
      `${JSON.stringify(issue.input)} is not a script; there are ${Object.keys(
        SCRIPTS,
      ).join(', ')}`,
  }),
  period: duration(MIN_PERIOD_MS).prefault(DEFAULT_PERIOD),
});

/**
 * Servers that play a script.
 *
 * @internal
 */
export function createSimulatedProvider({
  clock,
}: {
  clock: Clock;
}): ServerProvider {
  return {
    kind: 'simulated',
    prepare({ name, spec }) {
      const { script, period } = readSpec('simulated', simulatedSpec, spec);
      const play: Script = SCRIPTS[script];
      return {
        target: `simulated/${name}`,
        check: async () => play(clock.wallMs(), period),
      };
    },
  };
}
