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

import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  KubernetesClusters,
  ServerGroupProvider,
  ServerProvider,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import type { Clock } from '../../time/clock';
import type { MonitorOptions } from '../../config/monitorOptions';
import type { TargetGuard } from '../../targets';
import type { ServerRegistry } from '../serverRegistry';
import type { ServerMemory } from './ServerMemory';

/**
 * What the engine works with.
 *
 * @internal
 */
export interface ServerHealthOptions {
  sources: ServerSource[];
  providers: Array<ServerProvider | ServerGroupProvider>;
  registry: ServerRegistry;
  clock: Clock;
  /** Epoch milliseconds by a clock that all replicas share: that of the database. */
  fleetNowMs: () => number;
  /** Whether a shard is this replica's at this very moment. */
  holds: (shard: number) => boolean;
  options: MonitorOptions;
  logger: LoggerService;
  clusters: KubernetesClusters;
  guard: TargetGuard;
  /** Aborted at the shutdown. */
  signal: AbortSignal;
}

/**
 * What is remembered of servers that another replica checked, or this one before it
 * was started anew.
 *
 * @internal
 */
export type Remembered = (ids: string[]) => Promise<Map<string, ServerMemory>>;
