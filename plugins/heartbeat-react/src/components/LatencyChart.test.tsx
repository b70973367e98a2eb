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
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  LatencyHour,
  LatencyReport,
} from 'backstage-plugin-heartbeat-common';
import { LatencyChart } from './LatencyChart';
import { scaleEnd } from './latencyHours';

const hour = (from: string, p99Ms: number): LatencyHour => ({
  from: `2026-03-01T${from}:00:00.000Z`,
  count: 120,
  p50Ms: 12,
  p95Ms: 31,
  p99Ms,
  maxMs: 1_240,
});

const report: LatencyReport = {
  observedAt: '2026-03-01T12:30:00.000Z',
  subjectId: 'server:config/orders',
  hours: [hour('09', 80), hour('12', 40)],
};

describe('LatencyChart', () => {
  it('says what it shows to those who cannot see it', async () => {
    renderInTestApp(<LatencyChart report={report} />);

    expect(
      await screen.findByRole('list', {
        name: /99% of the answers within 40\sms in the best hour and 80\sms in the worst, the slowest 1\.24\ss$/,
      }),
    ).toBeInTheDocument();
  });

  it('has a place for each of the last 24 hours, and bridges none without an answer', async () => {
    renderInTestApp(<LatencyChart report={report} />);
    const hours = within(await screen.findByRole('list'));

    expect(hours.getAllByRole('listitem')).toHaveLength(24);
    expect(hours.getAllByRole('button', { name: /: no answer$/ })).toHaveLength(
      22,
    );
    const names = hours
      .getAllByRole('button')
      .map(button => button.getAttribute('aria-label'));
    expect(names.at(-1)).toMatch(
      /50% within 12\sms, 95% within 31\sms, 99% within 40\sms/,
    );
    expect(names.at(-2)).toMatch(/no answer$/);
    expect(names.at(-4)).toMatch(/99% within 80\sms/);
  });

  it('is one stop of the Tab key, and the arrows tell the figures of each hour', async () => {
    const user = userEvent.setup();
    renderInTestApp(<LatencyChart report={report} />);
    const last = (await screen.findAllByRole('button')).at(-1);
    act(() => last?.focus());
    expect(screen.getByText(/99% within 40\sms, slowest/)).toBeInTheDocument();

    await user.keyboard('{ArrowLeft}');
    expect(screen.getByText(/: no answer$/)).toBeInTheDocument();

    await user.keyboard('{Tab}');
    expect(screen.getByText('24 h ago')).toBeInTheDocument();
  });

  it('says so where nothing was answered', async () => {
    renderInTestApp(<LatencyChart report={{ ...report, hours: [] }} />);

    expect(
      await screen.findByText(/^None in the last 24 hours; /),
    ).toBeInTheDocument();
    expect(screen.queryByRole('list')).not.toBeInTheDocument();
  });

  it.each([
    [0, 1],
    [0.4, 1],
    [7, 10],
    [20, 20],
    [21, 50],
    [1_240, 2_000],
  ])('ends its scale for %s ms at a round %s ms', (maxMs, endMs) => {
    expect(scaleEnd(maxMs)).toBe(endMs);
  });
});
