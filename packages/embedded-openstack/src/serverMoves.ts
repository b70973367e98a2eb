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

import { POWER, type ServerState } from './ServerState';

/**
 * What can be done to a server. `fail` and `recover` are what an administrator does
 * with `os-resetState`; `noValidHost` is how a boot ends that finds no machine.
 *
 * @public
 */
export type ServerMove =
  | 'boot'
  | 'confirmResize'
  | 'delete'
  | 'fail'
  | 'failRebuild'
  | 'hardReboot'
  | 'noValidHost'
  | 'pause'
  | 'reboot'
  | 'rebuild'
  | 'recover'
  | 'rescue'
  | 'resize'
  | 'resume'
  | 'shelve'
  | 'start'
  | 'stop'
  | 'suspend'
  | 'unpause'
  | 'unrescue'
  | 'unshelve';

/** One state on the way. What it does not name stays as it is. @internal */
export interface ServerStep extends Partial<ServerState> {
  /** Nova takes the time. */
  launches?: boolean;
  /** Nova takes the time. */
  terminates?: boolean;
  /** It is no longer listed. */
  gone?: boolean;
  /** Where the server's bare metal is meanwhile, if it has any. */
  node?: string;
}

interface MoveDefinition {
  /** The states (`vm_state`) that Nova allows it from; any without it, even while something else is under way. */
  from?: readonly string[];
  steps: readonly ServerStep[];
}

const RUNNING: ServerStep = {
  vmState: 'active',
  taskState: undefined,
  powerState: POWER.running,
};

const ERROR: ServerStep = { vmState: 'error', taskState: undefined };

/** How each move goes, as seen on Nova 26.2; real hypervisors' numbers for `pause` and `suspend`. @internal */
export const MOVES: Readonly<Record<ServerMove, MoveDefinition>> = {
  boot: {
    from: ['building'],
    steps: [
      { taskState: undefined, hosted: true },
      { taskState: 'spawning', node: 'available' },
      { node: 'deploying' },
      { node: 'wait call-back' },
      { node: 'deploying' },
      { ...RUNNING, launches: true, connected: true, node: 'active' },
    ],
  },
  noValidHost: {
    from: ['building'],
    steps: [{ ...ERROR, fault: 'No valid host was found. ' }],
  },
  stop: {
    from: ['active', 'error'],
    steps: [
      { taskState: 'powering-off' },
      {
        vmState: 'stopped',
        taskState: undefined,
        powerState: POWER.shutdown,
      },
    ],
  },
  start: {
    from: ['stopped'],
    steps: [{ taskState: 'powering-on' }, RUNNING],
  },
  pause: {
    from: ['active'],
    steps: [
      { taskState: 'pausing' },
      { vmState: 'paused', taskState: undefined, powerState: POWER.paused },
    ],
  },
  unpause: {
    from: ['paused'],
    steps: [{ taskState: 'unpausing' }, RUNNING],
  },
  suspend: {
    from: ['active'],
    steps: [
      { taskState: 'suspending' },
      {
        vmState: 'suspended',
        taskState: undefined,
        powerState: POWER.suspended,
      },
    ],
  },
  resume: {
    from: ['suspended'],
    steps: [{ taskState: 'resuming' }, RUNNING],
  },
  rescue: {
    from: ['active', 'stopped', 'error'],
    steps: [
      { taskState: 'rescuing' },
      {
        vmState: 'rescued',
        taskState: undefined,
        powerState: POWER.shutdown,
        launches: true,
      },
    ],
  },
  unrescue: {
    from: ['rescued'],
    steps: [{ taskState: 'unrescuing' }, RUNNING],
  },
  reboot: {
    from: ['active'],
    steps: [{ taskState: 'rebooting' }, RUNNING],
  },
  hardReboot: {
    from: ['active', 'stopped', 'paused', 'suspended', 'error'],
    steps: [{ taskState: 'rebooting_hard' }, RUNNING],
  },
  rebuild: {
    from: ['active', 'stopped', 'error'],
    steps: [
      { taskState: 'rebuilding', node: 'deploying' },
      { ...RUNNING, launches: true, fault: undefined, node: 'active' },
    ],
  },
  failRebuild: {
    from: ['active', 'stopped', 'error'],
    steps: [
      { taskState: 'rebuilding', node: 'deploying' },
      { ...ERROR, node: 'deploy failed' },
    ],
  },
  shelve: {
    from: ['active', 'stopped', 'paused', 'suspended'],
    steps: [
      { taskState: 'shelving' },
      {
        vmState: 'shelved',
        taskState: 'shelving_offloading',
        powerState: POWER.shutdown,
      },
      { vmState: 'shelved_offloaded', taskState: undefined, hosted: false },
    ],
  },
  unshelve: {
    from: ['shelved', 'shelved_offloaded'],
    steps: [
      { taskState: 'unshelving' },
      { taskState: 'spawning', hosted: true },
      { ...RUNNING, launches: true },
    ],
  },
  resize: {
    from: ['active', 'stopped'],
    steps: [
      { taskState: 'resize_prep' },
      { taskState: 'resize_migrating' },
      { taskState: 'resize_migrated' },
      { taskState: 'resize_finish' },
      { vmState: 'resized', taskState: undefined, launches: true },
    ],
  },
  confirmResize: { from: ['resized'], steps: [RUNNING] },
  fail: { steps: [ERROR] },
  recover: { steps: [{ vmState: 'active', taskState: undefined }] },
  delete: {
    steps: [
      { taskState: 'deleting', node: 'deleting' },
      {
        vmState: 'deleted',
        taskState: undefined,
        powerState: POWER.none,
        terminates: true,
        connected: false,
        node: 'cleaning',
      },
      { gone: true },
    ],
  },
};
