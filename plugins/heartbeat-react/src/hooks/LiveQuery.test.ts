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
import {
  HISTORY_PACE,
  LiveQuery,
  MIN_GAP_MS,
  POLL_FORBIDDEN_MS,
  POLL_WITHOUT_SIGNALS_MS,
  POLL_WITH_SIGNALS_MS,
  REQUEST_TIMEOUT_MS,
  STALE_AFTER_MS,
  type LiveState,
  type Pace,
} from './LiveQuery';

function setUp(options: { signals?: boolean; pace?: Pace } = {}) {
  const states: LiveState<string>[] = [];
  const load = jest.fn<Promise<string>, [AbortSignal]>();
  const stopListening = jest.fn();
  let change = () => {};
  const query = new LiveQuery<string>({
    load,
    onState: state => states.push(state),
    listen: onChange => {
      change = onChange;
      return options.signals ? stopListening : undefined;
    },
    pace: options.pace,
  });
  return {
    states,
    load,
    query,
    stopListening,
    signal: () => change(),
    last: () => states[states.length - 1],
  };
}

const later = (ms: number) => jest.advanceTimersByTimeAsync(ms);

function setHidden(hidden: boolean) {
  jest.spyOn(document, 'hidden', 'get').mockReturnValue(hidden);
  document.dispatchEvent(new Event('visibilitychange'));
}

describe('LiveQuery', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => {
    jest.restoreAllMocks();
    jest.useRealTimers();
  });

  it('asks at once and tells the answer', async () => {
    const { query, load, states } = setUp();
    load.mockResolvedValue('first');

    query.start();
    await later(0);

    expect(states).toEqual([
      { status: 'ready', data: 'first', receivedAt: performance.now() },
    ]);
  });

  it.each([
    ['with signals', true, POLL_WITH_SIGNALS_MS],
    ['without signals', false, POLL_WITHOUT_SIGNALS_MS],
  ])('polls %s at its own pace', async (_, signals, pollMs) => {
    const { query, load } = setUp({ signals });
    load.mockResolvedValue('answer');

    query.start();
    await later(pollMs - 1);
    expect(load).toHaveBeenCalledTimes(1);
    await later(1);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('asks for history less often, and calls it stale later', async () => {
    const { query, load, last } = setUp({ pace: HISTORY_PACE });
    load.mockResolvedValueOnce('history');
    load.mockRejectedValue(new Error('Failed to fetch'));

    query.start();
    await later(HISTORY_PACE.withoutSignalsMs - 1);
    expect(load).toHaveBeenCalledTimes(1);
    await later(HISTORY_PACE.staleAfterMs - HISTORY_PACE.withoutSignalsMs);
    expect(last().status).toBe('ready');
    await later(HISTORY_PACE.withoutSignalsMs);
    expect(last().status).toBe('stale');
  });

  it('asks again within half a second of a change, and once for a burst of them', async () => {
    const { query, load, signal } = setUp({ signals: true });
    load.mockResolvedValue('answer');
    query.start();
    await later(100);

    for (let i = 0; i < 20; i += 1) {
      signal();
    }
    await later(MIN_GAP_MS);

    expect(load).toHaveBeenCalledTimes(2);
  });

  it('never has two requests under way, and asks again where a change came during one', async () => {
    const { query, load, signal } = setUp({ signals: true });
    let answer = (_: string) => {};
    load.mockImplementation(() => new Promise(resolve => (answer = resolve)));
    query.start();
    await later(1_000);

    signal();
    await later(1_000);
    expect(load).toHaveBeenCalledTimes(1);

    answer('older than the change');
    await later(0);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('keeps the last answer over a dropped request, and calls it stale only when it is old', async () => {
    const { query, load, states, last } = setUp({ signals: true });
    load.mockResolvedValueOnce('good');
    load.mockRejectedValue(new Error('connection refused'));
    query.start();

    await later(POLL_WITH_SIGNALS_MS);
    expect(load).toHaveBeenCalledTimes(2);
    expect(states).toHaveLength(1);

    await later(STALE_AFTER_MS - POLL_WITH_SIGNALS_MS);
    expect(last()).toMatchObject({
      status: 'stale',
      data: 'good',
      error: new Error('connection refused'),
    });

    load.mockResolvedValue('good again');
    await later(POLL_WITH_SIGNALS_MS);
    expect(last()).toMatchObject({ status: 'ready', data: 'good again' });
  });

  it('has failed where there never was an answer, and recovers by itself', async () => {
    const { query, load, last } = setUp();
    load.mockRejectedValueOnce(new Error('connection refused'));
    load.mockResolvedValue('answer');
    query.start();
    await later(0);
    expect(last()).toMatchObject({ status: 'failed' });

    await later(POLL_WITHOUT_SIGNALS_MS);
    expect(last()).toMatchObject({ status: 'ready', data: 'answer' });
  });

  it('forgets what it knew when the right to read is taken away', async () => {
    const { query, load, last } = setUp();
    load.mockResolvedValueOnce('secret');
    load.mockRejectedValueOnce(new NotAllowedError('no longer'));
    load.mockRejectedValue(new Error('connection refused'));
    query.start();
    await later(POLL_WITHOUT_SIGNALS_MS);
    expect(last()).toMatchObject({ status: 'forbidden' });
    expect(load).toHaveBeenCalledTimes(2);

    await later(POLL_FORBIDDEN_MS);
    expect(last()).toMatchObject({ status: 'failed' });
  });

  it('takes a backend that does not answer for a failed one', async () => {
    const { query, load, last } = setUp();
    load.mockImplementation(() => new Promise(() => {}));
    query.start();

    await later(REQUEST_TIMEOUT_MS);

    expect(last()).toMatchObject({
      status: 'failed',
      error: new Error(
        'The heartbeat backend has not answered within 10 seconds',
      ),
    });
    expect(load.mock.calls[0][0].aborted).toBe(true);
  });

  it('asks nothing for a hidden document, and at once when it is shown again', async () => {
    const { query, load } = setUp();
    load.mockResolvedValue('answer');
    query.start();
    await later(0);

    setHidden(true);
    await later(60_000);
    expect(load).toHaveBeenCalledTimes(1);

    setHidden(false);
    await later(0);
    expect(load).toHaveBeenCalledTimes(2);
  });

  it('ends the request, the polling and the listening when it stops', async () => {
    const { query, load, states, stopListening } = setUp({ signals: true });
    load.mockImplementation(() => new Promise(() => {}));
    query.start();
    query.stop();

    await later(60_000);

    expect(load).toHaveBeenCalledTimes(1);
    expect(load.mock.calls[0][0].aborted).toBe(true);
    expect(stopListening).toHaveBeenCalledTimes(1);
    expect(states).toEqual([]);
  });
});
