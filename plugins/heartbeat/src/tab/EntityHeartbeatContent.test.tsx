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
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  EntityHeartbeats,
  HistoryTransition,
  TransitionList,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatApiRef,
  type HeartbeatApi,
} from 'backstage-plugin-heartbeat-react';
import {
  availabilityFixture,
  ENTITY_REF,
  entityFixture,
  entityHeartbeatsFixture,
  heartbeatFixture,
  latencyFixture,
  noHistory,
  serverFixture,
  timelineFixture,
  transitionsFixture,
} from '../__testUtils__/fixtures';
import { EntityHeartbeatContent } from './EntityHeartbeatContent';

function show(
  api: Partial<HeartbeatApi> = {},
  answer: EntityHeartbeats = entityHeartbeatsFixture([heartbeatFixture()]),
) {
  return renderInTestApp(
    <EntityProvider entity={entityFixture()}>
      <EntityHeartbeatContent />
    </EntityProvider>,
    {
      apis: [
        [
          heartbeatApiRef,
          {
            getEntityHeartbeats: async () => answer,
            getTimeline: async () => timelineFixture(),
            getTransitions: async () => transitionsFixture(),
            getAvailability: async () => availabilityFixture(),
            getLatency: async () => undefined,
            ...api,
          },
        ],
      ],
    },
  );
}

const log = () =>
  screen.findByRole('list', { name: 'What happened, newest first' });

async function lines(): Promise<string[]> {
  return within(await log())
    .getAllByRole('listitem')
    .map(({ textContent }) => textContent ?? '');
}

