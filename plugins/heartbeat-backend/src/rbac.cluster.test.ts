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

import { hostname } from 'node:os';
import type { AppsV1Api, KubeConfig } from '@kubernetes/client-node';
import { DEPLOYMENTS } from '@internal/demo-world';
import {
  KubernetesError,
  type KubernetesRequest,
} from 'backstage-plugin-heartbeat-node';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { eventually } from '@internal/test-support';
import { clusterOf } from './__testUtils__/embeddedCluster';
import {
  DIRECT_CLUSTER,
  startHeartbeat,
  type HeartbeatBackend,
} from './__testUtils__/heartbeatBackend';
import { rbacDocuments, relocated } from './__testUtils__/rbacDocuments';
import {
  createServiceAccount,
  type TestAccount,
} from './__testUtils__/serviceAccount';
import { openTestCluster, type TestCluster } from './__testUtils__/testCluster';

jest.setTimeout(60_000);

/** What the documents call the ServiceAccount, and the namespaces they are about. */
const ACCOUNT = 'backstage';
const PORTAL = 'backstage';
const HEARTBEATS = 'backstage-heartbeats';
const SHOP = 'shop';

/** The Deployment that the documents name. */
const DEPLOYMENT = 'cart';

/** The controller that the documents name the Leases after. */
const CONTROLLER = 'backstage';

/** Longer than any of these requests takes. */
const TIMEOUT_MS = 5_000;

let cluster: TestCluster;
/** The namespace of the portal, the one for heartbeats alone, and one of software. */
let portal: string;
let heartbeats: string;
let shop: string;
let account: TestAccount | undefined;
let backend: HeartbeatBackend | undefined;

beforeAll(async () => {
  cluster = await openTestCluster({ resources: [DEPLOYMENTS] });
});

beforeEach(async () => {
  portal = await cluster.createNamespace();
  heartbeats = await cluster.createNamespace();
  shop = await cluster.createNamespace();
});

async function stopBackend() {
  await backend?.stop();
  backend = undefined;
}

afterEach(async () => {
  await stopBackend();
  await account?.remove();
  account = undefined;
});

afterAll(() => cluster.stop());

/** An account with what the page shows under these headings, and nothing more. */
async function accountWith(...headings: string[]): Promise<KubeConfig> {
  const documents = (await Promise.all(headings.map(rbacDocuments))).flat();
  account = await createServiceAccount(cluster, {
    namespace: portal,
    name: ACCOUNT,
    documents: relocated(documents, {
      [PORTAL]: portal,
      [HEARTBEATS]: heartbeats,
      [SHOP]: shop,
    }),
  });
  return account.kubeConfig;
}

const seed = (namespace: string, name: string, controller: string) =>
  seedLease(cluster.leases, {
    namespace,
    name,
    labels: { 'heartbeat/controller': controller },
    holder: `${controller}-1`,
    renewedAt: new Date(),
    durationSeconds: 30,
  });

async function leaseNames(namespace: string) {
  const { items } = await cluster.leases.listNamespacedLease({ namespace });
  return items.map(({ metadata }) => metadata?.name);
}

const leasesOf = (namespace: string) =>
  `/apis/coordination.k8s.io/v1/namespaces/${namespace}/leases`;

type Attempt = Pick<KubernetesRequest, 'method' | 'path'>;

/** The status that the API server answers each attempt with. */
async function answersTo(kubeConfig: KubeConfig, attempts: Attempt[]) {
  const asAccount = clusterOf(kubeConfig, 'as the account');
  const answers: string[] = [];
  for (const { method = 'GET', path } of attempts) {
    const body =
      method === 'GET'
        ? undefined
        : {
            contentType:
              method === 'PATCH'
                ? 'application/merge-patch+json'
                : 'application/json',
            value: {},
          };
    const status = await asAccount
      .request({
        method,
        path,
        body,
        timeoutMs: TIMEOUT_MS,
        signal: new AbortController().signal,
      })
      .then(
        () => 200,
        error => {
          if (error instanceof KubernetesError) {
            return error.status;
          }
          throw error;
        },
      );
    answers.push(`${method} ${path}: ${status}`);
  }
  return answers;
}

const refused = (attempts: Attempt[]) =>
  attempts.map(({ method = 'GET', path }) => `${method} ${path}: 403`);

