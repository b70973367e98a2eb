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

import { durationsOf } from './durations';
import type { ServerStatusFields } from './serverTypes';
import { transitionsOf } from './transitions';
import { at, NEW, runningStatus, T0 } from './__testUtils__/servers';

const healthy = (status: string, reason: string, seconds: number) => ({
  type: 'Healthy',
  status,
  reason,
  message: reason,
  lastTransitionTime: at(seconds),
});

const logs = (from: ServerStatusFields, to: ServerStatusFields) =>
  transitionsOf({ from, to, createdMs: T0, nowMs: T0 + 120_000 });

describe('the log of a change', () => {
  it('tells of a phase exactly where it changed [M19]', () => {
    const from = runningStatus();
    expect(logs(from, { ...from, phase: 'Stopped' })).toEqual([
      {
        message: 'instance phase transition',
        fields: {
          from_phase: 'Running',
          to_phase: 'Stopped',
          time_since_creation_ms: 120_000,
        },
      },
    ]);
    expect(logs(from, from)).toEqual([]);
  });

  it('tells of a state when its status changes [M20]', () => {
    const from = { conditions: [healthy('True', 'Healthy', 41)] };
    const to = { conditions: [healthy('False', 'Errored', 101)] };
    expect(logs(from, to)).toEqual([
      {
        message: 'instance state transition',
        fields: {
          from_state: 'Healthy',
          to_state: 'Errored',
          duration_ms: 60_000,
        },
      },
    ]);
  });

  it('tells of a state when it first appears [M20]', () => {
    expect(
      logs(NEW, { conditions: [healthy('False', 'Degraded', 30)] }),
    ).toMatchObject([{ fields: { from_state: '', to_state: 'Degraded' } }]);
  });

  it('says nothing where only the reason changed [M20]', () => {
    expect(
      logs(
        { conditions: [healthy('False', 'Degraded', 30)] },
        { conditions: [healthy('False', 'Errored', 30)] },
      ),
    ).toEqual([]);
  });

  it('has both lines where both changed [M21]', () => {
    expect(logs(NEW, runningStatus()).map(({ message }) => message)).toEqual([
      'instance phase transition',
      'instance state transition',
    ]);
  });
});

describe('what a change measures', () => {
  const measured = (
    from: Partial<ServerStatusFields>,
    to: Partial<ServerStatusFields>,
  ) =>
    durationsOf({
      from: { ...NEW, ...from },
      to: { ...NEW, ...to },
      createdMs: T0,
    });
  const scheduledAt = at(2);
  const launchedAt = at(40);

  it('is the provisioning of a server that begins to run with its first launch [M24]', () => {
    expect(
      measured(
        { phase: 'Building', scheduledAt },
        { phase: 'Running', scheduledAt, launchedAt },
      ),
    ).toEqual([{ of: 'provision', seconds: 40 }]);
  });

  it.each([
    ['it was launched before', { phase: 'Stopped', launchedAt }, 'Running'],
    ['it does not begin to run', { phase: 'Building' }, 'Stopped'],
    ['it runs already', { phase: 'Running' }, 'Running'],
  ])('is no provisioning where %s [M24, M27]', (_, from, phase) => {
    expect(
      measured({ ...from, scheduledAt }, { phase, scheduledAt, launchedAt }),
    ).toEqual([]);
  });

  it('is the scheduling, whichever poll sees it first, and once [M25]', () => {
    const seen = { phase: 'Building', scheduledAt };
    expect(measured({ phase: 'Pending' }, seen)).toEqual([
      { of: 'scheduling', seconds: 2 },
    ]);
    expect(measured(seen, { ...seen, phase: 'Queued' })).toEqual([]);
  });

  it('is less than nothing where clocks differ, which is for the caller to log [M26]', () => {
    expect(measured({}, { scheduledAt: at(-3) })).toEqual([
      { of: 'scheduling', seconds: -3 },
    ]);
  });

  it('is nothing without a moment [M26]', () => {
    expect(measured({ phase: 'Building' }, { phase: 'Running' })).toEqual([]);
    expect(measured({}, { scheduledAt: 'soon' })).toEqual([]);
  });
});
