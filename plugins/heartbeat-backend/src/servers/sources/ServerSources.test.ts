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

import type {
  ServerDefinition,
  ServerSource,
} from 'backstage-plugin-heartbeat-node';
import { monitorProblems } from '../monitorView';
import {
  DOWN,
  HEALTHY,
  MINUTE,
  monitorWorld,
  SECOND,
  server,
} from '../__testUtils__/monitorWorld';

describe('sources', () => {
  it('are asked each minute: what is new is checked, what is gone is forgotten', async () => {
    const world = monitorWorld({ servers: [server('a'), server('b')] });
    await world.start();
    await world.clock.pass(MINUTE);
    world.list([server('b'), server('c')]);
    await world.clock.pass(2 * MINUTE);
    expect(
      [...world.registry.subjects()].map(({ name }) => name).sort(),
    ).toEqual(['b', 'c']);
    expect([...world.health.definitions().keys()].sort()).toEqual([
      'server:test/b',
      'server:test/c',
    ]);
    expect(world.server('c').status).toBe('Healthy');
    const asked = world.checksOf('a').length;
    await world.clock.pass(2 * MINUTE);
    expect(world.checksOf('a')).toHaveLength(asked);
  });

  it('that fail or hang keep their servers, stop no other, and are named with since when', async () => {
    let answer: () => Promise<{ servers: ServerDefinition[] }> = async () => ({
      servers: [server('a')],
    });
    const flaky: ServerSource = { name: 'flaky', listServers: () => answer() };
    const hanging: ServerSource = {
      name: 'hanging',
      listServers: () => new Promise(() => {}),
    };
    const steady: ServerSource = {
      name: 'steady',
      listServers: async () => ({
        servers: [server('b')],
        problems: ['c has no target.'],
      }),
    };
    const world = monitorWorld({ sources: [hanging, flaky, steady] });
    const started = world.start();
    await world.clock.pass(MINUTE);
    await started;
    answer = async () => {
      throw new Error('no connection');
    };
    await world.clock.pass(5 * MINUTE);
    const names = () => [...world.registry.subjects()].map(({ id }) => id);
    expect(names().sort()).toEqual(['server:flaky/a', 'server:steady/b']);
    const { problems } = world.health.state;
    expect(problems.map(({ name, message }) => `${name}: ${message}`)).toEqual([
      expect.stringContaining('source hanging: Its servers cannot be listed'),
      expect.stringContaining(
        'source flaky: Its servers cannot be listed, those that were known stay: no connection',
      ),
      'source steady: c has no target.',
    ]);
    const [, since] = problems.map(problem => problem.since.monotonicMs);
    expect(world.clock.monotonicMs() - since).toBe(4 * MINUTE);
    answer = async () => ({ servers: [] });
    await world.clock.pass(MINUTE);
    expect(names()).toEqual(['server:steady/b']);
    expect(world.health.state.problems).toHaveLength(2);
  });

  it('that are not ready when the backend starts are asked again soon, and no more often than that', async () => {
    let asked = 0;
    const late: ServerSource = {
      name: 'late',
      listServers: async () => {
        asked++;
        if (asked < 3) {
          throw new Error('no cluster is known yet');
        }
        return { servers: [server('a')] };
      },
    };
    const world = monitorWorld({ sources: [late] });
    await world.start();
    expect(world.health.state.problems).toHaveLength(1);
    expect(world.logger.warn).not.toHaveBeenCalled();
    await world.clock.pass(5 * SECOND);
    // it did not pass by itself
    expect(world.logger.warn.mock.calls).toEqual([
      [
        'Its servers cannot be listed, those that were known stay: no cluster is known yet',
        { source: 'late' },
      ],
    ]);
    await world.clock.pass(5 * SECOND);
    expect([...world.registry.subjects()].map(({ name }) => name)).toEqual([
      'a',
    ]);
    expect(world.health.state.problems).toEqual([]);
    expect(asked).toBe(3);
    await world.clock.pass(45 * SECOND);
    expect(asked).toBe(3);
  });

  it('that have not answered yet are said to be missing, to all who see the list', async () => {
    let answer = (_: { servers: ServerDefinition[] }) => {};
    const slow: ServerSource = {
      name: 'slow',
      listServers: () =>
        new Promise(resolve => {
          answer = resolve;
        }),
    };
    const world = monitorWorld({ sources: [slow] });
    const started = world.start();
    const message =
      'The servers of source slow are missing here: it has been asked, and has not answered yet.';
    expect(world.health.state.problems).toMatchObject([
      { name: 'source slow', message },
    ]);
    expect(monitorProblems(world.health.state, false)).toMatchObject([
      { message },
    ]);
    answer({ servers: [server('a')] });
    await started;
    expect(world.health.state.problems).toEqual([]);
  });

  it('that name a server twice are told so, and the first is checked', async () => {
    const world = monitorWorld({
      servers: [
        server('a', { title: 'first' }),
        server('a', { title: 'second' }),
      ],
    });
    await world.start();
    expect(world.server('a').title).toBe('first');
    expect(world.health.state.problems).toMatchObject([
      { message: expect.stringContaining('several servers called "a"') },
    ]);
  });
});

