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
  controllerHeartbeats,
  type ControllerLease,
} from './controllerHeartbeats';

const NOW = Date.parse('2026-11-22T12:00:00Z');

/** A Lease renewed so many milliseconds ago, with a duration of 120 s. */
const lease = (
  ageMs: number | undefined,
  change: Partial<ControllerLease> = {},
): ControllerLease => ({
  controller: 'prod',
  renewTime:
    ageMs === undefined ? undefined : new Date(NOW - ageMs).toISOString(),
  leaseDurationSeconds: 120,
  ...change,
});

const view = (...leases: ControllerLease[]) =>
  controllerHeartbeats(leases, { nowMs: NOW, defaultController: '' });

describe("Kargo's view", () => {
  it('of no Leases is empty, with a default controller [H17] [H18]', () => {
    expect(view()).toEqual({ heartbeats: {}, defaultController: '' });
  });

  it('has each controller by its name, alive or dead [H12] [H17]', () => {
    expect(
      view(lease(1_000), lease(500_000, { controller: 'staging' })),
    ).toEqual({
      heartbeats: {
        prod: {
          controller: 'prod',
          status: 'Alive',
          timestamp: '2026-11-22T11:59:59Z',
        },
        staging: {
          controller: 'staging',
          status: 'Dead',
          timestamp: '2026-11-22T11:51:40Z',
        },
      },
      defaultController: '',
    });
  });

  it.each([
    ['fresh', 0, 'Alive'],
    ['a millisecond before its end', 119_999, 'Alive'],
    ['exactly at its end', 120_000, 'Dead'],
    ['stale', 120_001, 'Dead'],
    ['in the future', -3_600_000, 'Alive'],
  ])('of a Lease that is %s [H12] [H14]', (_, ageMs, status) => {
    expect(view(lease(ageMs)).heartbeats.prod.status).toBe(status);
  });

  it('of a Lease without renewTime is Dead, without a timestamp [H13]', () => {
    expect(view(lease(undefined)).heartbeats.prod).toStrictEqual({
      controller: 'prod',
      status: 'Dead',
    });
  });

  it('of a Lease without a duration is Dead, with its timestamp [H13]', () => {
    expect(
      view(lease(0, { leaseDurationSeconds: undefined })).heartbeats.prod,
    ).toEqual({
      controller: 'prod',
      status: 'Dead',
      timestamp: '2026-11-22T12:00:00Z',
    });
  });

  it('has the unnamed controller by the key "" [H9]', () => {
    expect(view(lease(0, { controller: '' })).heartbeats['']).toMatchObject({
      controller: '',
      status: 'Alive',
    });
  });

  it.each([
    ['first', [lease(5_000), lease(500_000), lease(undefined)]],
    ['last', [lease(undefined), lease(500_000), lease(5_000)]],
  ])(
    'takes the freshest of several with one name, wherever it stands: %s [H16]',
    (_, leases) => {
      expect(view(...leases).heartbeats.prod).toMatchObject({
        status: 'Alive',
        timestamp: '2026-11-22T11:59:55Z',
      });
    },
  );

  it('knows controllers with names of JavaScript itself', () => {
    const { heartbeats } = view(
      lease(0, { controller: '__proto__' }),
      lease(0, { controller: 'constructor' }),
    );
    expect(Object.keys(heartbeats).sort()).toEqual([
      '__proto__',
      'constructor',
    ]);
  });
});
