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

import {
  leaseObject,
  type LeaseFixture,
} from 'backstage-plugin-heartbeat-test-utils';
import { leasesOf } from './Fixture';
import { useEmbedded } from './useEmbedded';

describe('leaseObject [H24]', () => {
  const embedded = useEmbedded();
  const moment = new Date('2026-01-01T00:00:05.123Z');

  it.each<[string, Omit<LeaseFixture, 'namespace'>]>([
    ['never renewed', { name: 'never', durationSeconds: 15 }],
    ['without a duration', { name: 'invalid', renewedAt: moment }],
    ['without anything', { name: 'empty' }],
    [
      'with everything',
      {
        name: 'full',
        labels: { 'heartbeat/controller': '' },
        annotations: { note: 'Any Text!' },
        holder: 'pod-1',
        renewedAt: moment,
        acquiredAt: moment,
        durationSeconds: 120,
        transitions: 2,
      },
    ],
  ])('is stored as it is: %s', async (_, fixture) => {
    const object = leaseObject({ ...fixture, namespace: 'default' });
    const { status, json } = await embedded.admin.post(
      leasesOf('default'),
      object,
    );
    expect([status, json]).toEqual([
      201,
      {
        ...object,
        metadata: {
          ...object.metadata,
          uid: json.metadata.uid,
          resourceVersion: json.metadata.resourceVersion,
          creationTimestamp: json.metadata.creationTimestamp,
        },
      },
    ]);
  });
});
