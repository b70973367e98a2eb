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
import type { ServerList } from 'backstage-plugin-heartbeat-common';
import {
  downFixture,
  listFixture,
  serverFixture,
  serverListFixture,
} from '../__testUtils__/fixtures';
import { names, showPage, url } from '../__testUtils__/showPage';

function show(answer: ServerList, at = '/?view=servers') {
  showPage(
    {
      getHeartbeats: async () => listFixture([]),
      getServers: async () => answer,
    },
    at,
  );
}

async function showAnswer(answer: ServerList, at?: string) {
  show(answer, at);
  await screen.findByText(/^\d+ of \d+ servers$/);
}

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

describe('the list of servers', () => {
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
      show(serverListFixture([], fields));
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
  });
});
