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
import type { HeartbeatList } from 'backstage-plugin-heartbeat-common';
import { heartbeatApiRef } from 'backstage-plugin-heartbeat-react';
import { useLocation } from 'react-router-dom';
import {
  failedSight,
  heartbeatFixture,
  listFixture,
  replicasFixture,
  noHistory,
  syncedSight,
} from '../testing/fixtures';
import { HeartbeatOverview } from './HeartbeatOverview';

function Url() {
  const { search } = useLocation();
  return <output aria-label="URL">{search}</output>;
}

function show(options: { url?: string } = {}) {
  const getHeartbeats = jest.fn<Promise<HeartbeatList>, []>();
  const render = () =>
    renderInTestApp(
      <>
        <HeartbeatOverview />
        <Url />
      </>,
      {
        apis: [[heartbeatApiRef, { ...noHistory, getHeartbeats }]],
        initialRouteEntries: [options.url ?? '/'],
        mountedRoutes: { '/catalog/:namespace/:kind/:name': entityRouteRef },
      },
    );
  return { getHeartbeats, render };
}

async function showAnswer(answer: HeartbeatList, options = {}) {
  const { getHeartbeats, render } = show(options);
  getHeartbeats.mockResolvedValue(answer);
  render();
  await screen.findByText(/^\d+ of \d+ controllers$/);
}

const names = () => screen.getAllByRole('rowheader').map(th => th.textContent);

const url = () => screen.getByRole('status', { name: 'URL' }).textContent;

const dead = heartbeatFixture({ controller: 'billing', status: 'Dead' });
const late = heartbeatFixture({ controller: 'mail', status: 'Late' });
const alive = heartbeatFixture({ controller: 'orders' });
const all = listFixture([dead, late, alive]);

