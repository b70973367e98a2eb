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
import { Canary, type CanaryListener } from './Canary';

const lease = { cluster: 'demo', namespace: 'backstage', name: 'heartbeat-x' };
const record = (renewTime: string, ref = lease) => ({
  ref,
  uid: 'uid-1',
  controller: 'x',
  renewTime,
});

function setUp() {
  const clock = new FakeClock();
  return { clock, canary: new Canary({ clock }) };
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

describe('a renewal that does not come back', () => {
  function followed() {
    const world = setUp();
    const told: string[] = [];
    const ended = new AbortController();
    const listener: CanaryListener = {
      onOverdue: (cluster, sinceMs, limitMs) =>
        told.push(
          `${cluster} since ${
            world.clock.monotonicMs() - sinceMs
          } of ${limitMs}`,
        ),
      onOver: cluster => told.push(`${cluster} over`),
    };
    world.canary.follow(listener, ended.signal);
    return { ...world, told, end: () => ended.abort() };
  }

  it('is overdue after 10 s, whatever is written meanwhile, until one does', () => {
    const { clock, canary, told } = followed();
    canary.written(lease, '1');
    canary.seen(record('1'));
    clock.advance(40_000);
    canary.written(lease, '2');
    clock.advance(5_000);
    canary.written(lease, '3');
    clock.advance(4_999);
    expect(told).toEqual([]);
    clock.advance(1);
    expect(told).toEqual(['demo since 10000 of 10000']);
    canary.seen(record('3'));
    expect(told.slice(1)).toEqual(['demo over']);
    canary.written(lease, '4');
    clock.advance(10_000);
    expect(told.slice(2)).toEqual(['demo since 10000 of 10000']);
  });

  it('is told to nobody after the end', () => {
    const { clock, canary, told, end } = followed();
    canary.written(lease, '1');
    canary.seen(record('1'));
    canary.written(lease, '2');
    end();
    expect(clock.timerCount).toBe(0);
    expect(told).toEqual([]);
  });

  it('says nothing where none has ever come back', () => {
    const { clock, canary, told } = followed();
    canary.written(lease, '1');
    clock.advance(60_000);
    expect(told).toEqual([]);
  });

  it('is given up after five minutes, until one comes back', () => {
    const { clock, canary, told } = followed();
    canary.written(lease, '1');
    canary.seen(record('1'));
    canary.written(lease, '2');
    clock.advance(10_000 + 5 * 60_000);
    expect(told).toEqual(['demo since 10000 of 10000', 'demo over']);
    canary.written(lease, '3');
    clock.advance(60_000);
    expect(told).toHaveLength(2);
    canary.seen(record('3'));
    canary.written(lease, '4');
    clock.advance(10_000);
    expect(told).toHaveLength(3);
  });
});
