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

import {
  BLIND,
  DOWN,
  HEALTHY,
  MINUTE,
  monitorWorld,
  SECOND,
  server,
  silence,
} from '../__testUtils__/monitorWorld';

describe('the engine', () => {
  it('asks each server within one interval of the start, and then at a fixed rate [M1]', async () => {
    const names = Array.from({ length: 50 }, (_, i) => `s${i}`);
    const world = monitorWorld({ servers: names.map(name => server(name)) });
    const startMs = world.clock.monotonicMs();
    await world.start();
    await world.clock.pass(5 * MINUTE);
    for (const name of names) {
      const times = world.checksOf(name).map(({ atMs }) => atMs);
      expect(times[0] - startMs).toBeLessThanOrEqual(30 * SECOND);
      expect(times).toHaveLength(10);
      expect(
        times.slice(1).map((atMs, i) => Math.round(atMs - times[i])),
      ).toEqual(Array(9).fill(30 * SECOND));
    }
    expect(world.health.state.checks).toMatchObject({ done: 500, skipped: 0 });
  });

  it('spreads them evenly over the interval', async () => {
    const world = monitorWorld({
      servers: Array.from({ length: 600 }, (_, i) => server(`server-${i}`)),
    });
    await world.start();
    const startMs = world.clock.monotonicMs();
    await world.clock.pass(30 * SECOND);
    const perSecond = new Map<number, number>();
    for (const { atMs } of world.checks) {
      const second = Math.floor((atMs - startMs) / SECOND);
      perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
    }
    expect(Math.max(...perSecond.values())).toBeLessThan(45);
    expect(perSecond.size).toBeGreaterThanOrEqual(30);
  });

  it('turns a server after three failures, dated back to the first, and back after two passes', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    await world.start();
    await world.clock.pass(MINUTE);
    expect(world.server('a').status).toBe('Healthy');
    world.answers.set('a', DOWN);
    await world.clock.pass(MINUTE);
    const [, failed] = world.transitions;
    expect(failed).toMatchObject({
      from: { status: 'Healthy' },
      to: { status: 'Down' },
      cause: 'check',
      evidence: { checks: 3 },
    });
    const failures = world.checksOf('a').slice(-5);
    expect(failures.map(({ atMs }) => atMs)).toContain(failed.atMonotonicMs);
    expect(world.server('a')).toMatchObject({
      status: 'Down',
      reason: 'connection-refused',
      message: 'It refuses connections.',
    });
    world.answers.set('a', HEALTHY);
    await world.clock.pass(MINUTE);
    expect(world.story()).toEqual([
      'Healthy (first-check)',
      'Down (check)',
      'Healthy (check)',
    ]);
  });

  it('asks for confirmations at a quarter of the interval', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    await world.start();
    await world.clock.pass(MINUTE);
    world.answers.set('a', DOWN);
    world.checks.length = 0;
    await world.clock.pass(45 * SECOND);
    const times = world.checks.map(({ atMs }) => atMs);
    expect(times[1] - times[0]).toBeCloseTo(7_500, -1);
    expect(times[2] - times[1]).toBeCloseTo(7_500, -1);
    expect(world.health.state.checks.skipped).toBe(0);
  });

  it('asks a server that is down for long less often, but at least every five minutes, and at once as before when it is back', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    world.answers.set('a', DOWN);
    await world.start();
    await world.clock.pass(4 * 60 * MINUTE);
    const times = world.checks.map(({ atMs }) => atMs);
    const gaps = times.slice(1).map((atMs, i) => (atMs - times[i]) / SECOND);
    expect(gaps.slice(0, 9)).toEqual(Array(9).fill(30));
    expect(gaps.slice(9, 19)).toEqual(Array(10).fill(60));
    expect(gaps.slice(19, 29)).toEqual(Array(10).fill(120));
    expect(Math.max(...gaps)).toBe(300);
    expect(world.server('a').intervalMs).toBe(300 * SECOND);
    world.answers.set('a', HEALTHY);
    await world.clock.pass(6 * MINUTE);
    expect(world.server('a')).toMatchObject({
      status: 'Healthy',
      intervalMs: 30 * SECOND,
    });
  });

  it('says a timeout where a check gives up when it is told to', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    world.answers.set('a', silence);
    await world.start();
    await world.clock.pass(35 * SECOND);
    expect(world.server('a')).toMatchObject({
      status: 'Down',
      reason: 'timeout',
    });
    expect(world.health.state.checks.abandoned).toBe(0);
  });

  it('abandons a check that ignores its signal, and asks again [M6]', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    world.answers.set('a', () => new Promise(() => {}));
    await world.start();
    await world.clock.pass(90 * SECOND + 6 * SECOND);
    expect(world.server('a')).toMatchObject({
      status: 'Unknown',
      reason: 'provider-failed',
    });
    const { abandoned, running } = world.health.state.checks;
    expect(abandoned).toBeGreaterThanOrEqual(3);
    expect(running).toBeLessThanOrEqual(1);
  });

  it('holds what is known while a server cannot be asked, then says Unknown, and never Down', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    await world.start();
    await world.clock.pass(MINUTE);
    world.answers.set('a', BLIND);
    await world.clock.pass(10 * MINUTE);
    expect(world.story()).toEqual([
      'Healthy (first-check)',
      'Unknown (sight-lost)',
    ]);
    expect(world.server('a')).toMatchObject({
      reason: 'forbidden',
      lastKnown: 'Healthy',
    });
  });

  it('is not disturbed by a check that throws [M2]', async () => {
    const world = monitorWorld({ servers: [server('a'), server('b')] });
    world.answers.set('a', () => {
      throw new Error('a bug');
    });
    await world.start();
    await world.clock.pass(MINUTE);
    expect(world.server('a')).toMatchObject({
      status: 'Unknown',
      reason: 'provider-failed',
      message: 'a bug',
    });
    expect(world.server('b').status).toBe('Healthy');
    expect(world.checksOf('b')).toHaveLength(2);
  });

  it('ends at the shutdown: nothing is asked any more [M3]', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    await world.start();
    await world.clock.pass(MINUTE);
    world.stop();
    world.checks.length = 0;
    await world.clock.pass(5 * MINUTE);
    expect(world.checks).toEqual([]);
    expect(world.clock.timerCount).toBe(0);
  });

  it('tells listeners of each check', async () => {
    const world = monitorWorld({ servers: [server('a')] });
    const heard: string[] = [];
    world.health.onCheck(({ server: { name }, outcome, durationMs }) =>
      heard.push(`${name} ${outcome} ${durationMs}`),
    );
    await world.start();
    await world.clock.pass(30 * SECOND);
    expect(heard).toEqual(['a healthy 0']);
  });

  it('tells who lists them when sources name other servers, and not each time that they are asked', async () => {
    const servers = [server('a')];
    const world = monitorWorld({ servers });
    const onDefinitions = jest.fn();
    world.health.onDefinitions(onDefinitions);
    await world.start();
    expect(onDefinitions).toHaveBeenCalledTimes(1);
    await world.clock.pass(2 * MINUTE);
    expect(onDefinitions).toHaveBeenCalledTimes(1);
    servers.splice(0, 1, server('b'));
    await world.clock.pass(MINUTE);
    expect(onDefinitions).toHaveBeenCalledTimes(2);
  });

  it('does not ask a server that is stopped on purpose', async () => {
    const world = monitorWorld({ servers: [server('a', { isStopped: true })] });
    await world.start();
    await world.clock.pass(5 * MINUTE);
    expect(world.checks).toEqual([]);
    expect(world.story()).toEqual(['Stopped (intent)']);
  });

  it('gives a provider that vets no targets nothing that an entity may have written', async () => {
    const world = monitorWorld({
      servers: [
        server('ours'),
        server('theirs', { trust: 'entity' }),
        server('unsaid', { trust: undefined }),
      ],
    });
    await world.start();
    await world.clock.pass(MINUTE);
    expect(world.server('ours').status).toBe('Healthy');
    for (const name of ['theirs', 'unsaid']) {
      expect(world.server(name)).toMatchObject({
        status: 'Unknown',
        reason: 'target-forbidden',
      });
      expect(world.checksOf(name)).toEqual([]);
    }
  });

  it('makes an answer that takes too long degraded', async () => {
    const world = monitorWorld({ servers: [server('a', { slowMs: 500 })] });
    world.answers.set('a', { outcome: 'healthy', timings: { totalMs: 812 } });
    await world.start();
    await world.clock.pass(30 * SECOND);
    expect(world.server('a')).toMatchObject({
      status: 'Degraded',
      reason: 'slow',
    });
  });
});
