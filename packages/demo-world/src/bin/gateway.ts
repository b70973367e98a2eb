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

// Run by scripts/portal/cluster.mjs: gateway.ts KUBECONFIG [CONTEXT]

import { ClusterGateway, openKubeconfig } from '@internal/embedded-kubernetes';
import { serveParent } from './serveParent';

/** A cluster that takes longer is worth a word, and no reason to wait. */
const PROBE_TIMEOUT_MS = 5_000;

serveParent(async () => {
  const [file, context] = process.argv.slice(2);
  const kubeConfig = await openKubeconfig({ file, context });
  const gateway = await ClusterGateway.start(kubeConfig);
  return {
    ready: {
      name: kubeConfig.getCurrentContext(),
      url: gateway.url,
      token: gateway.token,
      warning: await probe(gateway),
    },
    stop: () => gateway.stop(),
  };
});

/** @returns what is wrong with the cluster, if anything is */
async function probe({ url, token }: ClusterGateway) {
  try {
    const response = await fetch(
      `${url}/apis/coordination.k8s.io/v1/leases?limit=1`,
      {
        headers: { Authorization: `Bearer ${token}` },
        signal: AbortSignal.timeout(PROBE_TIMEOUT_MS),
      },
    );
    if (response.ok) {
      return undefined;
    }
    const { message } = await response.json();
    return message.startsWith('The cluster')
      ? message
      : `The cluster answers ${response.status}: ${message}`;
  } catch (error) {
    return `The cluster does not answer: ${error}`;
  }
}
