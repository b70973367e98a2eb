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

import { parseLeaseObject, toLeaseRecord } from './leaseObject';

const metadata = { name: 'orders', namespace: 'default' };

const record = (lease: object) =>
  toLeaseRecord(parseLeaseObject(lease), {
    cluster: 'demo',
    controller: 'orders',
  });

describe('a Lease', () => {
  it('is read with all that a heartbeat is known by [K6]', () => {
    expect(
      record({
        metadata: {
          ...metadata,
          uid: 'u-1',
          labels: { 'heartbeat/replica': 'orders-1' },
        },
        spec: {
          holderIdentity: 'orders-1',
          renewTime: '2026-11-22T12:00:00.123456Z',
          leaseDurationSeconds: 30,
          leaseTransitions: 2,
        },
      }),
    ).toEqual({
      ref: { cluster: 'demo', namespace: 'default', name: 'orders' },
      uid: 'u-1',
      controller: 'orders',
      replica: 'orders-1',
      holder: 'orders-1',
      renewTime: '2026-11-22T12:00:00.123456Z',
      leaseDurationSeconds: 30,
      leaseTransitions: 2,
      isElection: true,
      progress: undefined,
    });
  });

  it.each([
    [undefined, undefined, undefined],
    [undefined, 60, 60],
    [90_000, 60, 90],
    [90_000, undefined, 90],
    [90_000, 1, 1],
  ])(
    'holds for as long as its source says (%s ms), or as it says itself (%s s), unless it is given up: %s s',
    (durationMs, leaseDurationSeconds, expected) => {
      const lease = parseLeaseObject({
        metadata,
        spec: { leaseDurationSeconds },
      });
      const terms = { durationMs, graceMs: 5_000 };
      expect(
        toLeaseRecord(lease, { cluster: 'demo', controller: 'orders', terms }),
      ).toMatchObject({ leaseDurationSeconds: expected, terms });
    },
  );

  it.each([
    [undefined, 0, true],
    [undefined, undefined, false],
    [true, undefined, true],
    [false, 7, false],
  ])(
    'is one of leader election as its source says (%s), or as it counts its leaders (%s): %s',
    (isElection, leaseTransitions, expected) => {
      const lease = parseLeaseObject({ metadata, spec: { leaseTransitions } });
      const terms = { election: isElection };
      const options = { cluster: 'demo', controller: 'orders', terms };
      expect(toLeaseRecord(lease, options).isElection).toBe(expected);
    },
  );

  it.each([
    ['no spec', {}],
    ['an empty spec', { spec: null }],
    [
      'a spec of other types',
      {
        spec: {
          holderIdentity: 1,
          renewTime: {},
          leaseDurationSeconds: '30',
          leaseTransitions: null,
        },
      },
    ],
  ])('with %s has none of it, and hides no other Lease [K6]', (_, rest) => {
    expect(record({ metadata, ...rest })).toMatchObject({
      uid: '',
      holder: undefined,
      renewTime: undefined,
      leaseDurationSeconds: undefined,
      leaseTransitions: undefined,
    });
  });

  it.each([undefined, null, { 'heartbeat/replica': 7 }, 'text'])(
    'with the labels %j has none [K6]',
    labels => {
      const lease = parseLeaseObject({ metadata: { ...metadata, labels } });
      expect(lease.metadata.labels).toBeUndefined();
    },
  );

  it("tells what its controller did last, in a sentence's length", () => {
    const annotations = {
      'heartbeat/progress': 'x'.repeat(300),
      'heartbeat/progress-time': '2026-11-22T12:00:00Z',
    };
    expect(record({ metadata: { ...metadata, annotations } }).progress).toEqual(
      { message: 'x'.repeat(200), time: '2026-11-22T12:00:00Z' },
    );
  });

  it.each([
    null,
    'Lease',
    {},
    { metadata: {} },
    { metadata: { name: 'orders' } },
    { metadata: { name: 1, namespace: 'default' } },
  ])('is not what says %j', value => {
    expect(() => parseLeaseObject(value)).toThrow('is not a Lease');
  });
});
