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

import { createBackend } from '@backstage/backend-defaults';
import { mockServices } from '@backstage/backend-test-utils';
import { catalogServiceMock } from '@backstage/plugin-catalog-node/testUtils';
import { demoControllers, DemoWorld } from '@internal/demo-world';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';

// `yarn start` in this folder: the backend plugin alone, without sign-in, over the
// demo world. Try http://localhost:7007/api/heartbeat/v1/heartbeats

async function main() {
  const api = await EmbeddedKubernetes.start({ tls: true });
  const { KubeConfig } = await import('@kubernetes/client-node');
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromString(api.kubeconfig());
  await DemoWorld.start({
    kubeConfig,
    controllers: demoControllers,
    namespaces: ['backstage'],
    onError: ({ lease }, error) => console.error(`${lease}: ${error}`),
  });

  const backend = createBackend();
  backend.add(
    mockServices.rootConfig.factory({
      data: {
        backend: {
          baseUrl: 'http://localhost:7007',
          listen: { host: '127.0.0.1', port: 7007 },
          database: { client: 'better-sqlite3', connection: ':memory:' },
        },
        kubernetes: {
          serviceLocatorMethod: { type: 'multiTenant' },
          clusterLocatorMethods: [
            {
              type: 'config',
              clusters: [
                {
                  name: 'demo',
                  url: api.url,
                  caData: api.caData ?? '',
                  authProvider: 'serviceAccount',
                  serviceAccountToken: kubeConfig.getCurrentUser()?.token ?? '',
                },
              ],
            },
          ],
        },
        heartbeat: {
          renewer: {
            enabled: true,
            controller: 'backstage',
            cluster: 'demo',
            namespace: 'backstage',
            duration: '30s',
          },
        },
      },
    }),
  );
  backend.add(mockServices.auth.factory());
  backend.add(mockServices.httpAuth.factory());
  backend.add(
    catalogServiceMock.factory({
      entities: [
        {
          apiVersion: 'backstage.io/v1alpha1',
          kind: 'Component',
          metadata: {
            name: 'cert-manager',
            annotations: { 'heartbeat/controller': 'cert-manager,ghost' },
          },
        },
      ],
    }),
  );
  backend.add(import('@backstage/plugin-kubernetes-backend'));
  backend.add(import('../src'));
  await backend.start();
}

main().catch(error => {
  console.error(error);
  process.exit(1);
});
