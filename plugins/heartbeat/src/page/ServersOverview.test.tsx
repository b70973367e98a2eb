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

import { NotAllowedError } from '@backstage/errors';
import { renderInTestApp } from '@backstage/frontend-test-utils';
import { entityRouteRef } from '@backstage/plugin-catalog-react';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ServerList } from 'backstage-plugin-heartbeat-common';
import {
  heartbeatApiRef,
  type HeartbeatApi,
} from 'backstage-plugin-heartbeat-react';
import { useLocation } from 'react-router-dom';
import { HeartbeatOverview } from './HeartbeatOverview';
import {
  downFixture,
  heartbeatFixture,
  listFixture,
  noHistory,
  serverFixture,
  serverListFixture,
} from '../testing/fixtures';

function Url() {
  const { search } = useLocation();
  return <output aria-label="URL">{search}</output>;
}

function show(url = '/?view=servers') {
  const getServers: jest.MockedFunction<HeartbeatApi['getServers']> = jest.fn();
  const getHeartbeats = jest.fn(async () =>
    listFixture([heartbeatFixture({ status: 'Dead' })]),
  );
  const render = () =>
    renderInTestApp(
      <>
        <HeartbeatOverview />
        <Url />
      </>,
      {
        apis: [[heartbeatApiRef, { ...noHistory, getHeartbeats, getServers }]],
        initialRouteEntries: [url],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );
  return { getServers, getHeartbeats, render };
}

async function showAnswer(answer: ServerList, url?: string) {
  const { getServers, getHeartbeats, render } = show(url);
  getServers.mockResolvedValue(answer);
  render();
  await screen.findByText(/^\d+ of \d+ servers$/);
  return { getServers, getHeartbeats };
}

const names = () =>
  screen.getAllByRole('rowheader').map(th => th.firstChild?.textContent);

const url = () => screen.getByRole('status', { name: 'URL' }).textContent;

const down = downFixture();
const slow = serverFixture({
  name: 'search',
  status: 'Degraded',
  provider: 'tcp',
  source: 'catalog',
  reason: 'slow',
  entities: [
    { entityRef: 'component:default/search', owner: 'group:default/search' },
  ],
});
const healthy = serverFixture();
const all = serverListFixture([down, slow, healthy]);

describe('HeartbeatOverview, of servers', () => {
  it('lists every server in the order of the answer: worst first', async () => {
    await showAnswer(all);

    expect(names()).toEqual(['stock', 'search', 'orders-api']);
    const row = within(screen.getByRole('row', { name: /orders-api/ }));
    expect(row.getByText('Healthy')).toBeInTheDocument();
    expect(row.getByText('12 seconds ago')).toBeInTheDocument();
    expect(row.getByText(/^in 41\sms$/)).toBeInTheDocument();
    expect(
      row.getByText('https://orders-api.example.com/health'),
    ).toBeInTheDocument();
    expect(
      row.getByRole('link', { name: 'The orders-api service' }),
    ).toHaveAttribute('href', '/catalog/default/component/orders-api');
    expect(
      within(screen.getByRole('row', { name: /stock/ })).getByText(
        'Connection refused',
      ),
    ).toBeInTheDocument();
  });

  it('says of one whose life is known which phase it is in, and why it is not as it should be', async () => {
    await showAnswer(
      serverListFixture([
        serverFixture({
          status: 'Degraded',
          reason: 'building',
          lifecycle: { phase: 'Queued', marks: [] },
        }),
      ]),
    );

    const row = within(screen.getByRole('row', { name: /orders-api/ }));
    expect(row.getByText('Being built')).toBeInTheDocument();
    expect(row.getByText('Phase: Queued')).toBeInTheDocument();
  });

  it('counts by status, and filters by it in the URL', async () => {
    await showAnswer(all);
    const filter = within(
      screen.getByRole('group', { name: 'Filter by status' }),
    );
    expect(
      filter.getAllByRole('button').map(button => button.textContent),
    ).toEqual([
      '1 Down',
      '1 Degraded',
      '0 Unknown',
      '0 Maintenance',
      '0 Stopped',
      '1 Healthy',
    ]);

    await userEvent.click(filter.getByRole('button', { name: '1 Down' }));

    expect(names()).toEqual(['stock']);
    expect(url()).toBe('?view=servers&status=Down');
  });

  it.each([
    ['Checked by', 'tcp', '?view=servers&provider=tcp'],
    ['Named by', 'catalog', '?view=servers&source=catalog'],
    ['Owner', 'search', '?view=servers&owner=group%3Adefault%2Fsearch'],
  ])('shows those of one origin by "%s"', async (label, option, expected) => {
    await showAnswer(all);

    await userEvent.selectOptions(
      screen.getByRole('combobox', { name: label }),
      option,
    );

    expect(names()).toEqual(['search']);
    expect(url()).toBe(expected);
    expect(screen.getByText('1 of 3 servers')).toBeInTheDocument();
  });

  it('opens with the filters of its URL, and clears them all at once', async () => {
    await showAnswer(
      all,
      '/?view=servers&provider=http&status=Healthy,Nonsense&q=ORDERS&other=1',
    );
    expect(names()).toEqual(['orders-api']);

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(names()).toHaveLength(3);
    expect(url()).toBe('?view=servers&other=1');
  });

  it('says so when nothing matches, even an owner that is nobody, and leads back', async () => {
    await showAnswer(all, '/?view=servers&owner=:::');

    expect(screen.getByText('No server matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );
    expect(names()).toHaveLength(3);
  });

  it('opens the details of a row by keyboard, and in its URL', async () => {
    await showAnswer(all);
    const toggle = screen.getByRole('button', { name: 'Details of stock' });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');

    toggle.focus();
    await userEvent.keyboard('{Enter}');

    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    expect(
      screen.getByText(/^stock.example.com:443 refused the connection/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('region', { name: 'What to do' }),
    ).toBeInTheDocument();
    expect(url()).toBe('?view=servers&open=server%3Aconfig%2Fstock');
  });

  it('draws a fleet a page at a time', async () => {
    await showAnswer(
      serverListFixture(
        Array.from({ length: 110 }, (_, n) =>
          serverFixture({ name: `shard-${n}`, entities: [] }),
        ),
      ),
    );
    // by text: asking 110 rows for their roles takes seconds
    const rows = () => screen.getAllByText(/^shard-\d+$/, { selector: 'th' });
    expect(rows()).toHaveLength(100);

    await userEvent.click(screen.getByText('Show 10 more'));
    expect(rows()).toHaveLength(110);
  });

  describe('beside controllers', () => {
    it('says in its tabs how many of each need attention, and asks for no more than that', async () => {
      const { getHeartbeats } = await showAnswer(all);

      expect(
        await screen.findByRole('tab', {
          name: 'Controllers 1 needs attention',
        }),
      ).toHaveAttribute('aria-selected', 'false');
      expect(
        screen.getByRole('tab', { name: 'Servers 2 need attention' }),
      ).toHaveAttribute('aria-selected', 'true');
      expect(getHeartbeats).toHaveBeenLastCalledWith(
        expect.objectContaining({ query: { limit: 1 } }),
      );
    });

    it('switches by keyboard, in the URL, and keeps what is searched for but no filter of the other list', async () => {
      await showAnswer(
        all,
        '/?view=servers&status=Healthy&provider=http&q=orders&other=1',
      );
      const controllers = screen.getByRole('tab', { name: /^Controllers/ });
      act(() => screen.getByRole('tab', { name: /^Servers/ }).focus());
      await userEvent.keyboard('{ArrowLeft}{Enter}');

      expect(await screen.findByText('1 of 1 controllers')).toBeInTheDocument();
      expect(controllers).toHaveFocus();
      expect(url()).toBe('?q=orders&other=1');
    });

    it('has no tabs where the backend is older than servers', async () => {
      const { getServers, render } = show('/');
      getServers.mockResolvedValue(undefined);
      render();

      expect(await screen.findByText('1 of 1 controllers')).toBeInTheDocument();
      expect(screen.queryByRole('tab')).not.toBeInTheDocument();
    });

    it('says that the backend is older than servers to those who follow a link to them', async () => {
      const { getServers, render } = show();
      getServers.mockResolvedValue(undefined);
      render();

      expect(
        await screen.findByText('This portal monitors no servers'),
      ).toBeInTheDocument();
    });
  });

  describe('how far it can be trusted', () => {
    it('says on top that the monitor has no network, since when, and what that means', async () => {
      await showAnswer({
        ...all,
        networkDown: {
          at: '2026-03-01T11:57:00.000Z',
          ageMs: 180_000,
          message: 'None of the 3 reference targets answers.',
        },
      });

      const title = screen.getByText(
        /^The monitor itself has no network since .* \(3 minutes ago\)$/,
      );
      expect(title.parentElement).toHaveTextContent(
        'None of the 3 reference targets answers. That says nothing about the servers',
      );
    });

    it('says which sources and providers do not work', async () => {
      await showAnswer({
        ...all,
        problems: [
          { kind: 'servers', message: 'Source "region" lists nothing' },
        ],
      });

      expect(
        screen.getByText('This screen does not show everything'),
      ).toBeInTheDocument();
      expect(
        screen.getByText('Source "region" lists nothing'),
      ).toBeInTheDocument();
    });
  });

  describe('with nothing to list', () => {
    async function showEmpty(fields: Partial<ServerList>) {
      const { getServers, render } = show();
      getServers.mockResolvedValue(serverListFixture([], fields));
      render();
      return screen.findByRole('heading', { level: 2 });
    }

    it('teaches how to begin', async () => {
      expect(await showEmpty({})).toHaveTextContent('No servers yet');
      expect(
        screen.getAllByRole('button', { name: 'Copy command' }),
      ).toHaveLength(3);
    });

    it('does not look empty where a source could not be read', async () => {
      expect(
        await showEmpty({
          problems: [{ kind: 'servers', message: 'Source "x" fails' }],
        }),
      ).toHaveTextContent('We cannot see any servers');
      expect(screen.queryByText('No servers yet')).not.toBeInTheDocument();
    });

    it('is loading, not empty or down', () => {
      const { getServers, render } = show();
      getServers.mockReturnValue(new Promise(() => {}));
      render();

      expect(
        screen.getByRole('progressbar', { name: 'Loading servers' }),
      ).toBeInTheDocument();
      expect(screen.queryByText(/down|no servers/i)).not.toBeInTheDocument();
    });

    it('has failed, and says that nothing follows from that', async () => {
      const { getServers, render } = show();
      getServers.mockRejectedValue(new Error('socket hang up'));
      render();

      expect(await screen.findByRole('alert')).toHaveTextContent(
        /^Servers could not be loaded/,
      );
      expect(screen.queryByText(/down|no servers/i)).not.toBeInTheDocument();
    });

    it('is forbidden', async () => {
      const { getServers, render } = show();
      getServers.mockRejectedValue(new NotAllowedError('no'));
      render();

      expect(await screen.findByRole('alert')).toHaveTextContent(
        'You may not see heartbeats',
      );
    });
  });

  describe('when it refreshes', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const later = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

    it('leaves what is being read open and in its place, and tells what changed', async () => {
      const { getServers, render } = show(
        '/?view=servers&status=Down&open=server:config/stock',
      );
      getServers.mockResolvedValueOnce(
        serverListFixture([down, downFixture({ name: 'search' })]),
      );
      render();
      await later(0);

      getServers.mockResolvedValue(
        serverListFixture([
          downFixture({ name: 'search' }),
          serverFixture({ name: 'stock' }),
        ]),
      );
      await later(2_000);

      expect(names()).toEqual(['stock', 'search']);
      expect(
        screen.getByRole('button', { name: 'Details of stock' }),
      ).toHaveAttribute('aria-expanded', 'true');
      expect(
        screen.getByText('Server stock is now Healthy'),
      ).toBeInTheDocument();
    });

    it('keeps the list when the backend is gone, and says how old it is', async () => {
      const { getServers, render } = show();
      getServers.mockResolvedValueOnce(all);
      getServers.mockRejectedValue(new Error('socket hang up'));
      render();
      await later(11_000);

      expect(names()).toEqual(['stock', 'search', 'orders-api']);
      expect(screen.getByText('Status may be stale')).toBeInTheDocument();
      expect(
        screen.getByText(/The last answer came 11 seconds ago/),
      ).toBeInTheDocument();
    });
  });
});
