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

import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { eventually } from '@internal/test-support';
import { EmbeddedKubernetes } from '../server/EmbeddedKubernetes';
import type { Rule } from '../server/types';
import { WireClient, type Connection } from './WireClient';

/** Names the kubeconfig of a real cluster to run the contract against. */
export const KUBECONFIG_VARIABLE = 'HEARTBEAT_TEST_KUBECONFIG';

/** The user that is known and may do nothing. */
const NOBODY = 'nobody';

/** How long a deleted namespace stays `Terminating` here: long enough to write into it. */
const NAMESPACE_TERMINATION_MS = 1_000;

/** A real cluster brings some things about a moment later: often enough not to wait for long, seldom enough not to keep it busy. */
const ASK_EVERY_MS = 50;

/** A custom resource that a real cluster is given and takes away again. */
const LATECOMERS = {
  group: 'contract.heartbeat.test',
  version: 'v1',
  plural: 'latecomers',
  kind: 'Latecomer',
};
const LATECOMERS_NAME = `${LATECOMERS.plural}.${LATECOMERS.group}`;

const CRDS = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const RBAC = '/apis/rbac.authorization.k8s.io/v1';

/** Rights in one namespace. */
export type GrantedRule = Omit<Rule, 'namespaces'>;

/**
 * What the contract runs against. It offers what has no common form on the wire: rights, and the loss
 * of history.
 */
export interface ContractTarget {
  admin: WireClient;
  nobody: WireClient;
  /** A kubeconfig whose current context is the administrator's. */
  kubeconfig: string;
  /** Gives `nobody` rights in a namespace and returns what takes them away again. */
  grant(namespace: string, rules: GrantedRule[]): Promise<() => Promise<void>>;
  /** Brings about a version that a watch can no longer resume from. */
  forget(): Promise<{ path: string; resourceVersion: string }>;
  stop(): Promise<void>;
}

/** The embedded API, or the cluster that the environment names. */
export async function openTarget(): Promise<ContractTarget> {
  const path = process.env[KUBECONFIG_VARIABLE];
  return path ? openCluster(path) : openEmbedded();
}

/** A name that no other run has. */
export function uniqueName(prefix: string): string {
  return `${prefix}-${randomBytes(4).toString('hex')}`;
}

async function openEmbedded(): Promise<ContractTarget> {
  const api = await EmbeddedKubernetes.start({
    tls: true,
    users: [{ name: NOBODY, rights: 'none' }],
    namespaceTerminationMs: NAMESPACE_TERMINATION_MS,
  });
  const kubeconfig = api.kubeconfigOfAllUsers();
  const admin = new WireClient(await connectionOf(kubeconfig, 'admin'));
  const nobody = new WireClient(await connectionOf(kubeconfig, NOBODY));
  return {
    admin,
    nobody,
    kubeconfig,
    grant: async (namespace, rules) => {
      api.access.setRights(
        NOBODY,
        rules.map(rule => ({ ...rule, namespaces: [namespace] })),
      );
      return async () => api.access.setRights(NOBODY, 'none');
    },
    forget: async () => {
      const path = '/apis/coordination.k8s.io/v1/leases';
      const { resourceVersion } = (await admin.get(path)).json.metadata;
      await admin.post('/api/v1/namespaces', {
        metadata: { name: uniqueName('later') },
      });
      api.faults.compact();
      return { path, resourceVersion };
    },
    stop: async () => {
      admin.close();
      nobody.close();
      await api.stop();
    },
  };
}

async function openCluster(path: string): Promise<ContractTarget> {
  const kubeconfig = readFileSync(path, 'utf8');
  const admin = new WireClient(await connectionOf(kubeconfig, undefined));
  const nobody = new WireClient(await connectionOf(kubeconfig, NOBODY));
  let defined = false;
  return {
    admin,
    nobody,
    kubeconfig,
    grant: async (namespace, rules) => {
      const name = uniqueName('contract');
      const roles = `${RBAC}/namespaces/${namespace}/roles`;
      const bindings = `${RBAC}/namespaces/${namespace}/rolebindings`;
      await expectStatus(admin.post(roles, { metadata: { name }, rules }), 201);
      await expectStatus(
        admin.post(bindings, {
          metadata: { name },
          roleRef: {
            apiGroup: 'rbac.authorization.k8s.io',
            kind: 'Role',
            name,
          },
          subjects: [
            {
              apiGroup: 'rbac.authorization.k8s.io',
              kind: 'User',
              name: NOBODY,
            },
          ],
        }),
        201,
      );
      return async () => {
        await expectStatus(admin.delete(`${bindings}/${name}`), 200);
        await expectStatus(admin.delete(`${roles}/${name}`), 200);
      };
    },
    forget: async () => {
      // The history of a resource begins when it is defined, so version 1 is older than all of it.
      const { group, version, plural } = LATECOMERS;
      const latecomers = `/apis/${group}/${version}/${plural}`;
      await expectStatus(admin.post(CRDS, latecomerDefinition()), 201);
      defined = true;
      await eventually(
        'the custom resource',
        async () => (await admin.get(latecomers)).status === 200,
        { everyMs: ASK_EVERY_MS },
      );
      return { path: latecomers, resourceVersion: '1' };
    },
    stop: async () => {
      if (defined) {
        await expectStatus(admin.delete(`${CRDS}/${LATECOMERS_NAME}`), 200);
      }
      admin.close();
      nobody.close();
    },
  };
}

async function expectStatus(
  answer: Promise<{ status: number; text: string }>,
  wanted: number,
): Promise<void> {
  const { status, text } = await answer;
  if (status !== wanted) {
    throw new Error(`expected ${wanted}, got ${status}: ${text}`);
  }
}

function latecomerDefinition() {
  const { group, version, plural, kind } = LATECOMERS;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: LATECOMERS_NAME },
    spec: {
      group,
      scope: 'Namespaced',
      names: { plural, singular: kind.toLowerCase(), kind },
      versions: [
        {
          name: version,
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object' } },
        },
      ],
    },
  };
}

/** Reads the connection of one context; without a name, of the current one. */
async function connectionOf(
  text: string,
  context: string | undefined,
): Promise<Connection> {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  config.loadFromString(text);
  config.setCurrentContext(context ?? config.getCurrentContext());
  const cluster = config.getCurrentCluster();
  const user = config.getCurrentUser();
  if (!cluster || !user) {
    throw new Error(
      `The kubeconfig has no context "${config.getCurrentContext()}": the contract needs its current context to be an administrator, and one "${NOBODY}" without rights`,
    );
  }
  const decode = (data: string | undefined) =>
    data === undefined ? undefined : Buffer.from(data, 'base64').toString();
  return {
    server: cluster.server,
    ca: decode(cluster.caData),
    cert: decode(user.certData),
    key: decode(user.keyData),
    token: user.token,
  };
}
