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
import { collectMetrics } from './__testUtils__/collectMetrics';
import { TellingWorld } from './__testUtils__/TellingWorld';

const MANY = Array.from({ length: 2_500 }, (_, i) => `s${i}`);

const lastCheck = { monotonicMs: 0, wallMs: 0, timings: { totalMs: 12 } };

describe.each([
  {
    kind: 'controller',
    series: ['heartbeat.renewal.age'],
    begin: (world: TellingWorld, names: string[]) =>
      world.change(
        Object.fromEntries(names.map(name => [name, { status: 'Alive' }])),
      ),
    fail: (world: TellingWorld, name: string) =>
      world.change({ [name]: { status: 'Dead' } }),
    worst: { 'demo apps s2400 demo/apps/s2400': 40 },
  },
  {
    kind: 'server',
    series: ['heartbeat.server.up', 'heartbeat.server.latency'],
    begin: (world: TellingWorld, names: string[]) =>
      world.changeServers(
        Object.fromEntries(
          names.map(name => [name, { status: 'Healthy', lastCheck }]),
        ),
      ),
    fail: (world: TellingWorld, name: string) =>
      world.changeServers({ [name]: { status: 'Down' } }),
    worst: { 'http config s2400 server:config/s2400': 0 },
  },
])('the metrics of each $kind', ({ kind, series, begin, fail, worst }) => {
  it('are not there unless they are asked for', async () => {
    const { metrics, read } = collectMetrics();
    await begin(new TellingWorld({ metrics }), ['a']);
    for (const name of series) {
      expect(await read(name)).toEqual({});
    }
  });

  it('are those of the worst where they are too many', async () => {
    const { metrics, read } = collectMetrics();
    const world = new TellingWorld({ metrics, measuredSingly: [kind] });
    await begin(world, MANY);
    await world.pass(40_000);
    await fail(world, 's2400');
    const values = await read(series[0]);
    expect(Object.keys(values).length).toBeLessThanOrEqual(2_000);
    expect(values).toMatchObject(worst);
  });
});

describe('the metrics of all kinds', () => {
  it('cost nothing and break nothing where nobody collects them [M8]', async () => {
    globalMetrics.disable();
    const world = new TellingWorld({
      metrics: globalMetrics.getMeter('none'),
      measuredSingly: ['controller', 'server'],
    });
    const controllers = jest.spyOn(world.registry.controllers, 'subjects');
    const servers = jest.spyOn(world.servers, 'subjects');
    world.telling.metrics.observeHistory(() => {
      throw new Error('asked for nothing');
    });
    world.telling.metrics.renewal('backstage', new Error('down'));
    await world.change({ a: { status: 'Dead' } });
    await world.changeServers({ a: { status: 'Down' } });
    expect(world.publish).toHaveBeenCalledTimes(2);
    expect(controllers).not.toHaveBeenCalled();
    expect(servers).not.toHaveBeenCalled();
  });
});
