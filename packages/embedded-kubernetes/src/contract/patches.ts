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

import { failure, type ContractFixture } from './Fixture';
import { JSON_PATCH, MERGE, STRATEGIC } from './WireClient';

/** "Writes and races" of kubernetes-facts: PATCH. */
export function describePatches(f: ContractFixture): void {
  describe('patches', () => {
    it('merges a merge patch and leaves the rest as it is [H4]', async () => {
      await f.create(
        'merged',
        { leaseDurationSeconds: 15, holderIdentity: 'a' },
        { mine: '1', theirs: '2' },
      );
      const { status, json } = await f.admin.patch(f.leases('merged'), MERGE, {
        metadata: { labels: { mine: null, new: '3' } },
        spec: { holderIdentity: 'b' },
      });
      expect([status, json.spec, json.metadata.labels]).toEqual([
        200,
        { leaseDurationSeconds: 15, holderIdentity: 'b' },
        { new: '3', theirs: '2' },
      ]);
    });

    it('empties the spec by a merge patch of null', async () => {
      await f.create('emptied', { holderIdentity: 'a' });
      expect(
        (await f.admin.patch(f.leases('emptied'), MERGE, { spec: null })).json
          .spec,
      ).toEqual({});
    });

    it('refuses a merge patch that carries a stale version: 409', async () => {
      await f.create('merge-stale', { holderIdentity: 'a' });
      const { status, json } = await f.admin.patch(
        f.leases('merge-stale'),
        MERGE,
        { metadata: { resourceVersion: '1' }, spec: { holderIdentity: 'b' } },
      );
      expect([status, json.reason]).toEqual([409, 'Conflict']);
    });

    it('takes a merge patch that carries the latest version', async () => {
      const { metadata } = await f.create('merge-fresh');
      const { status } = await f.admin.patch(f.leases('merge-fresh'), MERGE, {
        metadata: { resourceVersion: metadata.resourceVersion },
        spec: { holderIdentity: 'b' },
      });
      expect(status).toBe(200);
    });

    it('refuses a patch that renames or moves: 400', async () => {
      await f.create('rooted');
      const renamed = await f.admin.patch(f.leases('rooted'), MERGE, {
        metadata: { name: 'other' },
      });
      const moved = await f.admin.patch(f.leases('rooted'), MERGE, {
        metadata: { namespace: 'other' },
      });
      expect([renamed.status, moved.status]).toEqual([400, 400]);
    });

    it('refuses a patch to another kind: 422', async () => {
      await f.create('kind');
      const { status, json } = await f.admin.patch(f.leases('kind'), MERGE, {
        kind: 'Other',
      });
      expect([status, json.details.causes[0].field]).toEqual([422, 'patch']);
    });

    it('answers 404 for a patch of what is not there', async () => {
      expect((await f.admin.patch(f.leases('nope'), MERGE, {})).status).toBe(
        404,
      );
    });

    it('merges a strategic merge patch, with its directives', async () => {
      await f.create(
        'strategic',
        { holderIdentity: 'a', leaseDurationSeconds: 15 },
        { a: '1', b: '2' },
      );
      const path = f.leases('strategic');
      const merged = await f.admin.patch(path, STRATEGIC, {
        metadata: { labels: { c: '3' } },
      });
      expect(merged.json.metadata.labels).toEqual({ a: '1', b: '2', c: '3' });
      const replaced = await f.admin.patch(path, STRATEGIC, {
        metadata: { labels: { $patch: 'replace', z: '26' } },
      });
      expect(replaced.json.metadata.labels).toEqual({ z: '26' });
      const retained = await f.admin.patch(path, STRATEGIC, {
        spec: { $retainKeys: ['holderIdentity'], holderIdentity: 'q' },
      });
      expect(retained.json.spec).toEqual({ holderIdentity: 'q' });
    });

    it('merges the finalizers of a strategic merge patch and replaces those of a merge patch', async () => {
      await f.create('finalizers');
      const path = f.leases('finalizers');
      const finalizers = async (type: string, list: string[]) => {
        const { json } = await f.admin.patch(path, type, {
          metadata: { finalizers: list },
        });
        return json.metadata;
      };
      await finalizers(MERGE, ['contract.heartbeat.test/a']);
      expect(
        await finalizers(STRATEGIC, ['contract.heartbeat.test/b']),
      ).toMatchObject({
        finalizers: expect.arrayContaining([
          'contract.heartbeat.test/a',
          'contract.heartbeat.test/b',
        ]),
      });
      expect(
        await finalizers(MERGE, ['contract.heartbeat.test/b']),
      ).toMatchObject({ finalizers: ['contract.heartbeat.test/b'] });
      // a Lease that is held would hold its namespace
      await f.admin.patch(path, MERGE, { metadata: { finalizers: null } });
    });

    it('holds a deleted Lease until its last finalizer is gone', async () => {
      await f.create('held');
      const path = f.leases('held');
      await f.admin.patch(path, MERGE, {
        metadata: { finalizers: ['contract.heartbeat.test/hold'] },
      });
      expect((await f.admin.delete(path)).status).toBe(200);
      const { json } = await f.admin.get(path);
      expect(json.metadata).toHaveProperty('deletionTimestamp');
      await f.admin.patch(path, MERGE, { metadata: { finalizers: null } });
      expect((await f.admin.get(path)).status).toBe(404);
    });

    it('applies a JSON patch', async () => {
      await f.create('json', { holderIdentity: 'a' });
      const { status, json } = await f.admin.patch(
        f.leases('json'),
        JSON_PATCH,
        [
          { op: 'test', path: '/spec/holderIdentity', value: 'a' },
          { op: 'replace', path: '/spec/holderIdentity', value: 'b' },
          { op: 'add', path: '/spec/leaseDurationSeconds', value: 15 },
        ],
      );
      expect([status, json.spec]).toEqual([
        200,
        { holderIdentity: 'b', leaseDurationSeconds: 15 },
      ]);
    });

    it('refuses a JSON patch whose test fails: 422 with empty details', async () => {
      await f.create('json-test', { holderIdentity: 'a' });
      const { status, json } = await f.admin.patch(
        f.leases('json-test'),
        JSON_PATCH,
        [
          { op: 'test', path: '/spec/holderIdentity', value: 'b' },
          { op: 'replace', path: '/spec/holderIdentity', value: 'c' },
        ],
      );
      expect([status, json]).toEqual([
        422,
        failure(422, 'Invalid', { message: expect.any(String), details: {} }),
      ]);
      expect((await f.admin.get(f.leases('json-test'))).json.spec).toEqual({
        holderIdentity: 'a',
      });
    });

    it('cannot read a JSON patch that is no list: 400', async () => {
      await f.create('json-object');
      expect(
        (await f.admin.patch(f.leases('json-object'), JSON_PATCH, { a: 1 }))
          .status,
      ).toBe(400);
    });

    it('refuses application/json as a patch: 415', async () => {
      await f.create('plain');
      const { status, json } = await f.admin.patch(
        f.leases('plain'),
        'application/json',
        {},
      );
      expect([status, json.reason]).toEqual([415, 'UnsupportedMediaType']);
    });
  });
}
