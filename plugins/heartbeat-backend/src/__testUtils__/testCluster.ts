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

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type {
  CoordinationV1Api,
  CoreV1Api,
  KubeConfig,
} from '@kubernetes/client-node';
import {
  ClusterGateway,
  EmbeddedKubernetes,
  type CustomResource,
} from '@internal/embedded-kubernetes';

/** Names the kubeconfig of a real cluster to run the integration tests against. */
const KUBECONFIG_VARIABLE = 'HEARTBEAT_TEST_KUBECONFIG';

/** A cluster for an integration test, and the way to it for the Kubernetes plugin. */
export interface TestCluster {
  /** The embedded API itself; absent where it is a real cluster. */
  embedded?: EmbeddedKubernetes;
  /** The cluster's entry in `kubernetes.clusterLocatorMethods`. */
  pluginConfig: {
    name: string;
    url: string;
    authProvider: 'serviceAccount';
    serviceAccountToken: string;
  };
  /** The direct way to it, as an administrator. */
  kubeConfig: KubeConfig;
  leases: CoordinationV1Api;
  /** Makes a namespace that no other run has; {@link stop} removes it. */
  createNamespace(): Promise<string>;
  stop(): Promise<void>;
}

/**
 * The embedded API, or the cluster that the environment names: the same tests hold for both.
 *
 * @param options.resources - what the embedded API has to serve of what a real one has anyway
 */
export async function openTestCluster(
  options: { resources?: CustomResource[] } = {},
): Promise<TestCluster> {
  const client = await import('@kubernetes/client-node');
  const path = process.env[KUBECONFIG_VARIABLE];
  const embedded = path
    ? undefined
    : await EmbeddedKubernetes.start({ tls: true, ...options });
  const kubeConfig = new client.KubeConfig();
  kubeConfig.loadFromString(
    embedded ? embedded.kubeconfig() : readFileSync(path ?? '', 'utf8'),
  );
  const gateway = await ClusterGateway.start(kubeConfig);
  const leases = kubeConfig.makeApiClient(client.CoordinationV1Api);
  const core: CoreV1Api = kubeConfig.makeApiClient(client.CoreV1Api);
  const namespaces: string[] = [];
  return {
    embedded,
    pluginConfig: {
      name: 'test',
      url: gateway.url,
      authProvider: 'serviceAccount',
      serviceAccountToken: gateway.token,
    },
    kubeConfig,
    leases,
    async createNamespace() {
      const name = `heartbeat-test-${randomBytes(4).toString('hex')}`;
      await core.createNamespace({ body: { metadata: { name } } });
      namespaces.push(name);
      return name;
    },
    async stop() {
      await Promise.all(namespaces.map(name => core.deleteNamespace({ name })));
      await gateway.stop();
      await embedded?.stop();
    },
  };
}
