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

import { FakeClock } from '../../../__testUtils__/FakeClock';
import { checkOnce } from '../__testUtils__/checkOnce';
import { createSimulatedProvider } from './createSimulatedProvider';

/** FakeClock begins at noon, which is the beginning of a period of each of these lengths. */
function world() {
  const clock = new FakeClock();
  return { clock, provider: createSimulatedProvider({ clock }) };
}

describe('a simulated server', () => {
  it.each([
    ['healthy', 'healthy', undefined],
    ['down', 'down', 'connection-refused'],
    ['degraded', 'degraded', 'certificate-expiring'],
    ['slow', 'healthy', undefined],
    ['unknown', 'unknown', 'provider-unavailable'],
    ['stopped', 'stopped', undefined],
  ])('plays %s', async (script, outcome, reason) => {
    const { provider } = world();
    const observation = await checkOnce(provider, { script });
    expect(observation.outcome).toBe(outcome);
    expect(observation.reason).toBe(reason);
  });

  it('goes to and fro once a period', async () => {
    const { clock, provider } = world();
    const spec = { script: 'flapping', period: '60s' };
    const seen: string[] = [];
    for (let minute = 0; minute < 4; minute++) {
      seen.push((await checkOnce(provider, spec)).outcome);
      clock.advance(30_000);
    }
    expect(seen).toEqual(['healthy', 'down', 'healthy', 'down']);
  });

  it('lives the life of a machine, with its marks, and begins anew', async () => {
    const { clock, provider } = world();
    const spec = { script: 'openstack', period: '100s' };
    const phases: string[] = [];
    for (let second = 0; second <= 100; second++) {
      const { outcome, lifecycle, facts } = await checkOnce(provider, spec);
      const now = `${lifecycle?.phase} ${outcome}`;
      if (phases.at(-1) !== now) {
        phases.push(now);
      }
      expect(facts).toEqual({ region: 'fra-1', flavor: 'm1.large' });
      clock.advance(1000);
    }
    expect(phases).toEqual([
      'Pending unknown',
      'Queued unknown',
      'Building unknown',
      'Running healthy',
      'Error down',
      'Rebuild down',
      'Running healthy',
      'Stopped stopped',
      'Pending unknown',
    ]);
  });

  it('has the marks of what it went through, by its own time', async () => {
    const { clock, provider } = world();
    const spec = { script: 'openstack', period: '100s' };
    clock.advance(16_000);
    const { lifecycle } = await checkOnce(provider, spec);
    expect(lifecycle).toEqual({
      phase: 'Running',
      marks: [
        { name: 'created', at: '2026-11-22T12:00:00.000Z' },
        { name: 'scheduled', at: '2026-11-22T12:00:04.000Z' },
        { name: 'building', at: '2026-11-22T12:00:07.000Z' },
        { name: 'launched', at: '2026-11-22T12:00:15.000Z' },
      ],
    });
  });

  it('names every script where there is none of that name', () => {
    const { provider } = world();
    expect(() =>
      provider.prepare({
        name: 'x',
        provider: 'simulated',
        spec: { script: 'constructor', period: '1ms', speed: 2 },
        trust: 'operator',
      }),
    ).toThrow(
      [
        'simulated.script: "constructor" is not a script; there are healthy, down, degraded, slow, unknown, stopped, flapping, openstack',
        'simulated.period: "1ms" is too short; at least 1 s',
        'simulated.speed: there is no such key',
      ].join('\n'),
    );
  });
});
