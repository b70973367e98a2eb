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

// npm run bench:api: how long the API takes to answer while controllers renew and
// servers are checked.
// docs/benchmarks.md says what is measured and how.

import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './lib/Child';
import { runCommand } from './lib/command';
import { describeMachine, quantile } from './lib/figures';
import { Report } from './lib/Report';
import type { ApiProcess } from './processes/api';

/** As client-go's leader election and the kubelet do it. */
const PERIOD_MS = 10_000;

/** For the compiler, and for those to die that do. */
const WARM_UP_MS = 5_000;

/** What issue 4 allows, at p99. */
const LIMITS = { pageMs: 10, entityMs: 3, notModifiedMs: 2 };

interface Scenario {
  name: string;
  path: string;
  caller?: string;
  /** Sends the validator of a first answer. */
  isConditional?: boolean;
  limitMs?: number;
}

const PAGE = '/v1/heartbeats?limit=50';
const DEAD = `${PAGE}&status=Dead`;
const SERVERS = '/v1/servers?limit=50';
const STOPPED = `${SERVERS}&status=Stopped`;
const ENTITY = '/v1/entities/component/default/entity-1';

const SCENARIOS: Scenario[] = [
  { name: 'first page', path: PAGE, limitMs: LIMITS.pageMs },
  {
    name: 'first page, half may be read',
    path: PAGE,
    caller: 'limited',
    limitMs: LIMITS.pageMs,
  },
  {
    name: 'first page of a text search',
    path: `${PAGE}&text=entity+team-7`,
    limitMs: LIMITS.pageMs,
  },
  {
    name: 'first page, longest silent first',
    path: `${PAGE}&sort=age`,
    limitMs: LIMITS.pageMs,
  },
  { name: 'first page of the dead', path: DEAD, limitMs: LIMITS.pageMs },
  { name: 'first page of servers', path: SERVERS, limitMs: LIMITS.pageMs },
  {
    name: 'first page of servers, half may be read',
    path: SERVERS,
    caller: 'limited',
    limitMs: LIMITS.pageMs,
  },
  {
    name: 'first page of a text search in servers',
    path: `${SERVERS}&text=entity+team-7`,
    limitMs: LIMITS.pageMs,
  },
  {
    name: 'first page of servers, slowest first',
    path: `${SERVERS}&sort=slowest`,
    limitMs: LIMITS.pageMs,
  },
  { name: 'an entity', path: ENTITY, limitMs: LIMITS.entityMs },
  {
    name: '304 of the dead',
    path: DEAD,
    isConditional: true,
    limitMs: LIMITS.notModifiedMs,
  },
  {
    name: '304 of the servers that are stopped',
    path: STOPPED,
    isConditional: true,
    limitMs: LIMITS.notModifiedMs,
  },
];

interface Answer {
  status: number;
  etag: string | undefined;
  bytes: number;
}

const agent = new Agent({ keepAlive: true });

function ask(url: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent, headers }, response => {
      let bytes = 0;
      response.on('data', chunk => {
        bytes += chunk.length;
      });
      response.once('error', reject);
      response.once('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          etag: response.headers.etag,
          bytes,
        }),
      );
    });
    outgoing.once('error', reject);
    outgoing.end();
  });
}

interface Options {
  leases: number;
  rate: number;
  seconds: number;
}

/** Sends requests at an even rate, whether the ones before are answered or not. */
async function load(
  scenario: Scenario,
  url: string,
  { rate, seconds }: Options,
): Promise<{ elapsedMs: number[]; bytes: number }> {
  const { path, caller = 'everybody', isConditional } = scenario;
  const headers: Record<string, string> = { 'x-bench-caller': caller };
  const first = await ask(`${url}${path}`, headers);
  if (isConditional) {
    headers['If-None-Match'] = first.etag ?? '';
  }
  const expected = isConditional ? 304 : 200;
  const elapsedMs: number[] = [];
  let bytes = 0;
  const one = async () => {
    const askedMs = performance.now();
    const answer = await ask(`${url}${path}`, headers);
    if (answer.status !== expected) {
      throw new Error(`${path} was answered ${answer.status}`);
    }
    elapsedMs.push(performance.now() - askedMs);
    bytes = answer.bytes;
  };
  const startedMs = performance.now();
  const all: Promise<void>[] = [];
  for (let i = 0; i < rate * seconds; i++) {
    await sleep(Math.max(0, startedMs + (i * 1000) / rate - performance.now()));
    all.push(one());
  }
  await Promise.all(all);
  return { elapsedMs, bytes };
}

async function measure(
  scenario: Scenario,
  world: { api: Child<ApiProcess>; url: string },
  options: Options,
  to: Report,
): Promise<void> {
  await load(scenario, world.url, { ...options, seconds: 1 });
  await world.api.call('beginWindow');
  const { elapsedMs, bytes } = await load(scenario, world.url, options);
  const { answerMs, permissions, catalog } = await world.api.call('endWindow');
  to.heading(`${scenario.name}: ${scenario.path}, ${bytes} bytes`);
  const { limitMs } = scenario;
  to.add({
    name: 'server, p99',
    value: quantile(answerMs, 0.99),
    unit: 'ms',
    decimals: 2,
    limit: limitMs === undefined ? undefined : { atMost: limitMs },
  });
  const add = (name: string, value: number, unit: string) =>
    to.add({ name, value, unit, decimals: 2 });
  add('server, p50', quantile(answerMs, 0.5), 'ms');
  add('client, p99', quantile(elapsedMs, 0.99), 'ms');
  add('questions to the permissions', permissions / answerMs.length, '/req');
  add('questions to the catalog', catalog / answerMs.length, '/req');
}

async function run(options: Options): Promise<number> {
  const { leases, rate, seconds } = options;
  console.log(
    `${leases} controllers, each renewed every ${
      PERIOD_MS / 1000
    } s, and as many servers; ${rate} requests a second for ${seconds} s of each kind.`,
  );
  console.log(
    'Permissions and catalog answer at once: what they cost in a portal is theirs, and comes on top for each question.',
  );
  console.log(describeMachine());
  const api = Child.start<ApiProcess>('api');
  const url = await api.call('open', { leases, periodMs: PERIOD_MS });
  await sleep(WARM_UP_MS);
  const to = new Report();
  for (const scenario of SCENARIOS) {
    await measure(scenario, { api, url }, options, to);
  }
  console.log(`\n${describeMachine()}`);
  return to.finish('bench:api');
}

runCommand({
  name: 'bench:api',
  counts: {
    leases: {
      text: 'how many controllers, and as many servers',
      usual: 10_000,
      quick: 1_000,
    },
    rate: { text: 'requests in a second', usual: 50 },
    seconds: {
      text: 'for how long each kind of request is sent',
      usual: 20,
      quick: 2,
    },
  },
  run,
});
