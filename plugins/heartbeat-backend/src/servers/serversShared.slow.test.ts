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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { ServerObservation } from 'backstage-plugin-heartbeat-node';
import type { Knex } from 'knex';
import { eventually } from '@internal/test-support';
import { DATABASES } from '../__testUtils__/databases';
import { systemClock, type Clock } from '../time/clock';
import { handOver } from './handover/handOver';
import { History } from '../history/History';
import { LatencyRecorder, LatencyStore } from './latency';
import { ServerHealth } from './checks/ServerHealth';
import { CheckerRunner, Checkers } from '../checkers';
import { ModuleKeys } from '../config/ModuleKeys';
import { createServerHealthChecker } from './createServerHealthChecker';
import { Slices } from './slices';
import { startScheduler } from './__testUtils__/startScheduler';
import { monitorOptions } from '../config/monitorOptions';
import { TargetGuard } from '../targets';
import { createServerRegistry } from './serverRegistry';
import { createServerKind } from './serverKind';
import { SubjectHistory } from '../subjects/SubjectHistory';
import { LastChecks } from './handover/LastChecks';
import { LastCheckStore } from './handover/LastCheckStore';
import { ServersElsewhere } from './handover/ServersElsewhere';

const databases = TestDatabases.create(DATABASES);

/** In earnest these are 30 s, 6 s, 2 s and 10 s: a killed replica's servers miss one slot at most. */
const INTERVAL_MS = 4_000;
const WORD_MS = 1_500;
const LOOK_MS = 300;
const FREQUENCY_MS = 500;

/** In a row, that turn a server; those after the first come at a quarter of the interval. */
const FAILURES = 6;

/** By which a check may be late on a busy machine; twice in one slot, or two slots missed, is far more. */
const LATE_MS = INTERVAL_MS / 2;

const NAMES = Array.from({ length: 100 }, (_, i) => `server-${i}`);

interface Check {
  name: string;
  by: string;
  fleetMs: number;
}

/** All of a backend that has to do with servers, with a network that a test plays. */
class Replica {
  readonly registry = createServerRegistry();
  #isKilled = false;
  #stopScheduler = () => {};
  readonly #stop: Array<() => void | Promise<void>> = [];

  static async start(
    knex: Knex,
    name: string,
    checks: Check[],
    answer: (server: string) => ServerObservation = () => ({
      outcome: 'healthy',
    }),
  ): Promise<Replica> {
    const replica = new Replica();
    const { registry } = replica;
    const clock: Clock = {
      ...systemClock,
      // A process that is killed does nothing any more.
      setTimer: (callback, delayMs) =>
        systemClock.setTimer(
          () => (replica.#isKilled ? undefined : callback()),
          delayMs,
        ),
    };
    const logger = mockServices.logger.mock({
      child: () => mockServices.logger.mock(),
    });
    const database = mockServices.database({ knex });
    const shutdown = new AbortController();
    const options = {
      ...monitorOptions.parse({}),
      intervalMs: INTERVAL_MS,
      timeoutMs: 1_000,
      failures: FAILURES,
    };
    const slices = await Slices.create({
      database,
      clock,
      logger,
      total: options.shards,
      wordMs: WORD_MS,
      lookMs: LOOK_MS,
    });
    const { scheduler, stop: stopScheduler } = startScheduler(knex);
    replica.#stopScheduler = stopScheduler;
    const checkers = new Checkers({ keys: new ModuleKeys() });
    checkers.addChecker({
      ...createServerHealthChecker(slices),
      frequency: { milliseconds: FREQUENCY_MS },
    });
    const clusters = { list: () => [], get: () => undefined };
    const guard = new TargetGuard({ allow: [] });
    const runner = new CheckerRunner({
      ...{ checkers, scheduler, clusters, guard, clock, logger },
    });
    const fleetNowMs = () => slices.fleetNowMs();
    const health = new ServerHealth({
      sources: [
        {
          name: 'test',
          listServers: async () => ({
            servers: NAMES.map(server => ({
              name: server,
              provider: 'played',
              spec: {},
              trust: 'operator',
            })),
          }),
        },
      ],
      providers: [
        {
          kind: 'played',
          prepare: definition => ({
            target: `played://${definition.name}`,
            async check() {
              const fleetMs = fleetNowMs();
              checks.push({ name: definition.name, by: name, fleetMs });
              return answer(definition.name);
            },
          }),
        },
      ],
      registry,
      clock,
      fleetNowMs,
      holds: shard => slices.holds(shard),
      options,
      logger,
      clusters,
      guard,
      signal: shutdown.signal,
    });
    const kind = createServerKind({
      registry,
      clock,
      memoryOf: id => health.memoryOf(id),
      onMemory: listener => health.onMemory(listener),
    });
    const history = await History.create({
      database,
      contributors: [new SubjectHistory(kind)],
      clock,
      logger,
      onWritten: () => {},
    });
    const store = await LatencyStore.create({ database });
    const latency = LatencyRecorder.create({
      store,
      fleetNowMs,
      clock,
      logger,
    });
    const lastChecks = new LastChecks({
      store: await LastCheckStore.create({ database }),
      servers: () => registry.subjects(),
      isAlone: () => slices.state.replicas <= 1,
      fleetNowMs,
      clock,
      logger,
    });
    const elsewhere = new ServersElsewhere({
      store: history.store,
      registry,
      shares: {
        definitions: () => health.definitions(),
        shardOf: id => health.shardOf(id),
        isTaken: shard => slices.isTaken(shard),
        held: () => slices.state.held,
      },
      lastChecks,
      clock,
      logger,
      pollMs: LOOK_MS,
    });
    health.onCheck(({ server, timings }) =>
      latency.add(server.id, timings?.totalMs ?? 0),
    );
    history.start();
    elsewhere.start();
    lastChecks.start(() => elsewhere.review());
    await slices.start({
      scheduler,
      weightOf: shard => health.sizeOf(shard),
      onHeld: handOver({ history, health, elsewhere, logger }),
    });
    await runner.start();
    await health.start();
    replica.#stop.push(
      () => lastChecks.stop(),
      () => elsewhere.stop(),
      () => history.checkpoint(),
      () => slices.stop(),
      () => stopScheduler(),
      () => latency.close(),
      () => history.stop(),
      () => shutdown.abort(),
    );
    return replica;
  }

