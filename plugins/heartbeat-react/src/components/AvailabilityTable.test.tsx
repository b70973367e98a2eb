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
import type { Availability } from 'backstage-plugin-heartbeat-common';
import { AvailabilityTable } from './AvailabilityTable';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

function window(upMs: number, downMs: number, windowMs = DAY): Availability {
  const knownMs = upMs + downMs;
  return {
    windowMs,
    from: '2026-03-01T12:00:00.000Z',
    to: '2026-03-02T12:00:00.000Z',
    upMs,
    downMs,
    stoppedMs: 0,
    unknownMs: windowMs - knownMs,
    availability: knownMs === 0 ? undefined : upMs / knownMs,
    coverage: knownMs / windowMs,
    transitions: 1,
  };
}

async function cellsOf(shown: Availability): Promise<string[]> {
  renderInTestApp(<AvailabilityTable windows={[shown]} />);
  const table = await screen.findByRole('table', { name: 'Availability' });
  return within(table)
    .getAllByRole('cell')
    .map(({ textContent }) => textContent ?? '');
}

describe('AvailabilityTable', () => {
  it('shows how available it was beside how much of that was seen', async () => {
    await expect(cellsOf(window(9 * HOUR, 3 * HOUR))).resolves.toEqual([
      '75%',
      '3\u00a0h',
      '50%',
    ]);
    expect(
      screen.getByRole('rowheader', { name: '24 hours' }),
    ).toBeInTheDocument();
  });

  it('never calls a window without sight available', async () => {
    await expect(cellsOf(window(0, 0, 90 * DAY))).resolves.toEqual([
      'Not observed',
      '',
      '0%',
    ]);
  });

  it.each([
    ['a millisecond', window(DAY - 1, 1), '99.99%'],
    [
      'so little that it drowns in 90 days',
      window(90 * DAY, 1, 90 * DAY),
      '99.99%',
    ],
  ])('is not 100%% after a downtime of %s', async (_, shown, availability) => {
    const [figure] = await cellsOf(shown);
    expect(figure).toBe(availability);
  });

  it('is 100% where no downtime was seen, and says of how much', async () => {
    await expect(cellsOf(window(DAY - 1, 0))).resolves.toEqual([
      '100%',
      'never',
      '99.99%',
    ]);
  });

  it('is not 0% where it was up for a moment', async () => {
    const [figure] = await cellsOf(window(1, DAY - 1));
    expect(figure).toBe('0.01%');
  });
});
