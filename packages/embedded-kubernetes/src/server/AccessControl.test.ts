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
import type { Rule } from './types';

const GROUP = 'coordination.k8s.io';
const READ_LEASES: Rule = {
  verbs: ['get', 'list', 'watch'],
  apiGroups: [GROUP],
  resources: ['leases'],
};

describe('tokens and rights (the embedded API only: they change at run time) [K5]', () => {
  const embedded = useEmbedded();

  const statusOf = async (
    client: { get(path: string): Promise<{ status: number }> },
    path: string,
  ) => (await client.get(path)).status;

  it('refuses a revoked token from the next request on, and takes a new one', async () => {
    const client = embedded.clientFor('short-lived', 'admin');
    expect(await statusOf(client, leasesOf('default'))).toBe(200);
    embedded.api.access.revokeTokens('short-lived');
    const refused = await client.get(leasesOf('default'));
    expect([refused.status, refused.json.message]).toEqual([
      401,
      'Unauthorized',
    ]);
    const renewed = client.withToken(
      embedded.api.access.issueToken('short-lived'),
    );
    expect(await statusOf(renewed, leasesOf('default'))).toBe(200);
    renewed.close();
  });

  it('holds new rights from the next request on', async () => {
    const client = embedded.clientFor('promoted', 'none');
    expect(await statusOf(client, leasesOf('default'))).toBe(403);
    embedded.api.access.setRights('promoted', [READ_LEASES]);
    expect(await statusOf(client, leasesOf('default'))).toBe(200);
  });

  it('holds a rule without namespaces everywhere, one with them only there', async () => {
    const everywhere = embedded.clientFor('everywhere', [READ_LEASES]);
    const somewhere = embedded.clientFor('somewhere', [
      { ...READ_LEASES, namespaces: ['kube-public'] },
    ]);
    const paths = [
      '/apis/coordination.k8s.io/v1/leases',
      leasesOf('default'),
      leasesOf('kube-public'),
    ];
    expect(
      await Promise.all(paths.map(path => statusOf(everywhere, path))),
    ).toEqual([200, 200, 200]);
    expect(
      await Promise.all(paths.map(path => statusOf(somewhere, path))),
    ).toEqual([403, 403, 200]);
  });

  it('adds up rules', async () => {
    const client = embedded.clientFor('adding', [
      READ_LEASES,
      {
        verbs: ['*'],
        apiGroups: ['*'],
        resources: ['*'],
        namespaces: ['kube-public'],
      },
    ]);
    const statuses = [
      await client.post(leasesOf('default'), lease('a')),
      await client.post(leasesOf('kube-public'), lease('a')),
    ];
    expect(statuses.map(({ status }) => status)).toEqual([403, 201]);
  });

  it('hides what exists from those who may not look', async () => {
    const client = embedded.clientFor('curious', 'none');
    expect(await statusOf(client, '/apis/no-such-group/v1/things')).toBe(403);
    expect(await statusOf(client, '/metrics')).toBe(403);
    expect(await statusOf(client, '/apis')).toBe(200);
    expect(await statusOf(client.withToken(undefined), '/apis')).toBe(403);
    expect(await statusOf(client.withToken('wrong'), '/healthz')).toBe(401);
  });
});
