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

import { SECOND } from '../__testUtils__/trackedWorld';
import { apiWorld } from './__testUtils__/apiWorld';

describe('GET /v1/observer', () => {
  it('has how the monitor fares, with its moments as ages', async () => {
    const { get, clock, limited } = await apiWorld({
      more: {
        monitor: () => ({
          checkers: [
            {
              name: 'server-health',
              runs: 3,
              failures: 1,
              abandoned: 0,
              isRunning: false,
              lastRun: { at: { monotonicMs: 5_000 }, durationMs: 12 },
              lastError: { at: { monotonicMs: 5_000 }, message: 'it broke' },
            },
          ],
          servers: { known: 10, checkedHere: 5 },
          shards: { total: 16, heldHere: 8 },
          checks: {
            done: 100,
            skipped: 1,
            running: 2,
            waiting: 3,
            abandoned: 4,
          },
          problems: [
            {
              name: 'provider grpc',
              message: 'no such file',
              since: { monotonicMs: 5_000 },
            },
          ],
        }),
      },
    });
    clock.advance(SECOND);
    const moment = { at: '2026-11-22T12:00:00.000Z', ageMs: SECOND };
    const report = {
      checkers: [
        {
          name: 'server-health',
          runs: 3,
          failures: 1,
          abandoned: 0,
          isRunning: false,
          lastRun: { ...moment, durationMs: 12 },
          lastError: { ...moment, message: 'it broke' },
        },
      ],
      servers: { known: 10, checkedHere: 5 },
      shards: { total: 16, heldHere: 8 },
      checks: { done: 100, skipped: 1, running: 2, waiting: 3, abandoned: 4 },
      problems: [
        { name: 'provider grpc', message: 'no such file', since: moment },
      ],
    };
    expect((await get('/v1/observer')).body.monitor).toEqual(report);
    const other = await get('/v1/observer', limited('mallory', []));
    expect(other.body.monitor.problems).toEqual([
      {
        name: 'provider grpc',
        message: expect.stringContaining('does not work'),
        since: moment,
      },
    ]);
  });
});
