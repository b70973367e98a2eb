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
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  HeartbeatList,
  ServerList,
} from 'backstage-plugin-heartbeat-common';
import type { HeartbeatApi } from 'backstage-plugin-heartbeat-react';
import {
  downFixture,
  heartbeatFixture,
  listFixture,
  serverFixture,
  serverListFixture,
} from '../../__testUtils__/fixtures';
import { names, showPage, url } from '../../__testUtils__/showPage';

/** The list of a kind, with names for what all kinds have. */
interface Listed<L> {
  many: string;
  /** What the URL says where it is this list. */
  view: string;
  statuses: { bad: string; worrying: string; good: string };
  /** As they are called on the screen, worst first. */
  tiles: string[];
  id: (name: string) => string;
  answer: (subjects: Array<[name: string, status: string]>) => L;
  withProblem: (list: L, message: string) => L;
  api: (load: () => Promise<L>) => Partial<HeartbeatApi>;
  words: {
    noMatch: string;
    loading: string;
    failed: RegExp;
    empty: RegExp;
    became: (name: string, status: string) => string;
    /** In the details of one that is bad. */
    toDo: string;
    why: RegExp;
  };
}

const CONTROLLERS: Listed<HeartbeatList> = {
  many: 'controllers',
  view: '',
  statuses: { bad: 'Dead', worrying: 'Late', good: 'Alive' },
  tiles: ['Dead', 'Late', 'Unknown', 'Never reported', 'Stopped', 'Alive'],
  id: name => `demo/shop/${name}`,
  answer: subjects =>
    listFixture(
      subjects.map(([controller, status]) =>
        Object.assign(heartbeatFixture({ controller }), { status }),
      ),
    ),
  withProblem: (list, message) => ({
    ...list,
    problems: [{ kind: 'catalog', message }],
  }),
  api: load => ({ getHeartbeats: load }),
  words: {
    noMatch: 'No controller matches',
    loading: 'Loading controllers',
    failed: /^Heartbeats could not be loaded/,
    empty: /dead|no controllers/i,
    became: (name, status) => `${name} is now ${status}`,
    toDo: 'kubectl --namespace shop get lease billing -o yaml',
    why: /^Silent for 3\ss; the limit is/,
  },
};

const SERVERS: Listed<ServerList> = {
  many: 'servers',
  view: 'view=servers',
  statuses: { bad: 'Down', worrying: 'Degraded', good: 'Healthy' },
  tiles: ['Down', 'Degraded', 'Unknown', 'Maintenance', 'Stopped', 'Healthy'],
  id: name => `server:config/${name}`,
  answer: subjects =>
    serverListFixture(
      subjects.map(([name, status]) =>
        Object.assign(
          status === 'Down' ? downFixture({ name }) : serverFixture({ name }),
          { status },
        ),
      ),
    ),
  withProblem: (list, message) => ({
    ...list,
    problems: [{ kind: 'servers', message }],
  }),
  api: load => ({
    getHeartbeats: async () => listFixture([]),
    getServers: load,
  }),
  words: {
    noMatch: 'No server matches',
    loading: 'Loading servers',
    failed: /^Servers could not be loaded/,
    empty: /down|no servers/i,
    became: (name, status) => `Server ${name} is now ${status}`,
    toDo: 'heartbeat/runbook',
    why: /^stock.example.com:443 refused the connection/,
  },
};

