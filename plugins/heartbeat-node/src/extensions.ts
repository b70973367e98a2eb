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

import { createExtensionPoint } from '@backstage/backend-plugin-api';
import type { KubernetesClusterProvider } from './clusters';
import type { Checker } from './monitor';
import type {
  ServerGroupProvider,
  ServerProvider,
  ServerSource,
} from './servers';

/**
 * Where a module brings clusters of its own.
 *
 * @public
 */
export interface HeartbeatClustersExtensionPoint {
  /**
   * Its clusters are observed beside those of the Kubernetes plugin, or of
   * `heartbeat.clusters`. Of two clusters with one name, theirs is taken, then the
   * one of the provider that was added first.
   */
  addClusterProvider(provider: KubernetesClusterProvider): void;
}

/** @public */
export const heartbeatClustersExtensionPoint =
  createExtensionPoint<HeartbeatClustersExtensionPoint>({
    id: 'heartbeat.clusters',
  });

/**
 * Where a module brings servers and the ways to ask them.
 *
 * @public
 */
export interface HeartbeatServersExtensionPoint {
  /** @throws if there is one of that name, or its `configKey` is taken */
  addServerSource(source: ServerSource): void;
  /** @throws if there is one of that kind, or its `configKey` is taken */
  addServerProvider(provider: ServerProvider | ServerGroupProvider): void;
}

/** @public */
export const heartbeatServersExtensionPoint =
  createExtensionPoint<HeartbeatServersExtensionPoint>({
    id: 'heartbeat.servers',
  });

/**
 * Where a module brings what is to be done again and again.
 *
 * @public
 */
export interface HeartbeatCheckersExtensionPoint {
  /** @throws if there is one of that name, or its `configKey` is taken */
  addChecker(checker: Checker): void;
}

/** @public */
export const heartbeatCheckersExtensionPoint =
  createExtensionPoint<HeartbeatCheckersExtensionPoint>({
    id: 'heartbeat.checkers',
  });
