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

import { setTimeout as sleep } from 'node:timers/promises';
import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';
import { eventually } from '@internal/test-support';
import {
  startHeartbeat,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';
import {
  noOutageCluster,
  openOutageCluster,
  type OutageCluster,
} from '../__testUtils__/outageCluster';
import { RenewingController } from '../__testUtils__/RenewingController';

jest.setTimeout(90_000);

const NAMESPACE = 'outage';

const DURATION_SECONDS = 4;

/** After this much silence a controller would be Dead, if its silence were its own: with the margin of a second. */
const DEAD_AFTER_MS = (DURATION_SECONDS + 1) * 1000;

/** Longer than a list may take, so that one runs into its timeout. */
const PAUSE_MS = 16_000;

/** For the last pause of the backoff, up to 30 s after an outage as long as that, then the list and the next renewal. */
const RECOVERY_MS = 35_000;

/** How closely the answers are looked at: a verdict that stands for less is seen by nobody. */
const LOOK_MS = 50;

const CONTROLLERS = ['orders', 'payments'];

let cluster: OutageCluster;
let backend: HeartbeatBackend;
let controllers: RenewingController[];
/** What ends all that was started. */
const ends: (() => Promise<unknown>)[] = [];

async function createNamespace() {
  const { CoreV1Api } = await import('@kubernetes/client-node');
  await cluster.kubeConfig
    .makeApiClient(CoreV1Api)
    .createNamespace({ body: { metadata: { name: NAMESPACE } } });
}

async function currentStatuses() {
  const heartbeats = await Promise.all(CONTROLLERS.map(backend.find));
  return heartbeats.map(heartbeat => heartbeat?.status);
}

const areAll = async (wanted: LivenessStatus) =>
  (await currentStatuses()).every(status => status === wanted);

/** Looks at the answers all the time, until the signal is given. */
async function allAnswers(signal: AbortSignal) {
  const seen = new Set<string | undefined>();
  while (!signal.aborted) {
    (await currentStatuses()).forEach(status => seen.add(status));
    await sleep(LOOK_MS);
  }
  return [...seen];
}

/**
 * Goes through an outage: both controllers are Unknown while the API server is
 * away, and Alive soon after.
 *
 * @returns all statuses that anybody was told from before it until after it
 */
async function statusesDuring(outage: {
  begin(): Promise<void>;
  /** From the moment on at which both are Unknown. */
  lastsMs: number;
  end(): Promise<void>;
}) {
  await eventually('both Alive before', () => areAll('Alive'));
  const over = new AbortController();
  const answers = allAnswers(over.signal);
  try {
    await outage.begin();
    await eventually('both Unknown', () => areAll('Unknown'), {
      withinMs: DEAD_AFTER_MS,
    });
    await sleep(outage.lastsMs);
    expect(await backend.find(CONTROLLERS[0])).toMatchObject({
      status: 'Unknown',
      unknown: {
        reason: 'unreachable',
        message: expect.stringContaining('cannot be watched'),
      },
    });
    await outage.end();
    await eventually('both Alive again', () => areAll('Alive'), {
      withinMs: RECOVERY_MS,
    });
  } finally {
    over.abort();
  }
  return answers;
}

(noOutageCluster ? describe.skip : describe)(
  `an API server that${
    noOutageCluster ? ` (skipped: ${noOutageCluster})` : ''
  }`,
  () => {
    beforeAll(async () => {
      cluster = await openOutageCluster();
      ends.unshift(() => cluster.stop());
      await createNamespace();
      const { kubeConfig } = cluster;
      controllers = CONTROLLERS.map(name =>
        RenewingController.start({
          kubeConfig,
          namespace: NAMESPACE,
          name,
          durationSeconds: DURATION_SECONDS,
        }),
      );
      ends.unshift(() => Promise.all(controllers.map(one => one.kill())));
      backend = await startHeartbeat({
        kubeConfig,
        heartbeat: { sources: [{ type: 'label', namespaces: [NAMESPACE] }] },
      });
      ends.unshift(() => backend.stop());
    });

    afterAll(async () => {
      for (const end of ends) {
        await end();
      }
    });

    it('answers nothing for longer than a request may take hides its controllers, and kills none', async () => {
      const statuses = await statusesDuring({
        begin: () => cluster.pause(),
        lastsMs: PAUSE_MS,
        end: () => cluster.resume(),
      });
      expect(statuses).not.toContain('Dead');
    });

    it('is killed and comes back with its data hides its controllers, and kills none', async () => {
      const statuses = await statusesDuring({
        begin: () => cluster.kill(),
        lastsMs: DEAD_AFTER_MS,
        end: () => cluster.restart(),
      });
      expect(statuses).not.toContain('Dead');
    });

    it('comes back without its data hides its controllers, and kills none [K8]', async () => {
      const statuses = await statusesDuring({
        begin: () => cluster.kill(),
        lastsMs: DEAD_AFTER_MS,
        async end() {
          await cluster.restartEmpty();
          await createNamespace();
        },
      });
      expect(statuses).not.toContain('Dead');
    });

    it('has been through all that still tells when a controller really dies', async () => {
      await controllers[0].kill();
      await eventually(
        'Dead',
        async () => (await backend.statusOf(CONTROLLERS[0])) === 'Dead',
        { withinMs: DEAD_AFTER_MS + 1_000 },
      );
      expect(await backend.statusOf(CONTROLLERS[1])).toBe('Alive');
    });
  },
);
