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
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { connectByKubeconfig } from './connectByKubeconfig';
import { createKubernetesCluster } from './createKubernetesCluster';

// Reading the library of Kubernetes for the first time takes seconds on a busy machine.
jest.setTimeout(30_000);

const kubeconfig = (options: { user?: object; cluster?: object } = {}) =>
  JSON.stringify({
    'current-context': 'main',
    contexts: [{ name: 'main', context: { cluster: 'one', user: 'me' } }],
    clusters: [
      {
        name: 'one',
        cluster: { server: 'https://127.0.0.1:1', ...options.cluster },
      },
    ],
    users: [{ name: 'me', user: options.user ?? { token: 'a' } }],
  });

describe('the agent that keeps connections', () => {
  let directory: string;
  let text: string;

  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
    text = kubeconfig();
  });

  afterEach(() => rm(directory, { recursive: true }));

  const start = () => {
    const reach = connectByKubeconfig({ read: async () => text, directory });
    return async ({ renew = false, keep = true } = {}) => {
      const { agent } = await reach({ renew, keep });
      expect(agent).toBeDefined();
      return agent;
    };
  };

  it('stays the same, and is not that of a stream', async () => {
    const agent = start();
    const first = await agent();
    expect(first).toHaveProperty('keepAlive', true);
    expect(await agent({ keep: false })).toHaveProperty('keepAlive', false);
    expect(await agent()).toBe(first);
  });

  it('is another one where the kubeconfig is another one, or what it says is refused', async () => {
    const agent = start();
    const first = await agent();
    text = kubeconfig({ user: { token: 'b' } });
    const second = await agent();
    expect(second).not.toBe(first);
    expect(await agent({ renew: true })).not.toBe(second);
  });

  it('is another one where a client certificate is replaced in its file', async () => {
    const write = (name: string, value: string) =>
      writeFile(join(directory, name), value);
    await write('client.crt', 'certificate 1');
    await write('client.key', 'key');
    text = kubeconfig({
      user: { 'client-certificate': 'client.crt', 'client-key': 'client.key' },
    });
    const agent = start();
    const first = await agent();
    expect(await agent()).toBe(first);
    await write('client.crt', 'certificate 2');
    const second = await agent();
    expect(second).not.toBe(first);
    expect(await agent()).toBe(second);
  });
});

describe('through a proxy', () => {
  let api: EmbeddedKubernetes;

  beforeAll(async () => {
    api = await EmbeddedKubernetes.start({ tls: true });
  });

  afterAll(() => api.stop());

  /** Counts the tunnels, and can break them. */
  async function startProxy() {
    const ends = new Set<Socket>();
    let tunnels = 0;
    const server = createServer();
    server.on('connect', ({ url = '' }, near: Socket) => {
      tunnels++;
      const { hostname, port } = new URL(`https://${url}`);
      const far = connect(Number(port), hostname, () => {
        near.write('HTTP/1.1 200 OK\r\n\r\n');
        near.pipe(far).pipe(near);
      });
      for (const socket of [near, far]) {
        ends.add(socket);
        socket.on('error', () => {}).on('close', () => ends.delete(socket));
      }
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const breakAll = () => ends.forEach(socket => socket.destroy());
    return {
      url: `http://127.0.0.1:${port}`,
      tunnels: () => tunnels,
      breakAll,
      async stop() {
        breakAll();
        await new Promise(resolve => server.close(resolve));
      },
    };
  }

  it('connections are kept, and a tunnel that broke is made again', async () => {
    const proxy = await startProxy();
    const [{ cluster }] = JSON.parse(api.kubeconfig()).clusters;
    const text = kubeconfig({
      user: { token: api.access.issueToken('admin') },
      cluster: { ...cluster, 'proxy-url': proxy.url },
    });
    const behind = createKubernetesCluster({
      name: 'demo',
      connect: connectByKubeconfig({ read: async () => text }),
    });
    const list = () =>
      behind.request({
        path: '/apis/coordination.k8s.io/v1/leases',
        signal: new AbortController().signal,
        timeoutMs: 5_000,
      });
    try {
      await list();
      await list();
      expect(proxy.tunnels()).toBe(1);
      proxy.breakAll();
      await expect(list()).resolves.toMatchObject({ kind: 'LeaseList' });
      expect(proxy.tunnels()).toBe(2);
    } finally {
      await proxy.stop();
    }
  });
});
