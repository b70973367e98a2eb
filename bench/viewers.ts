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

import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './lib/Child';
import { runCommand } from './lib/command';
import { cpuPercent, describeMachine, quantile } from './lib/figures';
import { ALL_ENTITY, ONE_ENTITY, signIn, startPortal } from './lib/Portal';
import { PERIOD_MS, startWorld } from './lib/World';
import type { PageRequest, ViewersProcess } from './processes/viewers';

const SETTLE_MS = 3_000;

/** How often the pages ask while signals come (LiveQuery.ts). */
const OUR_INTERVAL_MS = 5_000;

/** The default of the Kubernetes plugin's hooks. */
const STOCK_INTERVAL_MS = 10_000;

interface Page {
  name: string;
  side: 'heartbeat' | 'kubernetes';
  request: PageRequest;
}

interface Options {
  leases: number;
  clusters: number;
  viewers: number;
  seconds: number;
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

async function run(options: Options): Promise<number> {
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
  const { api, clusters } = await startWorld(options);
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

runCommand({
  name: 'bench:viewers',
  counts: {
    leases: { text: 'how many Leases', usual: 10_000, quick: 500 },
    clusters: { text: 'over how many clusters', usual: 5 },
    viewers: { text: 'how many viewers beside the one', usual: 50, quick: 10 },
    seconds: { text: 'how long each of them looks', usual: 30, quick: 5 },
  },
  run,
});
