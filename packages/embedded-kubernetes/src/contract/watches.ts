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

import { failure, lease, leasesOf, type ContractFixture } from './Fixture';
import { MERGE } from './WireClient';

/** Longer than the two seconds that a server sends its last bookmark before the end. */
const BOOKMARK_TIMEOUT_SECONDS = 5;

/** "Watches" of kubernetes-facts. */
export function describeWatches(f: ContractFixture): void {
  describe('watches [K4]', () => {
    let path: string;
    const versionNow = async () =>
      (await f.admin.get(path)).json.metadata.resourceVersion;

    beforeEach(async () => {
      path = leasesOf(await f.anotherNamespace());
    });

    it.each(['', '?resourceVersion=0'])(
      'announces what exists, then what changes (%s)',
      async query => {
        await f.admin.post(path, lease('a'));
        const watch = await f.admin.watch(path + query);
        expect(watch.status).toBe(200);
        expect(await watch.take(1)).toEqual(['ADDED a']);
        await f.admin.patch(`${path}/a`, MERGE, {
          spec: { holderIdentity: 'b' },
        });
        const { type, object } = await watch.next();
        expect([type, object.kind, object.spec]).toEqual([
          'MODIFIED',
          'Lease',
          { holderIdentity: 'b' },
        ]);
        await f.admin.delete(`${path}/a`);
        const deleted = await watch.next();
        expect([deleted.type, deleted.object.spec]).toEqual([
          'DELETED',
          { holderIdentity: 'b' },
        ]);
        expect(Number(deleted.object.metadata.resourceVersion)).toBeGreaterThan(
          Number(object.metadata.resourceVersion),
        );
        watch.close();
      },
    );

    it('resumes behind a version: nothing twice, nothing lost', async () => {
      await f.admin.post(path, lease('a'));
      const resourceVersion = await versionNow();
      await f.admin.patch(`${path}/a`, MERGE, {
        spec: { holderIdentity: 'b' },
      });
      await f.admin.post(path, lease('b'));
      await f.admin.delete(`${path}/a`);
      const watch = await f.admin.watch(
        `${path}?resourceVersion=${resourceVersion}`,
      );
      expect(await watch.take(3)).toEqual([
        'MODIFIED a',
        'ADDED b',
        'DELETED a',
      ]);
      await f.admin.post(path, lease('c'));
      expect(await watch.take(1)).toEqual(['ADDED c']);
      watch.close();
    });

    it('says nothing of a write that changed nothing', async () => {
      await f.admin.post(path, lease('a', { holderIdentity: 'a' }));
      const watch = await f.admin.watch(
        `${path}?resourceVersion=${await versionNow()}`,
      );
      await f.admin.patch(`${path}/a`, MERGE, {
        spec: { holderIdentity: 'a' },
      });
      await f.admin.post(path, lease('b'));
      expect(await watch.take(1)).toEqual(['ADDED b']);
      watch.close();
    });

    it('says ADDED when an object enters the selector, DELETED when it leaves', async () => {
      await f.admin.post(path, lease('a'));
      const watch = await f.admin.watch(
        `${path}?labelSelector=app&resourceVersion=${await versionNow()}`,
      );
      const label = (app: string | null) =>
        f.admin.patch(`${path}/a`, MERGE, { metadata: { labels: { app } } });
      await label('x');
      await label('y');
      await label(null);
      const events = [
        await watch.next(),
        await watch.next(),
        await watch.next(),
      ];
      expect(
        events.map(({ type, object }) => [type, object.metadata.labels?.app]),
      ).toEqual([
        ['ADDED', 'x'],
        ['MODIFIED', 'y'],
        ['DELETED', 'y'],
      ]);
      const { metadata } = (await f.admin.get(`${path}/a`)).json;
      expect(events[2].object.metadata.resourceVersion).toBe(
        metadata.resourceVersion,
      );
      watch.close();
    });

    it('watches one name', async () => {
      const watch = await f.admin.watch(
        `${path}?fieldSelector=metadata.name%3Db`,
      );
      await f.admin.post(path, lease('a'));
      await f.admin.post(path, lease('b'));
      expect(await watch.take(1)).toEqual(['ADDED b']);
      watch.close();
    });

    it('watches all namespaces', async () => {
      const watch = await f.admin.watch(
        `/apis/coordination.k8s.io/v1/leases?labelSelector=all%3D${
          path.split('/')[5]
        }`,
      );
      await f.admin.post(
        path,
        lease('a', {}, { labels: { all: path.split('/')[5] } }),
      );
      expect(await watch.take(1)).toEqual(['ADDED a']);
      watch.close();
    });

    it('tells all watchers of all changes in one order', async () => {
      const resourceVersion = await versionNow();
      const watches = await Promise.all(
        Array.from({ length: 4 }, () =>
          f.admin.watch(`${path}?resourceVersion=${resourceVersion}`),
        ),
      );
      await Promise.all(
        Array.from({ length: 20 }, (_, i) =>
          f.admin.post(path, lease(`n${i}`)),
        ),
      );
      const seen = await Promise.all(watches.map(watch => watch.take(20)));
      expect(new Set(seen.map(events => events.join())).size).toBe(1);
      expect([...seen[0]].sort()).toEqual(
        Array.from({ length: 20 }, (_, i) => `ADDED n${i}`).sort(),
      );
      watches.forEach(watch => watch.close());
    });

    it('ends cleanly after timeoutSeconds', async () => {
      await f.admin.post(path, lease('a'));
      const watch = await f.admin.watch(`${path}?timeoutSeconds=1`);
      const started = Date.now();
      expect((await watch.untilEnd()).map(({ type }) => type)).toEqual([
        'ADDED',
      ]);
      expect(Date.now() - started).toBeLessThan(5_000);
    });

    it('answers a version of the future with 200 and silence', async () => {
      const watch = await f.admin.watch(
        `${path}?resourceVersion=999999999999&timeoutSeconds=1`,
      );
      await f.admin.post(path, lease('a'));
      expect([watch.status, await watch.untilEnd()]).toEqual([200, []]);
    });

    it('tells those who ask for bookmarks how far it is, at the latest near the timeout', async () => {
      const query = `${path}?timeoutSeconds=${BOOKMARK_TIMEOUT_SECONDS}&fieldSelector=metadata.name%3Dnone&resourceVersion=${await versionNow()}`;
      const asked = await f.admin.watch(`${query}&allowWatchBookmarks=true`);
      const notAsked = await f.admin.watch(query);
      const { metadata } = (await f.admin.post(path, lease('unwatched'))).json;
      const [first] = await asked.untilEnd();
      expect([first.type, first.object.kind]).toEqual(['BOOKMARK', 'Lease']);
      expect(
        Number(first.object.metadata.resourceVersion),
      ).toBeGreaterThanOrEqual(Number(metadata.resourceVersion));
      expect(await notAsked.untilEnd()).toEqual([]);
    }, 15_000);

    it('resumes from a bookmark', async () => {
      const watch = await f.admin.watch(
        `${path}?timeoutSeconds=3&allowWatchBookmarks=true`,
      );
      await f.admin.post(path, lease('a'));
      const events = await watch.untilEnd();
      const last = events[events.length - 1];
      expect(last.type).toBe('BOOKMARK');
      await f.admin.post(path, lease('b'));
      const resumed = await f.admin.watch(
        `${path}?resourceVersion=${last.object.metadata.resourceVersion}`,
      );
      expect(await resumed.take(1)).toEqual(['ADDED b']);
      resumed.close();
    }, 15_000);

    it('answers a version too old with 200, and then an ERROR event of code 410', async () => {
      const { path: forgotten, resourceVersion } = await f.target.forget();
      const watch = await f.admin.watch(
        `${forgotten}?resourceVersion=${resourceVersion}&timeoutSeconds=5`,
      );
      const [{ type, object }] = await watch.untilEnd();
      expect([watch.status, type]).toEqual([200, 'ERROR']);
      expect(object).toEqual(
        failure(410, 'Expired', {
          message: expect.stringMatching(
            /^too old resource version: \d+ \(\d+\)$/,
          ),
        }),
      );
    }, 30_000);
  });
}
