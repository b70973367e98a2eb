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

import { access } from 'node:fs/promises';
import type { KubeConfig } from '@kubernetes/client-node';
import type {
  KubernetesCluster,
  KubernetesClusterProvider,
} from 'backstage-plugin-heartbeat-node';
import type { DirectClusterOptions } from '../config/clusterOptions';
import { KubeconfigFile } from './KubeconfigFile';

/** Where Kubernetes tells a pod where its API server is. */
const SERVICE_HOST = 'KUBERNETES_SERVICE_HOST';

/**
 * The clusters that `heartbeat.clusters` names, reached without a hop over
 * another plugin. What is wrong with one is known when it is asked, not at the
 * start, and is said of that one only.
 *
 * @internal
 */
export class DirectClusters implements KubernetesClusterProvider {
  readonly name = 'heartbeat.clusters';
  readonly #clusters: KubernetesCluster[];

  static create(options: {
    clusters: DirectClusterOptions[];
    /** Before the directory of a pod's service account; for tests. */
    podRoot?: string;
  }): DirectClusters {
    return new DirectClusters(options);
  }

  private constructor(options: {
    clusters: DirectClusterOptions[];
    podRoot?: string;
  }) {
    this.#clusters = options.clusters.map((cluster, i) => {
      const key = `heartbeat.clusters[${i}]`;
      if (cluster.type === 'inCluster') {
        return {
          name: cluster.name,
          kubeConfig: inCluster(key, options.podRoot),
        };
      }
      const { path, context } = cluster;
      const file = new KubeconfigFile({ key, path, context });
      return { name: cluster.name, kubeConfig: renewal => file.load(renewal) };
    });
  }

  async listClusters(): Promise<KubernetesCluster[]> {
    return this.#clusters;
  }
}

/** The account of the pod that this backend runs in. Its token is read again each minute, as in every client. */
function inCluster(
  key: string,
  podRoot: string | undefined,
): KubernetesCluster['kubeConfig'] {
  let last: KubeConfig | undefined;
  return async renewal => {
    if (!last || renewal?.renew) {
      // An ES module, and this package is not one.
      const { KubeConfig: Config } = await import('@kubernetes/client-node');
      const kubeConfig = new Config();
      kubeConfig.loadFromCluster(podRoot);
      await assertPod(key, kubeConfig);
      last = kubeConfig;
    }
    return last;
  };
}

async function assertPod(key: string, kubeConfig: KubeConfig): Promise<void> {
  const tokenFile: unknown =
    kubeConfig.getCurrentUser()?.authProvider?.config?.tokenFile;
  if (!process.env[SERVICE_HOST]) {
    throw new Error(
      `${key}.inCluster: this backend does not run in a pod (${SERVICE_HOST} is not set); name a kubeconfig instead`,
    );
  }
  try {
    await access(String(tokenFile));
  } catch {
    throw new Error(
      `${key}.inCluster: this pod has no token at ${tokenFile}; let it mount one (automountServiceAccountToken)`,
    );
  }
}
