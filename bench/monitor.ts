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

// npm run bench:monitor: what it costs to check servers, and whether those that
// do not answer hold up those that do. docs/benchmarks.md says what is measured
// and how.

import { setTimeout as sleep } from 'node:timers/promises';
import { BlackHoles } from './lib/BlackHoles';
import { Child } from './lib/Child';
import { runCommand } from './lib/command';
import { cpuPercent, describeMachine, median, quantile } from './lib/figures';
import { signIn, startPortal, type Portal } from './lib/Portal';
import { Report } from './lib/Report';
import type { BareCheckerProcess } from './processes/bareChecker';
import type { TargetsProcess } from './processes/targets';

const PARTS = ['load', 'bounded', 'lanes'] as const;

const LOAD_INTERVAL_MS = 10_000;
const LANES_INTERVAL_MS = 30_000;
const TIMEOUT_MS = 5_000;

/** For the first pass, for the compiler, and for V8 to collect what starting left behind. */
const WARM_UP_SECONDS = 60;

const SAMPLE_EVERY_MS = 1_000;

/** How often it is asked whether each has a status: what is found out is late by up to that. */
const ASK_EVERY_MS = 250;

const MEGABYTE = 2 ** 20;

/** With 48 MB for young objects, what Node 22 gives itself in a container of 1 GB. */
const BOUNDED_HEAP_MB = 476;

/** How long something idle is looked at. */
const IDLE_SECONDS = 10;

/** Below this share of the intended load it was not the intended load. */
const MIN_LOAD = 0.98;

/** What issue 5 allows. */
const LIMITS = {
  microsPerCheck: 450,
  cpuPercent: 12,
  memoryMb: 150,
  /** Both at their highest, garbage of the start included. */
  startMb: 150,
  offByP99Ms: 1_000,
};

interface Options {
  servers: number;
  seconds: number;
  runs: number;
  /** Absent: both parts. */
  only?: string;
}

/** A portal of its own that checks these servers. */
async function portalFor(
  urls: string[],
  intervalMs: number,
  options: { heapMb?: number } = {},
): Promise<Portal & { token: string }> {
  const portal = await startPortal(
    [],
    {
      sources: [],
      servers: urls.map((url, index) => ({
        name: `server-${String(index).padStart(5, '0')}`,
        interval: `${intervalMs / 1000}s`,
        timeout: `${TIMEOUT_MS / 1000}s`,
        http: { url },
      })),
    },
    options,
  );
  return { ...portal, token: await signIn(portal, 0) };
}

/** How a process fares for a while: its CPU in percent of one core, and the most memory it had. */
async function observe(child: Pick<Child, 'usage'>, seconds: number) {
  const from = await child.usage();
  const samples = [from];
  for (let second = 0; second < seconds; second++) {
    await sleep(SAMPLE_EVERY_MS);
    samples.push(await child.usage());
  }
  const to = samples[samples.length - 1];
  return {
    cpuPercent: cpuPercent(from, to),
    // a collection in one of the seconds is not what a process does idly
    quietPercent: median(
      samples.slice(1).map((usage, index) => cpuPercent(samples[index], usage)),
    ),
    medianRss: median(samples.map(({ rssBytes }) => rssBytes)),
    highestRss: Math.max(...samples.map(({ rssBytes }) => rssBytes)),
    seconds: (to.atMs - from.atMs) / 1000,
  };
}

interface ServerCounts {
  total: number;
  counts: Record<string, number>;
}