describe('a definition that is changed', () => {
  it('keeps what is known where the target is the same, and the server begins anew where it is not', async () => {
    const world = monitorWorld({
      servers: [server('a', { spec: { url: 1 } })],
    });
    world.answers.set('a', DOWN);
    await world.start();
    await world.clock.pass(MINUTE);
    const { sinceMonotonicMs } = world.server('a');
    world.list([
      server('a', { spec: { url: 1 }, title: 'Orders', failures: 5 }),
    ]);
    await world.clock.pass(61 * SECOND);
    expect(world.server('a')).toMatchObject({
      title: 'Orders',
      status: 'Down',
      sinceMonotonicMs,
    });
    world.answers.set('a', HEALTHY);
    world.list([server('a', { spec: { url: 2 } })]);
    await world.clock.pass(91 * SECOND);
    expect(world.server('a')).toMatchObject({
      status: 'Healthy',
      target: 'fake://a/{"url":2}',
    });
    expect(world.transitions.at(-1)).toMatchObject({ cause: 'first-check' });
  });
});

describe('a definition that is not usable', () => {
  it('makes its server Unknown with what is wrong with it', async () => {
    const world = monitorWorld({
      servers: [
        server('a', { provider: 'odd' }),
        server('b', { provider: 'http' }),
        server('c'),
      ],
      providers: [
        {
          kind: 'odd',
          prepare() {
            throw new Error('odd.port: 0 is not a port');
          },
        },
      ],
    });
    await world.start();
    await world.clock.pass(MINUTE);
    expect(world.server('a')).toMatchObject({
      status: 'Unknown',
      reason: 'provider-failed',
      message: 'odd.port: 0 is not a port',
    });
    expect(world.server('b').message).toBe(
      '"http" is not a kind of server that this backend can ask; those are fake, odd',
    );
    expect(world.server('c').status).toBe('Healthy');
  });
});

describe('a provider that cannot start', () => {
  it('makes its servers Unknown, is tried again, once however many need it, and is shown [M4] [M5]', async () => {
    let starts = 0;
    let isBroken = true;
    const world = monitorWorld({
      servers: Array.from({ length: 30 }, (_, i) => server(`s${i}`)),
      start: async () => {
        starts++;
        if (isBroken) {
          throw new Error('no credentials');
        }
      },
    });
    await world.start();
    await world.clock.pass(30 * SECOND);
    expect(world.server('s1')).toMatchObject({
      status: 'Unknown',
      reason: 'provider-unavailable',
      message: 'The provider "fake" cannot start: no credentials',
    });
    expect(world.health.state.problems).toMatchObject([
      { name: 'provider fake' },
    ]);
    expect(starts).toBeLessThan(8);
    expect(world.checks).toEqual([]);
    isBroken = false;
    starts = 0;
    await world.clock.pass(2 * MINUTE);
    expect(starts).toBe(1);
    expect(world.server('s1').status).toBe('Healthy');
    expect(world.health.state.problems).toEqual([]);
  });

  it('and takes long is waited for by all together, once [M5]', async () => {
    let starts = 0;
    const world = monitorWorld({
      servers: Array.from({ length: 30 }, (_, i) => server(`s${i}`)),
      start: () => {
        starts++;
        return new Promise(() => {});
      },
    });
    await world.start();
    await world.clock.pass(29 * SECOND);
    expect(starts).toBe(1);
    await world.clock.pass(10 * SECOND);
    expect(world.health.state.problems).toMatchObject([
      { message: expect.stringContaining('not ready within 30 s') },
    ]);
  });
});
