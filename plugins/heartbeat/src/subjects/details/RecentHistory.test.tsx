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
import { act, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import type { TimelineReport } from 'backstage-plugin-heartbeat-common';
import {
  CONTROLLER_LOOKS,
  heartbeatApiRef,
} from 'backstage-plugin-heartbeat-react';
import { timelineFixture } from '../../__testUtils__/fixtures';
import { RecentHistory } from './RecentHistory';

function show() {
  const getTimeline = jest.fn<Promise<TimelineReport | undefined>, [string]>();
  const render = () =>
    renderInTestApp(
      <>
        <p>The rest</p>
        <RecentHistory subjectId="demo/shop/orders" looks={CONTROLLER_LOOKS} />
      </>,
      { apis: [[heartbeatApiRef, { getTimeline }]] },
    );
  return { getTimeline, render };
}

const bar = () => screen.findByRole('list', { name: /^Last 24 hours: up/ });

describe('RecentHistory', () => {
  it('shows the bar of the controller', async () => {
    const { getTimeline, render } = show();
    getTimeline.mockResolvedValue(timelineFixture());
    render();

    expect(await bar()).toBeInTheDocument();
    expect(getTimeline).toHaveBeenCalledWith(
      'demo/shop/orders',
      expect.anything(),
    );
  });

  it('says that it is loading', async () => {
    const { getTimeline, render } = show();
    getTimeline.mockReturnValue(new Promise(() => {}));
    render();

    expect(
      await screen.findByRole('progressbar', { name: 'Loading history' }),
    ).toBeInTheDocument();
  });

  it('does without where the backend has none', async () => {
    const { getTimeline, render } = show();
    getTimeline.mockResolvedValue(undefined);
    render();
    await screen.findByText('The rest');
    await waitFor(() => expect(getTimeline).toHaveBeenCalled());

    await waitFor(() =>
      expect(screen.queryByText('Last 24 hours')).not.toBeInTheDocument(),
    );
  });

  it('says that it could not be loaded, and loads it when asked to', async () => {
    const user = userEvent.setup();
    const { getTimeline, render } = show();
    getTimeline.mockRejectedValueOnce(new Error('Failed to fetch'));
    render();
    expect(
      await screen.findByText('Its history could not be loaded.'),
    ).toBeInTheDocument();

    getTimeline.mockResolvedValue(timelineFixture());
    await user.click(screen.getByRole('button', { name: 'Try again' }));

    expect(
      await screen.findByText('24 h ago', {}, { timeout: 3_000 }),
    ).toBeInTheDocument();
  });

  it('says that it may not be seen', async () => {
    const { getTimeline, render } = show();
    getTimeline.mockRejectedValue(new NotAllowedError('no'));
    render();

    expect(
      await screen.findByText('You may not see its history.'),
    ).toBeInTheDocument();
  });

  describe('when it grows old', () => {
    beforeEach(() => jest.useFakeTimers());
    afterEach(() => jest.useRealTimers());

    it('stays, and says how old it is', async () => {
      const { getTimeline, render } = show();
      getTimeline.mockResolvedValueOnce(timelineFixture());
      getTimeline.mockRejectedValue(new Error('Failed to fetch'));
      render();
      await act(() => jest.advanceTimersByTimeAsync(60_500));

      expect(
        screen.getByText(/^As of 1 minute ago; newer history could not/),
      ).toBeInTheDocument();
      expect(screen.getByText('24 h ago')).toBeInTheDocument();
    });
  });
});
