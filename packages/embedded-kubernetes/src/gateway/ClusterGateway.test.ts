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
import { eventually } from '@internal/test-support';
import { EmbeddedKubernetes } from '../server/EmbeddedKubernetes';
import { ClusterGateway } from './ClusterGateway';

const LEASES = '/apis/coordination.k8s.io/v1/namespaces/default/leases';

const lease = (name: string) =>
  JSON.stringify({
    apiVersion: 'coordination.k8s.io/v1',
    kind: 'Lease',
    metadata: { name },
    spec: { leaseDurationSeconds: 15 },
  });

async function kubeConfigOf(text: string): Promise<KubeConfig> {
  const client = await import('@kubernetes/client-node');
  const kubeConfig = new client.KubeConfig();
  kubeConfig.loadFromString(text);
  return kubeConfig;
}

describe('ClusterGateway', () => {
  let api: EmbeddedKubernetes;
  let gateway: ClusterGateway;

  beforeAll(async () => {
    api = await EmbeddedKubernetes.start({ tls: true });
  });

  beforeEach(async () => {
    gateway = await ClusterGateway.start(await kubeConfigOf(api.kubeconfig()));
  });

  afterEach(async () => {
    await gateway.stop();
    await api.restart({ empty: true });
  });

  afterAll(() => api.stop());

  function ask(path: string, init: RequestInit = {}, token = gateway.token) {
    return fetch(`${gateway.url}${path}`, {
      ...init,
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': 'application/json',
      },
    });
  }

  it('reaches the cluster with the credentials of the kubeconfig', async () => {
    const response = await ask('/apis/coordination.k8s.io/v1/leases');
    expect(response.status).toBe(200);
    expect((await response.json()).kind).toBe('LeaseList');
  });

  it('opens for its own token only', async () => {
    const wrong = await ask('/version', {}, 'x'.repeat(gateway.token.length));
    expect(wrong.status).toBe(401);
    expect((await wrong.json()).kind).toBe('Status');
    expect((await fetch(`${gateway.url}/version`)).status).toBe(401);
  });

  it('passes the refusals of the cluster on as they are', async () => {
    const response = await ask(`${LEASES}/nope`);
    expect(response.status).toBe(404);
    expect((await response.json()).message).toBe(
      'leases.coordination.k8s.io "nope" not found',
    );
  });

  it('lets Leases be written, and nothing else', async () => {
    const created = await ask(LEASES, { method: 'POST', body: lease('a') });
    expect(created.status).toBe(201);

    const refused = await ask('/api/v1/namespaces/default', {
      method: 'DELETE',
    });
    expect(refused.status).toBe(403);
    expect((await refused.json()).message).toContain(
      'DELETE /api/v1/namespaces/default',
    );
    expect((await ask('/api/v1/namespaces/default')).status).toBe(200);
  });

  it('lets no path pretend to be a Lease', async () => {
    const refused = await ask(
      '/api/v1/namespaces/default?/apis/coordination.k8s.io/v1/namespaces/default/leases',
      { method: 'DELETE' },
    );
    expect(refused.status).toBe(403);
  });

  it('passes a watch through event by event, and hangs up when its client does', async () => {
    const hangUp = new AbortController();
    const response = await ask(`${LEASES}?watch=true`, {
      signal: hangUp.signal,
    });
    const reader = response.body!.getReader();
    await ask(LEASES, { method: 'POST', body: lease('a') });
    const { value } = await reader.read();
    const event = JSON.parse(new TextDecoder().decode(value));
    expect([event.type, event.object.metadata.name]).toEqual(['ADDED', 'a']);
    expect(api.stats.openWatches).toBe(1);

    hangUp.abort();
    await eventually('the end of it', () => api.stats.openWatches === 0);
  });

  it('names the cluster that cannot be reached', async () => {
    await api.kill();
    const response = await ask('/version');
    expect(response.status).toBe(502);
    const { kind, message } = await response.json();
    expect(kind).toBe('Status');
    expect(message).toContain(`The cluster at ${api.url} cannot be asked`);
  });

  it('says so when the credentials cannot be had', async () => {
    const config = JSON.parse(api.kubeconfig());
    config.users[0].user = {
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: '/no/such/plugin',
      },
    };
    const broken = await ClusterGateway.start(
      await kubeConfigOf(JSON.stringify(config)),
    );
    const response = await fetch(`${broken.url}/version`, {
      headers: { Authorization: `Bearer ${broken.token}` },
    });
    await broken.stop();
    expect(response.status).toBe(502);
    expect((await response.json()).message).toContain('/no/such/plugin');
  });
});
