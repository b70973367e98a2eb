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
import { Canary } from './Canary';

const lease = { cluster: 'demo', namespace: 'backstage', name: 'heartbeat-x' };
const record = (renewTime: string, ref = lease) => ({
  ref,
  uid: 'uid-1',
  controller: 'x',
  renewTime,
});

function setUp() {
  const clock = new FakeClock();
  return { clock, canary: Canary.create({ clock }) };
}

describe('the canary', () => {
  it('is not there before its first renewal', () => {
    const { canary } = setUp();
    canary.seen(record('1'));
    expect(canary.state).toBeUndefined();
  });

  it('knows how long a renewal takes from the write to the watch', () => {
    const { clock, canary } = setUp();
    canary.written(lease, '1');
    const writtenMonotonicMs = clock.monotonicMs();
    clock.advance(40);
    canary.seen(record('0'));
    canary.seen(record('1', { ...lease, name: 'other' }));
    expect(canary.state).toEqual({ lease, writtenMonotonicMs });
    canary.seen(record('1'));
    clock.advance(40);
    canary.seen(record('1'));
    expect(canary.state).toEqual({
      lease,
      writtenMonotonicMs,
      returnedMonotonicMs: writtenMonotonicMs + 40,
      roundTripMs: 40,
    });
  });

  it('keeps its last return while the next one is on its way', () => {
    const { clock, canary } = setUp();
    canary.written(lease, '1');
    clock.advance(5);
    canary.seen(record('1'));
    clock.advance(10_000);
    canary.written(lease, '2');
    expect(canary.state).toMatchObject({
      writtenMonotonicMs: clock.monotonicMs(),
      returnedMonotonicMs: clock.monotonicMs() - 10_000,
      roundTripMs: 5,
    });
  });
});
