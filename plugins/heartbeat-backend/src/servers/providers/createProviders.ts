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

import type { ServerProvider } from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import type { TargetGuard } from '../../targets';
import type { CheckThread } from '../thread';
import {
  createNetworkProviders,
  NETWORK_KINDS,
} from './createNetworkProviders';
import { createKubernetesProvider } from './kubernetes';
import { createSimulatedProvider } from './simulated';

/** Those that need more of the portal than its network. */
const CREATE = {
  kubernetes: createKubernetesProvider,
  simulated: createSimulatedProvider,
};

/**
 * What the providers that are built in are called in definitions.
 *
 * @internal
 */
export const PROVIDER_KINDS = [...NETWORK_KINDS, ...Object.keys(CREATE)];

/**
 * The providers that are built in.
 *
 * @internal
 */
export function createProviders(options: {
  /** Reads targets; the thread has one of its own for what it connects to. */
  guard: TargetGuard;
  thread: CheckThread;
  clock: Clock;
}): ServerProvider[] {
  const { clock, thread } = options;
  return [
    ...createNetworkProviders(options).map(provider => thread.asking(provider)),
    ...Object.values(CREATE).map(create => create({ clock })),
  ];
}
