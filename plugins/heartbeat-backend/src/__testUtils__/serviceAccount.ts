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
import type { EmbeddedKubernetes, Rule } from '@internal/embedded-kubernetes';
import { isBinding, isRole, type RbacDocument } from './rbacDocuments';
import type { TestCluster } from './testCluster';

/** The shortest that Kubernetes gives. */
const TOKEN_SECONDS = 600;

/** An account that may do what some documents say, and nothing more. */
export interface TestAccount {
  /** The way to the cluster with a token of the account. */
  kubeConfig: KubeConfig;
  /** Takes away what belongs to no namespace. */
  remove(): Promise<void>;
}

/**
 * A new ServiceAccount with these Roles and bindings: applied as they are to a
 * real cluster; on the embedded API, which serves neither, its rights are what
 * the documents say.
 */
export async function createServiceAccount(
  cluster: TestCluster,
  options: { namespace: string; name: string; documents: RbacDocument[] },
): Promise<TestAccount> {
  const { embedded } = cluster;
  return embedded ? createUser(embedded, options) : apply(cluster, options);
}

async function apply(
  { kubeConfig }: TestCluster,
  options: { namespace: string; name: string; documents: RbacDocument[] },
): Promise<TestAccount> {
  const { namespace, name, documents } = options;
  const client = await import('@kubernetes/client-node');
  const core = kubeConfig.makeApiClient(client.CoreV1Api);
  await core.createNamespacedServiceAccount({
    namespace,
    body: { metadata: { name } },
  });
  const objects = client.KubernetesObjectApi.makeApiClient(kubeConfig);
  for (const document of documents) {
    await objects.create(document);
  }
  const { status } = await core.createNamespacedServiceAccountToken({
    namespace,
    name,
    body: { spec: { audiences: [], expirationSeconds: TOKEN_SECONDS } },
  });
  const server = kubeConfig.getCurrentCluster();
  if (!server || !status) {
    throw new Error('The cluster gave no token for the ServiceAccount');
  }
  const account = new client.KubeConfig();
  account.loadFromClusterAndUser(server, { name, token: status.token });
  return {
    kubeConfig: account,
    async remove() {
      for (const document of documents) {
        if (document.metadata.namespace === undefined) {
          await objects.delete(document);
        }
      }
    },
  };
}

async function createUser(
  embedded: EmbeddedKubernetes,
  options: { namespace: string; name: string; documents: RbacDocument[] },
): Promise<TestAccount> {
  const { KubeConfig: Config } = await import('@kubernetes/client-node');
  const user = `system:serviceaccount:${options.namespace}:${options.name}`;
  embedded.access.addUser({ name: user, rights: rightsOf(options) });
  const kubeConfig = new Config();
  kubeConfig.loadFromString(embedded.kubeconfig(user));
  return {
    kubeConfig,
    async remove() {
      embedded.access.setRights(user, 'none');
    },
  };
}

/** What the documents that are bound to the account allow. */
function rightsOf(options: {
  namespace: string;
  name: string;
  documents: RbacDocument[];
}): Rule[] {
  const { documents } = options;
  const isAccount = (subject: { namespace: string; name: string }) =>
    subject.namespace === options.namespace && subject.name === options.name;
  return documents
    .filter(isBinding)
    .filter(({ subjects }) => subjects.some(isAccount))
    .flatMap(({ roleRef, metadata: { namespace } }) => {
      const bound = documents
        .filter(isRole)
        .find(
          ({ kind, metadata }) =>
            kind === roleRef.kind &&
            metadata.name === roleRef.name &&
            (kind === 'ClusterRole' || metadata.namespace === namespace),
        );
      return (bound?.rules ?? []).map(rule => ({
        ...rule,
        namespaces: namespace === undefined ? undefined : [namespace],
      }));
    });
}
