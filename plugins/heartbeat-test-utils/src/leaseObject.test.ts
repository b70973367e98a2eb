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

import { leaseObject } from './leaseObject';

describe('leaseObject [H24]', () => {
  it('holds of a Lease what the fixture has, and no more', () => {
    const { metadata, spec } = JSON.parse(
      JSON.stringify(
        leaseObject({
          namespace: 'default',
          name: 'never',
          durationSeconds: 15,
        }),
      ),
    );
    expect([metadata, spec]).toEqual([
      { namespace: 'default', name: 'never' },
      { leaseDurationSeconds: 15 },
    ]);
  });

  it('writes times with six fractional digits', () => {
    const { spec } = leaseObject({
      namespace: 'default',
      name: 'renewed',
      renewedAt: new Date('2026-01-01T00:00:05.123Z'),
    });
    expect(spec.renewTime).toBe('2026-01-01T00:00:05.123000Z');
  });
});
