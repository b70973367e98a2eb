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

// npm run bench:unikorn: what it costs to poll the servers of regions, and
// whether a silent region holds up the others. docs/benchmarks.md says what is
// measured and how.

import { Child } from './lib/Child';
import { runCommand } from './lib/command';
import { describeMachine } from './lib/figures';
import { Report } from './lib/Report';
import type { Cycle, RegionPollsProcess } from './processes/regionPolls';
import type { RegionsProcess } from './processes/regions';

/** For one request, as by default. */
const TIMEOUT_MS = 10_000;

/** Of the servers, these many in a hundred are turned off to see that they are written, and no others. */
const CHANGED_PERCENT = 10;

/** What issue 6 allows. */
const LIMITS = {
  cycleMs: 10_000,
  steadyRequests: 60,
  steadyPatches: 0,
};

interface Options {
  servers: number;
  regions: number;
  identities: number;
  ms: number;
  cycles: number;
  runs: number;
}

async function measure({ servers, regions, identities, ms, cycles }: Options) {
  const world = Child.start<RegionsProcess>('regions');
  const place = await world.call('open', { servers, regions, identities, ms });
  const polls = Child.start<RegionPollsProcess>('regionPolls');
  await polls.call('prepare', { ...place, timeoutMs: TIMEOUT_MS });
  const cycle = async () => {
    await world.call('reset');
    const before = await polls.usage();
    const result = await polls.call('cycle');
    const after = await polls.usage();
    const requests = await world.call('requests');
    return { ...result, ...requests, cpuMs: after.cpuMs - before.cpuMs };
  };
  const first = await cycle();
  const steady: Awaited<ReturnType<typeof cycle>>[] = [];
  for (let i = 0; i < cycles; i++) {
    steady.push(await cycle());
  }
  const off = (servers * CHANGED_PERCENT) / 100;
  await world.call('turnOff', { count: off });
  const changed = await cycle();
  const { rssBytes } = await polls.usage();
  await world.call('silence');
  const silent = await cycle();
  await Promise.all([polls.stop(), world.stop()]);
  const others = [...silent.regionMs].sort((a, b) => a - b).slice(0, -1);
  const most = (read: (one: (typeof steady)[number]) => number) =>
    Math.max(...steady.map(read));
  return {
    firstMs: first.ms,
    firstRequests: first.openstack,
    notWritten: servers - first.patches,
    steadyMs: most(one => one.ms),
    steadyRequests: most(one => one.openstack),
    steadyLogins: most(one => one.logins),
    steadyPatches: most(one => one.patches),
    steadyCpuMs: most(one => one.cpuMs),
    notHealthy: servers - (last(steady).outcomes.healthy ?? 0),
    wrongPatches: Math.abs(changed.patches - off),
    rssMb: rssBytes / 2 ** 20,
    othersMs: Math.max(...others),
    silentMs: silent.ms,
    silentKnown: servers / regions - (silent.outcomes.unknown ?? 0),
  };
}

function last(cycles: Cycle[]): Cycle {
  return cycles[cycles.length - 1];
}

async function run(options: Options): Promise<number> {
  const { servers, regions, identities, ms, cycles, runs } = options;
  console.log(
    `${servers} servers over ${regions} regions and ${identities} identities, ${ms} ms an answer of OpenStack; ${runs} run(s), medians (single runs in brackets)`,
  );
  console.log(describeMachine());
  for (const name of ['servers', 'identities'] as const) {
    if (options[name] % regions !== 0) {
      throw new Error(
        `--${name} ${options[name]} cannot be shared out evenly over ${regions} regions`,
      );
    }
  }
  const results: Awaited<ReturnType<typeof measure>>[] = [];
  for (let i = 0; i < runs; i++) {
    results.push(await measure(options));
  }
  const to = new Report();
  to.heading('The first cycle: nobody has logged in, every server is written');
  to.addMedian(results, 'cycle', 'firstMs', 'ms', {
    decimals: 0,
    limit: { atMost: LIMITS.cycleMs },
  });
  to.addMedian(results, 'requests to OpenStack', 'firstRequests', '', {
    decimals: 0,
  });
  to.addMedian(results, 'servers not written', 'notWritten', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
  to.heading(`The worst of ${cycles} cycles in which nothing changes`);
  to.addMedian(results, 'cycle', 'steadyMs', 'ms', {
    decimals: 0,
    limit: { atMost: LIMITS.cycleMs },
  });
  to.addMedian(results, 'requests to OpenStack', 'steadyRequests', '', {
    decimals: 0,
    limit: { atMost: LIMITS.steadyRequests },
  });
  to.addMedian(results, 'of these logins', 'steadyLogins', '', { decimals: 0 });
  to.addMedian(results, 'writes', 'steadyPatches', '', {
    decimals: 0,
    limit: { atMost: LIMITS.steadyPatches },
  });
  to.addMedian(results, 'CPU', 'steadyCpuMs', 'ms', { decimals: 0 });
  to.addMedian(results, 'servers not Healthy at the end', 'notHealthy', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
  to.heading(`${CHANGED_PERCENT}% of the servers were turned off`);
  to.addMedian(results, 'written too often or too seldom', 'wrongPatches', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
  to.addMedian(results, 'memory of the process', 'rssMb', 'MB', {
    decimals: 0,
  });
  to.heading('One region does not answer any more');
  to.addMedian(results, 'cycle of the others', 'othersMs', 'ms', {
    decimals: 0,
    limit: { atMost: LIMITS.cycleMs },
  });
  to.addMedian(results, 'its own cycle', 'silentMs', 'ms', { decimals: 0 });
  to.addMedian(results, 'its servers that are not Unknown', 'silentKnown', '', {
    decimals: 0,
    limit: { atMost: 0 },
  });
  console.log(`\n${describeMachine()}`);
  return to.finish('bench:unikorn');
}

runCommand({
  name: 'bench:unikorn',
  counts: {
    servers: { text: 'how many servers', usual: 1_000, quick: 100 },
    regions: { text: 'over how many regions', usual: 4 },
    identities: { text: 'of how many identities', usual: 20 },
    ms: { text: 'how long each answer of OpenStack takes', usual: 20 },
    cycles: {
      text: 'how many cycles in which nothing changes',
      usual: 5,
      quick: 2,
    },
    runs: {
      text: 'how many runs, of which the median counts',
      usual: 3,
      quick: 1,
    },
  },
  run,
});
