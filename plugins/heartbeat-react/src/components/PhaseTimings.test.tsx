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
import { screen, within } from '@testing-library/react';
import type { ServerTimings } from 'backstage-plugin-heartbeat-common';
import { PhaseTimings } from './PhaseTimings';

async function phases(timings: ServerTimings): Promise<string[]> {
  renderInTestApp(<PhaseTimings timings={timings} />);
  const list = await screen.findByRole('list');
  return within(list)
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent ?? '');
}

describe('PhaseTimings', () => {
  it('shows each phase in its order, and what is left of the whole', async () => {
    await expect(
      phases({
        dnsMs: 1.42,
        connectMs: 3,
        tlsMs: 12,
        firstByteMs: 25,
        totalMs: 1_240,
      }),
    ).resolves.toEqual([
      'Name lookup 1.4\u00a0ms',
      'Connect 3\u00a0ms',
      'TLS 12\u00a0ms',
      'First byte 25\u00a0ms',
      'The rest 1.2\u00a0s',
    ]);
    expect(
      screen.getByRole('list', { name: 'Last check took 1.24\u00a0s' }),
    ).toBeInTheDocument();
  });

  it('shows only the phases that there were', async () => {
    await expect(
      phases({ connectMs: 8, tlsMs: 32, totalMs: 40 }),
    ).resolves.toEqual(['Connect 8\u00a0ms', 'TLS 32\u00a0ms']);
  });

  it('keeps the line of the rest where it is next to nothing, so that nothing moves', async () => {
    await expect(
      phases({ connectMs: 8, firstByteMs: 32, totalMs: 40 }),
    ).resolves.toEqual([
      'Connect 8\u00a0ms',
      'First byte 32\u00a0ms',
      'The rest 0\u00a0ms',
    ]);
  });

  it('is one line where only the whole is known', async () => {
    renderInTestApp(<PhaseTimings timings={{ totalMs: 40 }} />);

    expect(
      await screen.findByText(/^Last check took 40\sms$/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });
});
