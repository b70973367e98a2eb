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
import { EntityIndex, NO_ENTITIES } from '../entities';
import { jobKind } from './__testUtils__/jobs/jobKind';
import { SubjectRows } from './SubjectRows';

function setUp() {
  const { kind, registry, turn, jobOf } = jobKind(new FakeClock());
  const changed: string[] = [];
  registry.onChange(id => changed.push(id));
  return { kind, registry, turn, jobOf, changed };
}

/** An entity that names this job. */
const naming = (value: string) => ({
  entity: { entityRef: 'component:default/shop' },
  claims: [{ kind: 'job', annotation: 'example.org/job', value }],
  isSilent: false,
  problems: [],
});

describe('the registry of subjects', () => {
  it('tells readers of a status, of what is new and of what is found by another word, and of no sign of life', () => {
    const { registry, turn, jobOf, changed } = setUp();
    turn('a', 'OnTime');
    registry.set(jobOf('a', 'OnTime'));
    expect(changed).toEqual(['job:a']);
    registry.set(jobOf('b', 'OnTime'));
    registry.set({ ...jobOf('b', 'OnTime'), schedule: 'each night' });
    expect(changed.slice(1)).toEqual(['job:b', 'job:b']);
  });

  it('tells readers of a status that nobody calls news, as when a replica takes a subject over', () => {
    const { registry, jobOf, changed } = setUp();
    registry.setElsewhere(jobOf('a', 'Missed'));
    registry.set(jobOf('a', 'OnTime'));
    expect(changed).toEqual(['job:a', 'job:a']);
    expect(registry.subject('job:a')?.isElsewhere).toBeUndefined();
  });

  it('knows how a subject came to its status while this replica sees it', () => {
    const { registry, turn, jobOf } = setUp();
    const left: string[] = [];
    registry.onLeft(id => left.push(id));
    turn('a', 'Missed');
    expect(registry.transition('job:a')?.to.status).toBe('Missed');
    registry.setElsewhere(jobOf('a', 'Missed'));
    expect(registry.transition('job:a')).toBeUndefined();
    registry.delete('job:a');
    expect(left).toEqual(['job:a']);
  });
});

describe('the rows of a list', () => {
  it('have the entities of the index that they are read with', () => {
    const { kind, turn } = setUp();
    turn('a', 'OnTime');
    const rows = new SubjectRows(kind);
    rows.refresh(NO_ENTITIES);
    const before = rows.all;
    expect(before[0].entities).toEqual([]);
    rows.refresh(new EntityIndex([naming('a')]));
    expect(rows.all).not.toBe(before);
    expect(rows.all[0].entities).toEqual([naming('a').entity]);
  });

  it('have what an entity waits for as unfulfilled, until it is there', () => {
    const { kind, turn } = setUp();
    const index = new EntityIndex([naming('a')]);
    const rows = new SubjectRows(kind);
    rows.refresh(index);
    expect(rows.unfulfilled).toHaveLength(1);
    turn('a', 'OnTime');
    rows.refresh(index);
    expect(rows.unfulfilled).toEqual([]);
    expect(rows.all.map(({ name }) => name)).toEqual(['a']);
  });
});
