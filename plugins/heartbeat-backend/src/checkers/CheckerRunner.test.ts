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
import { schedulerServiceFactory } from '@backstage/backend-defaults/scheduler';
import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
  TestDatabases,
  type TestBackend,
} from '@backstage/backend-test-utils';
import {
  heartbeatCheckersExtensionPoint,
  type Checker,
} from 'backstage-plugin-heartbeat-node';
import type { Knex } from 'knex';
import request from 'supertest';
import { eventually } from '@internal/test-support';
import { DATABASES } from '../__testUtils__/databases';
import { ModuleKeys } from '../config/ModuleKeys';
import { TargetGuard } from '../targets';
import { systemClock } from '../time/clock';
import { Checkers } from './Checkers';
import { CheckerRunner, type CheckerRun } from './CheckerRunner';

const databases = TestDatabases.create(DATABASES);

const GRACE_MS = 100;

const newCheckers = () => new Checkers({ keys: new ModuleKeys() });

describe.each(databases.eachSupportedId())('the monitor, on %s', id => {
  const backends: TestBackend[] = [];
  let logger: ReturnType<typeof mockServices.logger.mock>;
  let knex: Knex;

  beforeEach(async () => {
    knex = await databases.init(id);
    logger = mockServices.logger.mock({ child: () => logger });
  });

  afterEach(async () => {
    await Promise.all(backends.splice(0).map(backend => backend.stop()));
  });

  /** A replica of a backend that does nothing but run these Checkers, each brought by a module. */
  async function start(...all: Checker[]): Promise<{
    monitor: CheckerRunner;
    backend: TestBackend;
    runs: CheckerRun[];
  }> {
    const checkers = newCheckers();
    const runs: CheckerRun[] = [];
    let monitor: CheckerRunner | undefined;
    const plugin = createBackendPlugin({
      pluginId: 'heartbeat',
      register(env) {
        env.registerExtensionPoint(heartbeatCheckersExtensionPoint, checkers);
        env.registerInit({
          deps: { scheduler: coreServices.scheduler },
          async init({ scheduler }) {
            monitor = new CheckerRunner({
              checkers,
              scheduler,
              clusters: { list: () => [], get: () => undefined },
              guard: new TargetGuard({ allow: [] }),
              clock: systemClock,
              logger,
              graceMs: GRACE_MS,
            });
            monitor.onRun(run => runs.push(run));
            await monitor.start();
          },
        });
      },
    });
    const backend = await startTestBackend({
      features: [
        plugin,
        ...all.map((checker, index) => moduleOf(checker, `test-${index}`)),
        schedulerServiceFactory,
        mockServices.logger.factory(),
        createServiceFactory({
          service: coreServices.rootLogger,
          deps: {},
          factory: () => Object.assign(logger, { addOverrides: () => {} }),
        }),
        createServiceFactory({
          service: coreServices.database,
          deps: {},
          factory: () => ({ getClient: async () => knex }),
        }),
      ],
    });
    backends.push(backend);
    if (!monitor) {
      throw new Error('The plugin was not started');
    }
    return { monitor, backend, runs };
  }

  it('runs a Checker that a module brings, again and again [M1]', async () => {
    const check = jest.fn(async () => {});
    const { monitor } = await start({
      name: 'tickets',
      frequency: { milliseconds: 200 },
      check,
    });
    await eventually('three runs', () => check.mock.calls.length >= 3, {
      withinMs: 20_000,
    });
    expect(check).toHaveBeenCalledWith({
      signal: expect.any(AbortSignal),
      logger,
      clusters: expect.anything(),
      targets: expect.anything(),
      shard: { index: 0, total: 1, includes: expect.any(Function) },
    });
    expect(logger.child).toHaveBeenCalledWith({ checker: 'tickets' });
    expect(monitor.state).toEqual([
      expect.objectContaining({
        name: 'tickets',
        failures: 0,
        abandoned: 0,
        lastError: undefined,
        lastRun: {
          at: { monotonicMs: expect.any(Number) },
          durationMs: expect.any(Number),
        },
      }),
    ]);
  }, 30_000);

  it('runs it in one of two replicas at a time, and what is slow drops the runs that it has missed [M1]', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const checker: Checker = {
      name: 'slow',
      frequency: { milliseconds: 200 },
      timeout: { seconds: 10 },
      async check() {
        runs++;
        most = Math.max(most, ++running);
        await sleep(1_200);
        running--;
      },
    };
    await start(checker);
    await start(checker);
    const begunMs = performance.now();
    await eventually('three runs', () => runs >= 3, { withinMs: 20_000 });
    expect(most).toBe(1);
    // Each begins after the one before has ended, however many were due.
    expect(performance.now() - begunMs).toBeGreaterThan(2_000);
  }, 30_000);

  it('runs each shard of one that is split, in whichever replica, and gives each subject to one of them [M1]', async () => {
    const subjects = Array.from({ length: 100 }, (_, i) => `ticket-${i}`);
    const seen = new Map<number, string[]>();
    let running = 0;
    const checker: Checker = {
      name: 'tickets',
      frequency: { seconds: 1 },
      shards: 4,
      async check({ shard }) {
        running++;
        seen.set(shard.index, subjects.filter(shard.includes));
        expect(shard.total).toBe(4);
        running--;
      },
    };
    const one = await start(checker);
    const two = await start(checker);
    await eventually(
      'a run of each',
      () => seen.size === 4 && one.runs.length + two.runs.length >= 8,
      { withinMs: 20_000 },
    );
    expect([...seen.values()].flat().sort()).toEqual([...subjects].sort());
    expect(running).toBe(0);
    expect(one.monitor.state).toHaveLength(1);
    expect(one.monitor.state[0]).toMatchObject({ name: 'tickets' });
  }, 30_000);

  it('is seen and triggered in the portal like any other task, with what it threw last [M2]', async () => {
    let calls = 0;
    const { backend, monitor } = await start({
      name: 'broken',
      frequency: { hours: 1 },
      shards: 2,
      async check({ shard }) {
        calls++;
        if (shard.index === 1) {
          throw new Error('no such table: tickets');
        }
      },
    });
    const path = '/api/heartbeat/.backstage/scheduler/v1/tasks';
    const task = async (taskId: string) => {
      const { body } = await request(backend.server)
        .get(path)
        .set('Authorization', mockCredentials.service.header());
      return body.tasks.find((one: { taskId: string }) => one.taskId === taskId)
        ?.taskState;
    };
    const [first, second] = [0, 1].map(i => `heartbeat-checker-broken-${i}`);
    await eventually(
      'the end of both',
      async () =>
        (await task(first))?.lastRunEndedAt !== undefined &&
        (await task(second))?.lastRunEndedAt !== undefined,
      { withinMs: 20_000 },
    );
    expect((await task(first)).lastRunError).toBeUndefined();
    expect((await task(second)).lastRunError).toMatch('no such table');
    expect(monitor.state[0]).toMatchObject({ runs: 2, failures: 1 });
    await request(backend.server)
      .post(`${path}/${first}/trigger`)
      .set('Authorization', mockCredentials.service.header())
      .expect(200);
    await eventually('another run', () => calls === 3, { withinMs: 20_000 });
  }, 60_000);

  it.each([0, 1.5, 257])('refuses one that is split into %d', shards => {
    expect(() =>
      newCheckers().addChecker({ name: 'odd', shards, check: async () => {} }),
    ).toThrow(`Checker "odd": shards ${shards} is not a whole number`);
  });

  it('logs and counts what one throws, and runs it again, and others all the same [M2]', async () => {
    const good = jest.fn(async () => {});
    let calls = 0;
    const { monitor, runs } = await start(
      {
        name: 'panics',
        frequency: { milliseconds: 200 },
        check() {
          calls++;
          throw new Error('no such table: tickets');
        },
      },
      { name: 'works', frequency: { milliseconds: 200 }, check: good },
    );
    await eventually(
      'two runs of each',
      () => calls > 1 && good.mock.calls.length > 1,
      { withinMs: 20_000 },
    );
    await eventually(
      'the end',
      () => (monitor.state[0].lastError?.message ?? '') !== '',
    );
    const [panics, works] = monitor.state;
    expect(panics.failures).toBeGreaterThan(0);
    expect(panics.lastError?.message).toMatch(
      'Checker "panics" failed; caused by Error: no such table: tickets',
    );
    expect(works).toMatchObject({ failures: 0, lastError: undefined });
    expect(logger.error).toHaveBeenCalledWith(
      expect.objectContaining({
        message: panics.lastError?.message.replace(/^\w+: /, ''),
      }),
    );
    expect(runs.find(({ name }) => name === 'panics')).toMatchObject({
      error: expect.any(Error),
      isAbandoned: false,
    });
  }, 30_000);

  it('gives one that hears its signal the time to end, and says that it was too slow [M6]', async () => {
    const heard: unknown[] = [];
    const { monitor, runs } = await start({
      name: 'slow',
      frequency: { seconds: 30 },
      timeout: { milliseconds: 200 },
      async check({ signal }) {
        await sleep(60_000, undefined, { signal }).catch(() => {});
        heard.push(signal.reason);
      },
    });
    await eventually('the end', () => runs.length === 1, { withinMs: 20_000 });
    expect(heard).toEqual([
      new Error('Checker "slow" has not ended within its 0.2 s'),
    ]);
    expect(runs).toEqual([
      {
        name: 'slow',
        durationMs: expect.any(Number),
        error: heard[0],
        isAbandoned: false,
      },
    ]);
    expect(monitor.state[0]).toMatchObject({ failures: 1, abandoned: 0 });
  }, 30_000);

  it('leaves one that does not hear it to itself, reports it, and goes on [M6]', async () => {
    let calls = 0;
    const release: Array<() => void> = [];
    const { monitor, runs } = await start({
      name: 'deaf',
      frequency: { milliseconds: 200 },
      timeout: { milliseconds: 100 },
      check: () =>
        new Promise(resolve => {
          calls++;
          release.push(resolve);
        }),
    });
    await eventually('the first to be left', () => runs.length > 0, {
      withinMs: 20_000,
    });
    expect(runs[0]).toMatchObject({ isAbandoned: true });
    expect(runs[0].durationMs).toBeGreaterThanOrEqual(100 + GRACE_MS - 5);
    await eventually('two more', () => runs.length >= 3, { withinMs: 20_000 });
    expect(monitor.state[0].abandoned).toBe(3);
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringMatching('Checker "deaf" does not heed its signal'),
    );
    // No more of them pile up than that.
    await eventually('a refusal', () => runs.length >= 4, { withinMs: 20_000 });
    expect(runs[3].error?.message).toMatch(
      '3 of its runs have not heeded their deadlines',
    );
    expect(calls).toBe(3);
    release.forEach(resolve => resolve());
    await eventually('another run', () => calls > 3, { withinMs: 20_000 });
    release.forEach(resolve => resolve());
  }, 60_000);

  it('ends cleanly with the backend: a Checker in mid-run hears it, and nothing has failed [M3]', async () => {
    let isCut = false;
    const { monitor, backend, runs } = await start({
      name: 'long',
      frequency: { minutes: 1 },
      async check({ signal }) {
        await sleep(60_000, undefined, { signal }).catch(error => {
          isCut = true;
          throw error;
        });
      },
    });
    await eventually('its run', () => monitor.state[0].isRunning, {
      withinMs: 20_000,
    });
    await backend.stop();
    await eventually('its end', () => runs.length === 1);
    expect(isCut).toBe(true);
    expect(monitor.state[0]).toMatchObject({ runs: 1, failures: 0 });
  }, 30_000);

  it('does not start with two of one name [M3]', async () => {
    const twin: Checker = { name: 'twin', check: async () => {} };
    await expect(start(twin, { ...twin })).rejects.toThrow(
      'There is a Checker "twin" already',
    );
  });

  it('runs without anybody who counts its runs [M8]', async () => {
    const check = jest.fn(async () => {});
    const checkers = newCheckers();
    checkers.addChecker({ name: 'alone', check });
    const scheduler = mockServices.scheduler();
    const monitor = new CheckerRunner({
      checkers,
      scheduler,
      clusters: { list: () => [], get: () => undefined },
      guard: new TargetGuard({ allow: [] }),
      clock: systemClock,
      logger,
    });
    await monitor.start();
    await scheduler.triggerTask('heartbeat-checker-alone');
    await eventually('a run', () => check.mock.calls.length > 0);
    await eventually('its end', () => monitor.state[0].lastRun !== undefined);
    expect(monitor.state[0].failures).toBe(0);
  });
});

