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
import { screen } from '@testing-library/react';
import type { StallReport } from 'backstage-plugin-heartbeat-common';
import { StallNotice } from './StallNotice';

const MINUTE_MS = 60_000;

async function show(change: Partial<StallReport> = {}) {
  const stall = {
    at: '2026-11-22T11:50:00.000Z',
    ageMs: 9 * MINUTE_MS,
    lastedMs: 12_340,
    holding: false,
    ...change,
  };
  renderInTestApp(
    <>
      <p>The overview</p>
      <StallNotice stall={stall} receivedAt={performance.now()} />
    </>,
  );
  await screen.findByText('The overview');
}

describe('a backend that stood still', () => {
  it('is told of while statuses wait for that, however short it was', async () => {
    await show({ ageMs: 1_000, lastedMs: 700, holding: true });

    expect(
      screen.getByText(/^The portal's backend stood still for 0.7 s/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/Until then no status gets worse/),
    ).toBeInTheDocument();
  });

  it('is told of for ten minutes after', async () => {
    await show();

    expect(
      screen.getByText(/stood still for 12.3 s 9 min/),
    ).toBeInTheDocument();
    expect(screen.getByText(/was noticed late/)).toBeInTheDocument();
  });

  it.each([
    ['long ago', { ageMs: 10 * MINUTE_MS + 1 }],
    ['for a moment', { lastedMs: 1_900 }],
  ])('is not worth a word where it did %s', async (_, change) => {
    await show(change);

    expect(screen.queryByText(/stood still/)).not.toBeInTheDocument();
  });
});
