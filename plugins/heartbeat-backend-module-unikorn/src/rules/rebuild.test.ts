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
import { imageRef, nextRebuildState } from './rebuild';

const RANK = { Initiated: 1, Rebuilding: 2, Succeeded: 3, Failed: 3 };
type State = keyof typeof RANK;
const STATES = Object.keys(RANK) as State[];
const REFS = ['equal', 'different', 'unreadable'] as const;
const STATUSES = ['ACTIVE', 'ERROR', 'REBUILD', 'SHUTOFF', 'UNKNOWN', ''];
const TASKS = ['', 'rebuilding', 'rebuild_spawning'];

describe('the image that a server runs from', () => {
  const id = '0a1b2c3d-0000-4000-8000-00000000000f';
  it.each([
    [id, 'equal'],
    [id.toUpperCase(), 'equal'],
    [id.replace(/-/g, ''), 'equal'],
    ['0a1b2c3d-0000-4000-8000-00000000000e', 'different'],
    [undefined, 'unreadable'],
    ['', 'unreadable'],
    ['ubuntu', 'unreadable'],
  ])('%j is %s', (imageId, ref) => {
    expect(imageRef(imageId, id)).toBe(ref);
  });
});

describe('the state of a rebuild [M18]', () => {
  it.each([
    ['Initiated', 'equal', 'ERROR', '', 'Failed'],
    ['Initiated', 'equal', 'REBUILD', '', 'Rebuilding'],
    ['Initiated', 'equal', 'ACTIVE', 'rebuilding', 'Rebuilding'],
    ['Initiated', 'equal', 'ACTIVE', '', 'Succeeded'],
    ['Rebuilding', 'equal', 'SHUTOFF', '', 'Succeeded'],
    ['Rebuilding', 'equal', 'REBUILD', 'rebuild_spawning', 'Rebuilding'],
    ['Initiated', 'different', 'ACTIVE', '', 'Initiated'],
    ['Initiated', 'different', 'ERROR', '', 'Initiated'],
    ['Rebuilding', 'different', 'ACTIVE', '', 'Failed'],
    ['Rebuilding', 'different', 'ERROR', 'rebuilding', 'Failed'],
    ['Rebuilding', 'different', 'REBUILD', '', 'Rebuilding'],
    ['Rebuilding', 'different', 'ACTIVE', 'rebuilding', 'Rebuilding'],
    ['Rebuilding', 'unreadable', 'ERROR', '', 'Failed'],
    ['Rebuilding', 'unreadable', 'ACTIVE', '', 'Rebuilding'],
    ['Initiated', 'unreadable', 'ERROR', '', 'Initiated'],
    ['Succeeded', 'equal', 'ERROR', '', 'Succeeded'],
    ['Failed', 'equal', 'ACTIVE', '', 'Failed'],
  ] as const)('%s, %s, %s, %j: %s', (state, ref, status, taskState, next) => {
    expect(nextRebuildState(state, ref, { status, taskState })).toBe(next);
  });

  const poll = fc.record({
    ref: fc.constantFrom(...REFS),
    status: fc.constantFrom(...STATUSES),
    taskState: fc.constantFrom(...TASKS),
  });

  it('never goes back, whatever polls see and in whatever order', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STATES),
        fc.array(poll, { maxLength: 30 }),
        (first, polls) => {
          let state: string = first;
          for (const { ref, ...nova } of polls) {
            const next = nextRebuildState(state, ref, nova);
            expect(STATES).toContain(next);
            expect(
              next === state || RANK[next as State] > RANK[state as State],
            ).toBe(true);
            state = next;
          }
        },
      ),
    );
  });

  it('says the same of the same poll twice', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...STATES),
        poll,
        (state, { ref, ...nova }) => {
          const once = nextRebuildState(state, ref, nova);
          const twice = nextRebuildState(once, ref, nova);
          expect(twice).toBe(once);
        },
      ),
    );
  });

  it('fails no rebuild that Nova has not taken on, unless from the new image', () => {
    fc.assert(
      fc.property(poll, ({ ref, ...nova }) => {
        fc.pre(ref !== 'equal');
        expect(nextRebuildState('Initiated', ref, nova)).toBe('Initiated');
      }),
    );
  });

  it('leaves a word that it does not know until Nova says how it stands', () => {
    const nova = { status: 'ERROR', taskState: '' };
    expect(nextRebuildState('Paused', 'different', nova)).toBe('Paused');
    expect(nextRebuildState('constructor', 'equal', nova)).toBe('Failed');
  });
});
