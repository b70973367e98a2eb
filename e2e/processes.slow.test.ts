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
import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import {
  ControllerProcess,
  DURATION_SECONDS,
} from './support/ControllerProcess';
import { historyUntil, turnsOf } from './support/history';
import { record } from './support/measurements';
import { Onlooker } from './support/Onlooker';
import { Portal } from './support/Portal';
import { postgresPrograms, PostgresServer } from './support/PostgresServer';
import { libfaketime, wrongClock } from './support/wrongClock';

/** D and the margin: after so much silence a controller is Dead. */
const DEAD_AFTER_MS = (DURATION_SECONDS + 1) * 1_000;

/** How much later a verdict may be seen, on a machine with other things to do. */
const SLACK_MS = 1_000;

/** How much later than the observer we may learn of a renewal. */
const NEWS_MS = 250;

/** How far the time in the history may be from the deadline. */
const DATED_WITHIN_MS = 2_000;

/** How soon the portal has to answer, whatever its database does. */
const QUICK_MS = 1_000;

const HOUR_MS = 60 * 60 * 1_000;

let kubernetes: EmbeddedKubernetes;
let postgres: PostgresServer;
const portals: Portal[] = [];
const controllers: ControllerProcess[] = [];
const onlookers: Onlooker[] = [];

async function startPortal(
  name: string,
  env?: Record<string, string>,
): Promise<Portal> {
  const { connection } = postgres;
  const portal = await Portal.start(name, {
    kubernetes,
    postgres: connection,
    env,
  });
  portals.push(portal);
  return portal;
}

async function startController(
  name: string,
  env?: Record<string, string>,
): Promise<ControllerProcess> {
  const controller = await ControllerProcess.start({ kubernetes, name, env });
  controllers.push(controller);
  return controller;
}

/** Looks at these controllers all the time from now on; they are Alive when the promise resolves. */
async function lookAt(
  portal: Portal,
  alive: ControllerProcess[],
): Promise<Onlooker> {
  const look = Onlooker.start(portal);
  onlookers.push(look);
  await Promise.all(alive.map(({ name }) => look.seen(name, 'Alive')));
  return look;
}

/** Fails if it is Dead before all of its time has passed in silence, or long after. */
async function expectDeadInTime(
  look: Onlooker,
  { name, renewedMs }: ControllerProcess,
  goneMs: number,
): Promise<void> {
  const deadMs = await look.seen(name, 'Dead');
  record(
    `${name}: Dead after its deadline`,
    deadMs - renewedMs - DEAD_AFTER_MS,
  );
  expect(deadMs - renewedMs).toBeGreaterThan(DEAD_AFTER_MS - NEWS_MS);
  expect(deadMs - goneMs).toBeLessThan(DEAD_AFTER_MS + SLACK_MS);
}

/** Each row goes on from the one before, and says something new. */
function expectOneRowPerChange(rows: HistoryTransition[]): void {
  expect(rows.map(({ from }) => from)).toEqual([
    undefined,
    ...rows.slice(0, -1).map(({ to }) => to),
  ]);
  expect(rows.filter(({ from, to }) => from === to)).toEqual([]);
}

/**
 * It is written that it lived and then died, when it did by a clock that is right. A
 * Lease that looked an hour old when it was made, by a wrong clock of its controller or
 * of the backend, may have been Unknown until its second renewal.
 */
function expectOneDeath(
  rows: HistoryTransition[],
  { renewedMs }: ControllerProcess,
  options: { isDoubted?: boolean } = {},
): void {
  expectOneRowPerChange(rows);
  const turns = turnsOf(rows);
  const isDoubted = options.isDoubted && turns[0] === 'Unknown';
  expect(isDoubted ? turns.slice(1) : turns).toEqual(['Alive', 'Dead']);
  const renewedAt = Date.now() - (performance.now() - renewedMs);
  const diedAt = Date.parse(rows[rows.length - 1].at);
  expect(Math.abs(diedAt - (renewedAt + DEAD_AFTER_MS))).toBeLessThan(
    DATED_WITHIN_MS,
  );
}

