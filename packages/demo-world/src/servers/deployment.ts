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

import type { KubeConfig } from '@kubernetes/client-node';
import type { CustomResource } from '@internal/embedded-kubernetes';
import type { DemoServer } from './DemoServer';

/**
 * What the embedded cluster has to know for the demo's Deployment.
 *
 * @public
 */
export const DEPLOYMENTS: CustomResource = {
  group: 'apps',
  version: 'v1',
  plural: 'deployments',
  kind: 'Deployment',
  status: true,
};

/**
 * Where the demo's Deployment is.
 *
 * @public
 */
export const DEPLOYMENT = { namespace: 'shop', name: 'cart' };

const REPLICAS = 3;

/** How many replicas are there, one after the other, each for a while: a rollout that loses one. */
const AVAILABLE = [3, 3, 2, 3, 1, 2];
const TURN_MS = 40_000;

/** A Deployment of the demo cluster, some of whose replicas come and go; its namespace is there. */
export async function deployment(options: {
  kubeConfig: KubeConfig;
  cluster: string;
  onError(error: unknown): void;
}): Promise<DemoServer> {
  const { kubeConfig, cluster, onError } = options;
  const client = await import('@kubernetes/client-node');
  const api = kubeConfig.makeApiClient(client.AppsV1Api);
  const asMergePatch = client.setHeaderOptions(
    'Content-Type',
    client.PatchStrategy.MergePatch,
  );
  const labels = { app: DEPLOYMENT.name };
  await api.createNamespacedDeployment({
    namespace: DEPLOYMENT.namespace,
    body: {
      metadata: { name: DEPLOYMENT.name, labels },
      spec: {
        replicas: REPLICAS,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: { containers: [{ name: 'cart', image: 'cart:1.8.2' }] },
        },
      },
    },
  });
  const report = async (availableReplicas: number) => {
    await api.patchNamespacedDeploymentStatus(
      {
        ...DEPLOYMENT,
        body: { status: { replicas: REPLICAS, availableReplicas } },
      },
      asMergePatch,
    );
  };
  let turn = 0;
  await report(AVAILABLE[turn]);
  const timer = setInterval(() => {
    turn = (turn + 1) % AVAILABLE.length;
    report(AVAILABLE[turn]).catch(onError);
  }, TURN_MS);
  return {
    config: {
      name: 'cart',
      title: 'Cart',
      interval: '5s',
      kubernetes: { cluster, kind: 'Deployment', ...DEPLOYMENT },
      project: {
        cluster,
        apiVersion: 'apps/v1',
        resource: 'deployments',
        ...DEPLOYMENT,
      },
    },
    stop: async () => clearInterval(timer),
  };
}
