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

import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import { logEntries } from './logEntries';

let number = 0;

function transition(
  time: string,
  from: string | undefined,
  to: string,
  subjectId = 'a',
): HistoryTransition {
  const at = `2026-03-01T${time}.000Z`;
  number++;
  return {
    id: `${number}`,
    subjectId,
    kind: 'controller',
    from,
    to,
    at,
    ageMs: 0,
  };
}

const lasted = (transitions: HistoryTransition[]) =>
  logEntries(transitions).map(({ lastedMs }) => lastedMs);

describe('logEntries', () => {
  it('says how long each status lasted, and leaves that of the last one open', () => {
    expect(
      lasted([
        transition('12:00:00', 'Late', 'Dead'),
        transition('11:59:50', 'Alive', 'Late'),
        transition('11:00:00', undefined, 'Alive'),
      ]),
    ).toEqual([undefined, 10_000, 3_590_000]);
  });

  it('does not take a restart for the end of a status', () => {
    const entries = logEntries([
      transition('12:00:00', 'Alive', 'Dead'),
      transition('11:30:00', 'Alive', 'Alive'),
      transition('11:00:00', undefined, 'Alive'),
    ]);

    expect(entries.map(({ isMark }) => isMark)).toEqual([false, true, false]);
    expect(entries.map(({ lastedMs }) => lastedMs)).toEqual([
      undefined,
      undefined,
      3_600_000,
    ]);
  });

  it('does not end the status of one controller with a change of another', () => {
    expect(
      lasted([
        transition('12:00:00', 'Alive', 'Dead', 'b'),
        transition('11:00:00', undefined, 'Alive', 'a'),
      ]),
    ).toEqual([undefined, undefined]);
  });
});
