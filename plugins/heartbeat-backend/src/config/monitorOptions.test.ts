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

import { ConfigReader } from '@backstage/config';
import { readHeartbeatOptions } from './heartbeatOptions';

const read = (monitor: object) =>
  readHeartbeatOptions(new ConfigReader({ heartbeat: { monitor } })).monitor;

describe('heartbeat.monitor', () => {
  it('reads how servers are checked', () => {
    expect(
      read({
        interval: '1m',
        timeout: { seconds: 10 },
        failures: 5,
        passes: 1,
        concurrency: 50,
        concurrencyPerHost: 2,
        shards: 64,
        references: [{ tcp: { host: 'gateway', port: 53 } }],
        annotations: {
          allow: [{ hosts: ['*.example.com'], ports: [443, '8000-8999'] }],
        },
      }),
    ).toEqual({
      intervalMs: 60_000,
      timeoutMs: 10_000,
      failures: 5,
      passes: 1,
      concurrency: 50,
      concurrencyPerHost: 2,
      shards: 64,
      references: [{ kind: 'tcp', spec: { host: 'gateway', port: 53 } }],
      maintenance: [],
      annotations: {
        allow: [{ hosts: ['*.example.com'], ports: [443, '8000-8999'] }],
      },
    });
  });

  it('reads maintenance windows, once and weekly', () => {
    const { maintenance } = read({
      maintenance: [
        {
          servers: ['db-*'],
          from: '2026-12-24T18:00:00+01:00',
          until: '2026-12-24T20:00:00Z',
          reason: 'a new disk',
        },
        {
          days: ['Sat', 'Sun'],
          at: '02:00',
          for: '2h',
          timeZone: 'Europe/Berlin',
        },
        { days: ['Mon'], at: '2:30', for: { minutes: 30 } },
      ],
    });
    expect(maintenance).toEqual([
      {
        type: 'once',
        servers: ['db-*'],
        reason: 'a new disk',
        fromMs: Date.parse('2026-12-24T17:00:00Z'),
        untilMs: Date.parse('2026-12-24T20:00:00Z'),
      },
      {
        type: 'weekly',
        days: ['Sat', 'Sun'],
        at: { hour: 2, minute: 0 },
        forMs: 7_200_000,
        timeZone: 'Europe/Berlin',
      },
      {
        type: 'weekly',
        days: ['Mon'],
        at: { hour: 2, minute: 30 },
        forMs: 1_800_000,
        timeZone: 'UTC',
      },
    ]);
  });

  const day = { days: ['Sat'], at: '02:00', for: '2h' };

  it.each([
    [{ interval: '0.5s' }, 'interval: "0.5s"'],
    [{ interval: '500ms' }, 'interval: "500ms" is too short; at least 1 s'],
    [{ timeout: '1m' }, 'timeout: is longer than the interval'],
    [{ failures: 0 }, 'failures: '],
    [{ passes: 1.5 }, 'passes: '],
    [{ shards: 1000 }, 'shards: '],
    [{ concurrencyPerHost: 0 }, 'concurrencyPerHost: '],
    [{ period: '1m' }, 'period: there is no such key'],
    [{ references: [{}] }, 'references[0]: does not say how to ask'],
    [
      { references: [{ tcp: {}, http: {} }] },
      'references[0]: tcp and http do not go together',
    ],
    [
      { maintenance: [{ from: 'now', until: '2026-12-24T20:00:00Z' }] },
      'maintenance[0].from: "now" is not a moment; write e.g.',
    ],
    [
      {
        maintenance: [
          { from: '2026-12-24T20:00:00Z', until: '2026-12-24T20:00:00Z' },
        ],
      },
      'maintenance[0].until: is not after `from`',
    ],
    [
      { maintenance: [{ ...day, from: '2026-12-24T20:00:00Z' }] },
      'maintenance[0].from: there is no such key',
    ],
    [
      { maintenance: [{ ...day, days: ['Saturday'] }] },
      'maintenance[0].days[0]: "Saturday" is not a day; those are Mon, Tue',
    ],
    [{ maintenance: [{ ...day, days: [] }] }, 'maintenance[0].days: is empty'],
    [
      { maintenance: [{ ...day, at: '24:00' }] },
      'maintenance[0].at: "24:00" is not a time of day',
    ],
    [
      { maintenance: [{ ...day, for: '8d' }] },
      'maintenance[0].for: is longer than a week',
    ],
    [
      { maintenance: [{ ...day, timeZone: 'Berlin' }] },
      'maintenance[0].timeZone: "Berlin" is not a time zone',
    ],
    [
      { maintenance: [{ ...day, servers: [] }] },
      'maintenance[0].servers: is empty; leave it out',
    ],
    [
      { annotations: { allow: [{ ports: [443] }] } },
      'annotations.allow[0]: names nobody',
    ],
    [
      { annotations: { allow: [{ hosts: ['a'], ports: [] }] } },
      'annotations.allow[0].ports: is empty',
    ],
  ])('names what is wrong with %j', (monitor, message) => {
    expect(() => read(monitor)).toThrow(`heartbeat.monitor.${message}`);
  });
});
