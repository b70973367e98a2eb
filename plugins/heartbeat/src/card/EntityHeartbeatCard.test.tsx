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
import { EntityProvider } from '@backstage/plugin-catalog-react';
import { signalApiRef } from '@backstage/plugin-signals-react';
import { act, screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type {
  EntityHeartbeats,
  Heartbeat,
  Server,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatApiRef,
  type HeartbeatApi,
} from 'backstage-plugin-heartbeat-react';
import {
  downFixture,
  ENTITY_REF,
  entityFixture,
  entityHeartbeatsFixture,
  heartbeatFixture,
  replicasFixture,
  serverFixture,
  timelineFixture,
  noHistory,
  syncedSight,
} from '../__testUtils__/fixtures';
import { EntityHeartbeatCard } from './EntityHeartbeatCard';

const dead = heartbeatFixture({
  status: 'Dead',
  evidence: { ...heartbeatFixture().evidence, silentForMs: 31_200 },
});

const unknown = heartbeatFixture({
  status: 'Unknown',
  unknown: {
    reason: 'unreachable',
    message: 'Cluster "demo" does not answer; check its URL.',
    lastKnown: 'Alive',
  },
});

function show(entity = entityFixture(), api: Partial<HeartbeatApi> = {}) {
  const getEntityHeartbeats = jest.fn<Promise<EntityHeartbeats>, [string]>();
  const listeners: Array<() => void> = [];
  const render = () =>
    renderInTestApp(
      <EntityProvider entity={entity}>
        <EntityHeartbeatCard />
      </EntityProvider>,
      {
        apis: [
          [heartbeatApiRef, { ...noHistory, getEntityHeartbeats, ...api }],
          [
            signalApiRef,
            {
              subscribe: (_, onMessage) => {
                listeners.push(() => onMessage(JSON.parse('{}')));
                return { unsubscribe: () => {} };
              },
            },
          ],
        ],
      },
    );
  return {
    getEntityHeartbeats,
    render,
    signal: () => act(() => listeners.forEach(tell => tell())),
  };
}

/** Renders the card over one answer. */
async function showAnswer(
  answer: EntityHeartbeats,
  entity = entityFixture(),
): Promise<HTMLElement[]> {
  const { getEntityHeartbeats, render } = show(entity);
  getEntityHeartbeats.mockResolvedValue(answer);
  render();
  return screen.findAllByRole('listitem');
}

const withRunbook = (heartbeat: Heartbeat, runbook: string): Heartbeat => ({
  ...heartbeat,
  entities: [{ entityRef: ENTITY_REF, runbook }],
});

describe('EntityHeartbeatCard', () => {
  it('asks for the entity in context', async () => {
    const { getEntityHeartbeats, render } = show();
    getEntityHeartbeats.mockResolvedValue(entityHeartbeatsFixture([]));
    render();

    await screen.findByText('Nothing that this entity names is watched yet.');
    expect(getEntityHeartbeats).toHaveBeenCalledWith(
      ENTITY_REF,
      expect.anything(),
    );
  });

  it('shows status, age, place, holder and the sentence that explains it', async () => {
    await showAnswer(entityHeartbeatsFixture([heartbeatFixture()]));

    expect(screen.getByText('Alive')).toBeInTheDocument();
    expect(screen.getByText('3 seconds ago')).toBeInTheDocument();
    expect(screen.getByText('1 h')).toBeInTheDocument();
    expect(screen.getByText('orders-0')).toBeInTheDocument();
    expect(screen.getByText('demo')).toBeInTheDocument();
    expect(screen.getByText('shop')).toBeInTheDocument();
    expect(screen.getByText(/^Last renewed 3 s ago/)).toBeInTheDocument();
    expect(
      screen.queryByRole('region', { name: 'What to do' }),
    ).not.toBeInTheDocument();
  });

  it('shows several controllers in the order of the annotation', async () => {
    const items = await showAnswer(
      entityHeartbeatsFixture([
        heartbeatFixture({ controller: 'web' }),
        { ...dead, controller: 'billing', id: 'demo/shop/billing' },
        heartbeatFixture({ controller: '', id: 'demo/shop/unnamed' }),
      ]),
    );

    expect(
      items.map(item => within(item).getByRole('heading').textContent),
    ).toEqual(['web', 'billing', 'Unnamed controller']);
    expect(within(items[1]).getByText('Dead')).toBeInTheDocument();
  });

  it('says what to do about a dead controller', async () => {
    await showAnswer(
      entityHeartbeatsFixture([
        withRunbook(dead, 'https://runbooks.example/orders'),
      ]),
    );
    const whatToDo = screen.getByRole('region', { name: 'What to do' });

    expect(
      within(whatToDo).getByRole('link', { name: /runbook/ }),
    ).toHaveAttribute('href', 'https://runbooks.example/orders');
    expect(whatToDo).toHaveTextContent(
      'kubectl --namespace shop get lease orders -o yaml',
    );
  });

  it('copies the command', async () => {
    const user = userEvent.setup();
    const writeText = jest.spyOn(navigator.clipboard, 'writeText');
    await showAnswer(entityHeartbeatsFixture([dead]));

    await user.click(screen.getByRole('button', { name: 'Copy command' }));

    expect(await screen.findByText('Copied')).toBeInTheDocument();
    expect(writeText).toHaveBeenCalledWith(
      'kubectl --namespace shop get lease orders -o yaml',
    );
  });

  it('says so where the browser lets nobody copy', async () => {
    const user = userEvent.setup();
    jest
      .spyOn(navigator.clipboard, 'writeText')
      .mockRejectedValue(new Error('not allowed'));
    await showAnswer(entityHeartbeatsFixture([dead]));

    await user.click(screen.getByRole('button', { name: 'Copy command' }));

    expect(await screen.findByText(/Copying is blocked/)).toBeInTheDocument();
  });

  // eslint-disable-next-line no-script-url -- that it is one is the point
  it.each(['javascript:alert(1)', 'data:text/html,x', '/relative', 'runbook'])(
    'makes no link of the runbook %s',
    async runbook => {
      await showAnswer(entityHeartbeatsFixture([withRunbook(dead, runbook)]));

      expect(screen.queryByRole('link')).not.toBeInTheDocument();
      expect(
        screen.getByText(/is not an http or https address/),
      ).toHaveTextContent(runbook);
    },
  );

  it('never lets Unknown read as dead, and says what was last known', async () => {
    const [item] = await showAnswer(entityHeartbeatsFixture([unknown]));

    expect(within(item).getByText('Unknown')).toBeInTheDocument();
    expect(item).toHaveTextContent(
      'Cluster "demo" does not answer; check its URL. Last known: Alive.',
    );
    expect(item).not.toHaveTextContent(/dead/i);
  });

  it('says where we look for a controller that never reported', async () => {
    const [item] = await showAnswer(
      entityHeartbeatsFixture([
        heartbeatFixture({
          id: 'expected/orders',
          status: 'NeverReported',
          lease: undefined,
          lastHeartbeat: undefined,
          evidence: {},
        }),
      ]),
    );

    expect(within(item).getByText('Never reported')).toBeInTheDocument();
    expect(item).toHaveTextContent(
      `${syncedSight.cluster}, all namespaces (${syncedSight.selector})`,
    );
    expect(item).toHaveTextContent(
      'kubectl get leases --all-namespaces --selector heartbeat/controller=orders',
    );
  });

  it('shows what the controller wrote where we have seen no renewal ourselves', async () => {
    const renewTime = '2026-03-01T09:00:00.000000Z';
    const [item] = await showAnswer(
      entityHeartbeatsFixture([
        heartbeatFixture({ lastHeartbeat: undefined, renewTime }),
      ]),
    );

    expect(item).toHaveTextContent('Last heartbeatnone seen');
    expect(
      within(item).getByText(new Date(renewTime).toLocaleString()),
    ).toHaveAttribute('datetime', renewTime);
  });

  it('shows how long the last change of leader took, and for how much of it nobody led', async () => {
    const at = '2026-03-01T12:00:00.000Z';
    const [item] = await showAnswer(
      entityHeartbeatsFixture([
        heartbeatFixture({
          restarts: 2,
          recentRestarts: [
            {
              ...{ kind: 'takeover', at, ageMs: 60_000 },
              handover: { tookMs: 16_400, leaderlessMs: 1_400 },
            },
            { kind: 'restart', at, ageMs: 50_000 },
          ],
        }),
      ]),
    );
    expect(item).toHaveTextContent('took 16.4 s; nobody led for 1.4 s of that');
  });

  it('shows restarts, and a clock that is off by more than a few seconds', async () => {
    const [off, close] = await showAnswer(
      entityHeartbeatsFixture([
        heartbeatFixture({ restarts: 7, clockSkewMs: 3_600_000 }),
        heartbeatFixture({ controller: 'web', clockSkewMs: -4_000 }),
      ]),
    );

    expect(off).toHaveTextContent('7 since we began to look');
    expect(off).toHaveTextContent('1 h ahead of ours');
    expect(close).not.toHaveTextContent(/clock|restarts/i);
  });

  describe('of a controller with replicas', () => {
    const replicas = () =>
      within(screen.getByRole('list', { name: 'Replicas' })).getAllByRole(
        'listitem',
      );

    it('shows which of them died beside the status of the best', async () => {
      await showAnswer(
        entityHeartbeatsFixture([
          replicasFixture(['Alive', 'Dead', 'Alive', 'Stopped']),
        ]),
      );

      expect(screen.getByText('2 of 3 replicas alive')).toBeInTheDocument();
      expect(replicas().map(({ textContent }) => textContent)).toEqual([
        expect.stringMatching(/^Aliveorders-0.*3 seconds ago.*pod-0$/),
        expect.stringMatching(/^Deadorders-1.*pod-1Silent for 3\ss; the limit/),
        expect.stringMatching(/^Aliveorders-2/),
        expect.stringMatching(/^Stoppedorders-3/),
      ]);
      expect(
        screen.getByRole('region', { name: 'What to do' }),
      ).toHaveTextContent(
        'kubectl --namespace shop get lease orders-1 -o yaml',
      );
    });

    it('leads to all that died', async () => {
      await showAnswer(
        entityHeartbeatsFixture([replicasFixture(['Dead', 'Dead'])]),
      );

      expect(
        screen.getByRole('region', { name: 'What to do' }),
      ).toHaveTextContent('get lease orders-0 orders-1 -o yaml');
    });

    it('says nothing more of them where all are well', async () => {
      await showAnswer(
        entityHeartbeatsFixture([replicasFixture(['Alive', 'Alive'])]),
      );

      expect(screen.getByText('2 of 2 replicas alive')).toBeInTheDocument();
      expect(
        screen.queryByRole('region', { name: 'What to do' }),
      ).not.toBeInTheDocument();
    });

    it('shows one with a single replica as any other', async () => {
      await showAnswer(entityHeartbeatsFixture([replicasFixture(['Alive'])]));

      expect(screen.queryByText(/replica/i)).not.toBeInTheDocument();
      expect(screen.getByText('pod-0')).toBeInTheDocument();
    });
  });

  describe('of a controller that tells its progress', () => {
    const telling = (message: string, ageMs?: number) =>
      entityHeartbeatsFixture([
        heartbeatFixture({ progress: { message, ageMs } }),
      ]);

    it('shows what it did last, and how long ago', async () => {
      const [item] = await showAnswer(telling('processed order 17', 180_000));

      expect(item).toHaveTextContent(
        'Progressprocessed order 17, 3 minutes ago',
      );
      expect(within(item).getByText('3 minutes ago')).toHaveAttribute(
        'datetime',
        '2026-03-01T11:57:00.000Z',
      );
    });

    it('shows it without an age where that is not known', async () => {
      await showAnswer(telling('processed order 17'));

      expect(
        screen.getByText('processed order 17').parentElement,
      ).toHaveTextContent(/^processed order 17$/);
    });

    it('takes it for text, whatever is written there, and shows all of it', async () => {
      const message = `<a href="https://evil.example">click</a> $t(status.Dead) {{age}} ${'x'.repeat(
        140,
      )}`;
      await showAnswer(telling(message, 0));

      expect(screen.getByText(message)).toBeInTheDocument();
      expect(screen.queryByRole('link')).not.toBeInTheDocument();
    });

    it('shows that of each replica with the replica', async () => {
      await showAnswer(
        entityHeartbeatsFixture([
          replicasFixture(['Alive', 'Alive'], {
            progress: { message: 'processed order 17', ageMs: 4_000 },
          }),
        ]),
      );

      expect(
        screen
          .getAllByText('processed order 17')
          .map(message => message.closest('li')?.textContent),
      ).toEqual([
        expect.stringContaining('orders-0'),
        expect.stringContaining('orders-1'),
      ]);
    });
  });

  it("shows what is wrong with the entity's annotations beside what is right", async () => {
    const [item] = await showAnswer(
      entityHeartbeatsFixture([heartbeatFixture()], {
        problems: [
          {
            kind: 'annotation',
            message: 'heartbeat/controller: "a b" is not a controller name',
          },
        ],
      }),
    );

    expect(within(item).getByText('Alive')).toBeInTheDocument();
    expect(
      screen.getByText('heartbeat/controller: "a b" is not a controller name'),
    ).toBeInTheDocument();
  });

  it('asks for the annotation where there is none', () => {
    const { getEntityHeartbeats, render } = show({
      ...entityFixture(),
      metadata: { name: 'orders' },
    });
    render();

    expect(screen.getByText('Missing Annotation')).toBeInTheDocument();
    expect(getEntityHeartbeats).not.toHaveBeenCalled();
  });

  describe('without an answer', () => {
    it('is loading, not dead [H21]', () => {
      const { getEntityHeartbeats, render } = show();
      getEntityHeartbeats.mockReturnValue(new Promise(() => {}));
      render();

      expect(
        screen.getByRole('progressbar', { name: 'Loading heartbeats' }),
      ).toBeInTheDocument();
      expect(screen.queryByText(/dead|alive/i)).not.toBeInTheDocument();
    });

    it('has failed, not died [H21], and can be tried again', async () => {
      const { getEntityHeartbeats, render } = show();
      getEntityHeartbeats.mockRejectedValueOnce(new Error('socket hang up'));
      getEntityHeartbeats.mockResolvedValue(
        entityHeartbeatsFixture([heartbeatFixture()]),
      );
      render();

      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('Heartbeats could not be loaded');
      expect(alert).toHaveTextContent('socket hang up');
      expect(screen.queryByText(/dead|alive/i)).not.toBeInTheDocument();

      await userEvent.click(screen.getByRole('button', { name: 'Try again' }));
      expect(await screen.findByText('Alive')).toBeInTheDocument();
    });

    it('is forbidden, and names the permission', async () => {
      const { getEntityHeartbeats, render } = show();
      getEntityHeartbeats.mockRejectedValue(new NotAllowedError('no'));
      render();

      const alert = await screen.findByRole('alert');
      expect(alert).toHaveTextContent('You may not see heartbeats');
      expect(alert).toHaveTextContent('heartbeat.read');
      expect(screen.queryByText(/dead|alive/i)).not.toBeInTheDocument();
    });
  });

  describe('as time goes by', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    const later = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

    it('counts the ages on between two answers', async () => {
      const { getEntityHeartbeats, render } = show();
      getEntityHeartbeats.mockResolvedValue(
        entityHeartbeatsFixture([heartbeatFixture()]),
      );
      render();
      await later(0);
      expect(screen.getByText('3 seconds ago')).toBeInTheDocument();

      await later(2_000);
      expect(screen.getByText('5 seconds ago')).toBeInTheDocument();
    });

    it('shows a change that was signalled, and announces it', async () => {
      const { getEntityHeartbeats, render, signal } = show();
      getEntityHeartbeats.mockResolvedValueOnce(
        entityHeartbeatsFixture([heartbeatFixture()]),
      );
      render();
      await later(1_000);
      expect(screen.getByText('Alive')).toBeInTheDocument();

      getEntityHeartbeats.mockResolvedValue(entityHeartbeatsFixture([dead]));
      signal();
      await later(0);

      expect(screen.getByText('Dead')).toBeInTheDocument();
      expect(
        screen
          .getAllByRole('status')
          .some(({ textContent }) => textContent === 'orders is now Dead'),
      ).toBe(true);
    });

    it('counts on how long a controller has made no progress while it renews', async () => {
      const { getEntityHeartbeats, render } = show();
      getEntityHeartbeats.mockResolvedValue(
        entityHeartbeatsFixture([
          heartbeatFixture({
            progress: { message: 'order 17', ageMs: 30_000 },
          }),
        ]),
      );
      render();
      await later(0);
      expect(screen.getByText('30 seconds ago')).toBeInTheDocument();

      await later(1_000);
      expect(screen.getByText('31 seconds ago')).toBeInTheDocument();
    });

    it('announces the replica that died while its controller lives', async () => {
      const { getEntityHeartbeats, render, signal } = show();
      getEntityHeartbeats.mockResolvedValueOnce(
        entityHeartbeatsFixture([replicasFixture(['Alive', 'Alive'])]),
      );
      render();
      await later(1_000);

      getEntityHeartbeats.mockResolvedValue(
        entityHeartbeatsFixture([replicasFixture(['Alive', 'Dead'])]),
      );
      signal();
      await later(0);

      expect(
        screen.getAllByRole('status').map(({ textContent }) => textContent),
      ).toContain('orders, replica orders-1, is now Dead');
    });

    it('keeps the last answer when the backend is gone, and says how old it is', async () => {
      const { getEntityHeartbeats, render } = show();
      getEntityHeartbeats.mockResolvedValueOnce(
        entityHeartbeatsFixture([heartbeatFixture()]),
      );
      getEntityHeartbeats.mockRejectedValue(new Error('socket hang up'));
      render();
      await later(12_000);

      expect(screen.getByText('Alive')).toBeInTheDocument();
      expect(screen.getByText('Status may be stale')).toBeInTheDocument();
      expect(
        screen.getByText(/The last answer came 12 seconds ago/),
      ).toHaveTextContent('socket hang up');
    });
  });

  describe('with servers', () => {
    const onlyServers = (...servers: Server[]) =>
      entityHeartbeatsFixture([], { servers });

    it('shows them below the controllers', async () => {
      const items = await showAnswer(
        entityHeartbeatsFixture([heartbeatFixture()], {
          servers: [downFixture(), serverFixture({ title: 'Orders API' })],
        }),
      );

      expect(
        screen.getAllByRole('heading', { level: 4 }).map(h => h.textContent),
      ).toEqual(['orders', 'stock', 'Orders API']);
      expect(within(items[1]).getByText('Down')).toBeInTheDocument();
    });

    it('shows what is known of one, where there are no controllers', async () => {
      await showAnswer(
        onlyServers(
          serverFixture({
            facts: {
              region: 'paris',
              mac: 'fa:16:3e:7b:1c:42',
              rack: '7',
            },
            lifecycle: {
              phase: 'Running',
              marks: [{ name: 'launched', at: '2026-03-01T10:00:00.000Z' }],
            },
          }),
        ),
      );

      expect(screen.getByText('Healthy')).toBeInTheDocument();
      expect(screen.getByText('1 h')).toBeInTheDocument();
      for (const [term, value] of [
        ['Target', 'https://orders-api.example.com/health'],
        ['Last check', '12 seconds ago'],
        ['Checked by', 'http'],
        ['Named by', 'config'],
        ['Phase', 'Running'],
        ['Region', 'paris'],
        ['MAC address', 'fa:16:3e:7b:1c:42'],
        ['rack', '7'],
      ]) {
        expect(screen.getByText(term).nextSibling).toHaveTextContent(value);
      }
      expect(screen.getByText('Moments').nextSibling).toHaveTextContent(
        /^Launched .*:00:00/,
      );
      expect(
        screen.getByRole('list', { name: /^Last check took 41\sms$/ }),
      ).toHaveTextContent(/Connect.*3\sms.*TLS.*12\sms.*First byte.*26\sms/);
      expect(
        screen.queryByRole('region', { name: 'What to do' }),
      ).not.toBeInTheDocument();
    });

    it('shows the last 24 hours of one', async () => {
      const getTimeline = jest.fn(async () => timelineFixture());
      const { getEntityHeartbeats, render } = show(entityFixture(), {
        getTimeline,
      });
      getEntityHeartbeats.mockResolvedValue(onlyServers(serverFixture()));
      render();

      expect(
        await screen.findByRole('list', { name: /^Last 24 hours: up/ }),
      ).toBeInTheDocument();
      expect(getTimeline).toHaveBeenCalledWith(
        'server:config/orders-api',
        expect.anything(),
      );
    });

    it('leads to the runbook of one that is down, and says why it is', async () => {
      const [item] = await showAnswer(
        onlyServers(
          downFixture({
            entities: [
              { entityRef: ENTITY_REF, runbook: 'https://runbooks.example/x' },
            ],
          }),
        ),
      );

      expect(item).toHaveTextContent(
        /Connection refused: stock\.example\.com:443 refused the connection\./,
      );
      expect(
        within(screen.getByRole('region', { name: 'What to do' })).getByRole(
          'link',
          { name: /runbook/ },
        ),
      ).toHaveAttribute('href', 'https://runbooks.example/x');
    });

    it('says how one that is down without a runbook may have one', async () => {
      await showAnswer(onlyServers(downFixture()));

      expect(
        screen.getByRole('region', { name: 'What to do' }),
      ).toHaveTextContent('heartbeat/runbook');
    });

    it('shows what a server answered as text and nothing else', async () => {
      const [item] = await showAnswer(
        onlyServers(
          downFixture({
            message: '<a href="https://evil.example">$t(status.Alive)</a>',
            facts: { '<b>x</b>': '<i>y</i>' },
            entities: [],
          }),
        ),
      );

      expect(within(item).queryByRole('link')).not.toBeInTheDocument();
      expect(item).toHaveTextContent(
        '<a href="https://evil.example">$t(status.Alive)</a>',
      );
      expect(item).toHaveTextContent('<b>x</b><i>y</i>');
    });

    it('keeps them when the backend is gone, without looking healthy or down', async () => {
      jest.useFakeTimers();
      try {
        const { getEntityHeartbeats, render } = show();
        getEntityHeartbeats.mockResolvedValueOnce(onlyServers(serverFixture()));
        getEntityHeartbeats.mockRejectedValue(new Error('Failed to fetch'));
        render();
        await act(() => jest.advanceTimersByTimeAsync(11_000));

        expect(screen.getByText('Status may be stale')).toBeInTheDocument();
        expect(screen.getByText('Healthy')).toBeInTheDocument();
      } finally {
        jest.useRealTimers();
      }
    });
  });

  it('shows statuses that this version does not know by their names, neither dead nor down', async () => {
    const items = await showAnswer(
      entityHeartbeatsFixture(
        [
          Object.assign(heartbeatFixture({ evidence: {} }), {
            status: 'Zombie',
          }),
        ],
        {
          servers: [
            Object.assign(serverFixture(), {
              status: 'Rebooting',
              lastKnown: 'Installing',
              pending: { status: 'Installing', count: 1, needed: 3 },
            }),
          ],
        },
      ),
    );

    expect(items[0]).toHaveTextContent(/^Zombie/);
    expect(items[0]).toHaveTextContent(
      'This version of the portal does not know this status.',
    );
    expect(items[1]).toHaveTextContent(/^Rebooting/);
    expect(items[1]).toHaveTextContent(
      /1 of 3 checks that make it Installing\..*Last known: Installing\..*Rebooting since/,
    );
    for (const item of items) {
      expect(item).not.toHaveTextContent(/dead|down|undefined|pending\./i);
    }
  });
});
