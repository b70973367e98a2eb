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
  CONTROLLER_ANNOTATION,
  HEALTH_TCP_ANNOTATION,
  HEALTH_URL_ANNOTATION,
  RUNBOOK_ANNOTATION,
  SERVER_ANNOTATION,
} from 'backstage-plugin-heartbeat-common';
import { isHeartbeatAvailable } from './isHeartbeatAvailable';
import { entityFixture } from './__testUtils__/fixtures';

describe('isHeartbeatAvailable', () => {
  it('is true for an entity that names a controller, the unnamed one included', () => {
    expect(isHeartbeatAvailable(entityFixture())).toBe(true);
    expect(
      isHeartbeatAvailable(entityFixture({ [CONTROLLER_ANNOTATION]: '' })),
    ).toBe(true);
  });

  it.each([SERVER_ANNOTATION, HEALTH_URL_ANNOTATION, HEALTH_TCP_ANNOTATION])(
    'is true for one that names a server by %s alone',
    annotation => {
      expect(
        isHeartbeatAvailable({
          ...entityFixture(),
          metadata: { name: 'orders', annotations: { [annotation]: 'x' } },
        }),
      ).toBe(true);
    },
  );

  it('is true for what a module of the backend may understand, as annotation or label', () => {
    const named = { 'heartbeat/some-server': 'x' };
    for (const metadata of [
      { name: 'orders', annotations: named },
      { name: 'orders', labels: named },
    ]) {
      expect(isHeartbeatAvailable({ ...entityFixture(), metadata })).toBe(true);
    }
  });

  it('is true for one that bears the name of a server of the unikorn region API as its label', () => {
    expect(
      isHeartbeatAvailable({
        ...entityFixture(),
        metadata: {
          name: 'web',
          labels: { 'unikorn-cloud.org/name': 'web-1' },
        },
      }),
    ).toBe(true);
  });

  it.each([
    ['that says nothing', {}],
    ['that has but a runbook', { [RUNBOOK_ANNOTATION]: 'https://x.example' }],
    ['of somebody else', { 'heartbeats/controller': 'x' }],
  ])('is false for one %s', (_, annotations) => {
    expect(
      isHeartbeatAvailable({
        ...entityFixture(),
        metadata: { name: 'library', annotations },
      }),
    ).toBe(false);
  });
});
