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

import { type LaneName, Lanes } from './Lanes';

interface Item {
  name: string;
  host?: string;
}

function lanesOf(bounds: Record<LaneName, number>, perHost = 2) {
  const started: string[] = [];
  const items = new Map<string, Item>();
  const lanes = new Lanes<Item>({
    bounds,
    perHost,
    start: ({ name }) => started.push(name),
  });
  const itemOf = (name: string) => {
    // `a1` is of host `a`, `-1` of none.
    const host = name[0] === '-' ? undefined : name[0];
    const item = items.get(name) ?? { name, host };
    if (!items.has(name)) {
      items.set(name, item);
      lanes.join(item);
    }
    return item;
  };
  return {
    lanes,
    started,
    queue: (lane: LaneName, ...names: string[]) =>
      names.forEach(name => lanes.queue(itemOf(name), lane)),
    done: (lane: LaneName, ...names: string[]) =>
      names.forEach(name => lanes.done(itemOf(name), lane)),
    withdraw: (lane: LaneName, name: string) =>
      lanes.withdraw(itemOf(name), lane),
  };
}

describe('lanes', () => {
  it('start what is first in the queue, as many as there is room for', () => {
    const { lanes, started, queue, done } = lanesOf({ passing: 2, failing: 1 });
    queue('passing', '-1', '-2', '-3', '-4');
    expect(started).toEqual(['-1', '-2']);
    expect(lanes).toMatchObject({ running: 2, waiting: 2 });
    done('passing', '-2');
    expect(started).toEqual(['-1', '-2', '-3']);
  });

  it('do not wait for each other', () => {
    const { started, queue } = lanesOf({ passing: 1, failing: 1 });
    queue('failing', '-1', '-2', '-3');
    queue('passing', '-4');
    expect(started).toEqual(['-1', '-4']);
  });

  it('let others pass those whose host is busy, which then come in their turn', () => {
    const { started, queue, done } = lanesOf({ passing: 9, failing: 9 });
    queue('passing', 'a1', 'a2', 'a3', 'a4', 'b1');
    expect(started).toEqual(['a1', 'a2', 'b1']);
    done('passing', 'a1');
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3']);
    done('passing', 'a2', 'a3');
    expect(started).toEqual(['a1', 'a2', 'b1', 'a3', 'a4']);
  });

  it('count a host in both together', () => {
    const { started, queue, done } = lanesOf({ passing: 9, failing: 9 });
    queue('failing', 'a1', 'a2', 'a3');
    queue('passing', 'a4');
    expect(started).toEqual(['a1', 'a2']);
    done('failing', 'a1');
    expect(started).toEqual(['a1', 'a2', 'a4']);
    done('failing', 'a2');
    expect(started).toEqual(['a1', 'a2', 'a4', 'a3']);
  });

  it('do not leave a host idle because one of its lanes is full', () => {
    const { started, queue, done } = lanesOf({ passing: 9, failing: 1 }, 1);
    queue('failing', '-1');
    queue('passing', 'a1');
    queue('failing', 'a2');
    queue('passing', 'a3');
    expect(started).toEqual(['-1', 'a1']);
    done('passing', 'a1');
    expect(started).toEqual(['-1', 'a1', 'a3']);
    done('passing', 'a3');
    done('failing', '-1');
    expect(started).toEqual(['-1', 'a1', 'a3', 'a2']);
  });

  it('leave out what is withdrawn', () => {
    const { lanes, started, queue, done, withdraw } = lanesOf({
      passing: 1,
      failing: 1,
    });
    queue('passing', '-1', '-2', 'a1', '-3');
    withdraw('passing', '-2');
    withdraw('passing', 'a1');
    expect(lanes.waiting).toBe(1);
    done('passing', '-1');
    expect(started).toEqual(['-1', '-3']);
    expect(lanes).toMatchObject({ running: 1, waiting: 0 });
  });
});
