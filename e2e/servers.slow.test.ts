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
import type {
  ObserverReport,
  ServerList,
  ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually } from '@internal/test-support';
import { historyUntil, turnsOf } from './support/history';
import { record } from './support/measurements';
import { Portal } from './support/Portal';
import { postgresPrograms, PostgresServer } from './support/PostgresServer';
import { Targets } from './support/Targets';

const TARGETS = 48;
const INTERVAL_MS = 5_000;

/** The scatter of a busy machine: a check that comes sooner after another one was one too many. */
const TWICE_MS = INTERVAL_MS / 2;

/** The loss of a replica is made good within it. */
const UNCHECKED_MS = 60_000;

/** Claims are looked at every few seconds. */
const SHARED_OUT_MS = 60_000;

const ASK_EVERY_MS = 500;

let kubernetes: EmbeddedKubernetes;
let postgres: PostgresServer;
let targets: Targets;
const portals: Portal[] = [];

async function startPortal(name: string): Promise<Portal> {
  const portal = await Portal.start(name, {
    kubernetes,
    postgres: postgres.connection,
    heartbeat: {
      servers: targets.config,
      monitor: { interval: `${INTERVAL_MS / 1_000}s`, timeout: '2s' },
    },
  });
  portals.push(portal);
  return portal;
}

function servers(portal: Portal): Promise<ServerList> {
  return portal.getAsService('/servers');
}

async function count(portal: Portal, status: ServerStatus): Promise<number> {
  return (await servers(portal)).counts[status];
}

async function checkedBy(portal: Portal): Promise<number> {
  const { monitor } = await portal.getAsService<ObserverReport>('/observer');
  return monitor?.servers.checkedHere ?? 0;
}

(postgresPrograms ? describe : describe.skip)(
  `servers and two backends${
    postgresPrograms ? '' : ' (skipped: no PostgreSQL here)'
  }`,
  () => {
    beforeAll(async () => {
      kubernetes = await EmbeddedKubernetes.start();
      postgres = await PostgresServer.start();
      targets = await Targets.start(TARGETS);
      // One after the other: the first makes the tables.
      await startPortal('servers-a');
      await startPortal('servers-b');
    }, 200_000);

    afterAll(async () => {
      await Promise.all(portals.map(portal => portal.stop()));
      await targets?.stop();
      await postgres?.stop();
      await kubernetes?.stop();
    }, 30_000);

    it('share the servers out, check none twice, and both know of all', async () => {
      const [a, b] = portals;
      await eventually(
        'shared out',
        async () => {
          const [ofA, ofB] = await Promise.all([checkedBy(a), checkedBy(b)]);
          return ofA > 0 && ofB > 0 && ofA + ofB === TARGETS;
        },
        { withinMs: SHARED_OUT_MS, everyMs: ASK_EVERY_MS },
      );
      const sinceMs = performance.now();
      await sleep(6 * INTERVAL_MS);
      const gaps = targets.gapsSince(sinceMs);
      record('shortest time between two checks', Math.min(...gaps));
      record('longest time between two checks', Math.max(...gaps));
      expect(gaps.length).toBeGreaterThanOrEqual(TARGETS * 4);
      expect(Math.min(...gaps)).toBeGreaterThan(TWICE_MS);
      expect(Math.max(...gaps)).toBeLessThan(2 * INTERVAL_MS);
      await eventually(
        'both know',
        async () => {
          const healthy = await Promise.all(
            portals.map(portal => count(portal, 'Healthy')),
          );
          return healthy.every(known => known === TARGETS);
        },
        { withinMs: 30_000, everyMs: ASK_EVERY_MS },
      );
    }, 150_000);

    it('both say that one is down, and one row is written', async () => {
      targets.fail(7);
      await eventually(
        'Down on both',
        async () => {
          const down = await Promise.all(
            portals.map(portal => count(portal, 'Down')),
          );
          return down.every(known => known === 1);
        },
        { withinMs: 60_000, everyMs: ASK_EVERY_MS },
      );
      const { items } = await servers(portals[0]);
      const down = items.find(({ status }) => status === 'Down');
      expect(down).toMatchObject({
        name: 'target-7',
        reason: 'unexpected-status',
      });
      const rows = await historyUntil(portals, { id: down!.id }, 'Down');
      expect(turnsOf(rows)).toEqual(['Healthy', 'Down']);
    }, 90_000);

    it('go on when one is killed: none is unchecked for a minute, none is checked twice', async () => {
      const [a, b] = portals;
      const killedMs = performance.now();
      await b.kill();
      await eventually(
        'all checked by the other',
        async () => {
          return (await checkedBy(a)) === TARGETS;
        },
        { withinMs: UNCHECKED_MS, everyMs: ASK_EVERY_MS },
      );
      await sleep(2 * INTERVAL_MS);
      const gaps = targets.gapsSince(killedMs - INTERVAL_MS);
      record('longest without a check after a kill', Math.max(...gaps));
      expect(Math.max(...gaps)).toBeLessThan(UNCHECKED_MS);
      expect(targets.longestWaitMs()).toBeLessThan(2 * INTERVAL_MS);
      expect(await count(a, 'Healthy')).toBe(TARGETS - 1);
      expect(await count(a, 'Down')).toBe(1);
    }, 120_000);
  },
);
