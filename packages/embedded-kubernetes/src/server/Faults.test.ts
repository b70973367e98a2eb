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

import { lease, leasesOf } from '../contract/Fixture';
import { useEmbedded } from '../contract/useEmbedded';
import { MERGE } from '../contract/WireClient';

const LEASES = leasesOf('default');
const A = leasesOf('default', 'a');

/** Long enough for an answer to be seen that should not come. */
const SILENCE_MS = 200;

const soon = (ms = SILENCE_MS) =>
  new Promise<'silence'>(resolve => setTimeout(() => resolve('silence'), ms));

describe.each([
  ['http', false],
  ['https', true],
])('faults over %s', (_, tls) => {
  const embedded = useEmbedded({ tls });
  const holder = async () =>
    (await embedded.admin.get(A)).json.spec.holderIdentity;
  const beat = (holderIdentity: string) =>
    embedded.admin.patch(A, MERGE, { spec: { holderIdentity } });

  beforeEach(async () => {
    await embedded.admin.put(A, lease('a'));
    await beat('before');
  });

  it('answers 429 in plain text with Retry-After, and does nothing [K5]', async () => {
    embedded.api.faults.add(
      { kind: 'tooManyRequests', retryAfterSeconds: 3 },
      { verb: 'patch' },
    );
    const { status, headers, text } = await beat('after');
    expect([status, headers['retry-after'], headers['content-type']]).toEqual([
      429,
      '3',
      'text/plain; charset=utf-8',
    ]);
    expect(text.trim()).toBe('Too many requests, please try again later.');
    expect(await holder()).toBe('before');
  });

  it('answers 500 and does nothing [H6]', async () => {
    embedded.api.faults.add({ kind: 'internalError' }, { verb: 'patch' });
    expect((await beat('after')).status).toBe(500);
    expect(await holder()).toBe('before');
  });

  it.each([
    [true, 'after'],
    [false, 'before'],
  ])(
    'answers 504 without a kind (landed: %s) [K3] [K5]',
    async (landed, then) => {
      embedded.api.faults.add({ kind: 'timeout', landed }, { verb: 'patch' });
      const { status, text } = await beat('after');
      expect([status, text]).toEqual([
        504,
        '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout","reason":"Timeout","details":{},"code":504}',
      ]);
      expect(await holder()).toBe(then);
    },
  );

  it.each([
    [true, 'after'],
    [false, 'before'],
  ])('drops the connection (landed: %s) [K3]', async (landed, then) => {
    embedded.api.faults.add({ kind: 'dropped', landed }, { verb: 'patch' });
    await expect(beat('after')).rejects.toThrow(/ECONNRESET|socket hang up/);
    expect(await holder()).toBe(then);
  });

  it('answers late', async () => {
    embedded.api.faults.add(
      { kind: 'latency', ms: SILENCE_MS },
      { verb: 'patch' },
    );
    const answer = beat('after');
    expect(await Promise.race([answer, soon(SILENCE_MS / 2)])).toBe('silence');
    expect((await answer).status).toBe(200);
  });

  it('answers with the page of a proxy [K5]', async () => {
    embedded.api.faults.add({ kind: 'proxyPage' });
    const { status, headers, text } = await embedded.admin.get(A);
    expect([
      status,
      headers['content-type'],
      text.startsWith('<html>'),
    ]).toEqual([502, 'text/html', true]);
  });

  it('answers 401 to a good token [K5]', async () => {
    embedded.api.faults.add({ kind: 'unauthorized' });
    expect((await embedded.admin.get(A)).status).toBe(401);
  });

  it('hits only what it matches, and only so often', async () => {
    const fault = embedded.api.faults.add(
      { kind: 'internalError' },
      {
        verb: ['get', 'patch'],
        resource: 'leases',
        namespace: 'default',
        name: 'a',
        times: 2,
      },
    );
    await embedded.admin.put(leasesOf('default', 'b'), lease('b'));
    const statuses = [
      await embedded.admin.get(leasesOf('default', 'b')),
      await embedded.admin.get(LEASES),
      await embedded.admin.get(A),
      await beat('after'),
      await embedded.admin.get(A),
    ].map(({ status }) => status);
    expect(statuses).toEqual([200, 200, 500, 500, 200]);
    expect(fault.hits).toBe(2);
  });

  it('ends when it is removed', async () => {
    const fault = embedded.api.faults.add({ kind: 'internalError' });
    expect((await embedded.admin.get(A)).status).toBe(500);
    fault.remove();
    expect((await embedded.admin.get(A)).status).toBe(200);
  });

  it('freezes: takes requests and answers none, keeps watches open and silent, until it thaws [K8]', async () => {
    const watch = await embedded.admin.watch(
      `${LEASES}?fieldSelector=metadata.name%3Da`,
    );
    expect(await watch.take(1)).toEqual(['ADDED a']);
    embedded.api.faults.freeze();
    const answer = beat('after');
    const event = watch.next();
    expect(await Promise.race([answer, event, soon()])).toBe('silence');
    embedded.api.faults.thaw();
    expect((await answer).status).toBe(200);
    expect((await event).object.spec.holderIdentity).toBe('after');
    watch.close();
  });

  it('makes a watch that is opened in a freeze wait [K8]', async () => {
    embedded.api.faults.freeze();
    const watch = embedded.admin.watch(LEASES);
    expect(await Promise.race([watch, soon()])).toBe('silence');
    embedded.api.faults.thaw();
    expect(await (await watch).take(1)).toEqual(['ADDED a']);
    (await watch).close();
  });

  describe('of watches [K4]', () => {
    const open = async () => {
      const watch = await embedded.admin.watch(
        `${LEASES}?fieldSelector=metadata.name%3Da`,
      );
      await watch.take(1);
      return watch;
    };

    it('ends them cleanly', async () => {
      const watch = await open();
      embedded.api.faults.cutWatches('end');
      expect(await watch.untilEnd()).toEqual([]);
    });

    it('cuts their connection', async () => {
      const watch = await open();
      const end = watch.untilEnd();
      embedded.api.faults.cutWatches('reset');
      await expect(end).rejects.toThrow(/aborted|ECONNRESET/);
    });

    it('leaves them open and silent, and new ones not', async () => {
      const watch = await open();
      embedded.api.faults.cutWatches('silence');
      await beat('unheard');
      const event = watch.next();
      expect(await Promise.race([event, soon()])).toBe('silence');
      const other = await open();
      await beat('heard');
      expect((await other.next()).object.spec.holderIdentity).toBe('heard');
      event.catch(() => {});
      watch.close();
      other.close();
    });

    it('hits the watches of one namespace only', async () => {
      const everywhere = await embedded.admin.watch(
        '/apis/coordination.k8s.io/v1/leases?fieldSelector=metadata.name%3Da',
      );
      await everywhere.take(1);
      const here = await open();
      embedded.api.faults.cutWatches('end', {
        resource: 'leases',
        namespace: 'default',
      });
      expect(await here.untilEnd()).toEqual([]);
      await beat('after');
      expect(await everywhere.take(1)).toEqual(['MODIFIED a']);
      everywhere.close();
    });

    it('sends them a line that is no event', async () => {
      const watch = await open();
      embedded.api.faults.malformWatches();
      await expect(watch.next()).rejects.toThrow(SyntaxError);
      watch.close();
    });
  });

  describe('of the history', () => {
    it('tells a watch that resumes from a compacted version 410, and one from now nothing [K4]', async () => {
      const { resourceVersion } = (await embedded.admin.get(A)).json.metadata;
      await beat('after');
      embedded.api.faults.compact();
      const old = await embedded.admin.watch(
        `${LEASES}?resourceVersion=${resourceVersion}`,
      );
      const [{ type, object }, ...more] = await old.untilEnd();
      expect([old.status, type, object.code, object.reason, more]).toEqual([
        200,
        'ERROR',
        410,
        'Expired',
        [],
      ]);
      const now = (await embedded.admin.get(LEASES)).json.metadata
        .resourceVersion;
      const fresh = await embedded.admin.watch(
        `${LEASES}?resourceVersion=${now}`,
      );
      await beat('later');
      expect(await fresh.take(1)).toEqual(['MODIFIED a']);
      fresh.close();
    });

    it('answers the next page of a compacted list with 410 and a token that goes on', async () => {
      await embedded.admin.put(leasesOf('default', 'b'), lease('b'));
      const first = (await embedded.admin.get(`${LEASES}?limit=1`)).json;
      await beat('after');
      embedded.api.faults.compact();
      const next = await embedded.admin.get(
        `${LEASES}?limit=1&continue=${first.metadata.continue}`,
      );
      expect([next.status, next.json.reason]).toEqual([410, 'Expired']);
      const rest = await embedded.admin.get(
        `${LEASES}?continue=${next.json.metadata.continue}`,
      );
      expect(rest.json.items.map(({ metadata }) => metadata.name)).toEqual([
        'b',
      ]);
    });

    it('lists exactly a compacted version: 410', async () => {
      const { resourceVersion } = (await embedded.admin.get(A)).json.metadata;
      await beat('after');
      embedded.api.faults.compact();
      const { status } = await embedded.admin.get(
        `${LEASES}?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`,
      );
      expect(status).toBe(410);
    });
  });
});
