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

import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import fc from 'fast-check';
import { eventually } from '@internal/test-support';
import { DATABASES } from '../../__testUtils__/databases';
import { FakeClock } from '../../__testUtils__/FakeClock';
import { LatencyHistogram } from './LatencyHistogram';
import { LatencyReader } from './LatencyReader';
import { LatencyRecorder } from './LatencyRecorder';
import { HOUR_MS, LatencyStore } from './LatencyStore';

const databases = TestDatabases.create(DATABASES);

const DAY_MS = 24 * HOUR_MS;
const MINUTE_MS = 60_000;
const id = 'server:config/orders';

describe('a histogram of latencies', () => {
  it('knows each percentile to 5%, and the maximum, whatever was counted', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0.02, max: 120_000, noNaN: true }), {
          minLength: 1,
        }),
        fc.double({ min: 0.01, max: 1, noNaN: true }),
        (values, share) => {
          const histogram = new LatencyHistogram();
          values.forEach(value => histogram.add(value));
          const sorted = [...values].sort((a, b) => a - b);
          const exact = sorted[Math.ceil(share * values.length) - 1];
          const error = Math.abs(histogram.percentile(share) - exact) / exact;
          expect(error).toBeLessThanOrEqual(0.05 + 1e-9);
          expect(histogram.maxMs).toBe(sorted.at(-1));
          expect(histogram.count).toBe(values.length);
        },
      ),
    );
  });

  it('is the same whether counted at once or in parts, and after it was stored', () => {
    const values = fc.array(fc.double({ min: 0, max: 60_000, noNaN: true }));
    fc.assert(
      fc.property(values, values, (some, others) => {
        const all = new LatencyHistogram();
        [...some, ...others].forEach(value => all.add(value));
        const [a, b] = [some, others].map(part => {
          const histogram = new LatencyHistogram();
          part.forEach(value => histogram.add(value));
          return LatencyHistogram.parse(
            JSON.stringify(histogram),
            histogram.maxMs,
          );
        });
        a.merge(b);
        expect(a.toJSON()).toEqual(all.toJSON());
        expect(a.count).toBe(all.count);
        expect(a.maxMs).toBe(all.maxMs);
      }),
    );
  });
});

describe.each(databases.eachSupportedId())('latency in %s', databaseId => {
  const clock = new FakeClock();
  const logger = mockServices.logger.mock();
  let store: LatencyStore;
  let reader: LatencyReader;
  let dropTable: () => Promise<() => Promise<void>>;
  const recorders: LatencyRecorder[] = [];

  beforeEach(async () => {
    jest.clearAllMocks();
    const knex = await databases.init(databaseId);
    store = await LatencyStore.create({
      database: mockServices.database({ knex }),
    });
    jest.spyOn(store, 'now').mockImplementation(async () => clock.wallMs());
    reader = new LatencyReader({ store });
    dropTable = async () => {
      await knex.schema.renameTable('heartbeat_latency', 'elsewhere');
      return () => knex.schema.renameTable('elsewhere', 'heartbeat_latency');
    };
  });

  afterEach(async () => {
    await Promise.all(recorders.splice(0).map(recorder => recorder.close()));
  });

  function replica(): LatencyRecorder {
    const recorder = LatencyRecorder.create({
      store,
      fleetNowMs: () => clock.wallMs(),
      clock,
      logger,
    });
    recorders.push(recorder);
    return recorder;
  }

  const hours = (subjectId = id) =>
    reader.hours({ subjectId, windowMs: DAY_MS });

  it('is told by the hour, oldest first, and hours without an answer are left out', async () => {
    const recorder = replica();
    const begin = clock.wallMs();
    for (let i = 1; i <= 100; i++) {
      recorder.add(id, i);
    }
    clock.advance(2 * HOUR_MS);
    recorder.add(id, 7);
    recorder.add('server:config/other', 1_000);
    await recorder.flush();
    const [first, second] = await hours();
    expect(first).toMatchObject({
      from: new Date(begin - (begin % HOUR_MS)).toISOString(),
      count: 100,
      maxMs: 100,
    });
    expect(Math.abs(first.p50Ms - 50)).toBeLessThanOrEqual(2.5);
    expect(Math.abs(first.p95Ms - 95)).toBeLessThanOrEqual(4.75);
    expect(Math.abs(first.p99Ms - 99)).toBeLessThanOrEqual(4.95);
    expect(second).toMatchObject({ count: 1, maxMs: 7 });
    expect(await hours()).toHaveLength(2);
    expect(await hours('server:config/unknown')).toEqual([]);
  });

  it('is stored every five minutes without being asked', async () => {
    replica().add(id, 5);
    clock.advance(6 * MINUTE_MS);
    await eventually('an hour', async () => (await hours()).length > 0);
    expect(await hours()).toMatchObject([{ count: 1 }]);
  });

  it('adds up what five replicas measured in one hour, also when all write at the same moment', async () => {
    const ids = Array.from({ length: 600 }, (_, i) => `server:config/${i}`);
    const replicas = [1, 2, 3, 4, 5].map(replica);
    for (let round = 0; round < 3; round++) {
      replicas.forEach((recorder, i) =>
        ids.forEach(subject => recorder.add(subject, 10 * (i + 1))),
      );
      await Promise.all(replicas.map(recorder => recorder.flush()));
    }
    for (const subject of [ids[0], ids[299], ids[599]]) {
      expect(await hours(subject)).toMatchObject([{ count: 15, maxMs: 50 }]);
    }
    expect(logger.warn).not.toHaveBeenCalled();
  }, 60_000);

  it('waits for a database that is away, and is counted once', async () => {
    const recorder = replica();
    recorder.add(id, 5);
    const bringBack = await dropTable();
    await recorder.flush();
    recorder.add(id, 6);
    await recorder.flush();
    expect(logger.warn).toHaveBeenCalledTimes(1);
    await bringBack();
    await recorder.flush();
    await recorder.flush();
    expect(await hours()).toMatchObject([{ count: 2, maxMs: 6 }]);
    expect(logger.info).toHaveBeenCalledTimes(1);
  });

  it('counts nothing twice where the database went away after some of it was stored', async () => {
    const ids = Array.from({ length: 501 }, (_, i) => `server:${1_000 + i}`);
    const histograms = new Map(
      ids.map(subject => {
        const histogram = new LatencyHistogram();
        histogram.add(5);
        return [subject, histogram];
      }),
    );
    // The second chunk cannot be stored.
    const broken = jest.spyOn(histograms, 'get').mockImplementation(subject => {
      if (subject === ids[500]) {
        throw new Error('away');
      }
      return Map.prototype.get.call(histograms, subject);
    });
    await expect(store.add(0, histograms)).rejects.toThrow('away');
    broken.mockRestore();
    expect([...histograms.keys()]).toEqual([ids[500]]);
    await store.add(0, histograms);
    for (const subject of [ids[0], ids[499], ids[500]]) {
      const [{ histogram }] = await store.hours(subject, 0);
      expect(histogram.count).toBe(1);
    }
  });

  it('is stored when the process ends', async () => {
    const recorder = replica();
    recorder.add(id, 5);
    await recorder.close();
    expect(await hours()).toMatchObject([{ count: 1 }]);
  });

  it('is kept as long as is said', async () => {
    const recorder = replica();
    recorder.add(id, 5);
    clock.advance(3 * HOUR_MS);
    recorder.add(id, 6);
    await recorder.flush();
    expect(await store.prune(clock.wallMs() - HOUR_MS)).toBe(1);
    expect(await hours()).toMatchObject([{ count: 1, maxMs: 6 }]);
  });
});
