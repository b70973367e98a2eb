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

import fc from 'fast-check';
import { FakeClock } from '../../__testUtils__/FakeClock';
import {
  monitorOptions,
  type MaintenanceWindow,
} from '../../config/monitorOptions';
import {
  DOWN,
  HEALTHY,
  MINUTE,
  monitorWorld,
  SECOND,
  server,
  silence,
} from '../__testUtils__/monitorWorld';
import { Maintenance } from './Maintenance';
import { occurrenceAt } from './maintenanceTimes';

const windowsOf = (...maintenance: object[]): MaintenanceWindow[] =>
  monitorOptions.parse({ maintenance }).maintenance;

const nightly = (more: object = {}) =>
  windowsOf({
    days: ['Sun'],
    at: '02:30',
    for: '2h',
    timeZone: 'Europe/Berlin',
    ...more,
  })[0];

const occurrence = (window: MaintenanceWindow, now: string) => {
  const found = occurrenceAt(window, Date.parse(now));
  return (
    found && [
      new Date(found.fromMs).toISOString(),
      new Date(found.untilMs).toISOString(),
    ]
  );
};

describe('a weekly window', () => {
  it('begins at its time of day there, in winter and in summer', () => {
    expect(occurrence(nightly(), '2026-01-15T00:00:00Z')).toEqual([
      '2026-01-18T01:30:00.000Z',
      '2026-01-18T03:30:00.000Z',
    ]);
    expect(occurrence(nightly(), '2026-07-15T00:00:00Z')).toEqual([
      '2026-07-19T00:30:00.000Z',
      '2026-07-19T02:30:00.000Z',
    ]);
  });

  it('begins an hour later where the clocks are put forward over it', () => {
    // There is no 02:30 on that day.
    expect(occurrence(nightly(), '2026-03-28T12:00:00Z')).toEqual([
      '2026-03-29T01:30:00.000Z',
      '2026-03-29T03:30:00.000Z',
    ]);
  });

  it('begins once where the clocks are put back over it, and lasts as long as ever', () => {
    // 02:30 comes twice on that day.
    expect(occurrence(nightly(), '2026-10-24T12:00:00Z')).toEqual([
      '2026-10-25T00:30:00.000Z',
      '2026-10-25T02:30:00.000Z',
    ]);
    expect(occurrence(nightly(), '2026-10-25T02:30:00Z')).toEqual([
      '2026-11-01T01:30:00.000Z',
      '2026-11-01T03:30:00.000Z',
    ]);
  });

  it('goes on over midnight and over days', () => {
    const long = nightly({ days: ['Fri'], at: '22:00', for: '50h' });
    expect(occurrence(long, '2026-01-18T20:00:00Z')).toEqual([
      '2026-01-16T21:00:00.000Z',
      '2026-01-18T23:00:00.000Z',
    ]);
  });

  it('is the same at all moments until it ends, in any zone and of any length', () => {
    const zones = ['UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: 1, max: 7 * 24 * 60 }),
        fc.date({
          min: new Date('2026-01-01'),
          max: new Date('2027-12-31'),
          noInvalidDate: true,
        }),
        (timeZone, minutes, date) => {
          const window = nightly({
            timeZone,
            days: ['Mon', 'Sat'],
            for: { minutes },
          });
          const nowMs = date.getTime();
          const { fromMs = NaN, untilMs = NaN } =
            occurrenceAt(window, nowMs) ?? {};
          expect(untilMs).toBeGreaterThan(nowMs);
          expect(untilMs - fromMs).toBe(minutes * MINUTE);
          // The same one is found until it ends, and at its end the next one.
          expect(occurrenceAt(window, untilMs - 1)?.untilMs).toBe(untilMs);
          expect(occurrenceAt(window, untilMs)?.untilMs).toBeGreaterThan(
            untilMs,
          );
        },
      ),
    );
  });
});

