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

import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { KubernetesCluster } from 'backstage-plugin-heartbeat-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { z } from 'zod';
import { leaseClient } from '../__testUtils__/embeddedCluster';
import { DirectClusters } from './DirectClusters';

const USER = 'watcher';

let api: EmbeddedKubernetes;
let directory: string;
let file: string;
let environment: NodeJS.ProcessEnv;

// Reading the library of Kubernetes for the first time takes seconds on a busy machine.
jest.setTimeout(30_000);

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({
    tls: true,
    users: [{ name: USER, rights: 'admin' }],
  });
  await seedLease(await leaseClient(api.kubeconfig()), {
    namespace: 'default',
    name: 'orders',
  });
});

beforeEach(async () => {
  environment = { ...process.env };
  directory = await mkdtemp(join(tmpdir(), 'heartbeat-'));
  file = join(directory, 'kubeconfig');
});

afterEach(async () => {
  process.env = environment;
  await rm(directory, { recursive: true });
});

afterAll(() => api.stop());

/** A kubeconfig whose user `watcher` authenticates as told. */
async function write(user: object, change: object = {}): Promise<void> {
  const { clusters } = JSON.parse(api.kubeconfig());
  const context = { cluster: clusters[0].name, user: USER };
  await writeFile(
    file,
    JSON.stringify({
      clusters,
      'current-context': 'main',
      contexts: [
        { name: 'main', context },
        { name: 'adrift', context: { ...context, cluster: 'sunk' } },
        { name: 'nobody', context: { ...context, user: 'nobody' } },
      ],
      users: [
        { name: USER, user },
        // Of no concern to any other context.
        { name: 'other', user: { tokenFile: 'nowhere' } },
      ],
      ...change,
    }),
  );
}

async function open(context?: string): Promise<KubernetesCluster> {
  const [cluster] = await new DirectClusters({
    clusters: [{ name: 'prod', type: 'kubeconfig', path: file, context }],
  }).listClusters();
  return cluster;
}

const list = z.object({
  items: z.array(z.object({ metadata: z.object({ name: z.string() }) })),
});

async function leasesOf(cluster: KubernetesCluster): Promise<unknown> {
  const { items } = list.parse(
    await cluster.request({
      path: '/apis/coordination.k8s.io/v1/namespaces/default/leases',
      signal: new AbortController().signal,
      timeoutMs: 20_000,
    }),
  );
  return items.map(({ metadata }) => metadata.name);
}

const refused = { status: 401 };

/** A new token for the user; none that it had before is accepted any more. */
function rotate(): string {
  api.access.revokeTokens(USER);
  return api.access.issueToken(USER);
}

describe('a kubeconfig', () => {
  it('is used with its current context', async () => {
    await write({ token: rotate() });
    const cluster = await open();
    expect(cluster.name).toBe('prod');
    expect(await leasesOf(cluster)).toEqual(['orders']);
  });

  it('is used with the context that is named, whatever is wrong with another one', async () => {
    await write({ token: rotate() }, { 'current-context': 'adrift' });
    expect(await leasesOf(await open('main'))).toEqual(['orders']);
  });

  it('is read again when it has changed', async () => {
    await write({ token: rotate() });
    const cluster = await open();
    await leasesOf(cluster);
    const token = rotate();
    await expect(leasesOf(cluster)).rejects.toMatchObject(refused);
    await write({ token });
    expect(await leasesOf(cluster)).toEqual(['orders']);
  });

  it('may name a token file, whose changes hold at once', async () => {
    const tokenFile = join(directory, 'token');
    await write({ tokenFile: 'token' });
    await writeFile(tokenFile, `${rotate()}\n`);
    const cluster = await open();
    expect(await leasesOf(cluster)).toEqual(['orders']);
    const token = rotate();
    await expect(leasesOf(cluster)).rejects.toMatchObject(refused);
    await writeFile(tokenFile, `${token}\n`);
    expect(await leasesOf(cluster)).toEqual(['orders']);
  });

  it('may name an authority beside itself', async () => {
    const [{ name, cluster }] = JSON.parse(api.kubeconfig()).clusters;
    await writeFile(
      join(directory, 'ca.crt'),
      Buffer.from(cluster['certificate-authority-data'], 'base64'),
    );
    await write(
      { token: rotate() },
      {
        clusters: [
          {
            name,
            cluster: {
              server: cluster.server,
              'certificate-authority': 'ca.crt',
            },
          },
        ],
      },
    );
    expect(await leasesOf(await open())).toEqual(['orders']);
  });
});

