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

import { leaseName } from './leaseName';

describe('the name of a Lease', () => {
  it('is the prefix and the controller [H]', () => {
    expect(leaseName('kargo-controller', 'prod-eu')).toBe(
      'kargo-controller-prod-eu',
    );
  });

  it('of the unnamed controller is another one than of a controller called "unnamed" [H9]', () => {
    expect(leaseName('heartbeat', '')).toBe('heartbeat-unnamed');
    expect(leaseName('heartbeat', 'unnamed')).toMatch(
      /^heartbeat-unnamed-[0-9a-f]{8}$/,
    );
  });

  it.each(['Prod_EU', 'prod.EU', 'a..b', 'x'.repeat(300)])(
    'is a valid object name for the label value %s [H10]',
    controller => {
      const name = leaseName('heartbeat', controller);
      expect(name).toMatch(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/);
      expect(name.length).toBeLessThanOrEqual(253);
    },
  );

  it('keeps apart what looks the same in lower case [H10]', () => {
    const names = ['prod-eu', 'Prod-EU', 'prod_eu', 'PROD_EU', 'prod.eu'].map(
      controller => leaseName('heartbeat', controller),
    );
    expect(new Set(names).size).toBe(names.length);
  });

  it('of a replica has the replica behind it', () => {
    expect(leaseName('heartbeat', 'portal', 'pod-1')).toBe(
      'heartbeat-portal.pod-1',
    );
    expect(leaseName('heartbeat', '', 'pod-1')).toBe('heartbeat-unnamed.pod-1');
  });
});
