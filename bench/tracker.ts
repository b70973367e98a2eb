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

// npm run bench:tracker: what the tracker itself costs, and how soon after its
// deadline a death is told. docs/benchmarks.md says what is measured and how.

import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { systemClock } from '../plugins/heartbeat-backend/src/time/clock';
import type { LeaseRecord } from '../plugins/heartbeat-backend/src/controllers/LeaseRecord';
import {
  LivenessTracker,
  type LivenessListener,
} from '../plugins/heartbeat-backend/src/controllers/liveness';
import { describeMachine, quantile } from './lib/figures';
import { Report } from './lib/Report';

const SCOPE = 'bench/all';
const MARGIN_MS = 1_000;
const PERIOD_MS = 10_000;
const SLICE_MS = 20;

/** Few enough among all to be deaths and no disruption. */
const DYING_SHARE = 0.1;
const DYING_DURATION_S = 5;

/** What issue 4 allows. */
const LIMITS = { deathP99Ms: 50, changeMicros: 20, bytesPerSubject: 1_000 };

const QUICK = process.argv.includes('--quick');
const SUBJECTS = QUICK ? 15_000 : 50_000;
const LEASES = QUICK ? 1_000 : 10_000;
const ROUNDS = 5;

const SILENT: LivenessListener = {
  onVerdict: () => {},
  onForgotten: () => {},
  onOverdue: () => {},
};

/** As it comes from the parser; a text that is put together is kept in its parts, which counts twice later. */
function record(
  i: number,
  { leaseDurationSeconds = 30, round = 0 } = {},
): LeaseRecord {
  const name = `controller-${i}`;
  const json = JSON.stringify({
    ref: { cluster: 'bench', namespace: 'apps', name },
    uid: `00000000-0000-4000-8000-${String(i).padStart(12, '0')}`,
    controller: name,
    holder: `${name}_0a1b2c3d`,
    renewTime: new Date().toISOString().replace('Z', `00${round}Z`),
    leaseDurationSeconds,
    leaseTransitions: 1,
  });
  return JSON.parse(json);
}

function create(
  listener: LivenessListener,
  signal: AbortSignal,
): LivenessTracker {
  const tracker = new LivenessTracker({
    signal,
    clock: systemClock,
    marginMs: MARGIN_MS,
    maxDurationMs: 3_600_000,
    listener,
  });
  tracker.openScope(SCOPE);
  tracker.reconcile(SCOPE, []);
  return tracker;
}

function records(count: number, round: number): LeaseRecord[] {
  return Array.from({ length: count }, (_, i) => record(i, { round }));
}

/** Memory and time of many subjects, each renewed several times. */
function measureChanges(report: Report): void {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  const used = () => {
    collect();
    return process.memoryUsage().heapUsed;
  };
  let latest = records(SUBJECTS, 0);
  const ended = new AbortController();
  const tracker = create(SILENT, ended.signal);
  const before = used();
  latest.forEach(each => tracker.observe(SCOPE, each));
  const micros: number[] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    latest = records(SUBJECTS, round);
    const startedMs = performance.now();
    latest.forEach(each => tracker.observe(SCOPE, each));
    micros.push((1000 * (performance.now() - startedMs)) / SUBJECTS);
  }
  const bytes = (used() - before) / SUBJECTS;
  ended.abort();
  report.heading(`${SUBJECTS} subjects`);
  report.add({
    name: 'a change, in the tracker',
    value: quantile(micros, 1),
    unit: 'us',
    limit: { atMost: LIMITS.changeMicros },
    runs: micros,
  });
  report.add({
    name: 'memory of each, without its record',
    value: bytes,
    unit: 'B',
    decimals: 0,
    limit: { atMost: LIMITS.bytesPerSubject },
  });
}

/** How long after their deadlines deaths are told, while all others renew. */
async function measureDeaths(report: Report): Promise<void> {
  const delays: number[] = [];
  const ended = new AbortController();
  const tracker = create(
    {
      ...SILENT,
      onVerdict: (_, transition) => {
        if (transition?.to.status === 'Dead') {
          delays.push(performance.now() - transition.atMonotonicMs);
        }
      },
      onOverdue: (scopeId, { ref }) =>
        tracker.confirm(scopeId, ref, systemClock.monotonicMs()),
    },
    ended.signal,
  );
  const dying = Math.floor(LEASES * DYING_SHARE);
  const beginMs = performance.now();
  let next = 0;
  let round = 0;
  const endMs = beginMs + PERIOD_MS + (DYING_DURATION_S + 3) * 1000;
  while (performance.now() < endMs) {
    const dueIn = LEASES * ((performance.now() - beginMs) / PERIOD_MS);
    for (; round * LEASES + next < dueIn; next++) {
      if (next === LEASES) {
        next = 0;
        round++;
      }
      if (next >= dying) {
        tracker.observe(SCOPE, record(next));
      } else if (round === 0) {
        tracker.observe(
          SCOPE,
          record(next, { leaseDurationSeconds: DYING_DURATION_S }),
        );
      }
    }
    await sleep(SLICE_MS);
  }
  ended.abort();
  report.heading(`${LEASES} Leases in steady renewal`);
  report.add({
    name: 'deaths told',
    value: delays.length,
    unit: '',
    decimals: 0,
    limit: { atLeast: dying },
  });
  report.add({
    name: 'from the deadline to the verdict, p99',
    value: quantile(delays, 0.99),
    unit: 'ms',
    limit: { atMost: LIMITS.deathP99Ms },
  });
}

async function main(): Promise<number> {
  console.log(describeMachine());
  const report = new Report();
  measureChanges(report);
  await measureDeaths(report);
  console.log(`\n${describeMachine()}`);
  return report.finish('bench:tracker');
}

main().then(
  code => process.exit(code),
  error => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(1);
  },
);
