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

// The product's observation as most portals have it: in a Backstage backend,
// through the proxy of its Kubernetes plugin, which runs in the same process.
// The configuration comes by --config.

import { createBackend } from '@backstage/backend-defaults';
import {
  coreServices,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import kubernetesPlugin from '@backstage/plugin-kubernetes-backend';
import { PortalClusters } from '../../plugins/heartbeat-backend/src/clusters/PortalClusters';
import type { KubernetesCluster } from '../../plugins/heartbeat-node/src';
import { Observed, quietLogger } from '../lib/Observed';
import { serveCalls } from '../lib/serveCalls';
import type { ObserverProcess } from './directObserver';

const observed = new Observed(quietLogger);
let provider: PortalClusters | undefined;
let targets: KubernetesCluster[] = [];

const backend = createBackend();
backend.add(kubernetesPlugin);
backend.add(
  createBackendPlugin({
    pluginId: 'heartbeat',
    register(env) {
      env.registerInit({
        deps: { auth: coreServices.auth, discovery: coreServices.discovery },
        async init(deps) {
          provider = new PortalClusters(deps);
        },
      });
    },
  }),
);

const calls: ObserverProcess = {
  async prepare() {
    await backend.start();
    if (!provider) {
      throw new Error('the backend has not started');
    }
    targets = await provider.listClusters({
      signal: new AbortController().signal,
    });
  },
  observe: () => observed.observe(targets),
  beginWindow: () => observed.beginWindow(),
  endWindow: () => observed.endWindow(),
};

serveCalls(calls);
