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

// npm run bench:observer: what it costs to observe many Leases, and how soon a
// renewal is a verdict. docs/benchmarks.md says what is measured and how.

import { setTimeout as sleep } from 'node:timers/promises';
import {
  freePort,
  temporaryDirectory,
  writeBackendConfig,
} from './lib/backendConfig';
import { Child } from './lib/Child';
import { runCommand } from './lib/command';
import { cpuPercent, describeMachine, median } from './lib/figures';
import type { Window } from './lib/Observed';
import { Report } from './lib/Report';
import { PERIOD_MS, startWorld, type World } from './lib/World';
import type { BareReaderProcess } from './processes/bareReader';
import type { ClusterAccess } from './processes/clusters';
import type { ObserverProcess } from './processes/directObserver';

interface Waits {
  warmUpMs: number;
  settleMs: number;
  idleMs: number;
}

const WAITS: Waits = {
  /** For the compiler and the heap to settle. */
  warmUpMs: 10_000,
  /** V8 collects what a start has left behind some 8 s after it, and once more after that. */
  settleMs: 18_000,
  idleMs: 5_000,
};

const QUICK_WAITS: Waits = { warmUpMs: 2_000, settleMs: 1_000, idleMs: 1_000 };

const SAMPLE_EVERY_MS = 1_000;
const MEGABYTE = 2 ** 20;

/** Below this share of the intended load it was not the intended load. */
const MIN_LOAD = 0.98;

/** What issue 3 allows. */
const LIMITS = {
  cpuPercent: 15,
  memoryMb: 150,
  latencyP99Ms: 100,
  firstListMs: 5_000,
  ratio: 2,
};

const PATHS = ['direct', 'proxied'] as const;

type Path = (typeof PATHS)[number];

interface Result extends Window {
  cpuPercent: number;
  idlePercent: number;
  memoryMb: number;
  firstListMs: number;
  requestsPerSecond: number;
  watches: number;
  changesPerSecond: number;
  bareCpuPercent: number;
  bareMicrosPerChange: number;
  microsPerChange: number;
  ratio: number;
}

interface Options {
  leases: number;
  clusters: number;
  seconds: number;
  runs: number;
  /** Absent: both. */
  path?: string;
  /** Where CPU profiles are written. */
  profile?: string;
  quick: boolean;
}

async function startObserver(
  path: Path,
  clusters: ClusterAccess[],
  options: Options,
): Promise<Child<ObserverProcess>> {
  const execArgv = options.profile
    ? ['--cpu-prof', `--cpu-prof-dir=${options.profile}`]
    : [];
  if (path === 'direct') {
    return Child.start<ObserverProcess>('directObserver', { execArgv });
  }
  const config = writeBackendConfig({
    directory: temporaryDirectory(),
    port: await freePort(),
    clusters,
  });
  return Child.start<ObserverProcess>('proxiedObserver', {
    args: ['--config', config],
    execArgv,
  });
}

/** One run: the product on one path, and the bare reader beside it. */
async function measure(
  path: Path,
  world: Pick<World, 'api' | 'clusters'>,
  options: Options,
): Promise<Result> {
  const { api, clusters } = world;
  const waits = options.quick ? QUICK_WAITS : WAITS;
  const observer = await startObserver(path, clusters, options);
  const bare = Child.start<BareReaderProcess>('bareReader');
  await observer.call('prepare', { clusters });
  await sleep(waits.settleMs);
  const idle = [await observer.usage()];
  for (let ms = 0; ms < waits.idleMs; ms += SAMPLE_EVERY_MS) {
    await sleep(SAMPLE_EVERY_MS);
    idle.push(await observer.usage());
  }
  // a garbage collection in one of the seconds is not what a process does idly
  const idlePercent = median(
    idle.slice(1).map((usage, index) => cpuPercent(idle[index], usage)),
  );
  const idleRssBytes = median(idle.map(usage => usage.rssBytes));

  const firstListMs = await observer.call('observe');
  await bare.call('read', { clusters });
  await sleep(waits.warmUpMs);

  await observer.call('beginWindow');
  const [from, bareFrom] = await Promise.all([observer.usage(), bare.usage()]);
  const [countsFrom, bareChangesFrom] = await Promise.all([
    api.call('counts'),
    bare.call('changes'),
  ]);
  let rssBytes = from.rssBytes;
  for (let ms = 0; ms < options.seconds * 1000; ms += SAMPLE_EVERY_MS) {
    await sleep(SAMPLE_EVERY_MS);
    rssBytes = Math.max(rssBytes, (await observer.usage()).rssBytes);
  }
  const [to, bareTo] = await Promise.all([observer.usage(), bare.usage()]);
  const [counts, bareChanges] = await Promise.all([
    api.call('counts'),
    bare.call('changes'),
  ]);
  const window = await observer.call('endWindow');
  await Promise.all([observer.stop(), bare.stop()]);

  const seconds = (to.atMs - from.atMs) / 1000;
  const busy = cpuPercent(from, to) - idlePercent;
  const bareBusy = cpuPercent(bareFrom, bareTo);
  const others = ({ all, writes, watches }: typeof counts) =>
    all - writes - watches;
  const micros = (percent: number, changes: number) =>
    (percent * 10_000 * seconds) / changes;
  return {
    ...window,
    idlePercent,
    cpuPercent: busy,
    memoryMb: (rssBytes - idleRssBytes) / MEGABYTE,
    firstListMs,
    requestsPerSecond: (others(counts) - others(countsFrom)) / seconds,
    watches: counts.openWatches,
    changesPerSecond: window.changes / seconds,
    bareCpuPercent: bareBusy,
    microsPerChange: micros(busy, window.changes),
    bareMicrosPerChange: micros(bareBusy, bareChanges - bareChangesFrom),
    ratio: busy / bareBusy,
  };
}

