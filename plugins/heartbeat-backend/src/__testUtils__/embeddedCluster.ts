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

import type { CoordinationV1Api, KubeConfig } from '@kubernetes/client-node';
import {
  connectByKubeconfig,
  createKubernetesCluster,
  type KubernetesCluster,
} from 'backstage-plugin-heartbeat-node';
import type { EmbeddedKubernetes } from '@internal/embedded-kubernetes';

/** A cluster by a kubeconfig, as the embedded API gives one. */
export function clusterOf(
  kubeconfig: string | KubeConfig,
  name: string = 'demo',
): KubernetesCluster {
  const text =
    typeof kubeconfig === 'string' ? kubeconfig : kubeconfig.exportConfig();
  return createKubernetesCluster({
    name,
    connect: connectByKubeconfig({ read: async () => text }),
  });
}

/** For the clients of `@kubernetes/client-node`. */
export async function kubeConfigOf(kubeconfig: string): Promise<KubeConfig> {
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const config = new Config();
  config.loadFromString(kubeconfig);
  return config;
}

/** A client for a test to seed and look at Leases with. */
export async function leaseClient(
  kubeconfig: string,
): Promise<CoordinationV1Api> {
  const { CoordinationV1Api: Api } = await import('@kubernetes/client-node');
  return (await kubeConfigOf(kubeconfig)).makeApiClient(Api);
}

/**
 * Empties the embedded API but for one namespace.
 *
 * @returns a client for a test to seed and look at Leases with
 */
export async function restartEmpty(
  api: EmbeddedKubernetes,
  namespace: string,
): Promise<CoordinationV1Api> {
  await api.restart({ empty: true });
  const { CoreV1Api } = await import('@kubernetes/client-node');
  const kubeconfig = api.kubeconfig();
  await (await kubeConfigOf(kubeconfig))
    .makeApiClient(CoreV1Api)
    .createNamespace({ body: { metadata: { name: namespace } } });
  return leaseClient(kubeconfig);
}
