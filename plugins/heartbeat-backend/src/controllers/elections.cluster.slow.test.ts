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

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { eventually } from '@internal/test-support';
import { buildElector } from '../__testUtils__/elector';
import {
  startHeartbeat,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';
import {
  openTestCluster,
  type TestCluster,
} from '../__testUtils__/testCluster';

jest.setTimeout(180_000);

const NAMES = ['a', 'b', 'c', 'd', 'e'].map(name => `elected-${name}`);

/** client-go's defaults: D, and 4.4 retry periods of 2 s. */
const DURATION_MS = 15_000;
const TAKE_OVER_MS = 8_800;
const RETRY_MS = 2_000;

const LOOK_MS = 250;

const elector = buildElector();

let cluster: TestCluster;
let directory: string;
let backend: HeartbeatBackend;
const processes: ChildProcess[] = [];
/** What was said of each, and when, each time that it was something else. */
const said = new Map<string, Array<{ status: string; atMs: number }>>();
let isWatching = true;
let watching: Promise<void> = Promise.resolve();

/** A process that takes part in all elections. */
function compete(id: string): ChildProcess {
  const child = spawn('path' in elector ? elector.path : '', [
    ...['-kubeconfig', join(directory, 'kubeconfig')],
    ...['-names', NAMES.join(','), '-id', id],
  ]);
  processes.push(child);
  return child;
}

const holders = async () => {
  const { items } = await backend.list();
  return NAMES.map(
    name => items.find(({ controller }) => controller === name)?.holder,
  );
};

const allAre = (status: string) => async () =>
  NAMES.every(name => said.get(name)?.at(-1)?.status === status);

async function look(): Promise<void> {
  while (isWatching) {
    const { items } = await backend.list();
    for (const { controller, status } of items) {
      const story = said.get(controller) ?? [];
      if (story.at(-1)?.status !== status) {
        said.set(controller, [...story, { status, atMs: performance.now() }]);
      }
    }
    await sleep(LOOK_MS);
  }
}

const deaths = () =>
  NAMES.filter(name => said.get(name)?.some(({ status }) => status === 'Dead'));

async function open() {
  cluster = await openTestCluster();
  directory = await mkdtemp(join(tmpdir(), 'elections-'));
  await writeFile(
    join(directory, 'kubeconfig'),
    cluster.kubeConfig.exportConfig(),
  );
  backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat: { sources: [{ type: 'leases', names: NAMES }] },
  });
  watching = look();
}

async function close() {
  processes.forEach(child => child.kill('SIGKILL'));
  isWatching = false;
  await watching;
  await backend.stop();
  await Promise.all(
    NAMES.map(name =>
      cluster.leases
        .deleteNamespacedLease({ namespace: 'default', name })
        .catch(() => {
          // There is none where nothing was built.
        }),
    ),
  );
  await cluster.stop();
  await rm(directory, { recursive: true });
}

('path' in elector ? describe : describe.skip)(
  `a real election of client-go${
    'path' in elector ? '' : ` (skipped: ${elector.why})`
  }`,
  () => {
    beforeAll(open);
    afterAll(close);

    it('has no death where a standby takes over from a killed leader or after a rollout, and one when no successor can come', async () => {
      const first = compete('pod-1_00000001');
      await eventually('all are Alive', allAre('Alive'), { withinMs: 20_000 });
      compete('pod-2_00000002');
      // The standby has to have seen the leader.
      await sleep(3 * RETRY_MS);

      first.kill('SIGKILL');
      const isLedBy = (id: string) => async () =>
        (await holders()).every(holder => holder === id);
      await eventually('the standby leads', isLedBy('pod-2_00000002'), {
        withinMs: 30_000,
      });
      await eventually('all are Alive', allAre('Alive'), { withinMs: 5_000 });
      expect(deaths()).toEqual([]);

      const third = compete('pod-3_00000003');
      await sleep(3 * RETRY_MS);
      processes[1].kill('SIGTERM');
      await eventually('the new one leads', isLedBy('pod-3_00000003'), {
        withinMs: 15_000,
      });
      await eventually('all are Alive', allAre('Alive'), { withinMs: 5_000 });
      expect(deaths()).toEqual([]);

      // Its rhythm is known when it has renewed a few times.
      await sleep(6 * RETRY_MS);
      const killedMs = performance.now();
      third.kill('SIGKILL');
      await eventually('all are Dead', allAre('Dead'), { withinMs: 40_000 });
      const tookMs = NAMES.map(
        name => (said.get(name)?.at(-1)?.atMs ?? NaN) - killedMs,
      );
      // From its last renewal, which was up to a retry period before.
      const [soonest, latest] = [Math.min(...tookMs), Math.max(...tookMs)];
      expect(soonest).toBeGreaterThan(
        DURATION_MS + TAKE_OVER_MS - 1.5 * RETRY_MS,
      );
      expect(latest).toBeLessThan(DURATION_MS + TAKE_OVER_MS + RETRY_MS);
    });
  },
);
