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
// npm run bench:renewer: whether many heartbeats of one process are kept alive, and
// what a renewal costs. docs/benchmarks.md says what is measured and how.

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { temporaryDirectory } from './lib/backendConfig';
import { Child } from './lib/Child';
import { runCommand } from './lib/command';
import { describeMachine } from './lib/figures';
import { Report } from './lib/Report';
import type { ClusterAccess, ClustersProcess } from './processes/clusters';
import type { ObserverProcess } from './processes/directObserver';
import type { RenewersProcess } from './processes/renewers';

const NAMESPACE = 'default';

/** Until all Leases are made, and the compiler has come to know what it does. */
const WARM_UP_MS = 5_000;

const SAMPLE_EVERY_MS = 1_000;

/** A renewal comes three times within the duration. */
const RENEWALS_PER_DURATION = 3;

/** Kargo's renewer lets none out, and takes 0.6 ms for each. */
const LIMITS = { landedPercent: 99, cpuMsPerRenewal: 1.2, notAlive: 0 };

interface Options {
  heartbeats: number;
  interval: number;
  seconds: number;
  runs: number;
  /** Where CPU profiles are written. */
  profile?: string;
}

/** A kubeconfig as people have one. */
function writeKubeconfig({ name, url, caData, token }: ClusterAccess): string {
  const path = join(temporaryDirectory(), 'kubeconfig');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': name,
    contexts: [{ name, context: { cluster: name, user: name } }],
    clusters: [
      { name, cluster: { server: url, 'certificate-authority-data': caData } },
    ],
    users: [{ name, user: { token } }],
  };
  // JSON is YAML
  writeFileSync(path, JSON.stringify(config), { mode: 0o600 });
  return path;
}

async function measure({ heartbeats, interval, seconds, profile }: Options) {
  const api = Child.start<ClustersProcess>('clusters');
  const clusters = await api.call('open', { count: 1 });
  const observer = Child.start<ObserverProcess>('directObserver');
  await observer.call('prepare', { clusters });
  await observer.call('observe');
  const renewers = Child.start<RenewersProcess>('renewers', {
    execArgv: profile ? ['--cpu-prof', `--cpu-prof-dir=${profile}`] : [],
  });
  await renewers.call('renew', {
    kubeconfig: writeKubeconfig(clusters[0]),
    namespace: NAMESPACE,
    count: heartbeats,
    durationMs: interval * RENEWALS_PER_DURATION,
  });
  await sleep(WARM_UP_MS);

  const look = () =>
    Promise.all([
      renewers.usage(),
      renewers.call('outcomes'),
      api.call('counts'),
    ]);
  const [from, outcomesFrom, countsFrom] = await look();
  let notAlive = 0;
  for (let ms = 0; ms < seconds * 1000; ms += SAMPLE_EVERY_MS) {
    await sleep(SAMPLE_EVERY_MS);
    const seen = await observer.call('endWindow');
    notAlive = Math.max(notAlive, seen.notAlive);
  }
  const [to, outcomes, counts] = await look();
  await Promise.all([renewers.stop(), observer.stop()]);
  await api.stop();

  const landed = outcomes.landed - outcomesFrom.landed;
  const expected = (heartbeats * (to.atMs - from.atMs)) / interval;
  const failed = outcomes.failed - outcomesFrom.failed;
  if (failed > 0) {
    console.log(`  ${failed} attempts failed, the last: ${outcomes.failure}`);
  }
  return {
    landed,
    expected,
    landedPercent: (100 * landed) / expected,
    failed,
    requests: (counts.all - countsFrom.all) / landed,
    cpuMs: (to.cpuMs - from.cpuMs) / landed,
    notAlive,
    memoryMb: to.rssBytes / 2 ** 20,
  };
}

async function run(options: Options): Promise<number> {
  const { heartbeats, interval, seconds, runs } = options;
  console.log(
    `${heartbeats} heartbeats of one process, each renewed every ${interval} ms, for ${seconds} s; ${runs} run(s), medians (single runs in brackets)`,
  );
  console.log(describeMachine());
  const results: Awaited<ReturnType<typeof measure>>[] = [];
  for (let i = 0; i < runs; i++) {
    results.push(await measure(options));
  }
  const to = new Report();
  to.heading('Over TLS, by a kubeconfig');
  to.addMedian(results, 'renewals that landed', 'landed', '', { decimals: 0 });
  to.addMedian(results, 'renewals that were due', 'expected', '', {
    decimals: 0,
  });
  to.addMedian(results, 'landed of those due', 'landedPercent', '%', {
    limit: { atLeast: LIMITS.landedPercent },
  });
  to.addMedian(results, 'attempts that failed', 'failed', '', { decimals: 0 });
  to.addMedian(results, 'requests for each that landed', 'requests', '', {
    decimals: 2,
  });
  to.addMedian(results, 'CPU per renewal', 'cpuMs', 'ms', {
    decimals: 2,
    limit: { atMost: LIMITS.cpuMsPerRenewal },
  });
  to.addMedian(results, 'not Alive, at the worst moment', 'notAlive', '', {
    decimals: 0,
    limit: { atMost: LIMITS.notAlive },
  });
  to.addMedian(results, 'memory of the process', 'memoryMb', 'MB', {
    decimals: 0,
  });
  console.log(`\n${describeMachine()}`);
  return to.finish('bench:renewer');
}

runCommand({
  name: 'bench:renewer',
  counts: {
    heartbeats: { text: 'how many heartbeats', usual: 50 },
    interval: { text: 'from one renewal to the next, in ms', usual: 1_000 },
    seconds: { text: 'for how long', usual: 40, quick: 10 },
    runs: {
      text: 'how many runs, of which the median counts',
      usual: 3,
      quick: 1,
    },
  },
  words: {
    profile: { value: 'DIRECTORY', text: 'writes CPU profiles there' },
  },
  run,
});
