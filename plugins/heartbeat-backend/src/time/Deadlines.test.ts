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
import { Deadlines, type Scheduled } from './Deadlines';

interface Item extends Scheduled<Item> {
  name: string;
}

describe('deadlines', () => {
  let clock: FakeClock;
  let due: string[];
  let deadlines: Deadlines<Item>;

  beforeEach(() => {
    clock = new FakeClock();
    due = [];
    deadlines = new Deadlines<Item>({
      clock,
      onDue: ({ name }) => due.push(name),
    });
  });

  const itemAt = (name: string, deadlineMs: number): Item => {
    const item: Item = { name, deadlineMs: clock.monotonicMs() + deadlineMs };
    deadlines.update(item);
    return item;
  };

  it('that were forgotten are told of no more, and hold up no other', async () => {
    const first = itemAt('first', 1_000);
    itemAt('second', 2_000);
    deadlines.forget(first);
    await clock.pass(3_000);
    expect(due).toEqual(['second']);
  });

  it('are told of once where an item has another one after it was forgotten', async () => {
    const item = itemAt('again', 1_000);
    deadlines.forget(item);
    item.deadlineMs = clock.monotonicMs() + 2_000;
    deadlines.update(item);
    await clock.pass(1_500);
    expect(due).toEqual([]);
    await clock.pass(1_500);
    expect(due).toEqual(['again']);
  });

  it('are all gone after they were cleared, the forgotten ones too', async () => {
    deadlines.forget(itemAt('forgotten', 1_000));
    const kept = itemAt('kept', 1_000);
    deadlines.clear();
    await clock.pass(2_000);
    expect(due).toEqual([]);
    expect(kept.deadlineEntry).toBeUndefined();
  });
});