function describeList<L>(kind: Listed<L>) {
  const { many, statuses, id, answer, words } = kind;
  const { bad, worrying, good } = statuses;

  /** The URL of the list with these parameters. */
  const at = (params = '') =>
    `?${[kind.view, params].filter(Boolean).join('&')}`;

  function show(params?: string) {
    const load = jest.fn<Promise<L>, []>();
    return {
      load,
      render: () => showPage(kind.api(load), `/${at(params)}`),
    };
  }

  async function showAnswer(list: L, params?: string) {
    const { load, render } = show(params);
    load.mockResolvedValue(list);
    render();
    await screen.findByText(new RegExp(`^\\d+ of \\d+ ${many}$`));
  }

  const all = answer([
    ['billing', bad],
    ['mail', worrying],
    ['orders', good],
  ]);

  const tiles = () =>
    within(screen.getByRole('group', { name: 'Filter by status' }));

  describe(`the list of ${many}`, () => {
    it('counts by status, and filters by it in the URL', async () => {
      await showAnswer(all);

      expect(
        tiles()
          .getAllByRole('button')
          .map(({ textContent }) => textContent),
      ).toEqual(
        kind.tiles.map(word =>
          [bad, worrying, good].includes(word) ? `1 ${word}` : `0 ${word}`,
        ),
      );

      await userEvent.click(tiles().getByRole('button', { name: `1 ${bad}` }));
      expect(names()).toEqual(['billing']);
      expect(url()).toBe(at(`status=${bad}`));
      expect(tiles().getByRole('button', { name: `1 ${bad}` })).toHaveAttribute(
        'aria-pressed',
        'true',
      );

      await userEvent.click(
        tiles().getByRole('button', { name: `1 ${worrying}` }),
      );
      expect(names()).toEqual(['billing', 'mail']);
      expect(screen.getByText(`2 of 3 ${many}`)).toBeInTheDocument();
    });

    it('is searched by what is written about one, and keeps that in the URL', async () => {
      await showAnswer(all);

      await userEvent.type(
        screen.getByRole('textbox', { name: 'Search' }),
        'CHECKOUT orders',
      );

      expect(names()).toEqual(['orders']);
      expect(url()).toBe(at('q=CHECKOUT+orders'));
    });

    it('opens with the filters of its URL, and keeps what others put there', async () => {
      await showAnswer(all, `status=${worrying},Nonsense&q=mail&other=1`);
      expect(names()).toEqual(['mail']);

      await userEvent.click(
        screen.getByRole('button', { name: 'Clear filters' }),
      );
      expect(names()).toEqual(['billing', 'mail', 'orders']);
      expect(url()).toBe(at('other=1'));
    });

    it('is whole where its URL asks for a status that is none', async () => {
      await showAnswer(all, 'status=Nonsense');

      expect(names()).toHaveLength(3);
      expect(
        screen.queryByRole('button', { name: 'Clear filters' }),
      ).not.toBeInTheDocument();
    });

    it('says so when nothing matches, and leads back', async () => {
      await showAnswer(all, 'q=nobody');

      expect(screen.getByText(words.noMatch)).toBeInTheDocument();
      await userEvent.click(
        screen.getAllByRole('button', { name: 'Clear filters' })[0],
      );
      expect(names()).toHaveLength(3);
    });

    it('opens the details of a row by keyboard, and in its URL', async () => {
      await showAnswer(all);
      const toggle = screen.getByRole('button', { name: 'Details of billing' });
      expect(toggle).toHaveAttribute('aria-expanded', 'false');

      toggle.focus();
      await userEvent.keyboard('{Enter}');

      expect(toggle).toHaveAttribute('aria-expanded', 'true');
      expect(
        screen.getByRole('region', { name: 'What to do' }),
      ).toHaveTextContent(words.toDo);
      expect(screen.getByText(words.why)).toBeInTheDocument();
      expect(url()).toBe(at(`open=${encodeURIComponent(id('billing'))}`));
    });

    it('draws a fleet a page at a time', async () => {
      await showAnswer(
        answer(Array.from({ length: 110 }, (_, n) => [`shard-${n}`, good])),
      );
      // by text: asking 110 rows for their roles takes seconds
      const rows = () => screen.getAllByText(/^shard-\d+$/, { selector: 'th' });
      expect(rows()).toHaveLength(100);

      await userEvent.click(screen.getByText('Show 10 more'));
      expect(rows()).toHaveLength(110);
    });

    it('shows a status that this version does not know by its name, and counts it', async () => {
      await showAnswer(
        answer([
          ['billing', bad],
          ['mail', 'Rebooting'],
        ]),
      );
      const row = within(screen.getByRole('row', { name: /mail/ }));
      expect(row.getByText('Rebooting')).toHaveAttribute(
        'title',
        'This version of the portal does not know this status',
      );

      await userEvent.click(
        tiles().getByRole('button', { name: '1 Rebooting' }),
      );
      expect(names()).toEqual(['mail']);
      expect(url()).toBe(at('status=Rebooting'));

      await userEvent.click(
        screen.getByRole('button', { name: 'Details of mail' }),
      );
      expect(
        screen
          .getAllByRole('row')
          .slice(1)
          .map(one => one.textContent)
          .join(),
      ).not.toMatch(/dead|down|undefined/i);
    });

    describe('how far it can be trusted', () => {
      it('says what is wrong beside them', async () => {
        await showAnswer(
          kind.withProblem(all, 'Something else does not answer'),
        );

        expect(
          screen.getByText('This screen does not show everything'),
        ).toBeInTheDocument();
        expect(
          screen.getByText('Something else does not answer'),
        ).toBeInTheDocument();
      });

      it('says nothing where everything is seen', async () => {
        await showAnswer(all);

        expect(
          screen.queryByText('This screen does not show everything'),
        ).not.toBeInTheDocument();
      });
    });

    describe('without an answer', () => {
      it('is loading, not empty or bad [H21]', () => {
        const { load, render } = show();
        load.mockReturnValue(new Promise(() => {}));
        render();

        expect(
          screen.getByRole('progressbar', { name: words.loading }),
        ).toBeInTheDocument();
        expect(screen.queryByText(words.empty)).not.toBeInTheDocument();
      });

      it('has failed, and says that nothing follows from that [H21]', async () => {
        const { load, render } = show();
        load.mockRejectedValue(new Error('socket hang up'));
        render();

        expect(await screen.findByRole('alert')).toHaveTextContent(
          words.failed,
        );
        expect(screen.queryByText(words.empty)).not.toBeInTheDocument();
      });

      it('is forbidden', async () => {
        const { load, render } = show();
        load.mockRejectedValue(new NotAllowedError('no'));
        render();

        expect(await screen.findByRole('alert')).toHaveTextContent(
          'You may not see heartbeats',
        );
      });
    });

    describe('when it refreshes', () => {
      beforeEach(() => jest.useFakeTimers());
      afterEach(() => jest.useRealTimers());

      const later = (ms: number) =>
        act(() => jest.advanceTimersByTimeAsync(ms));

      it('sorts anew and leaves the focus where it is', async () => {
        const { load, render } = show();
        load.mockResolvedValueOnce(
          answer([
            ['billing', bad],
            ['orders', good],
          ]),
        );
        render();
        await later(0);
        const toggle = screen.getByRole('button', {
          name: 'Details of billing',
        });
        act(() => toggle.focus());
        expect(names()).toEqual(['billing', 'orders']);

        load.mockResolvedValue(
          answer([
            ['orders', bad],
            ['billing', good],
          ]),
        );
        await later(2_000);

        expect(names()).toEqual(['orders', 'billing']);
        expect(toggle).toHaveFocus();
      });

      it('leaves what is being read open and in its place, even where no filter wants it any more, and tells what changed', async () => {
        const { load, render } = show(`status=${bad}&open=${id('billing')}`);
        load.mockResolvedValueOnce(
          answer([
            ['billing', bad],
            ['orders', bad],
          ]),
        );
        render();
        await later(0);

        load.mockResolvedValue(
          answer([
            ['orders', bad],
            ['billing', good],
          ]),
        );
        await later(2_000);

        expect(names()).toEqual(['billing', 'orders']);
        expect(
          within(screen.getAllByRole('row', { name: /billing/ })[0]).getByText(
            good,
          ),
        ).toBeInTheDocument();
        expect(
          screen.getByRole('button', { name: 'Details of billing' }),
        ).toHaveAttribute('aria-expanded', 'true');
        expect(
          screen.getByText(words.became('billing', good)),
        ).toBeInTheDocument();
      });

      it('moves no row while a hand is at the table, and sorts once it rests', async () => {
        const user = userEvent.setup({
          advanceTimers: jest.advanceTimersByTime,
        });
        const { load, render } = show();
        load.mockResolvedValueOnce(
          answer([
            ['mail', worrying],
            ['orders', good],
          ]),
        );
        render();
        await later(0);

        load.mockImplementation(async () =>
          answer([
            ['billing', bad],
            ['orders', bad],
            ['mail', worrying],
          ]),
        );
        await later(1_500);
        await user.hover(screen.getByRole('rowheader', { name: /^orders/ }));
        await later(500);
        expect(names()).toEqual(['mail', 'orders', 'billing']);
        expect(
          within(screen.getByRole('row', { name: /orders/ })).getByText(bad),
        ).toBeInTheDocument();

        await later(6_000);
        expect(names()).toEqual(['billing', 'orders', 'mail']);
      });

      it('keeps the list when the backend is gone, and says how old it is', async () => {
        const { load, render } = show();
        load.mockResolvedValueOnce(all);
        load.mockRejectedValue(new Error('socket hang up'));
        render();
        await later(11_000);

        expect(names()).toEqual(['billing', 'mail', 'orders']);
        expect(screen.getByText('Status may be stale')).toBeInTheDocument();
        expect(
          screen.getByText(/The last answer came 11 seconds ago/),
        ).toBeInTheDocument();
      });
    });
  });
}

describeList(CONTROLLERS);
describeList(SERVERS);