  kill(): void {
    this.#isKilled = true;
    this.#stopScheduler();
  }

  async stop(): Promise<void> {
    this.#isKilled = false;
    for (const stop of this.#stop.splice(0)) {
      await stop();
    }
  }
}

/** The checks of each server, in their order. */
function byServer(checks: Check[]): Check[][] {
  return NAMES.map(name => checks.filter(check => check.name === name));
}

/** The times between one check of a server and the next. */
function gaps(checks: Check[]): number[] {
  return byServer(checks).flatMap(ofServer =>
    ofServer.slice(1).map((check, i) => check.fleetMs - ofServer[i].fleetMs),
  );
}

describe.each(databases.eachSupportedId())(
  'servers on two replicas, on %s',
  id => {
    const replicas: Replica[] = [];

    afterEach(async () => {
      await Promise.all(replicas.splice(0).map(replica => replica.stop()));
    });

    it('are checked by one of them, once per period, also while they are shared out and when one is killed, and shown by both', async () => {
      const knex = await databases.init(id);
      const checks: Check[] = [];
      const start = async (name: string) => {
        const replica = await Replica.start(knex, name, checks);
        replicas.push(replica);
        return replica;
      };
      const isShared = () => {
        const last = byServer(checks).map(ofServer => ofServer.at(-1)?.by);
        return last.includes('one') && last.includes('two');
      };
      const one = await start('one');
      await eventually(
        'the first pass',
        () => byServer(checks).every(c => c.length > 0),
        { withinMs: 15_000 },
      );
      const two = await start('two');
      await eventually('both to check', isShared, { withinMs: 15_000 });
      await eventually(
        'both to know all',
        () =>
          [one, two].every(({ registry }) => {
            const servers = [...registry.subjects()];
            return (
              servers.length === NAMES.length &&
              servers.every(({ status }) => status === 'Healthy')
            );
          }),
        { withinMs: 15_000 },
      );
      // they are handed over some at a time
      await eventually(
        'each to have its share',
        () => {
          const elsewhere = [...two.registry.subjects()].filter(
            ({ isElsewhere }) => isElsewhere,
          );
          const share = elsewhere.length / NAMES.length;
          return share > 1 / 4 && share < 3 / 4;
        },
        { withinMs: 15_000 },
      );

      const killedFrom = checks.length;
      two.kill();
      await eventually(
        'all to be checked by the one that is left',
        () =>
          byServer(checks.slice(killedFrom)).every(c =>
            c.some(({ by }) => by === 'one'),
          ),
        { withinMs: 15_000 },
      );
      // None was asked twice in a period, and none missed more than one of its slots.
      expect(Math.min(...gaps(checks))).toBeGreaterThan(INTERVAL_MS - LATE_MS);
      expect(Math.max(...gaps(checks))).toBeLessThan(2 * INTERVAL_MS + LATE_MS);
      // Whoever checked it, it has been healthy since it was first seen.
      const rows = await knex('heartbeat_transitions');
      expect(rows).toHaveLength(NAMES.length);
      expect(rows.every(row => row.to_status === 'Healthy')).toBe(true);
    }, 90_000);

    it('go on where they were when a replica stops and another one takes them over at once', async () => {
      const knex = await databases.init(id);
      const [failing] = NAMES;
      const checks: Check[] = [];
      const failures: string[] = [];
      let isFailing = false;
      const start = async (name: string) => {
        const replica = await Replica.start(knex, name, checks, server => {
          if (!isFailing || server !== failing) {
            return { outcome: 'healthy' };
          }
          failures.push(name);
          return { outcome: 'down', reason: 'connection-refused' };
        });
        replicas.push(replica);
        return replica;
      };
      const one = await start('one');
      await eventually(
        'the first pass',
        () => byServer(checks).every(c => c.length > 0),
        { withinMs: 15_000 },
      );
      isFailing = true;
      await eventually('some failures', () => failures.length >= 3, {
        withinMs: 15_000,
      });
      await one.stop();
      const stoppedMs = performance.now();
      const byOne = failures.length;
      expect(byOne).toBeLessThan(FAILURES);

      const two = await start('two');
      const find = () => two.registry.subject(`server:test/${failing}`);
      await eventually('a check', () => failures.length > byOne, {
        withinMs: 15_000,
      });
      expect(performance.now() - stoppedMs).toBeLessThan(INTERVAL_MS + WORD_MS);
      await eventually('it to be down', () => find()?.status === 'Down', {
        withinMs: 15_000,
      });
      // Those that one replica counted and those of the other are enough together.
      expect(failures).toHaveLength(FAILURES);
    }, 60_000);
  },
);
