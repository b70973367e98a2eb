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

import { readableHolder } from './readableHolder';

it.each([
  [
    'cert-manager-6d5f_0a1b2c3d-0000-4abc-8def-0123456789ab',
    'cert-manager-6d5f',
  ],
  ['ip-10-0-0-1_0A1B2C3D-0000-4ABC-8DEF-0123456789AB', 'ip-10-0-0-1'],
  ['host-a_7011f0db', 'host-a_7011f0db'],
  [
    '0a1b2c3d-0000-4abc-8def-0123456789ab',
    '0a1b2c3d-0000-4abc-8def-0123456789ab',
  ],
  [
    '_0a1b2c3d-0000-4abc-8def-0123456789ab',
    '_0a1b2c3d-0000-4abc-8def-0123456789ab',
  ],
  ['', ''],
])('the holder %j reads %j', (holder, readable) => {
  expect(readableHolder(holder)).toBe(readable);
});