async function serverCounts({
  url,
  token,
}: Portal & { token: string }): Promise<ServerCounts> {
  const response = await fetch(`${url}/api/heartbeat/v1/servers?limit=1`, {
    headers: { Authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    throw new Error(`${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as ServerCounts;
}

/** What each check takes of the CPU. */
const microsPerCheck = (
  percent: number,
  { seconds }: { seconds: number },
  checks: number,
) => (percent * 10_000 * seconds) / checks;

/** A Node process that asks as often, and does nothing else. @returns what a check costs it */
async function measureBare(
  targets: Child<TargetsProcess>,
  urls: string[],
): Promise<number> {
  const checker = Child.start<BareCheckerProcess>('bareChecker');
  await checker.call('ask', {
    urls,
    everyMs: LOAD_INTERVAL_MS / urls.length,
  });
  await sleep(WARM_UP_SECONDS * 1000);
  const sinceMs = Date.now();
  const usage = await observe(checker, IDLE_SECONDS);
  const checks = await targets.call('countSince', { sinceMs });
  await checker.stop();
  return microsPerCheck(usage.cpuPercent, usage, checks);
}

/** All are well: what a check costs. */
async function measureLoad(
  targets: Child<TargetsProcess>,
  urls: string[],
  { seconds }: Options,
) {
  const idlePortal = await portalFor([], LOAD_INTERVAL_MS);
  const idleStart = await observe(idlePortal.portal, WARM_UP_SECONDS);
  const idle = await observe(idlePortal.portal, IDLE_SECONDS);
  const idleInUse = await idlePortal.portal.call('inUse');
  await idlePortal.portal.stop();
  const bareMicros = await measureBare(targets, urls);

  const portal = await portalFor(urls, LOAD_INTERVAL_MS);
  const start = await observe(portal.portal, WARM_UP_SECONDS);
  const sinceMs = Date.now();
  const busy = await observe(portal.portal, seconds);
  const checks = await targets.call('countSince', { sinceMs });
  const { counts } = await serverCounts(portal);
  const inUse = await portal.portal.call('inUse');
  await portal.portal.stop();
  const percent = busy.cpuPercent - idle.quietPercent;
  const micros = microsPerCheck(percent, busy, checks);
  return {
    idlePercent: idle.quietPercent,
    percent,
    microsPerCheck: micros,
    bareMicros,
    timesBare: micros / bareMicros,
    memoryMb: (busy.highestRss - idle.medianRss) / MEGABYTE,
    // of both the highest: an idle backend has not collected its own start either
    startMb: (start.highestRss - idleStart.highestRss) / MEGABYTE,
    inUseMb: (inUse - idleInUse) / MEGABYTE,
    checksPerSecond: checks / busy.seconds,
    notHealthy: urls.length - (counts.Healthy ?? 0),
  };
}

/** The memory of a portal whose heap is bounded, with servers and without. */
async function measureBounded(urls: string[], { seconds }: Options) {
  const fares = async (of: string[]) => {
    const { portal } = await portalFor(of, LOAD_INTERVAL_MS, {
      heapMb: BOUNDED_HEAP_MB,
    });
    await sleep(WARM_UP_SECONDS * 1000);
    const usage = await observe(portal, seconds);
    await portal.stop();
    return usage;
  };
  const idle = await fares([]);
  const busy = await fares(urls);
  return { memoryMb: (busy.highestRss - idle.medianRss) / MEGABYTE };
}

/** Half of them are silent: whether the others are asked on time. */
async function measureLanes(
  targets: Child<TargetsProcess>,
  urls: string[],
  silent: string[],
  { seconds }: Options,
) {
  const startedMs = Date.now();
  const portal = await portalFor([...urls, ...silent], LANES_INTERVAL_MS);
  const expected = urls.length + silent.length;
  let decidedMs: number | undefined;
  const endMs =
    Date.now() + 2 * LANES_INTERVAL_MS + 2 * seconds * SAMPLE_EVERY_MS;
  while (Date.now() < endMs) {
    const { total, counts } = await serverCounts(portal);
    if (
      decidedMs === undefined &&
      total === expected &&
      (counts.Unknown ?? 0) === 0
    ) {
      decidedMs = Date.now();
    }
    await sleep(ASK_EVERY_MS);
  }
  const { counts } = await serverCounts(portal);
  const all = await targets.call('askedSince', { sinceMs: startedMs });
  const asked = all.slice(0, urls.length);
  await portal.portal.stop();
  const firstMs = Math.min(...asked.map(([first]) => first));
  const gaps = asked.flatMap(times =>
    times.slice(1).map((time, index) => time - times[index]),
  );
  return {
    offByP99Ms: quantile(
      gaps.map(gap => Math.abs(gap - LANES_INTERVAL_MS)),
      0.99,
    ),
    firstPassMs:
      Math.max(...asked.map(([first = Infinity]) => first)) - firstMs,
    // the last of them were asked so long before
    decidedMs: (decidedMs ?? Infinity) - firstMs - TIMEOUT_MS,
    notHealthy: urls.length - (counts.Healthy ?? 0),
    notDown: silent.length - (counts.Down ?? 0),
  };
}

function reportLoad(
  results: Awaited<ReturnType<typeof measureLoad>>[],
  servers: number,
  to: Report,
) {
  const rate = (servers * 1000) / LOAD_INTERVAL_MS;
  to.heading(
    `${servers} healthy servers, each every 10 s, over new connections`,
  );
  to.addMedian(results, 'CPU while idle', 'idlePercent', '%', {});
  to.addMedian(results, 'CPU over idle, of one core', 'percent', '%', {
    limit: { atMost: LIMITS.cpuPercent },
  });
  to.addMedian(results, 'CPU per check', 'microsPerCheck', 'us', {
    decimals: 0,
    limit: { atMost: LIMITS.microsPerCheck },
  });
  to.addMedian(results, 'a check by a bare Node client', 'bareMicros', 'us', {
    decimals: 0,
  });
  to.addMedian(results, 'times the bare client', 'timesBare', '', {});
  to.addMedian(results, 'memory over idle', 'memoryMb', 'MB', {
    decimals: 0,
    limit: { atMost: LIMITS.memoryMb },
  });
  to.addMedian(
    results,
    'memory over idle in the first minute',
    'startMb',
    'MB',
    {
      decimals: 0,
      limit: { atMost: LIMITS.startMb },
    },
  );
  to.addMedian(
    results,
    'in use in its main thread, over idle',
    'inUseMb',
    'MB',
    {
      decimals: 0,
    },
  );
  to.addMedian(results, 'checks', 'checksPerSecond', '/s', {
    limit: { atLeast: rate * MIN_LOAD },
  });
  to.addMedian(results, 'servers not Healthy at the end', 'notHealthy', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
}

function reportBounded(
  results: Awaited<ReturnType<typeof measureBounded>>[],
  servers: number,
  to: Report,
) {
  to.heading(
    `${servers} healthy servers, and an old heap of at most ${BOUNDED_HEAP_MB} MB`,
  );
  to.addMedian(results, 'bounded: memory over idle', 'memoryMb', 'MB', {
    decimals: 0,
    limit: { atMost: LIMITS.memoryMb },
  });
}

function reportLanes(
  results: Awaited<ReturnType<typeof measureLanes>>[],
  servers: number,
  to: Report,
) {
  to.heading(
    `${servers / 2} healthy and ${
      servers / 2
    } silent servers, each every 30 s, 5 s at most`,
  );
  to.addMedian(results, 'healthy: off schedule by, p99', 'offByP99Ms', 'ms', {
    decimals: 0,
    limit: { atMost: LIMITS.offByP99Ms },
  });
  to.addMedian(results, 'first pass over the healthy', 'firstPassMs', 'ms', {
    decimals: 0,
    limit: { atMost: LANES_INTERVAL_MS },
  });
  to.addMedian(results, 'first pass over all', 'decidedMs', 'ms', {
    decimals: 0,
    limit: { atMost: LANES_INTERVAL_MS + ASK_EVERY_MS },
  });
  to.addMedian(results, 'healthy ones not Healthy', 'notHealthy', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
  to.addMedian(results, 'silent ones not Down', 'notDown', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
}

async function run(options: Options): Promise<number> {
  const { servers, runs, only } = options;
  const parts = PARTS.filter(name => name === (only ?? name));
  console.log(
    `${servers} servers; ${runs} run(s) of ${options.seconds} s, medians (single runs in brackets)`,
  );
  console.log(describeMachine());
  const targets = Child.start<TargetsProcess>('targets');
  const urls = await targets.call('open', { count: servers });
  const to = new Report();
  if (parts.includes('load')) {
    const results = [];
    for (let i = 0; i < runs; i++) {
      results.push(await measureLoad(targets, urls, options));
    }
    reportLoad(results, servers, to);
  }
  if (parts.includes('bounded')) {
    const results = [];
    for (let i = 0; i < runs; i++) {
      results.push(await measureBounded(urls, options));
    }
    reportBounded(results, servers, to);
  }
  if (parts.includes('lanes')) {
    const half = Math.floor(servers / 2);
    const silent = await BlackHoles.open(half);
    const results = [];
    for (let i = 0; i < runs; i++) {
      results.push(
        await measureLanes(targets, urls.slice(0, half), silent.urls, options),
      );
    }
    silent.close();
    reportLanes(results, servers, to);
  }
  console.log(`\n${describeMachine()}`);
  return to.finish('bench:monitor');
}

runCommand({
  name: 'bench:monitor',
  counts: {
    servers: { text: 'how many servers', usual: 2_000, quick: 200 },
    seconds: { text: 'how long a run measures', usual: 30, quick: 10 },
    runs: {
      text: 'how many runs, of which the median counts',
      usual: 3,
      quick: 1,
    },
  },
  words: {
    only: { text: 'only this part, load, bounded or lanes', value: 'NAME' },
  },
  run,
});
