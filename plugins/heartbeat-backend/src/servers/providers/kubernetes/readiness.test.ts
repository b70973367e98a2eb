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

import { readinessOf, type ReadinessKind } from './readiness';

const ready = (status: string, message?: string) => ({
  type: 'Ready',
  status,
  message,
});

/** An object, what it is taken for, and what of the message matters. */
const CASES: Array<[ReadinessKind, object, string, RegExp?]> = [
  ['Node', { status: { conditions: [ready('True')] } }, 'healthy'],
  [
    'Node',
    { status: { conditions: [ready('Unknown', 'Kubelet stopped')] } },
    'down',
    /not ready: Kubelet stopped/,
  ],
  ['Node', {}, 'down', /has not said/],
  [
    'Node',
    {
      status: {
        conditions: [
          ready('True'),
          { type: 'DiskPressure', status: 'True', message: 'disk is full' },
        ],
      },
    },
    'degraded',
    /DiskPressure.*disk is full/,
  ],
  [
    'Node',
    { spec: { unschedulable: true }, status: { conditions: [ready('True')] } },
    'healthy',
  ],
  [
    'Pod',
    { status: { phase: 'Running', conditions: [ready('True')] } },
    'healthy',
  ],
  [
    'Pod',
    { status: { phase: 'Running', conditions: [ready('False', 'probe')] } },
    'down',
    /running and not ready: probe/,
  ],
  [
    'Pod',
    {
      status: {
        phase: 'Running',
        containerStatuses: [
          {
            name: 'app',
            restartCount: 7,
            state: { waiting: { reason: 'CrashLoopBackOff' } },
          },
        ],
      },
    },
    'down',
    /container app waits \(CrashLoopBackOff\)/,
  ],
  ['Pod', { status: { phase: 'Pending' } }, 'down', /The pod is Pending/],
  [
    'Pod',
    { status: { phase: 'Failed', reason: 'Evicted' } },
    'down',
    /Evicted/,
  ],
  ['Pod', { status: { phase: 'Succeeded' } }, 'stopped'],
  [
    'Pod',
    {
      metadata: { deletionTimestamp: '2026-11-22T12:00:00Z' },
      status: { phase: 'Running', conditions: [ready('False')] },
    },
    'stopped',
  ],
  [
    'Deployment',
    { spec: { replicas: 3 }, status: { availableReplicas: 3 } },
    'healthy',
  ],
  [
    'Deployment',
    { spec: { replicas: 3 }, status: { availableReplicas: 2 } },
    'degraded',
    /2 of 3 replicas/,
  ],
  ['Deployment', { spec: { replicas: 3 }, status: {} }, 'down', /0 of 3/],
  ['Deployment', { spec: { replicas: 0 }, status: {} }, 'stopped'],
  [
    'Deployment',
    {
      spec: { replicas: 1 },
      status: {
        availableReplicas: 1,
        conditions: [
          { type: 'Progressing', status: 'False', message: 'exceeded' },
        ],
      },
    },
    'degraded',
    /rollout does not get on: exceeded/,
  ],
  [
    'StatefulSet',
    { spec: { replicas: 2 }, status: { readyReplicas: 2 } },
    'healthy',
  ],
  ['StatefulSet', { spec: {}, status: {} }, 'down', /0 of 1/],
  [
    'DaemonSet',
    { status: { desiredNumberScheduled: 4, numberAvailable: 3 } },
    'degraded',
    /3 of 4 pods/,
  ],
  ['DaemonSet', { status: { desiredNumberScheduled: 0 } }, 'stopped'],
];

describe('readiness', () => {
  it.each(CASES)('of a %s %j is %s', (kind, object, outcome, message = /^/) => {
    const observation = readinessOf(kind, { metadata: {}, ...object });
    expect(observation).toMatchObject({ outcome });
    expect(observation.message ?? '').toMatch(message);
  });

  it('says how many containers were restarted, and which nodes take no pods', () => {
    expect(
      readinessOf('Node', {
        metadata: {},
        spec: { unschedulable: true },
        status: {
          conditions: [ready('True')],
          nodeInfo: { kubeletVersion: 'v1.33.0' },
        },
      }).facts,
    ).toEqual({ kubelet: 'v1.33.0', scheduling: 'disabled' });
    expect(
      readinessOf('Pod', {
        metadata: {},
        status: { containerStatuses: [{ name: 'app', restartCount: 7 }] },
      }).facts,
    ).toEqual({ restarts: '7' });
  });

  it('keeps long texts of a cluster short', () => {
    const { message = '' } = readinessOf('Node', {
      metadata: {},
      status: { conditions: [ready('False', 'x'.repeat(10_000))] },
    });
    expect(message.length).toBeLessThan(400);
  });

  it.each([undefined, 'text', { metadata: {}, spec: { replicas: 'many' } }])(
    'refuses %j',
    object => {
      expect(() => readinessOf('Deployment', object)).toThrow();
    },
  );
});
