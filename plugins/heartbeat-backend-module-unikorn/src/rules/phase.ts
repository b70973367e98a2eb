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

import { type NovaServer, POWER } from './serverTypes';

/**
 * What Ironic says of a server that is being built.
 *
 * - `virtual`: it is not bare metal, Ironic is not asked.
 * - `unclear`: no node, several nodes, or no answer.
 *
 * @internal
 */
export type BuildStep =
  | { kind: 'virtual' }
  | { kind: 'unclear' }
  | { kind: 'node'; provisionState: string };

/** The machine is being written to, or that went wrong. What is not here has not begun. */
const BUILDING_STATES: ReadonlySet<string> = new Set([
  'deploying',
  'wait call-back',
  'deploy hold',
  'active',
  'deploy failed',
  'clean failed',
  'inspect failed',
  'adopt failed',
  'error',
]);

/** @internal */
export function buildPhase(step: BuildStep): 'Building' | 'Queued' {
  return step.kind === 'node' && !BUILDING_STATES.has(step.provisionState)
    ? 'Queued'
    : 'Building';
}

/**
 * The phase that a server is in (M17). `Stopping` is somebody else's to write.
 *
 * @param phase - as the resource has it
 * @internal
 */
export function nextPhase(
  phase: string | undefined,
  { status, powerState }: Pick<NovaServer, 'status' | 'powerState'>,
  step: BuildStep,
): string {
  if (status === 'BUILD') {
    return buildPhase(step);
  }
  if (status === 'REBUILD') {
    return 'Building';
  }
  switch (powerState) {
    case POWER.running:
      return 'Running';
    case POWER.shutdown:
      return 'Stopped';
    default:
      return phase || 'Pending';
  }
}
