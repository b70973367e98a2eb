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
import userEvent from '@testing-library/user-event';
import type {
  HistorySegment,
  TimelineReport,
} from 'backstage-plugin-heartbeat-common';
import { HistoryBar } from './HistoryBar';

const at = (time: string) => new Date(`2026-03-01T${time}`).toISOString();

function segment(
  from: string,
  to: string,
  fields: Partial<HistorySegment>,
): HistorySegment {
  return {
    from: at(from),
    to: at(to),
    status: 'Alive',
    standing: 'up',
    transitions: 0,
    ...fields,
  };
}

const report: TimelineReport = {
  observedAt: at('13:00'),
  subjectId: 'demo/shop/orders',
  segments: [
    segment('10:00', '11:00', { status: 'Unknown', standing: 'unknown' }),
    segment('11:00', '12:30', {}),
    segment('12:30', '12:31', { status: 'Dead', standing: 'down' }),
    segment('12:31', '13:00', {}),
  ],
};

describe('HistoryBar', () => {
  it('says what it shows to those who cannot see it', async () => {
    renderInTestApp(<HistoryBar report={report} />);

    expect(
      await screen.findByRole('list', {
        name: 'Last 24 hours: up 1\u00a0h 59\u00a0min, down 1\u00a0min, not observed 1\u00a0h',
      }),
    ).toBeInTheDocument();
  });

  it('tells what a stretch is when it is pointed at, and no longer than that', async () => {
    const user = userEvent.setup();
    renderInTestApp(<HistoryBar report={report} />);
    const dead = await screen.findByRole('button', { name: /^Dead, / });

    await user.hover(dead);
    expect(
      screen.getByText(/^Dead, .*12:30.* to .*12:31.* \(1 min\)$/),
    ).toBeInTheDocument();

    await user.unhover(dead);
    expect(screen.queryByText(/^Dead, /)).not.toBeInTheDocument();
    expect(screen.getByText('24 h ago')).toBeInTheDocument();
  });

  it('calls what nobody saw by that, and paints it like nothing else', async () => {
    renderInTestApp(<HistoryBar report={report} />);
    const unseen = await screen.findByRole('button', { name: /^Not observed/ });
    const [alive] = screen.getAllByRole('button', { name: /^Alive/ });
    const dead = screen.getByRole('button', { name: /^Dead/ });

    const classes = [unseen, alive, dead].map(({ className }) => className);
    expect(new Set(classes).size).toBe(3);
  });

  it('is one stop of the Tab key, and the arrows go from stretch to stretch', async () => {
    const user = userEvent.setup();
    renderInTestApp(<HistoryBar report={report} />);
    const stretches = await screen.findAllByRole('button');

    stretches[3].focus();
    await user.keyboard('{ArrowLeft}');
    expect(stretches[2]).toHaveFocus();
    expect(screen.getByText(/^Dead, /)).toBeInTheDocument();
    await user.keyboard('{Home}{ArrowLeft}');
    expect(stretches[0]).toHaveFocus();
    await user.keyboard('{End}{ArrowRight}');
    expect(stretches[3]).toHaveFocus();
    await user.tab();
    expect(stretches.some(one => one === document.activeElement)).toBe(false);
  });

  it('states no times where statuses share a stretch', async () => {
    renderInTestApp(
      <HistoryBar
        report={{
          ...report,
          segments: [
            segment('10:00', '13:00', {
              status: 'Dead',
              standing: 'down',
              transitions: 7,
            }),
          ],
        }}
      />,
    );

    expect(
      await screen.findByRole('list', {
        name: 'Last 24 hours: 7 changes of status',
      }),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('button', { name: /^Dead at worst.*\(7 changes\)$/ }),
    ).toBeInTheDocument();
  });

  it('calls the statuses of servers by their names', async () => {
    renderInTestApp(
      <HistoryBar
        report={{
          ...report,
          segments: [segment('10:00', '11:00', { status: 'Degraded' })],
        }}
      />,
    );

    expect(
      await screen.findByRole('button', { name: /^Degraded, / }),
    ).toBeInTheDocument();
  });

  it('shows the moments of a life that lie within it', async () => {
    renderInTestApp(
      <HistoryBar
        report={report}
        marks={[
          { name: 'scheduled', at: at('09:59') },
          { name: 'launched', at: at('10:30') },
          { name: 'provisioned', at: at('12:45') },
          { name: 'started', at: at('12:50') },
        ]}
      />,
    );

    expect(await screen.findByText('Launched')).toBeInTheDocument();
    // too close together for a name each
    expect(screen.getByText('Provisioned, started')).toBeInTheDocument();
    expect(screen.queryByText(/scheduled/i)).not.toBeInTheDocument();
  });
});
