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
import { MERGE, WireClient } from '../contract/WireClient';
import { EmbeddedKubernetes } from './EmbeddedKubernetes';

const LEASES = leasesOf('default');
const A = leasesOf('default', 'a');

describe('EmbeddedKubernetes', () => {
  const embedded = useEmbedded({ bookmarkIntervalMs: 50 });

  it('names the port that is taken', async () => {
    const port = Number(new URL(embedded.api.url).port);
    await expect(EmbeddedKubernetes.start({ port })).rejects.toThrow(
      `Port ${port} of 127.0.0.1 is taken`,
    );
  });

  it('keeps its data, its versions and its port over a kill, and ends all watches [K8]', async () => {
    const before = (await embedded.admin.post(LEASES, lease('a'))).json;
    const watch = await embedded.admin.watch(
      `${LEASES}?resourceVersion=${before.metadata.resourceVersion}`,
    );
    const ended = watch.untilEnd();
    await embedded.api.kill();
    await expect(ended).rejects.toThrow(/aborted|ECONNRESET/);
    await expect(embedded.admin.get(A)).rejects.toThrow('ECONNREFUSED');
    await embedded.api.restart();
    expect((await embedded.admin.get(A)).json).toEqual(before);
    const { metadata } = (
      await embedded.admin.patch(A, MERGE, { spec: { holderIdentity: 'b' } })
    ).json;
    expect(Number(metadata.resourceVersion)).toBeGreaterThan(
      Number(before.metadata.resourceVersion),
    );
  });

  it('loses its data and goes back in versions when restarted empty [K8]', async () => {
    const { metadata } = (await embedded.admin.put(A, lease('a'))).json;
    for (let beat = 1; beat <= 10; beat++) {
      await embedded.admin.patch(A, MERGE, {
        spec: { leaseTransitions: beat },
      });
    }
    await embedded.api.restart({ empty: true });
    // a client without connections from before
    const client = embedded.admin.withToken(
      embedded.api.access.tokenOf('admin'),
    );
    expect((await client.get(A)).status).toBe(404);
    const reborn = (await client.post(LEASES, lease('a'))).json;
    client.close();
    expect(reborn.metadata.uid).not.toBe(metadata.uid);
    expect(Number(reborn.metadata.resourceVersion)).toBeLessThan(10);
  });

  it('sends bookmarks at the interval it is given', async () => {
    const watch = await embedded.admin.watch(
      `${LEASES}?resourceVersion=1&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dnone`,
    );
    const types = [
      (await watch.next(2_000)).type,
      (await watch.next(2_000)).type,
    ];
    expect(types).toEqual(['BOOKMARK', 'BOOKMARK']);
    watch.close();
  });

  it('counts requests by verb and resource, and open watches', async () => {
    embedded.api.stats.reset();
    await embedded.admin.get(LEASES);
    await embedded.admin.get(LEASES);
    await embedded.admin.get('/api/v1/namespaces');
    await embedded.admin.get('/version');
    const watch = await embedded.admin.watch(LEASES);
    const { stats } = embedded.api;
    expect([
      stats.requests(),
      stats.requests({ verb: 'list' }),
      stats.requests({ verb: 'list', resource: 'leases' }),
      stats.requests({ resource: 'leases' }),
      stats.openWatches,
    ]).toEqual([5, 3, 2, 3, 1]);
    watch.close();
  });

  it('lets go of a namespace with all that is in it, and tells the watchers', async () => {
    await embedded.admin.post('/api/v1/namespaces', {
      metadata: { name: 'leaving' },
    });
    await embedded.admin.post(leasesOf('leaving'), lease('a'));
    const leases = await embedded.admin.watch(leasesOf('leaving'));
    const namespaces = await embedded.admin.watch(
      '/api/v1/namespaces?fieldSelector=metadata.name%3Dleaving',
    );
    await leases.take(1);
    await embedded.admin.delete('/api/v1/namespaces/leaving');
    expect(await leases.take(1)).toEqual(['DELETED a']);
    expect(await namespaces.take(3)).toEqual([
      'ADDED leaving',
      'MODIFIED leaving',
      'DELETED leaving',
    ]);
    expect(
      (await embedded.admin.get('/api/v1/namespaces/leaving')).status,
    ).toBe(404);
    leases.close();
    namespaces.close();
  });

  it('forgets changes beyond its limit, and remembers those within', async () => {
    const api = await EmbeddedKubernetes.start({ historyLimit: 10 });
    const client = new WireClient({
      server: api.url,
      token: api.access.tokenOf('admin'),
    });
    await client.post(LEASES, lease('a'));
    const versions: string[] = [];
    for (let beat = 1; beat <= 40; beat++) {
      const { json } = await client.patch(A, MERGE, {
        spec: { leaseTransitions: beat },
      });
      versions.push(json.metadata.resourceVersion);
    }
    const within = await client.watch(
      `${LEASES}?resourceVersion=${versions[39 - 9]}`,
    );
    expect(await within.take(9)).toEqual(Array(9).fill('MODIFIED a'));
    within.close();
    const beyond = await client.watch(
      `${LEASES}?resourceVersion=${versions[0]}`,
    );
    expect((await beyond.next()).type).toBe('ERROR');
    client.close();
    await api.stop();
  });

  it('writes a kubeconfig with a token of each user', async () => {
    embedded.api.access.addUser({
      name: 'reader',
      token: 'reader-token',
      rights: 'none',
    });
    expect(JSON.parse(embedded.api.kubeconfig('reader')).users).toEqual([
      { name: 'reader', user: { token: 'reader-token' } },
    ]);
    const { contexts, 'current-context': current } = JSON.parse(
      embedded.api.kubeconfigOfAllUsers(),
    );
    expect([
      current,
      contexts.map(({ name }: { name: string }) => name),
    ]).toEqual(['admin', ['admin', 'reader']]);
    expect(() => embedded.api.kubeconfig('nobody-knows')).toThrow(
      'There is no user "nobody-knows"',
    );
  });
});
