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

import type { ServerStatus } from 'backstage-plugin-heartbeat-common';
import { healthyPatch } from './healthyCondition';

const NOW = new Date('2026-11-22T12:00:00.789Z');
const EARLIER = '2026-11-22T11:00:00Z';

const AVAILABLE = { type: 'Available', status: 'True', observedBy: 'others' };

function objectWith(...conditions: object[]) {
  return { metadata: { resourceVersion: '17' }, status: { conditions } };
}

function healthy(status: string, reason: string) {
  return { type: 'Healthy', status, reason, lastTransitionTime: EARLIER };
}

describe('healthyPatch', () => {
  it.each<[ServerStatus, string | undefined, string, string]>([
    ['Healthy', undefined, 'True', 'Healthy'],
    ['Degraded', 'certificate-expiring', 'False', 'CertificateExpiring'],
    ['Down', 'connection-refused', 'False', 'ConnectionRefused'],
    ['Stopped', undefined, 'False', 'Stopped'],
    ['Maintenance', undefined, 'Unknown', 'Maintenance'],
    ['Unknown', 'provider-failed', 'Unknown', 'ProviderFailed'],
    ['Down', 'odd words: {}', 'False', 'Down'],
  ])('writes %s (%s) as %s (%s)', (status, reason, expected, camel) => {
    expect(
      healthyPatch(objectWith(), { status, reason, message: 'why' }, NOW),
    ).toEqual({
      metadata: { resourceVersion: '17' },
      status: {
        conditions: [
          {
            type: 'Healthy',
            status: expected,
            reason: camel,
            message: 'why',
            lastTransitionTime: '2026-11-22T12:00:00Z',
          },
        ],
      },
    });
  });

  it('writes nothing where the object says it already', () => {
    const object = objectWith(AVAILABLE, healthy('False', 'Timeout'));
    expect(
      healthyPatch(object, { status: 'Down', reason: 'timeout' }, NOW),
    ).toBeUndefined();
  });

  it('keeps the conditions of others as they are, and where they are', () => {
    const object = objectWith(AVAILABLE, healthy('True', 'Healthy'), AVAILABLE);
    expect(healthyPatch(object, { status: 'Down' }, NOW)).toMatchObject({
      status: {
        conditions: [
          AVAILABLE,
          { status: 'False', lastTransitionTime: '2026-11-22T12:00:00Z' },
          AVAILABLE,
        ],
      },
    });
  });

  it('does not move the time of a transition where only the reason is another [M16]', () => {
    const object = objectWith(healthy('False', 'Timeout'));
    expect(
      healthyPatch(object, { status: 'Down', reason: 'not-found' }, NOW),
    ).toMatchObject({
      status: {
        conditions: [{ reason: 'NotFound', lastTransitionTime: EARLIER }],
      },
    });
  });

  it.each([
    {},
    { status: {} },
    { status: null },
    { status: { conditions: null } },
  ])('begins the list of an object with %j', rest => {
    const object = { metadata: { resourceVersion: '1' }, ...rest };
    expect(healthyPatch(object, { status: 'Healthy' }, NOW)).toMatchObject({
      status: { conditions: [{ type: 'Healthy', status: 'True' }] },
    });
  });

  it.each([undefined, 'text', { metadata: {} }])('refuses %j', object => {
    expect(() => healthyPatch(object, { status: 'Healthy' }, NOW)).toThrow();
  });
});
