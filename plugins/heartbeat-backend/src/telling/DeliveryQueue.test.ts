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
import { DeliveryQueue } from './DeliveryQueue';

function setUp(
  change: Partial<ConstructorParameters<typeof DeliveryQueue>[0]> = {},
) {
  const clock = new FakeClock();
  const log: string[] = [];
  const queue = new DeliveryQueue({
    clock,
    concurrency: 2,
    limit: 3,
    retryDelaysMs: [1_000, 5_000],
    onDelivered: ({ key }) => log.push(`${key} delivered`),
    onGivenUp: ({ key }, error) => log.push(`${key}: ${error.message}`),
    ...change,
  });
  /** Hands over something that ends when it is told to. */
  const push = (key: string, name = key) => {
    let resolve = () => {};
    let reject = (_: Error) => {};
    const promise = new Promise<void>((...settled) => {
      [resolve, reject] = settled;
    });
    queue.push({
      key,
      deliver: async () => {
        log.push(`${name} begins`);
        await promise;
      },
    });
    return { resolve, reject: () => reject(new Error('down')) };
  };
  return { clock, log, queue, push };
}

const settle = () => new Promise(resolve => setImmediate(resolve));

describe('the queue', () => {
  it('delivers the oldest first, several at once but never two of one key', async () => {
    const { log, push } = setUp();
    const first = push('a', 'a1');
    push('a', 'a2');
    push('b').resolve();
    await settle();
    expect(log).toEqual(['a1 begins', 'b begins', 'b delivered']);
    first.resolve();
    await settle();
    expect(log.slice(3)).toEqual(['a delivered', 'a2 begins']);
  });

  it('tries again after each pause, and then gives up', async () => {
    const { clock, log, push } = setUp();
    push('a').reject();
    await settle();
    for (const pauseMs of [1_000, 5_000]) {
      clock.advance(pauseMs - 1);
      await settle();
      const before = log.length;
      clock.advance(1);
      await settle();
      expect(log.length).toBeGreaterThan(before);
    }
    expect(log).toEqual(['a begins', 'a begins', 'a begins', 'a: down']);
    expect(clock.timerCount).toBe(0);
  });

  it('forgets what is to be tried again when there is something newer', async () => {
    const { clock, log, push } = setUp();
    push('a', 'old').reject();
    await settle();
    push('a', 'new').resolve();
    await settle();
    clock.advance(60_000);
    await settle();
    expect(log).toEqual(['old begins', 'new begins', 'a delivered']);
  });

  it('does not wait for somebody who does not answer, nor keeps others waiting', async () => {
    const { clock, log, push } = setUp({ concurrency: 1, retryDelaysMs: [] });
    push('hangs');
    push('b').resolve();
    clock.advance(10_000);
    await settle();
    expect(log).toEqual([
      'hangs begins',
      'hangs: no answer for 10 s',
      'b begins',
      'b delivered',
    ]);
  });

  it('gives up the oldest when too many wait', () => {
    const { log, push } = setUp({ concurrency: 1 });
    ['a', 'b', 'c', 'd', 'e'].forEach(key => push(key));
    expect(log).toEqual(['a begins', 'b: too many wait']);
  });

  it('delivers nothing more once it is stopped', async () => {
    const { clock, log, queue, push } = setUp({ concurrency: 1 });
    push('a').reject();
    push('b');
    queue.stop();
    push('c');
    await settle();
    clock.advance(60_000);
    await settle();
    expect(log).toEqual(['a begins']);
    expect(clock.timerCount).toBe(0);
  });
});