function report(path: Path, results: Result[], options: Options, to: Report) {
  const rate = (options.leases * 1000) / PERIOD_MS;
  const add = (
    name: string,
    key: keyof Result,
    unit: string,
    more: {
      decimals?: number;
      limit?: { atMost: number } | { atLeast: number };
    } = {},
  ) => {
    const runs = results.map(result => result[key]);
    to.add({
      name: `${path}: ${name}`,
      value: median(runs),
      unit,
      runs,
      ...more,
    });
  };
  to.heading(
    path === 'direct'
      ? 'Over direct TLS connections'
      : "Through the Kubernetes plugin's proxy in a Backstage backend",
  );
  add('CPU while idle', 'idlePercent', '%');
  add('CPU over idle, of one core', 'cpuPercent', '%', {
    limit: { atMost: LIMITS.cpuPercent },
  });
  add('CPU per change', 'microsPerChange', 'us', { decimals: 0 });
  add('bare reader, CPU per change', 'bareMicrosPerChange', 'us', {
    decimals: 0,
  });
  add('times the bare reader', 'ratio', 'x', {
    decimals: 2,
    // a few seconds are not enough for the compiler to be done with either
    limit:
      path === 'direct' && !options.quick
        ? { atMost: LIMITS.ratio }
        : undefined,
  });
  add('memory over idle', 'memoryMb', 'MB', {
    decimals: 0,
    limit: { atMost: LIMITS.memoryMb },
  });
  add('event to verdict, p50', 'latencyP50Ms', 'ms', { decimals: 0 });
  add('event to verdict, p99', 'latencyP99Ms', 'ms', {
    decimals: 0,
    limit: { atMost: LIMITS.latencyP99Ms },
  });
  add('first list to ready', 'firstListMs', 'ms', {
    decimals: 0,
    limit: { atMost: LIMITS.firstListMs },
  });
  add('requests beyond the watches', 'requestsPerSecond', '/s', {
    decimals: 2,
    limit: { atMost: 0 },
  });
  add('Leases not Alive at the end', 'notAlive', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
  add('changes seen', 'changesPerSecond', '/s', {
    decimals: 0,
    limit: { atLeast: Math.floor(rate * MIN_LOAD) },
  });
}

async function run(options: Options): Promise<number> {
  const { leases, path: only, seconds, runs } = options;
  const paths = PATHS.filter(name => name === (only ?? name));
  console.log(
    `${leases} Leases over ${options.clusters} clusters, each renewed every ${
      PERIOD_MS / 1000
    } s; ${runs} run(s) of ${seconds} s, medians (single runs in brackets)`,
  );
  console.log(describeMachine());
  const { api, clusters, writer } = await startWorld(options);

  const results: Record<Path, Result[]> = { direct: [], proxied: [] };
  for (let i = 0; i < runs; i++) {
    for (const path of paths) {
      results[path].push(await measure(path, { api, clusters }, options));
    }
  }
  const { failed, failure } = await writer.call('progress');
  if (failed > 0) {
    throw new Error(`${failed} renewals failed, the first with: ${failure}`);
  }
  const to = new Report();
  for (const path of paths) {
    report(path, results[path], options, to);
  }
  console.log(`\n${describeMachine()}`);
  return to.finish('bench:observer');
}

runCommand({
  name: 'bench:observer',
  counts: {
    leases: { text: 'how many Leases', usual: 10_000, quick: 500 },
    clusters: { text: 'over how many clusters', usual: 5 },
    seconds: { text: 'how long a run measures', usual: 20, quick: 3 },
    runs: {
      text: 'how many runs, of which the median counts',
      usual: 3,
      quick: 1,
    },
  },
  words: {
    path: { text: 'only this path, direct or proxied', value: 'NAME' },
    profile: {
      text: 'writes a CPU profile of each observing process there',
      value: 'DIR',
    },
  },
  run,
});
