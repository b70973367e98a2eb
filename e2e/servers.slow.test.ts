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
  TransitionList,
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

/** By which shares of 48 servers in 16 shards may differ: a shard is not split. */
const UNEVEN = 4;

/** The scatter of a busy machine: a check that comes sooner after another one was one too many. */
const TWICE_MS = INTERVAL_MS / 2;

/** For which the next checks are arranged: who stops is replaced by the next run. */
const SLICE_MS = 10_000;

/** A replica that is killed is missed, and its servers are given to others, within it. */
const KILLED_MS = 20_000;

/** What a busy machine may add to each of these. */
const LATE_MS = 3_000;

/** Runs come every 10 s, and what moves is announced 6 s before. */
const SHARED_OUT_MS = 60_000;

/** Longer than all that any replica waits for another one. */
const STOOD_STILL_MS = 60_000;

/** Longer than any slice was arranged ahead. */
const WITHOUT_DATABASE_MS = 60_000;

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

async function monitorOf(portal: Portal) {
  const { monitor } = await portal.getAsService<ObserverReport>('/observer');
  return monitor;
}

async function checkedBy(portal: Portal): Promise<number> {
  return (await monitorOf(portal))?.servers.checkedHere ?? 0;
}

async function sharesOf(all: Portal[]): Promise<number[]> {
  return Promise.all(all.map(checkedBy));
}

/** Each has so many that no shard could be moved to make them more alike. */
function sharedOut(all: Portal[]): Promise<number[]> {
  return eventually(
    `${TARGETS} servers to be shared out over ${all.length}`,
    async () => {
      const shares = await sharesOf(all);
      const sum = shares.reduce((x, y) => x + y);
      if (
        sum !== TARGETS ||
        Math.max(...shares) - Math.min(...shares) > UNEVEN
      ) {
        throw new Error(`${shares}`);
      }
      return shares;
    },
    { withinMs: SHARED_OUT_MS, everyMs: ASK_EVERY_MS },
  );
}

/** How long any server was not asked, from then until now. */
function longestGapMs(sinceMs: number): number {
  return Math.max(
    ...targets.gapsSince(sinceMs - INTERVAL_MS),
    targets.longestWaitMs(),
  );
}

async function turnsToDown(portal: Portal): Promise<number> {
  const { items } = await portal.getAsService<TransitionList>(
    '/transitions?status=Down&limit=100',
  );
  return items.length;
}

(postgresPrograms ? describe : describe.skip)(
  `servers and three backends${
    postgresPrograms ? '' : ' (skipped: no PostgreSQL here)'
  }`,
  () => {
    let downsBefore = 0;

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

    it('share the servers out evenly, also with one that comes later, check none twice, and all know of all', async () => {
      await sharedOut(portals);
      await startPortal('servers-c');
      const joinedMs = performance.now();
      const shares = await sharedOut(portals);
      record('three have even shares after', performance.now() - joinedMs);
      shares.forEach((share, i) => record(`servers of replica ${i}`, share));
      const sinceMs = performance.now();
      await sleep(6 * INTERVAL_MS);
      const gaps = targets.gapsSince(sinceMs);
      record('shortest time between two checks', Math.min(...gaps));
      record('longest time between two checks', Math.max(...gaps));
      expect(gaps.length).toBeGreaterThanOrEqual(TARGETS * 4);
      expect(Math.min(...gaps)).toBeGreaterThan(TWICE_MS);
      expect(Math.max(...gaps)).toBeLessThan(2 * INTERVAL_MS);
      await eventually(
        'all to know',
        async () => {
          const healthy = await Promise.all(
            portals.map(portal => count(portal, 'Healthy')),
          );
          return healthy.every(known => known === TARGETS);
        },
        { withinMs: 30_000, everyMs: ASK_EVERY_MS },
      );
    }, 240_000);

    it('all say that one is down, and one row is written', async () => {
      targets.fail(7);
      await eventually(
        'Down on all',
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
      downsBefore = await turnsToDown(portals[0]);
    }, 90_000);

    it('go on when one stands still for a minute; when it comes back it says nothing wrong, and nothing is counted twice', async () => {
      const [a, b, c] = portals;
      const stoodStillFromMs = performance.now();
      c.pause();
      await sleep(STOOD_STILL_MS);
      const longestMs = longestGapMs(stoodStillFromMs);
      record('longest without a check while one stands still', longestMs);
      expect(longestMs).toBeLessThan(KILLED_MS + INTERVAL_MS + LATE_MS);
      expect((await sharesOf([a, b])).reduce((x, y) => x + y)).toBe(TARGETS);
      c.resume();
      await sharedOut(portals);
      await sleep(3 * INTERVAL_MS);
      const down = await Promise.all(portals.map(one => count(one, 'Down')));
      expect(down).toEqual([1, 1, 1]);
      expect(await turnsToDown(a)).toBe(downsBefore);
    }, 240_000);

    it('go on without their database, each with what it has, and say so; nothing is lost', async () => {
      const sinceMs = performance.now();
      await postgres.kill();
      await eventually(
        'all to say so',
        async () => {
          const monitors = await Promise.all(portals.map(monitorOf));
          return monitors.every(monitor =>
            monitor?.problems.some(({ name }) => name === 'database'),
          );
        },
        { withinMs: 30_000, everyMs: ASK_EVERY_MS },
      );
      const failing = 8;
      targets.fail(failing);
      await sleep(WITHOUT_DATABASE_MS);
      const longestMs = longestGapMs(sinceMs);
      record('longest without a check without a database', longestMs);
      expect(longestMs).toBeLessThan(2 * INTERVAL_MS + LATE_MS);
      await postgres.restart();
      await sharedOut(portals);
      const rows = await historyUntil(
        portals,
        { id: `server:config/target-${failing}` },
        'Down',
      );
      expect(turnsOf(rows)).toEqual(['Healthy', 'Down']);
      expect(await turnsToDown(portals[0])).toBe(downsBefore + 1);
      expect(longestGapMs(sinceMs)).toBeLessThan(2 * INTERVAL_MS + LATE_MS);
    }, 240_000);

    it('go on when one is stopped: none is unchecked for longer than its interval and a slice', async () => {
      const [a, b, c] = portals;
      const stoppedMs = performance.now();
      await c.stop();
      await sharedOut([a, b]);
      await sleep(2 * INTERVAL_MS);
      const longestMs = longestGapMs(stoppedMs);
      record('longest without a check after a stop', longestMs);
      expect(longestMs).toBeLessThan(INTERVAL_MS + SLICE_MS + LATE_MS);
    }, 120_000);

    it('go on when one is killed: none is unchecked for 20 s and its interval, none is checked twice', async () => {
      const [a, b] = portals;
      const killedMs = performance.now();
      await b.kill();
      await sharedOut([a]);
      await sleep(2 * INTERVAL_MS);
      const longestMs = longestGapMs(killedMs);
      record('longest without a check after a kill', longestMs);
      expect(longestMs).toBeLessThan(KILLED_MS + INTERVAL_MS + LATE_MS);
      expect(await count(a, 'Healthy')).toBe(TARGETS - 2);
      expect(await count(a, 'Down')).toBe(2);
    }, 120_000);
  },
);
