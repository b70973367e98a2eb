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

import { CONTROLLER_ANNOTATION } from 'backstage-plugin-heartbeat-common';
import { isHeartbeatAvailable } from './isHeartbeatAvailable';
import { entityFixture } from './testing/fixtures';

describe('isHeartbeatAvailable', () => {
  it('is true for an entity that names a controller, the unnamed one included', () => {
    expect(isHeartbeatAvailable(entityFixture())).toBe(true);
    expect(
      isHeartbeatAvailable(entityFixture({ [CONTROLLER_ANNOTATION]: '' })),
    ).toBe(true);
  });

  it('is false for every other', () => {
    expect(
      isHeartbeatAvailable({
        ...entityFixture(),
        metadata: { name: 'library', annotations: {} },
      }),
    ).toBe(false);
  });
});