describe('an exec plugin', () => {
  /** A plugin that gives the token of the file `token`, and writes down that it was asked. */
  const PLUGIN = `
    const { appendFileSync, readFileSync } = require('node:fs');
    const [directory, expirationTimestamp] = process.argv.slice(2);
    appendFileSync(directory + '/asked', '.');
    const token = readFileSync(directory + '/token', 'utf8');
    console.log(JSON.stringify({
      apiVersion: 'client.authentication.k8s.io/v1',
      kind: 'ExecCredential',
      status: { token, expirationTimestamp },
    }));
  `;

  async function install(expiresInMs: number) {
    const script = join(directory, 'plugin.js');
    await writeFile(script, PLUGIN);
    const expiry = new Date(Date.now() + expiresInMs).toISOString();
    await write({
      exec: {
        apiVersion: 'client.authentication.k8s.io/v1',
        command: process.execPath,
        args: [script, directory, expiry],
      },
    });
    const give = (token: string) => writeFile(join(directory, 'token'), token);
    await give(rotate());
    return {
      give,
      cluster: await open(),
      asked: async () => (await readFile(join(directory, 'asked'))).length,
    };
  }

  it('is asked once for a token that holds, and again when that is refused', async () => {
    const { cluster, asked, give } = await install(3_600_000);
    expect(await leasesOf(cluster)).toEqual(['orders']);
    expect(await leasesOf(cluster)).toEqual(['orders']);
    expect(await asked()).toBe(1);
    await give(rotate());
    expect(await leasesOf(cluster)).toEqual(['orders']);
    expect(await leasesOf(cluster)).toEqual(['orders']);
    expect(await asked()).toBe(2);
  });

  it('is asked once for many requests at a time, and for many that are refused', async () => {
    const { cluster, asked, give } = await install(3_600_000);
    const askThrice = () => Promise.all([1, 2, 3].map(() => leasesOf(cluster)));
    await askThrice();
    expect(await asked()).toBe(1);
    await give(rotate());
    await askThrice();
    expect(await asked()).toBe(2);
  });

  it('that fails says why to each request', async () => {
    const { cluster } = await install(3_600_000);
    await rm(join(directory, 'token'));
    for (let i = 0; i < 2; i++) {
      await expect(leasesOf(cluster)).rejects.toThrow(/ENOENT.*token/);
    }
  });

  it('is asked again when its token has run out', async () => {
    const { cluster, asked, give } = await install(-1);
    expect(await leasesOf(cluster)).toEqual(['orders']);
    await give(rotate());
    expect(await leasesOf(cluster)).toEqual(['orders']);
    expect(await asked()).toBe(2);
  });
});

describe('a kubeconfig that leads nowhere', () => {
  const reach = async (context?: string) => leasesOf(await open(context));

  it('because it is not there names the key and the file, and works as soon as it is', async () => {
    const cluster = await open();
    await expect(leasesOf(cluster)).rejects.toMatchObject({
      reason: 'misconfigured',
      message: `heartbeat.clusters[0].kubeconfig: there is no file ${file}`,
    });
    await write({ token: rotate() });
    expect(await leasesOf(cluster)).toEqual(['orders']);
  });

  it('because it is a directory says that it cannot be read', async () => {
    await mkdir(file);
    await expect(reach()).rejects.toThrow(
      `heartbeat.clusters[0].kubeconfig: ${file} cannot be read`,
    );
  });

  it('because it is no kubeconfig says so, and nothing of what is in it', async () => {
    await writeFile(file, 'users: [{ token: "secret');
    await expect(reach()).rejects.toMatchObject({
      message: `heartbeat.clusters[0].kubeconfig: ${file} is not YAML`,
    });
    await write({}, { users: 'secret' });
    await expect(reach()).rejects.toMatchObject({
      message: `heartbeat.clusters[0].kubeconfig: ${file} is not a kubeconfig; look at its users`,
    });
  });

  it('because of its context names those it has', async () => {
    await write({}, { 'current-context': undefined });
    await expect(reach()).rejects.toThrow(
      `heartbeat.clusters[0].context: ${file} has no current-context; name the one that is meant; there are main, adrift, nobody`,
    );
    await expect(reach('mian')).rejects.toThrow(
      `heartbeat.clusters[0].context: "mian" is not a context of ${file}; there are main, adrift, nobody`,
    );
    await expect(reach('adrift')).rejects.toThrow(
      `context "adrift" of ${file} names the cluster "sunk", which is not there`,
    );
    await expect(reach('nobody')).rejects.toThrow(
      `context "nobody" of ${file} names the user "nobody", which is not there`,
    );
  });

  it('because of its token file names that', async () => {
    await write({ tokenFile: 'token' });
    await expect(reach()).rejects.toThrow(
      `heartbeat.clusters[0].kubeconfig: there is no file ${directory}/token`,
    );
  });
});

describe("a pod's own cluster", () => {
  const ACCOUNT = 'var/run/secrets/kubernetes.io/serviceaccount';

  async function openInCluster(): Promise<KubernetesCluster> {
    const [cluster] = await new DirectClusters({
      clusters: [{ name: 'home', type: 'inCluster' }],
      podRoot: directory,
    }).listClusters();
    return cluster;
  }

  async function mount(token: string): Promise<void> {
    const account = join(directory, ACCOUNT);
    await mkdir(account, { recursive: true });
    await writeFile(
      join(account, 'ca.crt'),
      Buffer.from(api.caData ?? '', 'base64'),
    );
    await writeFile(join(account, 'token'), token);
  }

  function runInPod(): void {
    const { hostname, port } = new URL(api.url);
    process.env.KUBERNETES_SERVICE_HOST = hostname;
    process.env.KUBERNETES_SERVICE_PORT = port;
  }

  it('is reached by its service account, whose token may change', async () => {
    runInPod();
    await mount(rotate());
    const cluster = await openInCluster();
    expect(await leasesOf(cluster)).toEqual(['orders']);
    await mount(rotate());
    expect(await leasesOf(cluster)).toEqual(['orders']);
  });

  it('is not there outside of a pod, which is said with the way out', async () => {
    delete process.env.KUBERNETES_SERVICE_HOST;
    const cluster = await openInCluster();
    await expect(leasesOf(cluster)).rejects.toThrow(
      'heartbeat.clusters[0].inCluster: this backend does not run in a pod (KUBERNETES_SERVICE_HOST is not set); name a kubeconfig instead',
    );
  });

  it('needs a token in the pod, and works as soon as there is one', async () => {
    runInPod();
    const cluster = await openInCluster();
    await expect(leasesOf(cluster)).rejects.toThrow(
      /^heartbeat\.clusters\[0\]\.inCluster: this pod has no token at .*automountServiceAccountToken/,
    );
    await mount(rotate());
    expect(await leasesOf(cluster)).toEqual(['orders']);
  });
});
