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

import { isHeartbeatEventPayload } from './event';

const payload = {
  id: 'demo/apps/orders@3',
  subjectId: 'demo/apps/orders',
  kind: 'controller',
  to: 'Dead',
  at: '2026-11-22T12:00:31.000Z',
};

describe('an event about a heartbeat', () => {
  it('is known by what each of them says', () => {
    expect(isHeartbeatEventPayload(payload)).toBe(true);
  });

  it.each([
    ['nothing', undefined],
    ['null', null],
    ['a text', 'Dead'],
    ['one without a status', { ...payload, to: undefined }],
    ['one with a number for a time', { ...payload, at: 1 }],
  ])('is not taken for %s', (_, other) => {
    expect(isHeartbeatEventPayload(other)).toBe(false);
  });
});
