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
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { UNIKORN_RESOURCES, unikornDefinitions } from '@internal/demo-world';
import { eventually } from '@internal/test-support';
import { RegionApi } from './RegionApi';

/** The API server takes a moment to serve what it was told of. */
const SERVED_WITHIN_MS = 30_000;
const ASK_EVERY_MS = 100;

/** Both set: a real cluster, and one that does not die of custom resources. */
const { HEARTBEAT_TEST_KUBECONFIG, HEARTBEAT_TEST_CUSTOM_RESOURCES } =
  process.env;
const KUBECONFIG = HEARTBEAT_TEST_CUSTOM_RESOURCES && HEARTBEAT_TEST_KUBECONFIG;

/** What {@link openRegionCluster} opens, for the names of tests. */
export const REGION_CLUSTER = KUBECONFIG
  ? 'a real API server'
  : 'the embedded API; a real one only where HEARTBEAT_TEST_CUSTOM_RESOURCES says that it survives: 1.20.2 built with Go 1.19 dies of the first custom resource';

/** The region API in a cluster, and its end. */
export interface RegionCluster {
  api: RegionApi;
  stop(): Promise<void>;
}

/** The region API in a cluster for an integration test. */
export async function openRegionCluster(): Promise<RegionCluster> {
  const common = {
    cluster: 'demo',
    namespace: `heartbeat-test-${randomBytes(4).toString('hex')}`,
  };
  if (!KUBECONFIG) {
    const embedded = await EmbeddedKubernetes.start({
      tls: true,
      resources: UNIKORN_RESOURCES,
    });
    const kubeconfig = embedded.kubeconfig();
    const api = await RegionApi.open({ ...common, kubeconfig });
    return { api, stop: () => embedded.stop() };
  }
  const kubeconfig = readFileSync(KUBECONFIG, 'utf8');
  const api = await RegionApi.open({ ...common, kubeconfig });
  const defined = await api.define(unikornDefinitions());
  await eventually('what was defined to be served', () => api.isServed(), {
    withinMs: SERVED_WITHIN_MS,
    everyMs: ASK_EVERY_MS,
  });
  return {
    api,
    stop: async () => {
      await api.close();
      await defined.remove();
    },
  };
}
