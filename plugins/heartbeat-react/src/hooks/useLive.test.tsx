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

import { TestApiProvider } from '@backstage/frontend-test-utils';
import { signalApiRef, type SignalApi } from '@backstage/plugin-signals-react';
import { act, render, screen } from '@testing-library/react';
import { HEARTBEAT_SIGNAL_CHANNEL } from 'backstage-plugin-heartbeat-common';
import { POLL_WITHOUT_SIGNALS_MS } from './LiveQuery';
import { useLive } from './useLive';

function Answer(props: { of: string; load: (of: string) => Promise<string> }) {
  const live = useLive(props.of, () => props.load(props.of));
  return <p>{live.status === 'ready' ? live.data : live.status}</p>;
}

const later = (ms: number) => act(() => jest.advanceTimersByTimeAsync(ms));

describe('useLive', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('asks again on a signal of the heartbeat channel', async () => {
    let signal = () => {};
    const subscribe: SignalApi['subscribe'] = jest.fn((channel, onMessage) => {
      expect(channel).toBe(HEARTBEAT_SIGNAL_CHANNEL);
      signal = () => onMessage(JSON.parse('{}'));
      return { unsubscribe: jest.fn() };
    });
    const load = jest.fn().mockResolvedValueOnce('before');
    render(
      <TestApiProvider apis={[[signalApiRef, { subscribe }]]}>
        <Answer of="a" load={load} />
      </TestApiProvider>,
    );
    await later(0);
    expect(screen.getByText('before')).toBeInTheDocument();

    load.mockResolvedValueOnce('after');
    await later(1_000);
    signal();
    await later(0);

    expect(screen.getByText('after')).toBeInTheDocument();
  });

  it.each([
    ['is not installed', []],
    [
      'cannot be used on an insecure page',
      [
        [
          signalApiRef,
          {
            subscribe: () => {
              throw new TypeError('crypto.randomUUID is not a function');
            },
          },
        ] as const,
      ],
    ],
  ])('polls where the signals plugin %s', async (_, apis) => {
    const load = jest.fn().mockResolvedValue('answer');
    render(
      <TestApiProvider apis={apis}>
        <Answer of="a" load={load} />
      </TestApiProvider>,
    );

    await later(POLL_WITHOUT_SIGNALS_MS);

    expect(load).toHaveBeenCalledTimes(2);
  });

  it('never shows the answer to another question', async () => {
    const load = jest.fn(async (of: string) => `answer to ${of}`);
    const { rerender } = render(
      <TestApiProvider apis={[]}>
        <Answer of="a" load={load} />
      </TestApiProvider>,
    );
    await later(0);
    expect(screen.getByText('answer to a')).toBeInTheDocument();

    rerender(
      <TestApiProvider apis={[]}>
        <Answer of="b" load={load} />
      </TestApiProvider>,
    );
    expect(screen.getByText('loading')).toBeInTheDocument();

    await later(0);
    expect(screen.getByText('answer to b')).toBeInTheDocument();
  });
});
