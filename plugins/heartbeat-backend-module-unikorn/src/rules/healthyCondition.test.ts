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

import { healthyCondition, withHealthy } from './healthyCondition';
import { outcomeOf } from './outcomeOf';
import { at, runningStatus, T0 } from './__testUtils__/servers';

describe('the condition Healthy [M15]', () => {
  it.each([
    ['ACTIVE', 'True', 'Healthy', 'server is healthy'],
    ['ERROR', 'False', 'Errored', 'server is in an error state'],
    ['REBUILD', 'False', 'Provisioning', 'server is rebuilding'],
    ['UNKNOWN', 'Unknown', 'Unknown', 'unable to determine server status'],
    ['', 'Unknown', 'Unknown', 'unable to determine server status'],
    ['SHUTOFF', 'False', 'Degraded', 'server is in state SHUTOFF'],
    ['BUILD', 'False', 'Degraded', 'server is in state BUILD'],
    ['PAUSED', 'False', 'Degraded', 'server is in state PAUSED'],
    ['active', 'False', 'Degraded', 'server is in state active'],
  ])('of %j is %s, %s', (nova, status, reason, message) => {
    expect(healthyCondition(nova)).toEqual({ status, reason, message });
  });

  const { conditions } = runningStatus();

  it('moves its time with its status, and keeps other conditions as they are [M16]', () => {
    expect(withHealthy(conditions, 'ERROR', T0 + 99_900)).toEqual([
      conditions[0],
      {
        type: 'Healthy',
        status: 'False',
        reason: 'Errored',
        message: 'server is in an error state',
        lastTransitionTime: at(99),
      },
    ]);
  });

  it('keeps its time where only reason and message change [M16]', () => {
    const errored = withHealthy(conditions, 'ERROR', T0 + 60_000);
    expect(withHealthy(errored, 'SHUTOFF', T0 + 90_000)[1]).toEqual({
      type: 'Healthy',
      status: 'False',
      reason: 'Degraded',
      message: 'server is in state SHUTOFF',
      lastTransitionTime: at(60),
    });
  });

  it('is the same list where nothing changed [M13]', () => {
    expect(withHealthy(conditions, 'ACTIVE', T0 + 99_000)).toBe(conditions);
  });

  it('is added where it is not there', () => {
    expect(withHealthy([conditions[0]], 'ACTIVE', T0)).toEqual([
      conditions[0],
      { ...conditions[1], lastTransitionTime: at(0) },
    ]);
  });
});

describe('what the screen says', () => {
  it.each([
    ['ACTIVE', 1, 'healthy', undefined],
    ['ACTIVE', 4, 'stopped', undefined],
    ['SHUTOFF', 4, 'stopped', undefined],
    ['SHUTOFF', 0, 'stopped', undefined],
    ['SHELVED_OFFLOADED', 4, 'stopped', undefined],
    ['ERROR', 1, 'down', 'errored'],
    ['ERROR', 4, 'down', 'errored'],
    ['BUILD', 0, 'degraded', 'building'],
    ['REBUILD', 4, 'degraded', 'rebuilding'],
    ['PAUSED', 3, 'degraded', 'paused'],
    ['VERIFY_RESIZE', 1, 'degraded', 'verify-resize'],
    ['UNKNOWN', 4, 'unknown', 'not-known-to-nova'],
    ['', 0, 'unknown', 'not-known-to-nova'],
  ])(
    'of %j with power %i is %s: what is stopped by intent has not failed [M28]',
    (status, powerState, outcome, reason) => {
      expect(outcomeOf({ status, powerState })).toMatchObject(
        reason ? { outcome, reason } : { outcome },
      );
    },
  );
});
