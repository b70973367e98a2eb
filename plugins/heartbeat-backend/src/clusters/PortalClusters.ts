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

import type {
  AuthService,
  DiscoveryService,
} from '@backstage/backend-plugin-api';
import { ResponseError } from '@backstage/errors';
import {
  createKubernetesCluster,
  type KubernetesCluster,
  type KubernetesClusterProvider,
} from 'backstage-plugin-heartbeat-node';
import { z } from 'zod';

const KUBERNETES_PLUGIN = 'kubernetes';

/** What these providers take is a user's own token, which a backend on its own does not have. */
const PROVIDERS_OF_USERS = ['google', 'oidc', 'aks'];

const clusterList = z.object({
  items: z.array(z.object({ name: z.string(), authProvider: z.string() })),
});

/**
 * The clusters of the Kubernetes plugin, reached through its proxy as a service,
 * so that every locator and every server-side credential works here too.
 *
 * @internal
 */
export class PortalClusters implements KubernetesClusterProvider {
  readonly name = 'the Kubernetes plugin';
  readonly #auth: AuthService;
  readonly #discovery: DiscoveryService;

  constructor(options: { auth: AuthService; discovery: DiscoveryService }) {
    this.#auth = options.auth;
    this.#discovery = options.discovery;
  }

  async listClusters(options: {
    signal: AbortSignal;
  }): Promise<KubernetesCluster[]> {
    const baseUrl = await this.#discovery.getBaseUrl(KUBERNETES_PLUGIN);
    const response = await fetch(`${baseUrl}/clusters`, {
      headers: { Authorization: await this.#authorization() },
      signal: options.signal,
    });
    if (!response.ok) {
      throw await ResponseError.fromResponse(response);
    }
    const { items } = clusterList.parse(await response.json());
    return items.map(({ name, authProvider }) =>
      createKubernetesCluster({
        name,
        unsupported: PROVIDERS_OF_USERS.includes(authProvider)
          ? `Cluster ${name} authenticates users by "${authProvider}" and cannot be asked without one. Give it a server-side authProvider such as serviceAccount, googleServiceAccount, aws or azure`
          : undefined,
        connect: async () => ({
          server: `${baseUrl}/proxy`,
          headers: {
            Authorization: await this.#authorization(),
            'Backstage-Kubernetes-Cluster': name,
            // From this backend to itself, compression only takes time.
            'Accept-Encoding': 'identity',
          },
        }),
      }),
    );
  }

  async #authorization(): Promise<string> {
    const { token } = await this.#auth.getPluginRequestToken({
      onBehalfOf: await this.#auth.getOwnServiceCredentials(),
      targetPluginId: KUBERNETES_PLUGIN,
    });
    return `Bearer ${token}`;
  }
}
