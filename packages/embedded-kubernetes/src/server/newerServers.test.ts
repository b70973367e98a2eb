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

/*
 * Behaviour of newer API servers (measured on 1.36) that the 1.20.2 of the contract does not have, and what is
 * this server's own.
 */
describe('what the embedded API does and a real 1.20 does not', () => {
  const embedded = useEmbedded();

  it('warns of unknown fields, since 1.25', async () => {
    const { status, headers } = await embedded.admin.post(LEASES, {
      ...lease('warned', { bogus: 1 }),
      extra: 2,
    });
    expect([status, headers.warning]).toEqual([
      201,
      '299 - "unknown field \\"spec.bogus\\"", 299 - "unknown field \\"extra\\""',
    ]);
  });

  it('says nothing of unknown fields when asked to ignore them, since 1.25', async () => {
    const { status, headers } = await embedded.admin.post(
      `${LEASES}?fieldValidation=Ignore`,
      lease('ignored', { bogus: 1 }),
    );
    expect([status, headers.warning]).toEqual([201, undefined]);
  });

  it('refuses unknown fields when asked to be strict, since 1.25: 400, 422 in a patch', async () => {
    const post = await embedded.admin.post(
      `${LEASES}?fieldValidation=Strict`,
      lease('strict', { bogus: 1 }),
    );
    expect([post.status, post.json.message]).toEqual([
      400,
      expect.stringContaining(
        'strict decoding error: unknown field "spec.bogus"',
      ),
    ]);
    await embedded.admin.post(LEASES, lease('strict'));
    const patch = await embedded.admin.patch(
      `${leasesOf('default', 'strict')}?fieldValidation=Strict`,
      MERGE,
      { spec: { bogus: 1 } },
    );
    expect([patch.status, patch.json.details.causes[0].field]).toEqual([
      422,
      'patch',
    ]);
  });

  it('refuses a merge patch for another uid with 409, where 1.20 says 422', async () => {
    await embedded.admin.post(LEASES, lease('other-uid'));
    const { status } = await embedded.admin.patch(
      leasesOf('default', 'other-uid'),
      MERGE,
      { metadata: { uid: 'another' } },
    );
    expect(status).toBe(409);
  });

  it('has no server-side apply: 415, also for what does not exist', async () => {
    const { status, json } = await embedded.admin.patch(
      leasesOf('default', 'applied'),
      'application/apply-patch+yaml',
      lease('applied'),
    );
    expect([status, json.reason]).toEqual([415, 'UnsupportedMediaType']);
  });

  it('streams a list and marks its end, since 1.27', async () => {
    await embedded.admin.post(LEASES, lease('streamed'));
    const watch = await embedded.admin.watch(
      `${LEASES}?sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name%3Dstreamed`,
    );
    expect(await watch.take(1)).toEqual(['ADDED streamed']);
    const { type, object } = await watch.next();
    expect([type, object.metadata]).toEqual([
      'BOOKMARK',
      expect.objectContaining({
        annotations: { 'k8s.io/initial-events-end': 'true' },
      }),
    ]);
    watch.close();
  });

  it('labels a namespace with its name, since 1.21', async () => {
    const { json } = await embedded.admin.get('/api/v1/namespaces/default');
    expect(json.metadata.labels).toEqual({
      'kubernetes.io/metadata.name': 'default',
    });
  });

  it('refuses a body that is larger than any Lease: 413', async () => {
    const { status } = await embedded.admin.post(
      LEASES,
      lease('large', { holderIdentity: 'x'.repeat(4 * 1024 * 1024) }),
    );
    expect(status).toBe(413);
  });
});
