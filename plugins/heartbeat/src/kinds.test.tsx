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
import {
  EntityProvider,
  entityRouteRef,
} from '@backstage/plugin-catalog-react';
import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  heartbeatApiRef,
  type HeartbeatApi,
} from 'backstage-plugin-heartbeat-react';
import { HeartbeatCard } from './card/EntityHeartbeatCard';
import { KINDS } from './kinds';
import { HeartbeatOverview } from './page/HeartbeatOverview';
import { HeartbeatContent } from './tab/EntityHeartbeatContent';
import {
  availabilityFixture,
  entityFixture,
  entityHeartbeatsFixture,
  heartbeatFixture,
  listFixture,
  noHistory,
  serverListFixture,
  timelineFixture,
  transitionsFixture,
} from './__testUtils__/fixtures';
import {
  jobFixture,
  jobScreens,
  type EntityWithJobs,
} from './__testUtils__/jobs/jobScreens';
import { subjectKind } from './subjects/subjectKind';

const missed = jobFixture('backup', {
  status: 'Missed',
  schedule: 'every hour',
});
const jobs = [missed, jobFixture('report'), jobFixture('cleanup')];

const kinds = [
  ...KINDS,
  subjectKind(
    jobScreens({
      observedAt: '2026-03-01T12:00:00.000Z',
      items: jobs,
      problems: [],
    }),
  ),
];

const answer: EntityWithJobs = {
  ...entityHeartbeatsFixture([heartbeatFixture()]),
  jobs: [missed],
};

const api: Partial<HeartbeatApi> = {
  ...noHistory,
  getHeartbeats: async () => listFixture([heartbeatFixture()]),
  getServers: async () => serverListFixture([]),
  getEntityHeartbeats: async () => answer,
};

function render(
  element: JSX.Element,
  url = '/',
  more: Partial<HeartbeatApi> = {},
) {
  renderInTestApp(
    <EntityProvider entity={entityFixture()}>{element}</EntityProvider>,
    {
      apis: [[heartbeatApiRef, { ...api, ...more }]],
      initialRouteEntries: [url],
      mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
    },
  );
}

const names = () => screen.getAllByRole('rowheader').map(th => th.textContent);

describe('a kind of subject that is added by a folder and a line', () => {
  it('has a list of its own on the page, with tiles, search and rows', async () => {
    render(<HeartbeatOverview kinds={kinds} />);
    await userEvent.click(
      await screen.findByRole('tab', { name: 'Jobs 1 needs attention' }),
    );

    expect(await screen.findByText('3 of 3 jobs')).toBeInTheDocument();
    expect(names()).toEqual(['backup', 'report', 'cleanup']);
    expect(
      within(screen.getByRole('row', { name: /backup/ })).getByText(
        'every hour',
      ),
    ).toBeInTheDocument();
    expect(
      within(screen.getByRole('group', { name: 'Filter by status' }))
        .getAllByRole('button')
        .map(tile => tile.textContent),
    ).toEqual(['1 Missed', '2 On time']);

    await userEvent.click(screen.getByRole('button', { name: '2 On time' }));
    expect(names()).toEqual(['report', 'cleanup']);
    await userEvent.type(
      screen.getByRole('textbox', { name: 'Search' }),
      'REPORT night',
    );
    expect(names()).toEqual(['report']);
  });

  it('has its filters, and its details, in the URL', async () => {
    render(
      <HeartbeatOverview kinds={kinds} />,
      '/?view=jobs&schedule=every+hour&open=job:backup',
    );

    expect(await screen.findByText('1 of 3 jobs')).toBeInTheDocument();
    expect(screen.getByRole('combobox', { name: 'Schedule' })).toHaveValue(
      'every hour',
    );
    expect(
      screen.getByRole('button', { name: 'Details of backup' }),
    ).toHaveAttribute('aria-expanded', 'true');
    expect(screen.getByText('It runs every hour.')).toBeInTheDocument();
  });

  it('is on the card of its entity, with its details, below the others', async () => {
    render(<HeartbeatCard kinds={kinds} />, '/', {
      getTimeline: async () => timelineFixture(),
    });

    const [, job] = await screen.findAllByRole('heading', { level: 4 });
    expect(job).toHaveTextContent('backup');
    expect(screen.getByText('Missed')).toBeInTheDocument();
    expect(screen.getByText('It runs every hour.')).toBeInTheDocument();
    expect(
      await screen.findAllByRole('list', { name: /^Last 24 hours: up/ }),
    ).toHaveLength(2);
  });

  it('has a history in the tab of its entity, with its own words', async () => {
    const [last] = transitionsFixture().items;
    render(<HeartbeatContent kinds={kinds} />, '/', {
      getAvailability: async () => availabilityFixture(),
      getTransitions: async () =>
        transitionsFixture({
          items: [
            {
              ...last,
              kind: 'job',
              subjectId: missed.id,
              name: 'backup',
              to: 'Missed',
              cause: 'schedule',
            },
            last,
            {
              ...last,
              id: 'of a backend that is newer',
              kind: 'certificate',
              subjectId: 'certificate:orders',
              name: 'orders.example.com',
              to: 'Expired',
              cause: 'time',
            },
          ],
        }),
    });

    const log = await screen.findByRole('list', { name: /^What happened/ });
    expect(
      within(log)
        .getAllByRole('listitem')
        .map(({ textContent }) => textContent),
    ).toEqual([
      expect.stringMatching(/^Missed.*backup: because of schedule/),
      expect.stringMatching(/^Dead.*orders: No renewal came/),
      expect.stringMatching(/^Expired.*orders\.example\.com: time/),
    ]);
  });
});
