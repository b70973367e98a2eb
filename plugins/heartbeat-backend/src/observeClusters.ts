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
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import type { ClusterDirectory } from './clusters/ClusterDirectory';
import type { RenewerOptions } from './config';
import type { Observation } from './Observation';
import type { HeartbeatRegistry } from './registry/HeartbeatRegistry';

/**
 * Waits for the clusters to be known, observes each of them from then on, and
 * gives the one for our own heartbeat to `startOwnHeartbeat`.
 *
 * @internal
 */
export async function observeClusters(options: {
  directory: ClusterDirectory;
  observation: Observation;
  registry: HeartbeatRegistry;
  renewer: RenewerOptions | undefined;
  startOwnHeartbeat(
    cluster: KubernetesCluster,
    renewer: RenewerOptions,
  ): Promise<void>;
  logger: LoggerService;
  signal: AbortSignal;
}): Promise<void> {
  const { directory, observation, registry, renewer, logger, signal } = options;
  const names: string[] = [];
  await directory.find({
    signal,
    onClusters: (clusters, provider) => {
      registry.setClusterProblem(provider, undefined);
      names.push(...clusters.map(cluster => cluster.name));
      observation.observe(clusters);
      const own = clusters.find(({ name }) => name === renewer?.cluster);
      if (own && renewer) {
        options
          .startOwnHeartbeat(own, renewer)
          .catch(error => logger.error('No heartbeat of its own', error));
      }
    },
    onProblem: (message, provider) =>
      registry.setClusterProblem(provider, message),
  });
  if (signal.aborted) {
    return;
  }
  const known = names.join(', ') || 'none';
  if (names.length === 0) {
    logger.warn(
      'There is no cluster to observe; configure one for the Kubernetes plugin (kubernetes.clusterLocatorMethods)',
    );
  }
  observation.reportUnknownClusters(names);
  if (renewer && !names.includes(renewer.cluster)) {
    const message = `heartbeat.renewer.cluster: "${renewer.cluster}" is not a cluster of this portal, so that this backend has no heartbeat of its own; there are ${known}`;
    logger.error(message);
    registry.setClusterProblem('heartbeat.renewer', message);
  }
}
