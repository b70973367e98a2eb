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

import { isIPv6 } from 'node:net';
import { dirname } from 'node:path';
import {
  connectByKubeconfig,
  createKubernetesCluster,
  KubernetesError,
  type KubernetesCluster,
  type KubernetesClusterProvider,
  type KubernetesConnect,
} from 'backstage-plugin-heartbeat-node';
import type { DirectClusterOptions } from '../config/clusterOptions';
import { KeptFile } from './KeptFile';
import { KubeconfigFile } from './KubeconfigFile';

/** Where Kubernetes tells a pod where its API server is. */
const SERVICE_HOST = 'KUBERNETES_SERVICE_HOST';
const SERVICE_PORT = 'KUBERNETES_SERVICE_PORT';

/** Where a pod finds its service account. */
const ACCOUNT = '/var/run/secrets/kubernetes.io/serviceaccount';

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

  constructor(options: {
    clusters: DirectClusterOptions[];
    /** Before the directory of a pod's service account; for tests. */
    podRoot?: string;
  }) {
    this.#clusters = options.clusters.map((cluster, i) => {
      const key = `heartbeat.clusters[${i}]`;
      return createKubernetesCluster({
        name: cluster.name,
        connect:
          cluster.type === 'inCluster'
            ? inCluster(key, options.podRoot)
            : inKubeconfig(key, cluster),
      });
    });
  }

  async listClusters(): Promise<KubernetesCluster[]> {
    return this.#clusters;
  }
}

function inKubeconfig(
  key: string,
  { path, context }: { path: string; context?: string },
): KubernetesConnect {
  const file = new KubeconfigFile({ key, path, context });
  return connectByKubeconfig({
    read: () => file.read(),
    directory: dirname(path),
  });
}

/**
 * The account of the pod that this backend runs in. Its token is looked at before each
 * request, as Kubernetes replaces it every hour.
 */
function inCluster(key: string, podRoot = ''): KubernetesConnect {
  const directory = `${podRoot}${ACCOUNT}`;
  const files = ['token', 'ca.crt'].map(
    name => new KeptFile(`${directory}/${name}`),
  );
  return async () => {
    const host = process.env[SERVICE_HOST];
    if (!host) {
      throw new KubernetesError({
        reason: 'misconfigured',
        message: `${key}.inCluster: this backend does not run in a pod (${SERVICE_HOST} is not set); name a kubeconfig instead`,
      });
    }
    const server = `https://${isIPv6(host) ? `[${host}]` : host}:${
      process.env[SERVICE_PORT]
    }`;
    try {
      const [token, ca] = await Promise.all(files.map(file => file.read()));
      return {
        server,
        headers: { Authorization: `Bearer ${token.trim()}` },
        ca,
      };
    } catch {
      throw new KubernetesError({
        reason: 'misconfigured',
        message: `${key}.inCluster: this pod has no token at ${directory}/token; let it mount one (automountServiceAccountToken)`,
      });
    }
  };
}
