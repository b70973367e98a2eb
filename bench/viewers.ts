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

// npm run bench:viewers: what many open pages cost the backend and the API
// servers, ours beside those of the stock Kubernetes plugin in the same portal.
// docs/benchmarks.md says what is measured and how.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import {
  freePort,
  temporaryDirectory,
  writeBackendConfig,
} from './lib/backendConfig';
import { Child } from './lib/Child';
import { cpuPercent, describeMachine, quantile } from './lib/figures';
import type { ClusterAccess, ClustersProcess } from './processes/clusters';
import type { PageRequest, ViewersProcess } from './processes/viewers';
import type { WriterProcess } from './processes/writer';

const HELP = `npm run bench:viewers -- [options]
  --leases N    how many Leases (10000)
  --clusters N  over how many clusters (5)
  --viewers N   how many viewers beside the one (50)
  --seconds N   how long each of them looks (30)
  --quick       a smoke run: 500 Leases, 10 viewers, 5 s each`;

const ROOT = join(__dirname, '..');
const PERIOD_MS = 10_000;
const START_TIMEOUT_MS = 90_000;
const ASK_EVERY_MS = 250;
const SETTLE_MS = 3_000;

/** How often the pages ask while signals come (LiveQuery.ts). */
const OUR_INTERVAL_MS = 5_000;

/** The default of the Kubernetes plugin's hooks. */
const STOCK_INTERVAL_MS = 10_000;

const ONE_ENTITY = 'one';
const ALL_ENTITY = 'all';

interface Page {
  name: string;
  side: 'heartbeat' | 'kubernetes';
  request: PageRequest;
}