/** What no part of this plugin needs. */
const neverNeeded = (namespace: string): Attempt[] => [
  { path: `/api/v1/namespaces/${namespace}/secrets` },
  { path: '/api/v1/namespaces' },
  { method: 'DELETE', path: leasesOf(namespace) },
];

it('with the rights to observe, all Leases are seen and none can be written', async () => {
  // All namespaces are looked at, and others may have their orders there.
  const orders = `orders-${portal}`;
  const payments = `payments-${portal}`;
  await seed(portal, 'orders', orders);
  await seed(heartbeats, 'payments', payments);
  const kubeConfig = await accountWith('Observe');
  backend = await startHeartbeat({
    kubeConfig,
    heartbeat: { sources: [{ type: 'label' }] },
  });
  expect(await backend.statusOf(orders)).toBe('Alive');
  expect(await backend.statusOf(payments)).toBe('Alive');
  const { lastHeartbeat } = (await backend.find(orders)) ?? {};
  await seed(portal, 'orders', orders);
  await eventually(
    'the renewal, by the watch',
    async () =>
      (await backend?.find(orders))?.lastHeartbeat?.observedAt !==
      lastHeartbeat?.observedAt,
  );

  const attempts: Attempt[] = [
    ...neverNeeded(portal),
    { path: `${leasesOf(portal)}/orders` },
    { method: 'PATCH', path: `${leasesOf(portal)}/orders` },
    { method: 'DELETE', path: `${leasesOf(portal)}/orders` },
    { method: 'POST', path: leasesOf(portal) },
  ];
  expect(await answersTo(kubeConfig, attempts)).toEqual(refused(attempts));
});

it.each([
  {
    heading: 'Names that are known',
    as: 'the only replica',
    place: () => portal,
    replica: '',
    name: 'heartbeat-backstage',
    isAnyName: false,
  },
  {
    heading: 'Names that are known',
    as: 'a pod of a StatefulSet',
    place: () => portal,
    replica: 'backstage-1',
    name: 'heartbeat-backstage.backstage-1',
    isAnyName: false,
  },
  {
    heading: 'Names that are not known',
    as: 'a pod of any name',
    place: () => heartbeats,
    replica: undefined,
    name: `heartbeat-backstage.${hostname().toLowerCase()}`,
    isAnyName: true,
  },
])(
  'with "$heading", $as takes over, renews, deletes and creates its Lease, and can write no other',
  async ({ heading, place, replica, name, isAnyName }) => {
    const namespace = place();
    const elsewhere = namespace === portal ? heartbeats : portal;
    // Of a process that was killed: the create finds it, so that it has to be read and patched.
    await seed(namespace, name, CONTROLLER);
    await seed(namespace, 'another', 'another');
    await seed(elsewhere, 'another', 'another');
    const kubeConfig = await accountWith('Observe', heading);
    const start = () =>
      startHeartbeat({
        kubeConfig,
        heartbeat: {
          sources: [{ type: 'label', namespaces: [namespace] }],
          renewer: {
            enabled: true,
            controller: CONTROLLER,
            cluster: DIRECT_CLUSTER,
            namespace,
            duration: '3s',
            replica,
          },
        },
      });
    const renewed = () =>
      eventually('a renewal', async () => {
        const own = await backend?.find(CONTROLLER);
        return own?.status === 'Alive' && own.evidence.usualGapMs !== undefined;
      });

    backend = await start();
    await renewed();
    expect((await backend.find(CONTROLLER))?.holder).not.toBe(
      `${CONTROLLER}-1`,
    );
    await stopBackend();
    expect(await leaseNames(namespace)).toEqual(['another']);

    backend = await start();
    await renewed();
    expect(await leaseNames(namespace)).toContain(name);
    const { watches } = await backend.observer();
    expect(watches).toMatchObject([{ status: 'synced', errors: 0 }]);

    const another = `${leasesOf(isAnyName ? elsewhere : namespace)}/another`;
    const attempts: Attempt[] = [
      ...neverNeeded(namespace),
      { path: another },
      { method: 'PATCH', path: another },
      { method: 'DELETE', path: another },
      { method: 'POST', path: leasesOf(elsewhere) },
    ];
    expect(await answersTo(kubeConfig, attempts)).toEqual(refused(attempts));
  },
);

