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

import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { clusterOf } from '../__testUtils__/embeddedCluster';
import { KubernetesHttp } from './KubernetesHttp';

const USER = 'watcher';

const LEASES = '/apis/coordination.k8s.io/v1/leases';

let api: EmbeddedKubernetes;

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({
    tls: true,
    users: [{ name: USER, rights: 'admin' }],
  });
});

afterAll(() => api.stop());

function ask(cluster: KubernetesCluster, timeoutMs = 5_000) {
  const http = new KubernetesHttp(cluster);
  return () =>
    http.json({
      path: LEASES,
      signal: new AbortController().signal,
      timeoutMs,
    });
}

/** A cluster whose token is kept until a renewal is asked for, as an exec plugin's is. */
function keepsItsToken() {
  let kubeconfig = api.kubeconfig(USER);
  const renewals: boolean[] = [];
  const cluster: KubernetesCluster = {
    name: 'demo',
    async kubeConfig(options) {
      renewals.push(options?.renew ?? false);
      if (options?.renew) {
        kubeconfig = api.kubeconfig(USER);
      }
      return clusterOf(kubeconfig).kubeConfig();
    },
  };
  return { cluster, renewals };
}

describe('credentials that the API server refuses', () => {
  it('are renewed at once, and the request is made again [K5]', async () => {
    const { cluster, renewals } = keepsItsToken();
    const list = ask(cluster);
    await list();
    api.access.revokeTokens(USER);
    await expect(list()).resolves.toMatchObject({ kind: 'LeaseList' });
    await list();
    expect(renewals).toEqual([false, false, true, false]);
  });

  it('and again after that are no reason for two requests each time [K5]', async () => {
    const list = ask(keepsItsToken().cluster);
    const fault = api.faults.add({ kind: 'unauthorized' });
    await expect(list()).rejects.toMatchObject({ reason: 'unauthorized' });
    expect(fault.hits).toBe(2);
    await expect(list()).rejects.toMatchObject({ reason: 'unauthorized' });
    expect(fault.hits).toBe(3);
    fault.remove();
    await expect(list()).resolves.toMatchObject({ kind: 'LeaseList' });
  });
});

describe('a cluster to which there is no way', () => {
  it('says why in its own words', async () => {
    const list = ask({
      name: 'demo',
      kubeConfig: async () => {
        throw new Error('there is no file kubeconfig');
      },
    });
    await expect(list()).rejects.toMatchObject({
      reason: 'unauthorized',
      message: 'there is no file kubeconfig',
    });
  });

  it('because its credentials never come does not wait for them for ever', async () => {
    const list = ask(
      { name: 'demo', kubeConfig: () => new Promise(() => {}) },
      200,
    );
    await expect(list()).rejects.toMatchObject({
      reason: 'unauthorized',
      message: 'its credentials are not there within 0.2 s',
    });
  });
});
