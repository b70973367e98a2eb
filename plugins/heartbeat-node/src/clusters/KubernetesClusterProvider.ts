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

import type { KubernetesCluster } from './KubernetesCluster';

/**
 * A place that knows clusters. The backend brings one for the clusters of the
 * Kubernetes plugin; another one can be added through
 * {@link heartbeatClustersExtensionPoint}.
 *
 * @public
 */
export interface KubernetesClusterProvider {
  /** For messages, e.g. `the Kubernetes plugin`. */
  name: string;
  /**
   * All clusters there are. Asked when the backend starts, until it answers, and
   * again every few minutes from then on: a cluster that is new is observed, one
   * that is not among them any more is forgotten.
   *
   * @throws if they cannot be had; the answers of the API say so until they can,
   * and those that were known stay in use.
   */
  listClusters(options: { signal: AbortSignal }): Promise<KubernetesCluster[]>;
}
