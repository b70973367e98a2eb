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

import { nextStatus } from './nextStatus';
import { statusPatch } from './statusPatch';
import type { NovaServer, ServerStatusFields } from './serverTypes';
import {
  at,
  NEW,
  novaServer,
  runningStatus,
  T0,
} from './__testUtils__/servers';

const NOW = T0 + 600_000;
const TARGET = '00000000-0000-4000-8000-00000000000b';

function poll(status: ServerStatusFields, nova: Partial<NovaServer> = {}) {
  const next = nextStatus({
    status,
    nova: novaServer(nova),
    step: { kind: 'virtual' },
    networkId: 'aaaaaaaa-0000-4000-8000-000000000001',
    nowMs: NOW,
  });
  return { ...next, patch: statusPatch('7', status, next.status) };
}

describe('the patch of one poll [M13]', () => {
  it('writes all that is known of a new server at once, with the version that was read', () => {
    expect(poll(NEW).patch).toEqual({
      metadata: { resourceVersion: '7' },
      status: {
        phase: 'Running',
        conditions: [
          {
            type: 'Healthy',
            status: 'True',
            reason: 'Healthy',
            message: 'server is healthy',
            lastTransitionTime: at(600),
          },
        ],
        scheduledAt: at(2),
        launchedAt: at(40),
        provisionedAt: at(40),
      },
    });
  });

  it('is none where nothing changed', () => {
    expect(poll(runningStatus()).patch).toBeUndefined();
  });

  it('does not rewrite a moment that is only written in another way', () => {
    const status = runningStatus({
      scheduledAt: '2026-11-22T13:00:02+01:00',
    });
    expect(poll(status).patch).toBeUndefined();
  });

  it('cuts fractions off', () => {
    expect(poll(NEW, { launchedMs: T0 + 40_999 }).status.launchedAt).toBe(
      at(40),
    );
  });

  it('has what changed only: launchedAt follows Nova, provisionedAt is written once [M18]', () => {
    expect(poll(runningStatus(), { launchedMs: T0 + 90_000 }).patch).toEqual({
      metadata: { resourceVersion: '7' },
      status: { launchedAt: at(90) },
    });
  });

  it('clears nothing that Nova says no more of [M18]', () => {
    const status = runningStatus({ macAddress: 'fa:16:3e:00:00:01' });
    expect(
      poll(status, { createdMs: undefined, launchedMs: undefined }).patch,
    ).toBeUndefined();
  });

  it('writes health and rebuild together, and Available stays', () => {
    const status = runningStatus({
      rebuild: { state: 'Initiated', targetImageID: TARGET },
    });
    expect(
      poll(status, { status: 'ERROR', imageId: TARGET }).patch,
    ).toMatchObject({
      status: {
        conditions: [
          { type: 'Available', status: 'True' },
          { type: 'Healthy', status: 'False', reason: 'Errored' },
        ],
        rebuild: { state: 'Failed' },
      },
    });
  });

  it('has the timestamps even while the server is built [M18]', () => {
    expect(
      poll(NEW, { status: 'BUILD', powerState: 0, launchedMs: undefined })
        .status,
    ).toMatchObject({ phase: 'Building', scheduledAt: at(2) });
  });
});

describe('what a poll remarks', () => {
  it.each([
    [{ powerState: 3, status: 'PAUSED' }, ['paused']],
    [{ powerState: 7, status: 'SUSPENDED' }, ['suspended']],
    [{ powerState: 3, status: 'REBUILD' }, []],
    [{ addresses: 'none' }, ['addresses-unreadable']],
    [{}, []],
  ])('of %j: %j [M17]', (nova, remarks) => {
    expect(poll(runningStatus(), nova).remarks).toEqual(remarks);
  });
});