const deploymentsOf = (namespace: string) =>
  `/apis/apps/v1/namespaces/${namespace}/deployments`;

/** Deployments that are to have no replicas, so that no cluster runs anything for them. */
async function seedDeployments(...names: string[]): Promise<AppsV1Api> {
  const client = await import('@kubernetes/client-node');
  const apps = cluster.kubeConfig.makeApiClient(client.AppsV1Api);
  const labels = { app: 'shop' };
  const containers = [{ name: 'app', image: 'shop:1' }];
  for (const name of names) {
    await apps.createNamespacedDeployment({
      namespace: shop,
      body: {
        metadata: { name },
        spec: {
          replicas: 0,
          selector: { matchLabels: labels },
          template: { metadata: { labels }, spec: { containers } },
        },
      },
    });
  }
  return apps;
}

/** What nobody needs of the Deployments. */
const writesOf = (name: string): Attempt[] => [
  { method: 'PATCH', path: `${deploymentsOf(shop)}/${name}` },
  { method: 'DELETE', path: `${deploymentsOf(shop)}/${name}` },
  { path: deploymentsOf(shop) },
];

it('with the rights to ask for servers, the object that is named is asked, and nothing else can be read', async () => {
  await seedDeployments(DEPLOYMENT, 'another');
  const kubeConfig = await accountWith('Observe', 'Ask for servers');
  const server = (name: string) => ({
    name,
    interval: '1s',
    timeout: '1s',
    kubernetes: {
      cluster: DIRECT_CLUSTER,
      kind: 'Deployment',
      namespace: shop,
      name,
    },
  });
  backend = await startHeartbeat({
    kubeConfig,
    heartbeat: {
      sources: [{ type: 'label' }],
      servers: [server(DEPLOYMENT), server('another')],
    },
  });
  const found = async () =>
    new Map(
      (await backend?.servers())?.items.map(({ name, status, reason }) => [
        name,
        [status, reason],
      ]),
    );
  await eventually('both checks', async () => {
    const reasons = [...(await found()).values()].map(([, reason]) => reason);
    return (
      reasons.length === 2 &&
      !reasons.includes('not-checked') &&
      !reasons.includes('starting')
    );
  });
  expect(await found()).toEqual(
    new Map([
      [DEPLOYMENT, ['Stopped', undefined]],
      ['another', ['Unknown', 'forbidden']],
    ]),
  );

  const attempts: Attempt[] = [
    ...neverNeeded(shop),
    ...writesOf(DEPLOYMENT),
    { method: 'PATCH', path: `${deploymentsOf(shop)}/${DEPLOYMENT}/status` },
  ];
  expect(await answersTo(kubeConfig, attempts)).toEqual(refused(attempts));
});

it('with the rights to show servers, the object that is named has its condition, and nothing else can be written', async () => {
  const apps = await seedDeployments(DEPLOYMENT, 'another');
  const kubeConfig = await accountWith('Observe', 'Show servers in Kubernetes');
  backend = await startHeartbeat({
    kubeConfig,
    heartbeat: {
      sources: [{ type: 'label' }],
      servers: [
        {
          name: DEPLOYMENT,
          interval: '1s',
          timeout: '1s',
          simulated: { script: 'healthy' },
          project: {
            cluster: DIRECT_CLUSTER,
            apiVersion: 'apps/v1',
            resource: 'deployments',
            namespace: shop,
            name: DEPLOYMENT,
          },
        },
      ],
    },
  });
  await eventually('the condition', async () => {
    const { status } = await apps.readNamespacedDeployment({
      namespace: shop,
      name: DEPLOYMENT,
    });
    const conditions = status?.conditions ?? [];
    return conditions.some(
      ({ type, status: is }) => type === 'Healthy' && is === 'True',
    );
  });

  const attempts: Attempt[] = [
    ...neverNeeded(shop),
    ...writesOf(DEPLOYMENT),
    { path: `${deploymentsOf(shop)}/another` },
    { method: 'PATCH', path: `${deploymentsOf(shop)}/another/status` },
  ];
  expect(await answersTo(kubeConfig, attempts)).toEqual(refused(attempts));
});
