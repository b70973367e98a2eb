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

// Run by scripts/portal/cluster.mjs: the demo cluster and who lives in it, and
// the servers and regions beside it.

import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import {
  DemoRegions,
  monitorRights,
  REGION_NAMESPACE,
  REGION_SECRETS,
} from '../machines';
import { DemoServers, DEPLOYMENT, DEPLOYMENTS } from '../servers';
import { UNIKORN_RESOURCES } from '../unikorn';
import { demoControllers, DemoWorld } from '../world';
import { serveParent } from './serveParent';

/** Whoever looks on is to see the machines move. */
const REGION_INTERVAL = '5s';

/** What the portal sees of the demo cluster: all Leases, and its own to write. */
const PORTAL = 'portal';
const PORTAL_NAMESPACE = 'backstage';
const CLUSTER = 'demo';
const LEASES = { apiGroups: ['coordination.k8s.io'], resources: ['leases'] };

serveParent(async () => {
  const api = await EmbeddedKubernetes.start({
    tls: true,
    resources: [DEPLOYMENTS, ...UNIKORN_RESOURCES],
    users: [
      {
        name: PORTAL,
        rights: [
          { ...LEASES, verbs: ['get', 'list', 'watch'] },
          {
            ...LEASES,
            namespaces: [PORTAL_NAMESPACE],
            verbs: ['create', 'update', 'patch', 'delete'],
          },
          {
            apiGroups: ['apps'],
            resources: ['deployments'],
            namespaces: [DEPLOYMENT.namespace],
            verbs: ['get'],
          },
          {
            apiGroups: ['apps'],
            resources: ['deployments/status'],
            namespaces: [DEPLOYMENT.namespace],
            verbs: ['patch'],
          },
          ...monitorRights({
            namespace: REGION_NAMESPACE,
            secrets: REGION_SECRETS,
          }),
        ],
      },
    ],
  });
  const { KubeConfig } = await import('@kubernetes/client-node');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(api.kubeconfig());
  const world = await DemoWorld.start({
    kubeConfig,
    controllers: demoControllers,
    namespaces: [PORTAL_NAMESPACE, DEPLOYMENT.namespace],
    onError: ({ lease }, error) => console.error(`${lease}: ${error}`),
  });
  const servers = await DemoServers.start({
    kubeConfig,
    cluster: CLUSTER,
    onError: error => console.error(`${DEPLOYMENT.name}: ${error}`),
  });
  const regions = await DemoRegions.start({
    kubeConfig,
    onError: (machine, error) => console.error(`${machine}: ${error}`),
  });
  return {
    ready: {
      name: CLUSTER,
      servers: servers.config,
      unikorn: {
        clusters: [CLUSTER],
        namespaces: [REGION_NAMESPACE],
        interval: REGION_INTERVAL,
        timeout: REGION_INTERVAL,
      },
      url: api.url,
      caData: api.caData,
      token: api.access.tokenOf(PORTAL) ?? api.access.issueToken(PORTAL),
      kubeconfig: api.kubeconfig(),
    },
    stop: async () => {
      await regions.stop();
      await servers.stop();
      await world.stop();
      await api.stop();
    },
  };
});
