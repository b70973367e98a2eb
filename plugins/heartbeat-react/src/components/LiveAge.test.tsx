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
import { act, screen } from '@testing-library/react';
import { LiveAge } from './LiveAge';

const AT = '2026-03-01T12:00:00.000Z';

describe('LiveAge', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  const later = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

  it('grows older by itself, from the age that the observer gave', async () => {
    renderInTestApp(
      <LiveAge at={AT} ageMs={11_000} receivedAt={performance.now()} />,
    );
    expect(screen.getByText('11 seconds ago')).toBeInTheDocument();

    await later(1_000);
    expect(screen.getByText('12 seconds ago')).toBeInTheDocument();

    await later(48_000);
    expect(screen.getByText('1 minute ago')).toBeInTheDocument();
  });

  it("does not care for the browser's wall clock", async () => {
    jest.setSystemTime(new Date('2031-01-01T00:00:00Z'));
    renderInTestApp(
      <LiveAge at={AT} ageMs={3_000} receivedAt={performance.now()} />,
    );

    expect(screen.getByText('3 seconds ago')).toHaveAttribute('datetime', AT);
  });

  it('tells the exact time on hover', () => {
    renderInTestApp(
      <LiveAge at={AT} ageMs={0} receivedAt={performance.now()} />,
    );

    expect(screen.getByTitle(new Date(AT).toLocaleString())).toHaveTextContent(
      'just now',
    );
  });
});
