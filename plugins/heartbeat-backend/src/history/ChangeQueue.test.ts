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

import fc from 'fast-check';
import { ChangeQueue } from './ChangeQueue';

const item = (id: string, n: number) => ({ subject: { id }, n });

describe('the queue of changes', () => {
  it('hands them out in their order, and takes them back as the oldest', () => {
    const queue = new ChangeQueue<ReturnType<typeof item>>({ limit: 10 });
    [1, 2, 3, 4].forEach(n => queue.push(item('a', n)));
    const taken = queue.take(2);
    queue.push(item('a', 5));
    queue.putBack(taken);
    expect(queue.take(10).map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    expect(queue.merged).toBe(0);
  });

  it('leaves out the oldest that others of the same subject follow when it is full', () => {
    const queue = new ChangeQueue<ReturnType<typeof item>>({ limit: 4 });
    queue.push(item('quiet', 1));
    [2, 3, 4, 5].forEach(n => queue.push(item('busy', n)));
    expect(queue.merged).toBe(2);
    expect(queue.take(10).map(({ n }) => n)).toEqual([1, 4, 5]);
  });

  it('keeps how each subject ended up, and stays within its limit while there are fewer subjects', () => {
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom('a', 'b', 'c', 'd'), { maxLength: 200 }),
        fc.integer({ min: 8, max: 20 }),
        (ids, limit) => {
          const queue = new ChangeQueue<ReturnType<typeof item>>({ limit });
          ids.forEach((id, n) => {
            queue.push(item(id, n));
            expect(queue.length).toBeLessThanOrEqual(limit);
          });
          const { merged } = queue;
          const left = queue.take(Infinity);
          expect(left.length + merged).toBe(ids.length);
          for (const id of new Set(ids)) {
            const last = left.filter(({ subject }) => subject.id === id).at(-1);
            expect(last?.n).toBe(ids.lastIndexOf(id));
          }
          const order = left.map(({ n }) => n);
          expect(order).toEqual([...order].sort((a, b) => a - b));
        },
      ),
    );
  });
});
