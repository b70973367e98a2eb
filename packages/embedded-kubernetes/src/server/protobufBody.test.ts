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

import { deleteOptionsOfProtobuf, jsonOfProtobuf } from './protobufBody';
import { field, message } from './protobuf';
import { LEASES, NAMESPACES } from './resources';

/** An integer field, of 64 bits where it is below 0. */
function integer(number: number, value: number): Buffer {
  const bytes = [number * 8];
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest >= 128n; rest /= 128n) {
    bytes.push(Number(rest % 128n) + 128);
  }
  return Buffer.from([...bytes, Number(rest)]);
}

const bodyOf = (metadata: Buffer, spec?: Buffer) =>
  Buffer.concat([
    Buffer.from('k8s\0'),
    field(1, message(field(1, 'coordination.k8s.io/v1'), field(2, 'Lease'))),
    field(2, message(field(1, metadata), ...(spec ? [field(2, spec)] : []))),
  ]);

const read = (...parts: Parameters<typeof bodyOf>) =>
  JSON.parse(jsonOfProtobuf(LEASES, bodyOf(...parts)));

const time = (seconds: number, nanos: number) =>
  message(integer(1, seconds), integer(2, nanos));

describe('a Lease in protobuf, as client-go writes it since 0.34', () => {
  it('is read with all that a client can set', () => {
    const label = message(field(1, 'team'), field(2, 'a'));
    const owner = message(
      ...[field(1, 'Node'), field(3, 'n1'), field(4, 'u1')],
      ...[field(5, 'v1'), integer(6, 1)],
    );
    expect(
      read(
        message(
          ...[field(1, 'orders'), field(3, 'apps'), field(5, 'uid-1')],
          ...[field(6, '42'), integer(7, 3), field(11, label)],
          ...[field(13, owner), field(14, 'example.com/keep')],
        ),
        message(
          ...[field(1, 'orders-0_uuid'), integer(2, 15)],
          ...[
            field(3, time(1_764_590_400, 0)),
            field(4, time(1_764_590_401, 123_456_789)),
          ],
          integer(5, 7),
        ),
      ),
    ).toEqual({
      metadata: {
        ...{ name: 'orders', namespace: 'apps', uid: 'uid-1' },
        ...{ resourceVersion: '42', labels: { team: 'a' } },
        ownerReferences: [
          {
            ...{ apiVersion: 'v1', kind: 'Node', name: 'n1', uid: 'u1' },
            controller: true,
          },
        ],
        finalizers: ['example.com/keep'],
      },
      spec: {
        ...{ holderIdentity: 'orders-0_uuid', leaseDurationSeconds: 15 },
        acquireTime: '2025-12-01T12:00:00.000000Z',
        renewTime: '2025-12-01T12:00:01.123456Z',
        leaseTransitions: 7,
      },
    });
  });

  it('is released by a holder that is empty, and not by one that is absent', () => {
    const name = field(1, 'orders');
    expect(read(name, message(field(1, ''), integer(2, 1))).spec).toEqual({
      ...{ holderIdentity: '', leaseDurationSeconds: 1 },
    });
    expect(read(name, integer(2, 1)).spec).toEqual({ leaseDurationSeconds: 1 });
  });

  it('says no time where it has the zero time, and a number below 0 as it is', () => {
    const spec = message(field(4, time(-62_135_596_800, 0)), integer(5, -1));
    expect(read(field(1, 'orders'), spec).spec).toEqual({
      ...{ renewTime: null, leaseTransitions: -1 },
    });
  });

  it.each([
    ['another prefix', Buffer.from('json'), /its prefix is wrong/],
    [
      'half a message',
      bodyOf(field(1, 'orders')).subarray(0, -2),
      /is no protobuf Lease/,
    ],
  ])('is refused with %s', (_, body, words) => {
    expect(() => jsonOfProtobuf(LEASES, body)).toThrow(words);
  });

  it('is deleted under the conditions that were sent, or none', () => {
    const options = (...fields: Buffer[]) =>
      JSON.parse(
        deleteOptionsOfProtobuf(
          LEASES,
          Buffer.concat([
            Buffer.from('k8s\0'),
            field(1, ''),
            field(2, message(...fields)),
          ]),
        ),
      );
    const conditions = message(field(1, 'uid-1'), field(2, '42'));
    expect(options(integer(1, 0), field(2, conditions))).toEqual({
      preconditions: { uid: 'uid-1', resourceVersion: '42' },
    });
    expect(options(integer(1, 0))).toEqual({});
  });

  it('is refused for what only has JSON', () => {
    const widgets = { ...NAMESPACES, plural: 'widgets' };
    expect(() => jsonOfProtobuf(widgets, bodyOf(field(1, 'a')))).toThrow();
  });
});
