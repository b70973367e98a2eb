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

import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { HeartbeatList } from 'backstage-plugin-heartbeat-common';
import {
  failedSight,
  heartbeatFixture,
  listFixture,
  replicasFixture,
  syncedSight,
} from '../__testUtils__/fixtures';
import { names, showPage, url } from '../__testUtils__/showPage';

async function showAnswer(answer: HeartbeatList, at?: string) {
  showPage({ getHeartbeats: async () => answer }, at);
  await screen.findByText(/^\d+ of \d+ controllers$/);
}

const dead = heartbeatFixture({ controller: 'billing', status: 'Dead' });
const late = heartbeatFixture({ controller: 'mail', status: 'Late' });
const alive = heartbeatFixture({ controller: 'orders' });
const all = listFixture([dead, late, alive]);

describe('the list of controllers', () => {
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
    await showAnswer(
      listFixture([late, replicasFixture(['Alive', 'Alive'])]),
      '/?q=pod-1',
    );

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
      showPage({ getHeartbeats: async () => listFixture([], { sights }) });

      expect(
        await screen.findByRole('heading', { name: title }),
      ).toBeInTheDocument();
      expect(
        screen.queryAllByRole('button', { name: 'Copy command' }),
      ).toHaveLength(title === 'No controllers yet' ? 2 : 0);
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