describe('HeartbeatOverview', () => {
  it('lists every controller in the order of the answer: worst first', async () => {
    await showAnswer(all);

    expect(names()).toEqual(['billing', 'mail', 'orders']);
    const row = within(screen.getByRole('row', { name: /orders/ }));
    expect(row.getByText('Alive')).toBeInTheDocument();
    expect(row.getByText('3 seconds ago')).toBeInTheDocument();
    expect(row.getByText('orders-0')).toBeInTheDocument();
    expect(row.getByText('demo / shop')).toBeInTheDocument();
    expect(
      row.getByRole('link', { name: 'The orders service' }),
    ).toHaveAttribute('href', '/catalog/default/component/orders');
    expect(row.getByRole('link', { name: 'checkout' })).toHaveAttribute(
      'href',
      '/catalog/default/group/checkout',
    );
  });

  it('counts by status, and filters by it in the URL', async () => {
    await showAnswer(all);
    const filter = screen.getByRole('group', { name: 'Filter by status' });

    expect(
      within(filter)
        .getAllByRole('button')
        .map(button => button.textContent),
    ).toEqual([
      '1 Dead',
      '1 Late',
      '0 Unknown',
      '0 Never reported',
      '0 Stopped',
      '1 Alive',
    ]);

    await userEvent.click(
      within(filter).getByRole('button', { name: '1 Dead' }),
    );
    expect(names()).toEqual(['billing']);
    expect(url()).toBe('?status=Dead');
    expect(
      within(filter).getByRole('button', { name: '1 Dead' }),
    ).toHaveAttribute('aria-pressed', 'true');

    await userEvent.click(
      within(filter).getByRole('button', { name: '1 Late' }),
    );
    expect(names()).toEqual(['billing', 'mail']);
    expect(screen.getByText('2 of 3 controllers')).toBeInTheDocument();
  });

  it('searches by what is written about a controller, and keeps that in the URL', async () => {
    await showAnswer(all);

    await userEvent.type(
      screen.getByRole('textbox', { name: 'Search' }),
      'CHECKOUT orders',
    );

    expect(names()).toEqual(['orders']);
    expect(url()).toBe('?q=CHECKOUT+orders');
  });

  it('opens with the filters of its URL, and keeps what others put there', async () => {
    await showAnswer(all, { url: '/?status=Late,Nonsense&q=mail&other=1' });
    expect(names()).toEqual(['mail']);

    await userEvent.click(
      screen.getByRole('button', { name: 'Clear filters' }),
    );
    expect(names()).toEqual(['billing', 'mail', 'orders']);
    expect(url()).toBe('?other=1');
  });

  it('says so when nothing matches, and leads back', async () => {
    await showAnswer(all, { url: '/?q=nobody' });

    expect(screen.getByText('No controller matches')).toBeInTheDocument();
    await userEvent.click(
      screen.getAllByRole('button', { name: 'Clear filters' })[0],
    );
    expect(names()).toHaveLength(3);
  });

  it('opens the details of a row by keyboard, and by its URL', async () => {
    await showAnswer(all);
    const toggle = screen.getByRole('button', { name: 'Details of billing' });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');

    toggle.focus();
    await userEvent.keyboard('{Enter}');

    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    expect(
      screen.getByRole('region', { name: 'What to do' }),
    ).toHaveTextContent('kubectl --namespace shop get lease billing -o yaml');
    expect(url()).toBe('?open=demo%2Fshop%2Fbilling');
  });

  it('opens the details by a click on the row, but not by one on its links', async () => {
    await showAnswer(all);

    await userEvent.click(
      screen.getByText('demo / shop', { selector: 'tr:nth-child(3) td' }),
    );
    expect(url()).toBe('?open=demo%2Fshop%2Forders');
  });

  it('says in the row how many replicas are alive and which died, and lists them in the details', async () => {
    await showAnswer(
      listFixture([late, replicasFixture(['Alive', 'Dead', 'Alive'])]),
    );
    const row = within(screen.getByRole('row', { name: /orders/ }));
    expect(row.getByText('Alive')).toBeInTheDocument();
    expect(row.getByText('2 of 3 replicas alive')).toBeInTheDocument();
    expect(row.getByText('Dead: orders-1')).toBeInTheDocument();
    expect(screen.queryByRole('list', { name: 'Replicas' })).toBeNull();

    const toggle = screen.getByRole('button', { name: 'Details of orders' });
    expect(toggle).toHaveAttribute('aria-expanded', 'false');
    toggle.focus();
    await userEvent.keyboard('{Enter}');

    expect(toggle).toHaveAttribute('aria-expanded', 'true');
    const details = within(screen.getByRole('list', { name: 'Replicas' }));
    expect(details.getAllByRole('listitem')).toHaveLength(3);
    expect(details.getByText('held by pod-1')).toBeInTheDocument();
  });

  it('names no replica where all died or all are well', async () => {
    await showAnswer(
      listFixture([
        replicasFixture(['Dead', 'Dead']),
        { ...replicasFixture(['Alive', 'Late']), id: 'other/shop/orders' },
      ]),
    );

    expect(screen.getByText('0 of 2 replicas alive')).toBeInTheDocument();
    expect(screen.getByText('2 of 2 replicas alive')).toBeInTheDocument();
    expect(screen.queryByText(/^Dead: /)).not.toBeInTheDocument();
  });

  it('finds a controller by one of its replicas', async () => {
    await showAnswer(listFixture([late, replicasFixture(['Alive', 'Alive'])]), {
      url: '/?q=pod-1',
    });

    expect(names()).toEqual(['orders']);
  });

  it('shows the progress of a controller beside its last heartbeat', async () => {
    await showAnswer(
      listFixture([
        heartbeatFixture({
          progress: { message: 'processed order 17', ageMs: 180_000 },
        }),
      ]),
    );

    expect(
      screen.getByText('processed order 17').closest('td'),
    ).toHaveTextContent('3 seconds agoprocessed order 17, 3 minutes ago');
  });

  it('draws a fleet a page at a time', async () => {
    await showAnswer(
      listFixture(
        Array.from({ length: 110 }, (_, n) =>
          heartbeatFixture({ controller: `shard-${n}`, entities: [] }),
        ),
      ),
    );
    // by text: asking 110 rows for their roles takes seconds
    const rows = () => screen.getAllByText(/^shard-\d+$/, { selector: 'th' });
    expect(rows()).toHaveLength(100);

    await userEvent.click(screen.getByText('Show 10 more'));
    expect(rows()).toHaveLength(110);
  });

  describe('how far it can be trusted', () => {
    it('says what cannot be seen and why, above what can', async () => {
      await showAnswer(
        listFixture([alive], { sights: [syncedSight, failedSight] }),
      );

      expect(
        screen.getByText('This screen does not show everything'),
      ).toBeInTheDocument();
      expect(
        screen.getByText(/^production, namespace payments/),
      ).toHaveTextContent(
        'Cluster "production" does not answer; check its URL.',
      );
      expect(names()).toEqual(['orders']);
    });

    it('says nothing where everything is seen', async () => {
      await showAnswer(all);

      expect(
        screen.queryByText('This screen does not show everything'),
      ).not.toBeInTheDocument();
    });

    it('shows problems beside the heartbeats', async () => {
      await showAnswer(
        listFixture([alive], {
          problems: [
            { kind: 'catalog', message: 'The catalog does not answer' },
          ],
        }),
      );

      expect(
        screen.getByText('The catalog does not answer'),
      ).toBeInTheDocument();
    });
  });

  describe('with nothing to list', () => {
    it.each([
      [
        'teaches how to begin where we see everything',
        [syncedSight],
        'No controllers yet',
      ],
      [
        'does not look empty where we see nothing',
        [failedSight],
        'We cannot see any controllers',
      ],
      [
        'does not look empty where nothing is looked at',
        [],
        'We cannot see any controllers',
      ],
      [
        'does not look empty where we see a part',
        [syncedSight, failedSight],
        'No controllers in the places we can see',
      ],
    ])('%s', async (_, sights, title) => {
      const { getHeartbeats, render } = show();
      getHeartbeats.mockResolvedValue(listFixture([], { sights }));
      render();

      expect(
        await screen.findByRole('heading', { name: title }),
      ).toBeInTheDocument();
      expect(
        screen.queryAllByRole('button', { name: 'Copy command' }),
      ).toHaveLength(title === 'No controllers yet' ? 2 : 0);
    });

    it('is loading, not empty or dead [H21]', () => {
      const { getHeartbeats, render } = show();
      getHeartbeats.mockReturnValue(new Promise(() => {}));
      render();

      expect(
        screen.getByRole('progressbar', { name: 'Loading controllers' }),
      ).toBeInTheDocument();
      expect(
        screen.queryByText(/dead|no controllers/i),
      ).not.toBeInTheDocument();
    });

    it('has failed, not died [H21]', async () => {
      const { getHeartbeats, render } = show();
      getHeartbeats.mockRejectedValue(new Error('socket hang up'));
      render();

      expect(await screen.findByRole('alert')).toHaveTextContent(
        'Heartbeats could not be loaded',
      );
      expect(
        screen.queryByText(/dead|no controllers/i),
      ).not.toBeInTheDocument();
    });

    it('is forbidden', async () => {
      const { getHeartbeats, render } = show();
      getHeartbeats.mockRejectedValue(new NotAllowedError('no'));
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

    it('sorts anew and leaves the focus where it is', async () => {
      const { getHeartbeats, render } = show();
      getHeartbeats.mockResolvedValueOnce(listFixture([dead, alive]));
      render();
      await later(0);
      const toggle = screen.getByRole('button', { name: 'Details of billing' });
      act(() => toggle.focus());
      expect(names()).toEqual(['billing', 'orders']);

      getHeartbeats.mockResolvedValue(
        listFixture([
          { ...alive, status: 'Dead' },
          { ...dead, status: 'Alive' },
        ]),
      );
      await later(2_000);

      expect(names()).toEqual(['orders', 'billing']);
      expect(toggle).toHaveFocus();
    });

    it('leaves what is being read open and in its place, even where no filter wants it any more', async () => {
      const { getHeartbeats, render } = show({
        url: '/?status=Dead&open=demo/shop/billing',
      });
      getHeartbeats.mockResolvedValueOnce(
        listFixture([dead, { ...alive, status: 'Dead' }]),
      );
      render();
      await later(0);

      getHeartbeats.mockResolvedValue(
        listFixture([
          { ...alive, status: 'Dead' },
          { ...dead, status: 'Alive' },
        ]),
      );
      await later(2_000);

      expect(names()).toEqual(['billing', 'orders']);
      expect(
        within(screen.getAllByRole('row', { name: /billing/ })[0]).getByText(
          'Alive',
        ),
      ).toBeInTheDocument();
      expect(
        screen.getByRole('button', { name: 'Details of billing' }),
      ).toHaveAttribute('aria-expanded', 'true');
    });

    it('moves no row while a hand is at the table, and sorts once it rests', async () => {
      const user = userEvent.setup({ advanceTimers: jest.advanceTimersByTime });
      const { getHeartbeats, render } = show();
      getHeartbeats.mockResolvedValueOnce(listFixture([late, alive]));
      render();
      await later(0);

      getHeartbeats.mockImplementation(async () =>
        listFixture([dead, { ...alive, status: 'Dead' }, late]),
      );
      await later(1_500);
      await user.hover(screen.getByRole('rowheader', { name: 'orders' }));
      await later(500);
      expect(names()).toEqual(['mail', 'orders', 'billing']);
      expect(
        within(screen.getByRole('row', { name: /orders/ })).getByText('Dead'),
      ).toBeInTheDocument();

      await later(6_000);
      expect(names()).toEqual(['billing', 'orders', 'mail']);
    });

    it('keeps the list when the backend is gone, and says how old it is', async () => {
      const { getHeartbeats, render } = show();
      getHeartbeats.mockResolvedValueOnce(all);
      getHeartbeats.mockRejectedValue(new Error('socket hang up'));
      render();
      await later(11_000);

      expect(names()).toEqual(['billing', 'mail', 'orders']);
      expect(screen.getByText('Status may be stale')).toBeInTheDocument();
      expect(
        screen.getByText(/The last answer came 11 seconds ago/),
      ).toBeInTheDocument();
    });
  });

  it('says on top that a cluster is disrupted, with its age and how many it silenced', async () => {
    await showAnswer({
      ...all,
      disruptions: [
        { cluster: 'paris', at: all.observedAt, ageMs: 130_000, count: 9 },
      ],
    });

    const title = screen.getByText(
      'Most controllers of cluster paris fell silent together 2 minutes ago',
    );
    expect(title.parentElement).toHaveTextContent(
      '9 controllers are silenced.',
    );
  });

  it('warns in its row of a controller that restarts again and again', async () => {
    await showAnswer(
      listFixture([heartbeatFixture({ isCrashLooping: true, restarts: 7 })]),
    );

    expect(screen.getByText('Crash looping')).toBeInTheDocument();
  });
});