describe('EntityHeartbeatContent', () => {
  it('shows what is true now', async () => {
    show();

    expect(
      await screen.findByRole('heading', { name: 'orders' }),
    ).toBeInTheDocument();
    expect(
      await screen.findByRole('list', { name: /^Last 24 hours: up/ }),
    ).toBeInTheDocument();
  });

  it('tells what happened, newest first, with cause and duration', async () => {
    show();
    const [dead, restart, alive] = await lines();

    expect(dead).toMatch(
      /^Dead.*No renewal came by the deadlinefor 1\u00a0min so far$/,
    );
    expect(restart).toMatch(/^Restarted.*Another holder took over: orders-1$/);
    expect(alive).toMatch(
      /^Alive.*Its Lease was seen for the first timefor 59\u00a0min$/,
    );
    expect(screen.getByText(/^History begins .*2026/)).toBeInTheDocument();
  });

  it('names the controllers where several have a history', async () => {
    const [first] = transitionsFixture().items;
    show({
      getTransitions: async () =>
        transitionsFixture({
          items: [
            first,
            {
              ...first,
              id: 'other',
              subjectId: 'demo/shop/b',
              name: 'billing',
            },
          ],
        }),
    });

    const [orders, billing] = await lines();
    expect(orders).toContain('orders: ');
    expect(billing).toContain('billing: ');
  });

  it('shows more when asked to, and keeps what is there until it comes', async () => {
    const user = userEvent.setup();
    const [first] = transitionsFixture().items;
    const page = Array.from({ length: 25 }, (_, number) => ({
      ...first,
      id: `${number}`,
    }));
    const getTransitions = jest.fn<
      Promise<TransitionList>,
      [{ limit?: number }]
    >(async ({ limit = 0 }) =>
      limit > 25
        ? transitionsFixture()
        : transitionsFixture({ items: page, nextCursor: 'more' }),
    );
    show({ getTransitions });
    expect(await lines()).toHaveLength(25);
    expect(screen.queryByText(/^History begins/)).not.toBeInTheDocument();

    await user.click(screen.getByRole('button', { name: 'Show more' }));
    expect(await log()).toBeInTheDocument();
    await screen.findByText(/^History begins/, {}, { timeout: 3_000 });

    expect(await lines()).toHaveLength(3);
    expect(getTransitions).toHaveBeenLastCalledWith(
      expect.objectContaining({ entityRef: ENTITY_REF, limit: 50 }),
    );
  });

  it('says what availability there was, and in how much of the time it was seen', async () => {
    show();
    const table = await screen.findByRole('table', { name: 'Availability' });

    expect(
      within(table).getByRole('row', { name: '24 hours 75% 3\u00a0h 50%' }),
    ).toBeInTheDocument();
    expect(
      within(table).getByRole('row', { name: /^90 days Not observed/ }),
    ).toBeInTheDocument();
  });

  it('says that history has yet to begin', async () => {
    show({ getTransitions: async () => transitionsFixture({ items: [] }) });

    expect(
      await screen.findByText(/^Nothing yet: history begins with/),
    ).toBeInTheDocument();
  });

  it('does without where the backend keeps no history', async () => {
    show(noHistory);
    await screen.findByRole('heading', { name: 'orders' });
    await waitFor(() =>
      expect(screen.queryByText('Availability')).not.toBeInTheDocument(),
    );

    expect(screen.queryByText('What happened')).not.toBeInTheDocument();
  });

  it('says that history could not be loaded, and shows what is true now all the same', async () => {
    show({
      getAvailability: async () => {
        throw new Error('Failed to fetch');
      },
    });

    expect(await screen.findByRole('alert')).toHaveTextContent(
      /^Its history could not be loaded/,
    );
    expect(screen.getByText('Alive')).toBeInTheDocument();
  });

  describe('with a server', () => {
    const answer = entityHeartbeatsFixture([], {
      servers: [serverFixture({ title: 'Orders API' })],
    });
    const subjectId = 'server:config/orders-api';
    const transition = (
      number: number,
      fields: Pick<HistoryTransition, 'to' | 'cause' | 'reason'>,
    ): HistoryTransition => ({
      id: `${number}`,
      subjectId,
      kind: 'server',
      name: 'Orders API',
      at: '2026-03-01T11:00:00.000Z',
      ageMs: 3_600_000,
      ...fields,
    });

    it('tells what happened to it, with its own statuses, causes and reasons', async () => {
      show(
        {
          getTransitions: async () =>
            transitionsFixture({
              items: [
                transition(6, { to: 'Maintenance', cause: 'maintenance' }),
                transition(5, { to: 'Healthy', cause: 'maintenance' }),
                transition(4, { to: 'Stopped', cause: 'intent' }),
                transition(3, {
                  to: 'Unknown',
                  cause: 'sight-lost',
                  reason: 'network-down',
                }),
                transition(2, {
                  to: 'Down',
                  cause: 'check',
                  reason: 'connection-refused',
                }),
                transition(1, { to: 'Healthy', cause: 'first-check' }),
                transition(0, { to: 'Rebooting', cause: 'moon-phase' }),
              ],
            }),
        },
        answer,
      );

      const told = await lines();
      expect(told).toEqual([
        expect.stringMatching(/^Maintenance.*A maintenance began/),
        expect.stringMatching(/^Healthy.*Its maintenance ended/),
        expect.stringMatching(/^Stopped.*It was stopped on purpose/),
        expect.stringMatching(
          /^Unknown.*It could not be checked: The monitor has no network/,
        ),
        expect.stringMatching(
          /^Down.*Enough checks in a row said so: Connection refused/,
        ),
        expect.stringMatching(/^Healthy.*checked for the first time/),
        expect.stringMatching(/^Rebooting.*moon-phase/),
      ]);
    });

    it('shows how quickly it answered, and its availability under its name', async () => {
      const [figures] = availabilityFixture().items;
      show(
        {
          getLatency: async () => latencyFixture(),
          getAvailability: async () => ({
            ...availabilityFixture(),
            items: [{ ...figures, subjectId }, figures],
          }),
        },
        answer,
      );

      expect(
        await screen.findByRole('list', { name: /^Response time by hour/ }),
      ).toBeInTheDocument();
      expect(
        await screen.findAllByRole('heading', { name: 'Orders API' }),
      ).toHaveLength(2);
    });

    it('speaks of no response times of one whose life is known and that is not timed, nor of its name twice', async () => {
      const target = 'paris/unikorn-region/web-1';
      show(
        {},
        entityHeartbeatsFixture([], {
          servers: [
            serverFixture({
              name: target,
              title: 'web-1',
              target,
              lastCheck: { at: '2026-03-01T11:59:48.000Z', ageMs: 12_000 },
              lifecycle: {
                phase: 'Running',
                marks: [{ name: 'launched', at: '2026-03-01T10:00:00.000Z' }],
              },
            }),
          ],
        }),
      );

      expect(await screen.findByText('Running')).toBeInTheDocument();
      expect(screen.getAllByText(target)).toHaveLength(1);
      expect(screen.queryByText(/^Response time/)).not.toBeInTheDocument();
    });

    it('says that its response times could not be loaded, and loads them when asked to', async () => {
      const user = userEvent.setup();
      const getLatency = jest.fn(async () => latencyFixture());
      getLatency.mockRejectedValueOnce(new Error('Failed to fetch'));
      show({ getLatency }, answer);
      const failed = await screen.findByText(
        'Its response times could not be loaded.',
      );

      await user.click(
        within(failed).getByRole('button', { name: 'Try again' }),
      );

      expect(
        await screen.findByRole(
          'list',
          { name: /^Response time by hour/ },
          { timeout: 3_000 },
        ),
      ).toBeInTheDocument();
    });
  });

  it('says which annotation is missing', async () => {
    renderInTestApp(
      <EntityProvider
        entity={{ ...entityFixture(), metadata: { name: 'library' } }}
      >
        <EntityHeartbeatContent />
      </EntityProvider>,
    );

    expect(await screen.findByText(/Missing Annotation/i)).toBeInTheDocument();
  });
});
