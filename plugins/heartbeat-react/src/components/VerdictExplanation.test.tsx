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

import { renderInTestApp } from '@backstage/frontend-test-utils';
import { act, screen } from '@testing-library/react';
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import { VerdictExplanation } from './VerdictExplanation';

const base: Heartbeat = {
  id: 'demo/orders/orders',
  controller: 'orders',
  status: 'Dead',
  since: '2026-03-01T12:00:00.000Z',
  restarts: 0,
  entities: [],
  evidence: {
    silentForMs: 31_200,
    durationMs: 30_000,
    marginMs: 1_000,
    usualGapMs: 10_100,
    lateAfterMs: 20_200,
    deadAfterMs: 31_000,
  },
};

function show(heartbeat: Partial<Heartbeat>) {
  renderInTestApp(
    <VerdictExplanation
      heartbeat={{ ...base, ...heartbeat }}
      receivedAt={performance.now()}
    />,
  );
}

describe('VerdictExplanation', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('explains Dead as arithmetic', () => {
    show({});

    expect(
      screen.getByText(
        'Silent for 31.2 s; the limit is 30 s + 1 s; it usually renews every 10.1 s.',
      ),
    ).toBeInTheDocument();
  });

  it('counts the silence on as one looks', async () => {
    show({});
    await act(() => jest.advanceTimersByTimeAsync(2_000));

    expect(screen.getByText(/^Silent for 33.2 s;/)).toBeInTheDocument();
  });

  it('explains Late by when a renewal was due', () => {
    show({
      status: 'Late',
      evidence: {
        ...base.evidence,
        silentForMs: 22_000,
        usualGapMs: undefined,
      },
    });

    expect(
      screen.getByText(
        'Silent for 22 s, and a renewal was due within 20.2 s. Dead after 30 s + 1 s; how often it usually renews is not known yet.',
      ),
    ).toBeInTheDocument();
  });

  it('explains Alive by its last renewal', () => {
    show({
      status: 'Alive',
      evidence: { ...base.evidence, silentForMs: 3_100 },
    });

    expect(screen.getByText(/^Last renewed 3.1 s ago\./)).toBeInTheDocument();
  });

  it('says when Alive is only provisional', () => {
    show({
      status: 'Alive',
      evidence: { ...base.evidence, provisional: true },
    });

    expect(
      screen.getByText(/we have not seen a renewal ourselves yet/),
    ).toBeInTheDocument();
  });

  it.each(['Alive', 'Late', 'Dead'] as const)(
    'explains %s in words where the numbers are missing',
    status => {
      show({ status, evidence: {} });

      expect(screen.getByText(/\.$/)).not.toHaveTextContent(/\d|undefined|NaN/);
    },
  );

  it('gives the reason of Unknown, and nothing that reads as dead', () => {
    show({
      status: 'Unknown',
      unknown: {
        reason: 'unreachable',
        message: 'Cluster "prod" does not answer; check its URL.',
        lastKnown: 'Alive',
      },
    });

    expect(
      screen.getByText('Cluster "prod" does not answer; check its URL.'),
    ).toBeInTheDocument();
    expect(screen.queryByText(/dead|silent/i)).not.toBeInTheDocument();
  });
});
