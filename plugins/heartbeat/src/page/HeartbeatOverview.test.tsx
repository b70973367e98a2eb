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

import { act, screen } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { ServerList } from 'backstage-plugin-heartbeat-common';
import {
  downFixture,
  heartbeatFixture,
  listFixture,
  serverFixture,
  serverListFixture,
} from '../__testUtils__/fixtures';
import { showPage, url } from '../__testUtils__/showPage';

const all = serverListFixture([
  downFixture(),
  serverFixture({ name: 'search', status: 'Degraded' }),
  serverFixture(),
]);

function show(servers?: ServerList, at = '/?view=servers') {
  const getHeartbeats = jest.fn(async () =>
    listFixture([heartbeatFixture({ status: 'Dead' })]),
  );
  showPage({ getHeartbeats, getServers: async () => servers }, at);
  return { getHeartbeats };
}

describe('the tabs of the page', () => {
  it('says in its tabs how many of each need attention, and asks for no more than that', async () => {
    const { getHeartbeats } = show(all);
    await screen.findByText('3 of 3 servers');

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
    show(all, '/?view=servers&status=Healthy&provider=http&q=orders&other=1');
    await screen.findByText('1 of 3 servers');
    const controllers = screen.getByRole('tab', { name: /^Controllers/ });
    act(() => screen.getByRole('tab', { name: /^Servers/ }).focus());
    await userEvent.keyboard('{ArrowLeft}{Enter}');

    expect(await screen.findByText('1 of 1 controllers')).toBeInTheDocument();
    expect(controllers).toHaveFocus();
    expect(url()).toBe('?q=orders&other=1');
  });

  it('has no tabs where the backend is older than servers', async () => {
    show(undefined, '/');

    expect(await screen.findByText('1 of 1 controllers')).toBeInTheDocument();
    expect(screen.queryByRole('tab')).not.toBeInTheDocument();
  });

  it('says that the backend is older than servers to those who follow a link to them', async () => {
    show();

    expect(
      await screen.findByText('This portal monitors no servers'),
    ).toBeInTheDocument();
  });
});
