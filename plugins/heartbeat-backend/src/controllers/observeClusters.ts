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
import type { ClusterDirectory } from '../clusters/ClusterDirectory';
import type { RenewerOptions } from '../config/heartbeatOptions';
import type { Observation } from './Observation';
import type { HeartbeatRegistry } from './HeartbeatRegistry';

/** The key of what is wrong with our own heartbeat, among the problems with clusters. */
const OWN_HEARTBEAT = 'heartbeat.renewer';

const NO_CLUSTERS =
  'There is no cluster to observe; configure one for the Kubernetes plugin (kubernetes.clusterLocatorMethods), or heartbeat.clusters';

/**
 * Follows which clusters there are: each is observed for as long as it is known,
 * and the one for our own heartbeats is given to `startOwnHeartbeats` when it is
 * known first.
 *
 * @internal
 */
export async function observeClusters(options: {
  directory: ClusterDirectory;
  observation: Observation;
  registry: HeartbeatRegistry;
  renewer: RenewerOptions | undefined;
  startOwnHeartbeats(cluster: KubernetesCluster): Promise<void>;
  logger: LoggerService;
  signal: AbortSignal;
}): Promise<void> {
  const { directory, observation, registry, renewer, logger } = options;
  const warnings = new Map<string, string>();
  /** Says what is new, and not again with each answer. */
  const warn = (about: string, message: string | undefined) => {
    if (message !== undefined && warnings.get(about) !== message) {
      logger.warn(message);
    }
    warnings.set(about, message ?? '');
  };
  let isStarted = false;
  registry.setClustersAwaited(true);
  await directory.run(
    {
      onClusters: (clusters, isComplete) => {
        observation.setClusters(clusters, isComplete);
        const own = clusters.find(({ name }) => name === renewer?.cluster);
        if (own && renewer && own.unsupported === undefined && !isStarted) {
          isStarted = true;
          options
            .startOwnHeartbeats(own)
            .catch(error => logger.error('No heartbeat of its own', error));
        }
        registry.setClustersAwaited(!isComplete);
        if (isComplete) {
          const names = clusters.map(({ name }) => name);
          const problem =
            renewer && ownHeartbeatProblem(renewer, own, names, isStarted);
          warn(OWN_HEARTBEAT, problem);
          registry.setClusterProblem(OWN_HEARTBEAT, problem);
          warn('clusters', names.length > 0 ? undefined : NO_CLUSTERS);
        }
      },
      onProblem: (provider, message) =>
        registry.setClusterProblem(provider, message),
    },
    options.signal,
  );
}

function ownHeartbeatProblem(
  renewer: RenewerOptions,
  own: KubernetesCluster | undefined,
  names: string[],
  isStarted: boolean,
): string | undefined {
  if (own) {
    return own.unsupported && `${OWN_HEARTBEAT}.cluster: ${own.unsupported}`;
  }
  const what = isStarted
    ? 'is not a cluster of this portal any more, so that nobody sees whether this backend is alive'
    : 'is not a cluster of this portal, so that this backend has no heartbeat of its own';
  return `${OWN_HEARTBEAT}.cluster: "${renewer.cluster}" ${what}; there are ${
    names.join(', ') || 'none'
  }`;
}