describe('maintenance', () => {
  it('is of the servers that it names', () => {
    const maintenance = Maintenance.create({
      windows: windowsOf({
        servers: ['db-*', 'component:default/*'],
        from: '2026-11-22T11:00:00Z',
        until: '2026-11-22T13:00:00Z',
      }),
      clock: new FakeClock(),
      onChange: () => {},
    });
    expect(maintenance.of('db-1')).toBeDefined();
    expect(maintenance.of('component:default/shop#health-url')).toBeDefined();
    expect(maintenance.of('web')).toBeUndefined();
  });

  it('is heeded within a minute after the wall clock was set', async () => {
    const clock = new FakeClock();
    const changes: number[] = [];
    Maintenance.create({
      windows: windowsOf({
        from: '2026-11-22T20:00:00Z',
        until: '2026-11-22T21:00:00Z',
      }),
      clock,
      onChange: () => changes.push(clock.monotonicMs()),
    });
    clock.stepWallClock(8 * 60 * MINUTE);
    const startMs = clock.monotonicMs();
    await clock.pass(2 * MINUTE);
    expect(changes).toHaveLength(1);
    expect(changes[0] - startMs).toBeLessThanOrEqual(MINUTE);
  });

  const windows = windowsOf({
    from: '2026-11-22T12:10:00Z',
    until: '2026-11-22T12:20:00Z',
    reason: 'a new disk',
  });

  it('begins and ends on time, turns nothing meanwhile, and what is found then counts at once', async () => {
    const world = monitorWorld({
      servers: [server('a')],
      options: { maintenance: windows },
    });
    await world.start();
    await world.clock.pass(10 * MINUTE);
    expect(world.server('a')).toMatchObject({
      status: 'Maintenance',
      lastKnown: 'Healthy',
      message: 'a new disk',
    });
    world.answers.set('a', DOWN);
    const asked = world.checksOf('a').length;
    await world.clock.pass(10 * MINUTE - 1);
    expect(world.server('a').status).toBe('Maintenance');
    expect(world.checksOf('a').length).toBeGreaterThan(asked);
    await world.clock.pass(1);
    expect(world.server('a')).toMatchObject({
      status: 'Unknown',
      reason: 'not-checked',
      lastKnown: 'Healthy',
    });
    await world.clock.pass(7_500);
    expect(world.server('a').status).toBe('Down');
    expect(
      world.transitions.map(({ to, atWallMs }) => [
        to.status,
        new Date(atWallMs).toISOString().slice(11, 19),
      ]),
    ).toEqual([
      ['Healthy', expect.any(String)],
      ['Maintenance', '12:10:00'],
      ['Unknown', '12:20:00'],
      ['Down', expect.stringMatching(/^12:20:0[0-7]/)],
    ]);
    expect(world.story()[2]).toBe('Unknown (maintenance)');
  });

  it('is not over for a check that began in it', async () => {
    const world = monitorWorld({
      servers: [server('a')],
      options: {
        timeoutMs: 25 * SECOND,
        maintenance: windowsOf({
          from: '2026-11-22T12:10:00Z',
          until: '2026-11-22T12:19:59Z',
        }),
      },
    });
    await world.start();
    await world.clock.pass(15 * MINUTE);
    world.answers.set('a', silence);
    await world.clock.pass(5 * MINUTE - 2 * SECOND);
    while (world.server('a').status === 'Maintenance') {
      await world.clock.pass(100);
    }
    const asked = world.checksOf('a').length;
    world.answers.set('a', HEALTHY);
    while (world.checksOf('a').length === asked) {
      await world.clock.pass(100);
    }
    await world.clock.pass(0);
    expect(world.server('a').status).toBe('Healthy');
    expect(world.story()).not.toContain('Down (check)');
  });

  it('that is on when the backend starts is there from the beginning', async () => {
    const world = monitorWorld({
      servers: [server('a')],
      options: {
        maintenance: windowsOf({
          from: '2026-11-22T11:00:00Z',
          until: '2026-11-22T13:00:00Z',
        }),
      },
    });
    world.answers.set('a', HEALTHY);
    await world.start();
    await world.clock.pass(60 * SECOND);
    expect(world.story()).toEqual(['Maintenance (maintenance)']);
  });
});
