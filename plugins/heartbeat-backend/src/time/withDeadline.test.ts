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

import { FakeClock } from '../__testUtils__/FakeClock';
import { withDeadline } from './withDeadline';

function started<T>(run: (signal: AbortSignal) => Promise<T>) {
  const clock = new FakeClock();
  const ended = new AbortController();
  const outcome = withDeadline(run, {
    clock,
    ms: 1_000,
    signal: ended.signal,
    late: 'no answer within 1 s',
  }).catch(error => error);
  return { clock, outcome, end: (why: Error) => ended.abort(why) };
}

describe('what has a deadline', () => {
  it('gives what it gives in time, and leaves no timer', async () => {
    const { clock, outcome } = started(async () => 'answer');
    expect(await outcome).toBe('answer');
    expect(clock.timerCount).toBe(0);
  });

  it('fails as it fails', async () => {
    const failure = new Error('refused');
    const { clock, outcome } = started(() => Promise.reject(failure));
    expect(await outcome).toBe(failure);
    expect(clock.timerCount).toBe(0);
  });

  it('is aborted when it is late, and not waited for although it does not listen', async () => {
    let given: AbortSignal | undefined;
    const { clock, outcome } = started(signal => {
      given = signal;
      return new Promise(() => {});
    });
    await clock.pass(1_000);
    expect(await outcome).toEqual(new Error('no answer within 1 s'));
    expect(given?.aborted).toBe(true);
  });

  it('ends with the signal of what it is part of, for that reason', async () => {
    const { clock, outcome, end } = started(() => new Promise(() => {}));
    const why = new Error('shutdown');
    end(why);
    expect(await outcome).toBe(why);
    expect(clock.timerCount).toBe(0);
  });
});
