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
  monitorWorld,
  SECOND,
  server,
  silence,
} from '../__testUtils__/monitorWorld';
import { phaseOf, slotAfter } from '../schedule/slots';

const INTERVAL_MS = 30 * SECOND;
const COUNT = 1_000;

/** How late each healthy server was asked in each slot, worst last. */
async function healthyDelays(
  intervals: number,
  { concurrency, skipped = 0 }: { concurrency?: number; skipped?: number } = {},
) {
  const healthy = Array.from({ length: COUNT }, (_, i) => `healthy-${i}`);
  const holes = Array.from({ length: COUNT }, (_, i) => `hole-${i}`);
  const world = monitorWorld({
    servers: [...healthy, ...holes].map(name => server(name)),
    answers: new Map(holes.map(name => [name, silence])),
    host: name => name,
    options: concurrency ? { concurrency } : {},
  });
  const startMs = world.clock.wallMs();
  const startMonotonicMs = world.clock.monotonicMs();
  await world.start();
  await world.clock.pass(INTERVAL_MS);
  const firstPass = new Set(world.checks.map(({ name }) => name)).size;
  await world.clock.pass((intervals - 1) * INTERVAL_MS);
  const delays = healthy.flatMap(name => {
    const phaseMs = phaseOf(`server:test/${name}`, INTERVAL_MS);
    const firstMs = slotAfter(startMs, phaseMs, INTERVAL_MS) - startMs;
    return world
      .checksOf(name)
      .map(({ atMs }) => atMs - startMonotonicMs - firstMs)
      .filter(sinceFirstMs => sinceFirstMs >= skipped * INTERVAL_MS)
      .map(sinceFirstMs => sinceFirstMs % INTERVAL_MS);
  });
  return { world, firstPass, delays: delays.sort((a, b) => a - b) };
}

describe('a thousand healthy servers beside a thousand that swallow every packet', () => {
  it('are all asked within the first interval, and the healthy ones on time, from the first pass on', async () => {
    const { world, firstPass, delays } = await healthyDelays(4);
    expect(firstPass).toBe(2 * COUNT);
    expect(delays).toHaveLength(4 * COUNT);
    expect(delays[Math.floor(0.99 * delays.length)]).toBeLessThan(SECOND);
    expect(delays[0]).toBeGreaterThanOrEqual(0);
    expect(world.server('healthy-1').status).toBe('Healthy');
    expect(world.server('hole-1').status).toBe('Down');
    expect(world.health.state.checks).toMatchObject({
      abandoned: 0,
      skipped: 0,
    });
  }, 120_000);

  it('and where there is room for few at a time, as soon as it is known who they are', async () => {
    const { world, delays } = await healthyDelays(10, {
      concurrency: 60,
      skipped: 5,
    });
    expect(delays.length).toBeGreaterThanOrEqual(5 * COUNT);
    expect(delays[Math.floor(0.99 * delays.length)]).toBeLessThan(SECOND);
    expect(world.health.state.checks.skipped).toBeGreaterThan(0);
  }, 120_000);
});
