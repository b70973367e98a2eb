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

import { metrics as globalMetrics } from '@opentelemetry/api';
import type { CheckListener } from './checks/ServerHealthState';
import type { CheckerRun } from '../checkers';
import { collectMetrics } from '../telling/__testUtils__/collectMetrics';
import { observedServer } from '../__testUtils__/observedServer';
import { CheckMetrics } from './CheckMetrics';

const SERVER = observedServer('orders');

type Check = Parameters<CheckListener>[0];

/** What tells of checks and of runs, as the monitor does. */
function fakeMonitor() {
  const checkListeners: CheckListener[] = [];
  const runListeners: Array<(run: CheckerRun) => void> = [];
  return {
    servers: {
      health: {
        onCheck: (listener: CheckListener) =>
          void checkListeners.push(listener),
      },
      state: {
        checks: { done: 9, skipped: 3, running: 2, waiting: 1, abandoned: 6 },
        shards: { heldHere: 5 },
        problems: [{ name: 'source catalog' }],
      },
    },
    checkers: {
      onRun: (listener: (run: CheckerRun) => void) =>
        void runListeners.push(listener),
    },
    check: (check: Partial<Check> & Pick<Check, 'outcome'>) =>
      checkListeners.forEach(listener =>
        listener({ server: SERVER, durationMs: 20, ...check }),
      ),
    run: (run: CheckerRun) => runListeners.forEach(listener => listener(run)),
  };
}

function setUp() {
  const { metrics, read } = collectMetrics();
  const monitor = fakeMonitor();
  new CheckMetrics({ metrics, monitor }).measure();
  return { monitor, read };
}

describe('the metrics of the monitor', () => {
  it('have how long checks took, by provider and finding', async () => {
    const { monitor, read } = setUp();
    monitor.check({ outcome: 'healthy', durationMs: 20 });
    monitor.check({ outcome: 'healthy', durationMs: 30 });
    monitor.check({ outcome: 'down', reason: 'timeout', durationMs: 5_000 });
    monitor.check({ outcome: 'down' });
    monitor.check({ outcome: 'stopped', reason: 'shut-off' });
    expect(await read('heartbeat.server.check.duration')).toEqual({
      'http healthy': expect.objectContaining({ count: 2, sum: 0.05 }),
      'http down timeout': expect.objectContaining({ count: 1, sum: 5 }),
      'http down _OTHER': expect.objectContaining({ count: 1 }),
      'http stopped': expect.objectContaining({ count: 1 }),
    });
  });

  it('do not grow with what a provider says', async () => {
    const { monitor, read } = setUp();
    for (let i = 0; i < 1_000; i++) {
      monitor.check({ outcome: 'down', reason: `at ${i}` });
    }
    const durations = await read('heartbeat.server.check.duration');
    expect(Object.keys(durations)).toHaveLength(201);
    expect(durations['http down _OTHER']).toMatchObject({ count: 800 });
  });

  it('count what checks come to, and what keeps the monitor from them', async () => {
    const { read } = setUp();
    expect(await read('heartbeat.server.checks.skipped')).toEqual({ '': 3 });
    expect(await read('heartbeat.server.checks.abandoned')).toEqual({ '': 6 });
    expect(await read('heartbeat.server.checks.running')).toEqual({ '': 2 });
    expect(await read('heartbeat.server.checks.waiting')).toEqual({ '': 1 });
    expect(await read('heartbeat.server.problems')).toEqual({ '': 1 });
    expect(await read('heartbeat.server.shards')).toEqual({ '': 5 });
  });

  it('have the runs of each Checker, with what went wrong', async () => {
    const { monitor, read } = setUp();
    const run = { name: 'tickets', durationMs: 2_000, isAbandoned: false };
    monitor.run(run);
    monitor.run({ ...run, error: new TypeError('no') });
    monitor.run({ ...run, error: new Error('late'), isAbandoned: true });
    expect(await read('heartbeat.checker.runs')).toEqual({
      tickets: 1,
      'tickets TypeError': 1,
      'tickets abandoned': 1,
    });
    expect(await read('heartbeat.checker.duration')).toMatchObject({
      tickets: { count: 1, sum: 2 },
    });
  });

  it('break nothing where nobody collects them [M8]', () => {
    globalMetrics.disable();
    const monitor = fakeMonitor();
    expect(() => {
      new CheckMetrics({
        metrics: globalMetrics.getMeter('none'),
        monitor,
      }).measure();
      monitor.check({ outcome: 'down', reason: 'timeout' });
      monitor.run({ name: 'tickets', durationMs: 1, isAbandoned: false });
    }).not.toThrow();
  });
});
