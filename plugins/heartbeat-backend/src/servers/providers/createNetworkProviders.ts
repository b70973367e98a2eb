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

import { systemClock, type Clock } from '../../time/clock';
import type { TargetGuard } from '../../targets';
import { createDnsProvider } from './dns';
import { createGrpcProvider } from './grpc';
import { createHttpProvider } from './http';
import type { NetworkProvider } from './NetworkProvider';
import { createTcpProvider } from './tcp';
import { createTlsProvider } from './tls';

const CREATE = {
  http: createHttpProvider,
  tcp: createTcpProvider,
  tls: createTlsProvider,
  dns: createDnsProvider,
  grpc: createGrpcProvider,
};

/** @internal */
export const NETWORK_KINDS = Object.keys(CREATE);

/**
 * The built-in providers that need nothing but a network.
 *
 * @internal
 */
export function createNetworkProviders(options: {
  guard: TargetGuard;
  /** Default: that of this machine. */
  clock?: Clock;
}): NetworkProvider[] {
  const { guard, clock = systemClock } = options;
  return Object.values(CREATE).map(create => create({ guard, clock }));
}
