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

/** The one cluster of the kubeconfig. */
const CLUSTER = 'embedded';

/** Writes a kubeconfig with one context per user; the first is the current one. @internal */
export function kubeconfigOf(options: {
  server: string;
  caData: string | undefined;
  users: { name: string; token: string }[];
}): string {
  const { server, caData, users } = options;
  return JSON.stringify(
    {
      apiVersion: 'v1',
      kind: 'Config',
      'current-context': users[0].name,
      clusters: [
        {
          name: CLUSTER,
          cluster: { server, 'certificate-authority-data': caData },
        },
      ],
      users: users.map(({ name, token }) => ({ name, user: { token } })),
      contexts: users.map(({ name }) => ({
        name,
        context: { cluster: CLUSTER, user: name, namespace: 'default' },
      })),
    },
    undefined,
    2,
  );
}