function hoursAhead(look: Onlooker, { name }: ControllerProcess): number {
  return (look.last(name).clockSkewMs ?? NaN) / HOUR_MS;
}

(postgresPrograms ? describe : describe.skip)(
  `real processes${postgresPrograms ? '' : ' (skipped: no PostgreSQL here)'}`,
  () => {
    beforeAll(async () => {
      kubernetes = await EmbeddedKubernetes.start();
      postgres = await PostgresServer.start();
      // One after the other: the first makes the tables.
      await startPortal('processes-a');
      await startPortal('processes-b');
    }, 200_000);

    afterEach(async () => {
      // where a test did not come so far
      postgres.resume();
      portals.forEach(portal => portal.resume());
      await Promise.all(controllers.splice(0).map(one => one.shutDown()));
      await Promise.all(onlookers.splice(0).map(look => look.stop()));
    });

    afterAll(async () => {
      await Promise.all(portals.map(portal => portal.stop()));
      await postgres?.stop();
      await kubernetes?.stop();
    }, 30_000);

    it('of controllers: one that stands still dies until it goes on, one that is killed dies, one that is shut down does not', async () => {
      const [a] = portals;
      const stands = await startController('stands-still');
      const killed = await startController('killed');
      const shutDown = await startController('shut-down');
      const look = await lookAt(a, [stands, killed, shutDown]);

      stands.pause();
      await Promise.all([killed.kill(), shutDown.shutDown()]);
      const goneMs = performance.now();
      await look.seen('shut-down', 'Stopped', SLACK_MS);
      await look.seen('stands-still', 'Late');
      await expectDeadInTime(look, stands, goneMs);
      await expectDeadInTime(look, killed, goneMs);
      stands.resume();
      await look.seen('stands-still', 'Alive', SLACK_MS);

      expect(look.statusesOf('shut-down')).not.toContain('Dead');
      expect(look.statusesOf('killed')).not.toContain('Stopped');
      expectOneDeath(
        await historyUntil(portals, look.last('killed'), 'Dead'),
        killed,
      );
      for (const [name, turns] of [
        ['stands-still', ['Alive', 'Dead', 'Alive']],
        ['shut-down', ['Alive', 'Stopped']],
      ] as const) {
        const { id, status } = look.last(name);
        const rows = await historyUntil(portals, { id }, status);
        expectOneRowPerChange(rows);
        expect(turnsOf(rows)).toEqual(turns);
      }
    });

    it('of backends: one that stands still declares nobody dead afterwards who is not, and the other one tells the truth all the time', async () => {
      const [a, b] = portals;
      const lives = await startController('lives');
      const dies = await startController('dies');
      const lookA = await lookAt(a, [lives, dies]);
      const lookB = await lookAt(b, [lives, dies]);

      b.pause();
      await dies.kill();
      await expectDeadInTime(lookA, dies, performance.now());
      // until b would take it for dead, if the silence were not its own
      await lives.renewed(2);
      b.resume();
      await lookB.seen('dies', 'Dead');
      await lives.renewed(DURATION_SECONDS);

      for (const look of [lookA, lookB]) {
        expect(look.last('lives').status).toBe('Alive');
        expect(look.statusesOf('lives')).not.toContain('Dead');
      }
      expectOneDeath(
        await historyUntil(portals, lookA.last('dies'), 'Dead'),
        dies,
      );
      const rows = await historyUntil(portals, lookA.last('lives'), 'Alive');
      expectOneRowPerChange(rows);
      expect(turnsOf(rows)).toEqual(['Alive']);
    });

    it.each([
      {
        outage: 'stands still',
        begin: async () => postgres.pause(),
        atLeastMs: 20_000,
        end: async () => postgres.resume(),
      },
      {
        outage: 'is killed',
        begin: () => postgres.kill(),
        atLeastMs: 0,
        end: () => postgres.restart(),
      },
    ])(
      'of the database: while it $outage, answers are as true and quick as ever, and what happened is written down afterwards',
      async ({ outage, begin, atLeastMs, end }) => {
        const [a] = portals;
        const lives = await startController(
          `lives-while-it-${outage.replace(' ', '-')}`,
        );
        const dies = await startController(
          `dies-while-it-${outage.replace(' ', '-')}`,
        );
        const look = await lookAt(a, [lives, dies]);
        await historyUntil(portals, look.last(dies.name), 'Alive');

        await begin();
        const beganMs = performance.now();
        await dies.kill();
        await expectDeadInTime(look, dies, performance.now());
        await sleep(Math.max(0, beganMs + atLeastMs - performance.now()));
        const { slowestMs } = look;
        await end();

        const rows = await historyUntil(portals, look.last(dies.name), 'Dead');
        expectOneDeath(rows, dies);
        expect(look.last(lives.name).status).toBe('Alive');
        expect(look.statusesOf(lives.name)).not.toContain('Dead');
        record(`slowest answer while the database ${outage}`, slowestMs);
        expect(slowestMs).toBeLessThan(QUICK_MS);
      },
    );

    (libfaketime ? describe : describe.skip)(
      `with wrong clocks${
        libfaketime ? '' : ' (skipped: no libfaketime here)'
      }`,
      () => {
        it('of controllers: those an hour fast and slow are judged as any other', async () => {
          const [a] = portals;
          const fast = await startController('fast', wrongClock('+1h'));
          const slow = await startController('slow', wrongClock('-1h'));
          const look = await lookAt(a, [fast, slow]);
          await Promise.all([fast.renewed(2), slow.renewed(2)]);

          expect(hoursAhead(look, fast)).toBeCloseTo(1, 2);
          expect(hoursAhead(look, slow)).toBeCloseTo(-1, 2);
          await Promise.all([fast.kill(), slow.kill()]);
          const killedMs = performance.now();
          for (const controller of [fast, slow]) {
            await expectDeadInTime(look, controller, killedMs);
            const { id } = look.last(controller.name);
            expectOneDeath(
              await historyUntil(portals, { id }, 'Dead'),
              controller,
              { isDoubted: true },
            );
          }
        });

        it('of backends: those an hour fast and slow judge as any other, and date by the clock of the database', async () => {
          const lives = await startController('lives-by-any-clock');
          const died = await startController('died-before');
          const before = await lookAt(portals[0], [lives, died]);
          await died.kill();
          await before.seen('died-before', 'Dead');
          await before.stop();
          await Promise.all(portals.splice(0).map(portal => portal.stop()));

          const fast = await startPortal('processes-fast', wrongClock('+1h'));
          const slow = await startPortal('processes-slow', wrongClock('-1h'));
          const looks = await Promise.all(
            [fast, slow].map(portal => lookAt(portal, [lives])),
          );
          const dies = await startController('dies-by-any-clock');
          await dies.renewed(2);
          expect(hoursAhead(looks[0], dies)).toBeCloseTo(-1, 2);
          expect(hoursAhead(looks[1], dies)).toBeCloseTo(1, 2);
          await dies.kill();
          const killedMs = performance.now();
          for (const look of looks) {
            await expectDeadInTime(look, dies, killedMs);
            expect(look.statusesOf('lives-by-any-clock')).not.toContain('Dead');
            expect(look.statusesOf('died-before')).toEqual(['Dead']);
          }
          for (const controller of [dies, died]) {
            const { id } = looks[0].last(controller.name);
            expectOneDeath(
              await historyUntil(portals, { id }, 'Dead'),
              controller,
              { isDoubted: true },
            );
          }
        }, 120_000);
      },
    );
  },
);