/** The whole of what a module needs. */
function moduleOf(checker: Checker, moduleId: string) {
  return createBackendModule({
    pluginId: 'heartbeat',
    moduleId,
    register(env) {
      env.registerInit({
        deps: { checkers: heartbeatCheckersExtensionPoint },
        init: async ({ checkers }) => checkers.addChecker(checker),
      });
    },
  });
}

describe('a Checker', () => {
  const check = async () => {};

  it.each(['', 'Orders', 'a b', '-a', 'a-', 'a--b', 'ä'])(
    'is not called "%s"',
    name => {
      expect(() => newCheckers().addChecker({ name, check })).toThrow(
        `"${name}" is not a name for a Checker`,
      );
    },
  );

  it('comes again after some time', () => {
    const checker = { name: 'orders', frequency: { seconds: 0 }, check };
    expect(() => newCheckers().addChecker(checker)).toThrow(
      'Checker "orders": frequency {"seconds":0} is not longer than nothing',
    );
  });

  it('runs every minute, for a minute at most, unless it says otherwise', () => {
    const checkers = newCheckers();
    checkers.addChecker({ name: 'one', check });
    checkers.addChecker({ name: 'two', frequency: { seconds: 5 }, check });
    expect([...checkers]).toMatchObject([
      { frequencyMs: 60_000, timeoutMs: 60_000 },
      { frequencyMs: 5_000, timeoutMs: 5_000 },
    ]);
  });
});