function readOptions() {
  const { values } = parseArgs({
    options: {
      leases: { type: 'string' },
      clusters: { type: 'string' },
      viewers: { type: 'string' },
      seconds: { type: 'string' },
      quick: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  const { quick, help } = values;
  const number = (
    name: 'leases' | 'clusters' | 'viewers' | 'seconds',
    or: number,
  ) => {
    const value = Number(values[name] ?? or);
    if (!Number.isInteger(value) || value < 1) {
      throw new Error(
        `--${name} ${values[name]} is not a whole number from 1 on`,
      );
    }
    return value;
  };
  return {
    help,
    leases: number('leases', quick ? 500 : 10_000),
    clusters: number('clusters', 5),
    viewers: number('viewers', quick ? 10 : 50),
    seconds: number('seconds', quick ? 5 : 30),
  };
}

/** An entity for which both plugins find the same Leases. */
function component(name: string, controller: string | undefined) {
  return {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: {
      name,
      annotations: {
        ...(controller && { 'heartbeat/controller': controller }),
        'backstage.io/kubernetes-label-selector': `heartbeat/controller${
          controller ? `=${controller}` : ''
        }`,
      },
    },
    spec: { type: 'service', lifecycle: 'production', owner: 'guests' },
  };
}

interface Portal {
  portal: Child;
  url: string;
}

async function startPortal(clusters: ClusterAccess[]): Promise<Portal> {
  const directory = temporaryDirectory();
  const port = await freePort();
  const entities = join(directory, 'entities.yaml');
  writeFileSync(
    entities,
    [
      component(ONE_ENTITY, 'controller-000000'),
      component(ALL_ENTITY, undefined),
    ]
      .map(entity => JSON.stringify(entity))
      .join('\n---\n'),
  );
  const file = (target: string, allow: string[]) => ({
    type: 'file',
    target,
    rules: [{ allow }],
  });
  const config = writeBackendConfig({
    directory,
    port,
    clusters,
    more: {
      auth: {
        providers: {
          guest: {
            userEntityRef: 'user:default/guest',
            // on loopback, for as long as the benchmark takes
            dangerouslyAllowOutsideDevelopment: true,
          },
        },
      },
      catalog: {
        locations: [
          file(join(ROOT, 'examples', 'org.yaml'), ['User', 'Group']),
          file(entities, ['Component']),
        ],
      },
      heartbeat: { sources: [{ type: 'label' }] },
    },
  });
  const portal = Child.start('portal', {
    cwd: join(ROOT, 'packages', 'backend'),
    args: ['--config', join(ROOT, 'app-config.yaml'), '--config', config],
  });
  return { portal, url: `http://127.0.0.1:${port}` };
}

/** Asks until the answer is the one that is waited for. */
async function until<T>(
  what: string,
  attempt: () => Promise<T | undefined>,
): Promise<T> {
  const endMs = performance.now() + START_TIMEOUT_MS;
  let last: unknown;
  while (performance.now() < endMs) {
    try {
      const result = await attempt();
      if (result !== undefined) {
        return result;
      }
    } catch (error) {
      last = error; // not listening yet
    }
    await sleep(ASK_EVERY_MS);
  }
  throw new Error(
    `Not within ${START_TIMEOUT_MS / 1000} s: ${what}${
      last ? ` (${last})` : ''
    }`,
  );
}

/** @returns a guest's token, once all is there that the pages show */
async function signIn(
  { portal, url }: Portal,
  leases: number,
): Promise<string> {
  const token = await until('a token for the guest', async () => {
    await portal.usage(); // says so where it has ended
    const response = await fetch(`${url}/api/auth/guest/refresh`);
    if (!response.ok) {
      throw new Error(`${response.status}: ${await response.text()}`);
    }
    return (await response.json()).backstageIdentity.token as string;
  });
  const headers = { Authorization: `Bearer ${token}` };
  await until(`all ${leases} heartbeats`, async () => {
    const response = await fetch(`${url}/api/heartbeat/v1/heartbeats`, {
      headers,
    });
    const { items = [] } = response.ok ? await response.json() : {};
    return items.length >= leases || undefined;
  });
  await until('the entities in the catalog', async () => {
    const paths = [ONE_ENTITY, ALL_ENTITY].map(
      name => `${url}/api/catalog/entities/by-name/component/default/${name}`,
    );
    const answers = await Promise.all(
      paths.map(path => fetch(path, { headers })),
    );
    return answers.every(({ ok }) => ok) || undefined;
  });
  return token;
}

function pagesOf(url: string, token: string): Page[] {
  const stock = (entity: string): PageRequest => ({
    url: `${url}/api/kubernetes/resources/custom/query`,
    token,
    body: {
      entityRef: `component:default/${entity}`,
      auth: {},
      customResources: [
        { group: 'coordination.k8s.io', apiVersion: 'v1', plural: 'leases' },
      ],
    },
  });
  const ours = (path: string): PageRequest => ({
    url: `${url}/api/heartbeat/v1/${path}`,
    token,
  });
  return [
    {
      name: 'an entity with one controller',
      side: 'heartbeat',
      request: ours(`entities/component/default/${ONE_ENTITY}`),
    },
    {
      name: 'an entity with one controller',
      side: 'kubernetes',
      request: stock(ONE_ENTITY),
    },
    {
      name: 'all controllers',
      side: 'heartbeat',
      request: ours('heartbeats'),
    },
    { name: 'all controllers', side: 'kubernetes', request: stock(ALL_ENTITY) },
  ];
}

const COLUMNS = [30, 12, 8, 18, 9, 9, 9, 9, 9];

function printRow(cells: (string | number)[]): void {
  console.log(
    cells
      .map((cell, i) => {
        const text = String(cell);
        return i < 2 ? text.padEnd(COLUMNS[i]) : text.padStart(COLUMNS[i]);
      })
      .join('')
      .trimEnd(),
  );
}

async function run(options: ReturnType<typeof readOptions>): Promise<number> {
  const { leases, seconds } = options;
  console.log(
    `${leases} Leases over ${options.clusters} clusters, each renewed every ${
      PERIOD_MS / 1000
    } s; pages of Heartbeat ask every ${
      OUR_INTERVAL_MS / 1000
    } s, those of the Kubernetes plugin every ${
      STOCK_INTERVAL_MS / 1000
    } s; ${seconds} s each`,
  );
  console.log(`${describeMachine()}\n`);
  const api = Child.start<ClustersProcess>('clusters');
  const clusters = await api.call('open', { count: options.clusters });
  const writer = Child.start<WriterProcess>('writer');
  await writer.call('seed', { clusters, leases });
  await writer.call('start', { periodMs: PERIOD_MS });
  const { portal, url } = await startPortal(clusters);
  const token = await signIn({ portal, url }, leases);
  const viewers = Child.start<ViewersProcess>('viewers');

  printRow([
    'page',
    'plugin',
    'viewers',
    'API requests/min',
    'CPU',
    'p50 ms',
    'p99 ms',
    'answers',
    'kB each',
  ]);
  let missed = 0;
  const measure = async (page: Page, count: number) => {
    await sleep(SETTLE_MS);
    const [from, countsFrom] = await Promise.all([
      portal.usage(),
      api.call('counts'),
    ]);
    const { answersMs, failures, bytes } = await viewers.call('look', {
      page: page.request,
      viewers: count,
      intervalMs:
        page.side === 'heartbeat' ? OUR_INTERVAL_MS : STOCK_INTERVAL_MS,
      forMs: seconds * 1000,
    });
    const [to, counts] = await Promise.all([
      portal.usage(),
      api.call('counts'),
    ]);
    const minutes = (to.atMs - from.atMs) / 60_000;
    const asked = ({ all, writes, watches }: typeof counts) =>
      all - writes - watches;
    const requests = asked(counts) - asked(countsFrom);
    const isOurs = page.side === 'heartbeat';
    missed += isOurs && (requests > 0 || failures.length > 0) ? 1 : 0;
    printRow([
      page.name,
      page.side,
      count,
      (requests / minutes).toFixed(0) + (isOurs ? ' (<= 0)' : ''),
      `${cpuPercent(from, to).toFixed(0)} %`,
      quantile(answersMs, 0.5).toFixed(0),
      quantile(answersMs, 0.99).toFixed(0),
      answersMs.length,
      (bytes / 1000).toFixed(1),
    ]);
    if (failures.length > 0) {
      console.log(`  ${failures.length} failed, the first: ${failures[0]}`);
    }
  };

  const before = await portal.usage();
  await sleep(seconds * 1000);
  const after = await portal.usage();
  printRow([
    'nobody looks',
    '',
    0,
    '',
    `${cpuPercent(before, after).toFixed(0)} %`,
  ]);
  for (const page of pagesOf(url, token)) {
    for (const count of [1, options.viewers]) {
      await measure(page, count);
    }
  }
  console.log(`\n${describeMachine()}`);
  console.log(
    `\nbench:viewers: ${missed} missed (pages of Heartbeat ask the API servers for nothing, and are all answered)`,
  );
  return missed > 0 ? 1 : 0;
}

async function main(): Promise<number> {
  const options = readOptions();
  if (options.help) {
    console.log(HELP);
    return 0;
  }
  try {
    return await run(options);
  } finally {
    await Child.stopAll();
  }
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
