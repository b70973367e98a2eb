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

import { TestDatabases } from '@backstage/backend-test-utils';
import { DATABASES } from '../__testUtils__/databases';
import {
  change,
  DAY,
  HOUR,
  MINUTE,
  SECOND,
  subject,
  TestHistory,
} from './__testUtils__/TestHistory';

const databases = TestDatabases.create(DATABASES);

describe.each(databases.eachSupportedId())('a history in %s', database => {
  let history: TestHistory;
  let start: number;

  beforeEach(async () => {
    history = await TestHistory.create({ databases, id: database });
    start = history.clock.wallMs();
  });

  describe('as several replicas write it', () => {
    it('has one row per change, dated when it happened, and tells one replica that it wrote it', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      const evidence = { silentMs: 31_000 };
      const alive = change('Alive', { cause: 'first-sight' });
      const dead = change('Dead', { reason: 'x', cause: 'silence', evidence });
      await a.record([alive]);
      await b.record([alive]);
      history.clock.advance(30 * SECOND);
      const [first] = await b.record([{ ...dead, agoMs: 200 }]);
      const [second] = await a.record([{ ...dead, agoMs: 150 }]);
      expect(first.outcome).toBe('written');
      expect(first.transitions).toEqual([
        {
          id: 'demo/apps/orders@2',
          subjectId: subject.id,
          kind: 'controller',
          cluster: 'demo',
          name: 'orders',
          from: 'Alive',
          to: 'Dead',
          reason: 'x',
          cause: 'silence',
          evidence,
          at: new Date(start + 29_800).toISOString(),
          ageMs: 200,
        },
      ]);
      expect(second).toEqual({ outcome: 'known', transitions: [] });
      expect(await history.told(start)).toBe('Alive@0 Dead@29.8');
    });

    it('knows what a slow replica says of changes that others have written and gone past', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      await a.record([change('Alive')]);
      await b.record([change('Alive')]);
      history.clock.advance(30 * SECOND);
      await a.record([change('Dead'), change('Alive')]);
      history.clock.advance(100);
      const results = await b.record([
        change('Dead', { agoMs: 40 }),
        change('Alive', { agoMs: 20 }),
      ]);
      expect(results.map(({ outcome }) => outcome)).toEqual(['known', 'known']);
      // and the next death is another one
      history.clock.advance(SECOND);
      await b.record([change('Dead')]);
      expect(await history.told(start)).toBe(
        'Alive@0 Dead@30 Alive@30 Dead@31.1',
      );
    });

    it('drops what contradicts a later row of another replica', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      await a.record([change('Alive')]);
      history.clock.advance(10 * MINUTE);
      await a.record([change('Dead', { agoMs: 5 * MINUTE }), change('Alive')]);
      const [result] = await b.record([change('Stopped', { agoMs: MINUTE })]);
      expect(result.outcome).toBe('known');
      expect(await history.told(start)).toBe('Alive@0 Dead@300 Alive@600');
    });

    it('never dates a row before the one before it', async () => {
      const a = history.replica('a');
      await a.record([change('Alive')]);
      history.clock.advance(MINUTE);
      await a.record([change('Late'), change('Dead', { agoMs: 40_000 })]);
      expect(await history.told(start)).toBe('Alive@0 Late@60 Dead@60');
    });

    it('has a row for what changes no status, once', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      await a.record([change('Alive')]);
      await b.record([change('Alive')]);
      history.clock.advance(MINUTE);
      const restart = change('Alive', { cause: 'restart', mark: 'uid-2' });
      expect((await a.record([restart]))[0].outcome).toBe('written');
      expect((await b.record([restart]))[0].outcome).toBe('known');
      expect((await a.record([restart]))[0].outcome).toBe('known');
      const [found] = await history.replica('c').loadCheckpoints();
      expect(found).toMatchObject({ status: 'Alive', sinceAgoMs: MINUTE });
      history.clock.advance(MINUTE);
      await a.record([change('Dead')]);
      const [window] = await history.reader.availability({
        subjectId: subject.id,
        windowsMs: [HOUR],
      });
      expect(window).toMatchObject({ upMs: 2 * MINUTE, transitions: 2 });
      expect(await history.rows()).toMatchObject([
        { to: 'Alive' },
        { from: 'Alive', to: 'Alive' },
        { from: 'Alive', to: 'Dead' },
      ]);
    });

    it('takes texts that PostgreSQL does not', async () => {
      const a = history.replica('a');
      const odd = change('Dead', {
        reason: 'a\0b',
        evidence: { holder: 'c\0d' },
      });
      await a.record([odd]);
      const { items } = await history.reader.transitions({ limit: 1 });
      expect(items[0].evidence).toEqual({ holder: 'c\0d' });
    });

    it('takes the first sight of ten thousand at once', async () => {
      const ids = Array.from({ length: 10_000 }, (__, i) => `demo/apps/c${i}`);
      const [a, b] = [history.replica('a'), history.replica('b')];
      const changes = ids.map(id =>
        change('Alive', { subject: { id, kind: 'controller' } }),
      );
      const results = await Promise.all([a.record(changes), b.record(changes)]);
      const written = results.flat().filter(r => r.outcome === 'written');
      expect(written).toHaveLength(10_000);
    }, 60_000);
  });

  describe('where sight is lost', () => {
    const unknown = change('Unknown', {
      reason: 'unreachable',
      isOutOfSight: true,
    });

    it('does not say Unknown while another replica sees', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      await a.record([change('Alive')]);
      await a.checkpoint([{ verdict: change('Alive') }]);
      await b.checkpoint([{ verdict: change('Alive') }]);
      history.clock.advance(119 * SECOND);
      // b was the last to say so, and a had before
      expect((await b.record([unknown]))[0].outcome).toBe('overruled');
      expect((await a.record([unknown]))[0].outcome).toBe('overruled');
      history.clock.advance(2 * SECOND);
      expect((await b.record([unknown]))[0].outcome).toBe('written');
    });

    it('says Unknown at once where no other replica has seen it', async () => {
      const a = history.replica('a');
      await a.record([change('Alive')]);
      history.clock.advance(MINUTE);
      expect((await a.record([unknown]))[0].outcome).toBe('written');
    });

    it('is taken back by the checkpoint of a replica that does see', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      await a.record([change('Alive'), unknown]);
      history.clock.advance(10 * SECOND);
      const [result] = await b.checkpoint([
        { verdict: change('Alive', { agoMs: HOUR, sightAgoMs: HOUR }) },
      ]);
      expect(result.transitions).toMatchObject([
        { from: 'Unknown', to: 'Alive', cause: 'sight-regained' },
      ]);
      expect(await history.told(start)).toBe('Alive@0 Unknown@0 Alive@0');
      expect((await a.checkpoint([{ verdict: unknown }]))[0].outcome).toBe(
        'overruled',
      );
    });

    it('says Unknown at a checkpoint once the last that saw is gone', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      await a.record([change('Alive')]);
      await a.checkpoint([{ verdict: change('Alive') }]);
      const [early] = await b.record([unknown]);
      history.clock.advance(5 * MINUTE);
      const [late] = await b.checkpoint([
        { verdict: { ...unknown, agoMs: 5 * MINUTE, sightAgoMs: undefined } },
      ]);
      expect([early.outcome, late.outcome]).toEqual(['overruled', 'written']);
      expect(await history.told(start)).toBe('Alive@0 Unknown@0');
    });

    it('lets the replica that is left correct what one that is gone had said', async () => {
      const [a, b] = [history.replica('a'), history.replica('b')];
      const alive = { verdict: change('Alive', { agoMs: DAY }) };
      await b.record([change('Alive')]);
      history.clock.advance(MINUTE);
      await a.record([change('Alive'), change('Dead')]);
      expect((await b.checkpoint([alive]))[0].outcome).toBe('overruled');
      history.clock.advance(3 * MINUTE);
      expect((await b.checkpoint([alive]))[0].outcome).toBe('written');
      expect(await history.told(start)).toBe('Alive@0 Dead@60 Alive@60');
    });

    it('has a row for the time in which no portal ran', async () => {
      const a = history.replica('a');
      await a.record([change('Alive')]);
      history.clock.advance(MINUTE);
      await a.checkpoint([{ verdict: change('Alive', { agoMs: MINUTE }) }]);
      history.clock.advance(HOUR);
      const b = history.replica('b');
      await b.loadCheckpoints();
      const [result] = await b.record([
        change('Alive', { agoMs: 2 * HOUR, sightAgoMs: 5 * SECOND }),
      ]);
      expect(result.transitions).toMatchObject([
        { from: 'Alive', to: 'Unknown', reason: 'not-observed' },
        { from: 'Unknown', to: 'Alive' },
      ]);
      expect(await history.told(start)).toBe('Alive@0 Unknown@60 Alive@3655');
      const [hours] = await history.reader.availability({
        subjectId: subject.id,
        windowsMs: [3_660 * SECOND],
      });
      expect(hours).toMatchObject({
        upMs: 65 * SECOND,
        unknownMs: 3_595 * SECOND,
        availability: 1,
        transitions: 2,
      });
    });

    it('has no such row for a restart, nor for a database that was away', async () => {
      const a = history.replica('a');
      await a.record([change('Alive')]);
      history.clock.advance(90 * SECOND);
      const b = history.replica('b');
      await b.record([change('Alive', { sightAgoMs: 0 })]);
      history.clock.advance(10 * MINUTE);
      await b.record([
        change('Dead', { agoMs: 9 * MINUTE, sightAgoMs: 10 * MINUTE }),
      ]);
      await b.checkpoint([{ verdict: change('Dead', { agoMs: 9 * MINUTE }) }]);
      expect(await history.told(start)).toBe('Alive@0 Dead@150');
    });
  });

  describe('as it is found at start', () => {
    it('gives back what was known, and how long ago', async () => {
      const a = history.replica('a');
      await a.record([change('Alive')]);
      history.clock.advance(MINUTE);
      const data = { uid: 'u', renewTime: 't', holder: 'h' };
      await a.checkpoint([
        { verdict: change('Alive'), data },
        {
          verdict: change('Healthy', { subject: { id: 's', kind: 'server' } }),
        },
      ]);
      history.clock.advance(HOUR);
      expect(await history.replica('b').loadCheckpoints('controller')).toEqual([
        {
          subject,
          status: 'Alive',
          reason: undefined,
          cause: undefined,
          sinceAgoMs: HOUR + MINUTE,
          seenAgoMs: HOUR,
          data,
          dataAgoMs: HOUR,
        },
      ]);
    });
  });

  describe('as it is read', () => {
    it('lists transitions newest first, page by page, while rows are added', async () => {
      const a = history.replica('a');
      for (const status of ['Alive', 'Dead', 'Alive', 'Dead', 'Alive']) {
        history.clock.advance(SECOND);
        // two of the same time
        const other = { id: 'other', kind: 'controller' };
        await a.record([change(status), change(status, { subject: other })]);
      }
      const seen: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await history.reader.transitions({ limit: 3, cursor });
        seen.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
        history.clock.advance(SECOND);
        await a.record([change(seen.length % 2 ? 'Late' : 'Dead')]);
      } while (cursor);
      expect(seen).toEqual(
        [5, 4, 3, 2, 1].flatMap(version => [
          `other@${version}`,
          `${subject.id}@${version}`,
        ]),
      );
    });

    it('restricts them to subjects, a span and statuses', async () => {
      const a = history.replica('a');
      for (const status of ['Alive', 'Dead', 'Alive', 'Late', 'Dead']) {
        await a.record([change(status)]);
        history.clock.advance(SECOND);
      }
      await a.record([change('Dead', { subject: { id: 'x', kind: 'y' } })]);
      const { items } = await history.reader.transitions({
        subjectIds: [subject.id],
        from: new Date(start + SECOND),
        to: new Date(start + 4 * SECOND),
        status: ['Dead', 'Late'],
        limit: 10,
      });
      expect(items.map(({ id }) => id)).toEqual([
        `${subject.id}@4`,
        `${subject.id}@2`,
      ]);
      await expect(
        history.reader.transitions({ limit: 10, cursor: 'nonsense' }),
      ).rejects.toThrow('cursor: not one that this API gave out');
    });

    it('says how available a subject was, and in how much of the time it was seen', async () => {
      const a = history.replica('a');
      const seen = { sightAgoMs: 99 * DAY };
      await a.record([
        change('Alive', { agoMs: 20 * HOUR, ...seen }),
        change('Late', { agoMs: 11 * HOUR, ...seen }),
        change('Dead', { agoMs: 10 * HOUR, ...seen }),
        change('Alive', { agoMs: 8 * HOUR, ...seen }),
        change('Stopped', { agoMs: 5 * HOUR, ...seen }),
        change('Unknown', { agoMs: 4 * HOUR, ...seen }),
        change('Alive', { agoMs: HOUR, ...seen }),
      ]);
      await a.checkpoint([
        { verdict: change('Alive', { agoMs: HOUR, ...seen }) },
      ]);
      const [day, week, hours] = await history.reader.availability({
        subjectId: subject.id,
        windowsMs: [DAY, 7 * DAY, 9 * HOUR],
      });
      expect(day).toEqual({
        windowMs: DAY,
        from: new Date(start - DAY).toISOString(),
        to: new Date(start).toISOString(),
        upMs: 14 * HOUR,
        downMs: 2 * HOUR,
        stoppedMs: HOUR,
        unknownMs: 7 * HOUR,
        availability: 14 / 16,
        coverage: 17 / 24,
        transitions: 6,
      });
      expect(week).toMatchObject({ upMs: 14 * HOUR, availability: 14 / 16 });
      expect(hours).toMatchObject({
        upMs: 4 * HOUR,
        downMs: HOUR,
        stoppedMs: HOUR,
        unknownMs: 3 * HOUR,
        availability: 4 / 5,
        transitions: 4,
      });
    });

    it('has no availability for what nobody saw, and none for time after the last word', async () => {
      const windowsMs = [HOUR];
      const [none] = await history.reader.availability({
        subjectId: 'nobody',
        windowsMs,
      });
      expect(none).toMatchObject({ coverage: 0, unknownMs: HOUR });
      expect(none.availability).toBeUndefined();
      await history.replica('a').record([change('Alive')]);
      history.clock.advance(HOUR);
      const [some] = await history.reader.availability({
        subjectId: subject.id,
        windowsMs,
      });
      expect(some).toMatchObject({ coverage: 0, unknownMs: HOUR });
      expect(some.availability).toBeUndefined();
    });

    it('makes a bar of segments without a gap', async () => {
      const a = history.replica('a');
      await a.record([
        change('Alive', { agoMs: 5 * HOUR }),
        change('Dead', { agoMs: 2 * HOUR }),
        change('Alive', { agoMs: HOUR }),
      ]);
      await a.checkpoint([{ verdict: change('Alive', { agoMs: HOUR }) }]);
      history.clock.advance(10 * MINUTE);
      const bar = await history.reader.timeline({
        subjectId: subject.id,
        windowMs: 6 * HOUR,
        maxSegments: 100,
      });
      const minutes = (time: string) => (Date.parse(time) - start) / MINUTE;
      expect(
        bar.map(s => [minutes(s.from), minutes(s.to), s.status, s.standing]),
      ).toEqual([
        [-350, -300, 'Unknown', 'unknown'],
        [-300, -120, 'Alive', 'up'],
        [-120, -60, 'Dead', 'down'],
        [-60, 0, 'Alive', 'up'],
        [0, 10, 'Unknown', 'unknown'],
      ]);
    });

    it('merges a bar that has too many, and hides no death', async () => {
      const a = history.replica('a');
      const changes = Array.from({ length: 200 }, (__, i) =>
        change(i % 2 ? 'Late' : 'Alive', { agoMs: (400 - i) * MINUTE }),
      );
      await a.record([
        ...changes,
        change('Dead', { agoMs: 2 * MINUTE + 1 }),
        change('Alive', { agoMs: 2 * MINUTE }),
      ]);
      const bar = await history.reader.timeline({
        subjectId: subject.id,
        windowMs: 410 * MINUTE,
        maxSegments: 41,
      });
      expect(bar.length).toBeLessThanOrEqual(41);
      expect(bar[0]).toMatchObject({ status: 'Unknown' });
      expect(bar.at(-1)).toMatchObject({
        status: 'Dead',
        transitions: 2,
        from: new Date(start - 10 * MINUTE).toISOString(),
        to: new Date(start).toISOString(),
      });
      expect(bar.reduce((sum, s) => sum + s.transitions, 0)).toBe(202);
      bar.slice(1).forEach((s, i) => expect(s.from).toBe(bar[i].to));
    });

    it('refuses questions that have no answer', async () => {
      const { reader } = history;
      const subjectId = subject.id;
      await expect(reader.transitions({ limit: 0 })).rejects.toThrow(
        'limit: 0',
      );
      await expect(
        reader.availability({ subjectId, windowsMs: [NaN] }),
      ).rejects.toThrow('windowMs: NaN');
      await expect(
        reader.timeline({ subjectId, windowMs: HOUR, maxSegments: 0 }),
      ).rejects.toThrow('maxSegments: 0');
    });
  });

  it('finds what was written lately, in the order of its writing and page by page', async () => {
    const { store, clock } = history;
    const a = history.replica('a');
    const of = (id: string) => ({ ...subject, id });
    /** Both clocks, that of the test and that of the database, go on. */
    const later = async () => {
      clock.advance(10);
      await new Promise(resolve => setTimeout(resolve, 10));
    };
    for (const id of ['y', 'x', 'z']) {
      await a.record([change('Alive', { subject: of(id) })]);
      await later();
    }
    const written = (after: { writtenAt: number; id: string }, limit = 10) =>
      store.writtenAfter(subject.kind, after, limit);
    const [first, second] = await written({ writtenAt: 0, id: '' }, 2);
    expect([first.id, second.id]).toEqual(['y', 'x']);
    const [third] = await written(second);
    expect(third).toMatchObject({ id: 'z', status: 'Alive' });
    expect(await written(third)).toEqual([]);

    await a.checkpoint([{ verdict: change('Alive', { subject: of('y') }) }]);
    await later();
    await a.record([change('Dead', { subject: of('x') })]);
    expect((await written(third)).map(({ id }) => id)).toEqual(['y', 'x']);
    expect(
      await store.writtenAfter('server', { writtenAt: 0, id: '' }, 10),
    ).toEqual([]);
  });

  describe('as it is pruned', () => {
    it('forgets what is older, says so, and keeps what it needs for the rest', async () => {
      const a = history.replica('a');
      const seen = { sightAgoMs: 99 * DAY };
      await a.record([
        change('Dead', { agoMs: 30 * DAY, ...seen }),
        change('Alive', { agoMs: 20 * DAY, ...seen }),
        change('Dead', { agoMs: 5 * DAY, ...seen }),
        change('Alive', {
          agoMs: 30 * DAY,
          ...seen,
          subject: { id: 'gone', kind: 'controller' },
        }),
      ]);
      await a.checkpoint([{ verdict: change('Dead', seen) }]);
      const removed = await history.store.prune(start - 10 * DAY);
      expect(removed).toEqual({ transitions: 3, subjects: 1 });
      expect(await history.rows()).toHaveLength(1);
      const [month] = await history.reader.availability({
        subjectId: subject.id,
        windowsMs: [30 * DAY],
      });
      expect(month).toMatchObject({
        upMs: 5 * DAY,
        downMs: 5 * DAY,
        unknownMs: 20 * DAY,
      });
      expect((await a.record([change('Alive')]))[0].outcome).toBe('written');
    });
  });
});
