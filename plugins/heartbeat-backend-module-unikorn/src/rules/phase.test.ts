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

import { buildPhase, nextPhase } from './phase';

const VIRTUAL = { kind: 'virtual' } as const;

describe('the phase of a server that is being built [M17]', () => {
  it.each([
    ['enroll', 'Queued'],
    ['verifying', 'Queued'],
    ['manageable', 'Queued'],
    ['available', 'Queued'],
    ['cleaning', 'Queued'],
    ['clean wait', 'Queued'],
    ['clean hold', 'Queued'],
    ['inspecting', 'Queued'],
    ['inspect wait', 'Queued'],
    ['adopting', 'Queued'],
    ['deploying', 'Building'],
    ['wait call-back', 'Building'],
    ['deploy hold', 'Building'],
    ['active', 'Building'],
    ['deploy failed', 'Building'],
    ['clean failed', 'Building'],
    ['inspect failed', 'Building'],
    ['adopt failed', 'Building'],
    ['error', 'Building'],
    ['', 'Queued'],
    ['deploy complete', 'Queued'],
    ['deleting', 'Queued'],
    ['deleted', 'Queued'],
    ['rebuild', 'Queued'],
    ['rescue', 'Queued'],
    ['rescue failed', 'Queued'],
    ['service', 'Queued'],
    ['service failed', 'Queued'],
    ['something new', 'Queued'],
  ])('with a node in %j is %s', (provisionState, phase) => {
    expect(buildPhase({ kind: 'node', provisionState })).toBe(phase);
  });

  it.each(['virtual', 'unclear'] as const)(
    'is Building where Ironic has no say: %s',
    kind => {
      expect(buildPhase({ kind })).toBe('Building');
    },
  );
});

describe('the phase of a server [M17]', () => {
  it.each([
    ['BUILD', 0, 'Pending', 'Building'],
    ['BUILD', 4, 'Stopped', 'Building'],
    ['REBUILD', 1, 'Running', 'Building'],
    ['ACTIVE', 1, 'Building', 'Running'],
    ['ERROR', 1, 'Building', 'Running'],
    ['SHUTOFF', 4, 'Running', 'Stopped'],
    ['ACTIVE', 4, 'Running', 'Stopped'],
    ['SHUTOFF', 4, 'Stopping', 'Stopped'],
    ['ACTIVE', 0, 'Building', 'Building'],
    ['ERROR', 0, undefined, 'Pending'],
    ['ERROR', 0, '', 'Pending'],
    ['ERROR', 6, 'Running', 'Running'],
    ['PAUSED', 3, 'Running', 'Running'],
    ['SUSPENDED', 7, 'Running', 'Running'],
    ['SUSPENDED', 7, 'Stopping', 'Stopping'],
    ['ACTIVE', 99, 'Queued', 'Queued'],
  ])('%s with power %i after %j is %s', (status, powerState, phase, next) => {
    expect(nextPhase(phase, { status, powerState }, VIRTUAL)).toBe(next);
  });

  it('is Queued while the bare metal of a new server waits', () => {
    const step = { kind: 'node', provisionState: 'cleaning' } as const;
    expect(nextPhase('Pending', { status: 'BUILD', powerState: 0 }, step)).toBe(
      'Queued',
    );
  });
});
