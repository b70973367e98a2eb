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

const DETAILS = (name: string) => ({
  name,
  group: 'coordination.k8s.io',
  kind: 'leases',
});

const conflictBody = (name: string) =>
  failure(409, 'Conflict', {
    message: `Operation cannot be fulfilled on leases.coordination.k8s.io "${name}": the object has been modified; please apply your changes to the latest version and try again`,
    details: DETAILS(name),
  });

/** "Writes and races" of kubernetes-facts: POST, PUT and DELETE. */
export function describeWrites(f: ContractFixture): void {
  describe('writes [K2]', () => {
    it('answers a POST with the Lease as it is stored', async () => {
      const { status, json } = await f.admin.post(
        f.leases(),
        lease('posted', { leaseDurationSeconds: 15 }),
      );
      expect([status, json.kind, json.apiVersion]).toEqual([
        201,
        'Lease',
        'coordination.k8s.io/v1',
      ]);
      expect(json.metadata.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(json.metadata.resourceVersion).toMatch(/^\d+$/);
      expect(json.metadata.creationTimestamp).toMatch(
        /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/,
      );
      expect((await f.admin.get(f.leases('posted'))).json).toEqual(json);
    });

    it('refuses to create what exists', async () => {
      await f.create('twice');
      const { status, json } = await f.admin.post(f.leases(), lease('twice'));
      expect(status).toBe(409);
      expect(json).toEqual(
        failure(409, 'AlreadyExists', {
          message: 'leases.coordination.k8s.io "twice" already exists',
          details: DETAILS('twice'),
        }),
      );
    });

    it('refuses to create in a namespace that does not exist', async () => {
      const { status, json } = await f.admin.post(
        leasesOf('no-such-ns'),
        lease('a'),
      );
      expect(status).toBe(404);
      expect(json).toEqual(
        failure(404, 'NotFound', {
          message: 'namespaces "no-such-ns" not found',
          details: { name: 'no-such-ns', kind: 'namespaces' },
        }),
      );
    });

    it('refuses a POST with a resourceVersion: 500', async () => {
      const { status } = await f.admin.post(
        f.leases(),
        lease('versioned', {}, { resourceVersion: '1' }),
      );
      expect(status).toBe(500);
    });

    it('refuses a body of another kind, of another namespace, or that is no JSON: 400', async () => {
      const answers = [
        await f.admin.post(f.leases(), { ...lease('other'), kind: 'Foo' }),
        await f.admin.post(
          f.leases(),
          lease('other', {}, { namespace: 'elsewhere' }),
        ),
        await f.admin.post(f.leases(), '{bad json'),
      ];
      expect(answers.map(({ status, json }) => [status, json.reason])).toEqual(
        answers.map(() => [400, 'BadRequest']),
      );
    });

    it('refuses a body that is no JSON by its type: 415', async () => {
      const { status, json } = await f.admin.post(f.leases(), 'x', {
        type: 'text/plain',
      });
      expect([status, json.reason]).toEqual([415, 'UnsupportedMediaType']);
    });

    it('has no POST on all namespaces or on an object: 405', async () => {
      const all = await f.admin.post(
        '/apis/coordination.k8s.io/v1/leases',
        lease('a'),
      );
      const one = await f.admin.post(f.leases('a'), lease('a'));
      expect([all.status, one.status]).toEqual([405, 405]);
    });

    it('answers 404 for a Lease that is not there', async () => {
      const { status, json } = await f.admin.get(f.leases('nope'));
      expect(status).toBe(404);
      expect(json).toEqual(
        failure(404, 'NotFound', {
          message: 'leases.coordination.k8s.io "nope" not found',
          details: DETAILS('nope'),
        }),
      );
    });

    it('answers plain text for a group that is not there, and a Status for a resource that is not', async () => {
      const group = await f.admin.get('/apis/nope.example.com/v1/things');
      expect([group.status, group.text.trim()]).toEqual([
        404,
        '404 page not found',
      ]);
      const resource = await f.admin.get('/apis/coordination.k8s.io/v1/things');
      expect([resource.status, resource.json.reason]).toEqual([
        404,
        'NotFound',
      ]);
    });

    it('needs a resourceVersion in a PUT on what exists: 422', async () => {
      await f.create('unconditional');
      const { status, json } = await f.admin.put(
        f.leases('unconditional'),
        lease('unconditional'),
      );
      expect([status, json.reason, json.details.causes[0].field]).toEqual([
        422,
        'Invalid',
        'metadata.resourceVersion',
      ]);
      expect(json.details.causes[0].message).toContain(
        'must be specified for an update',
      );
    });

    it('creates by a PUT on what is missing, whatever version the body carries', async () => {
      const { status, json } = await f.admin.put(
        f.leases('put-creates'),
        lease(
          'put-creates',
          { leaseDurationSeconds: 15 },
          { resourceVersion: '77' },
        ),
      );
      expect([status, json.spec]).toEqual([201, { leaseDurationSeconds: 15 }]);
    });

    it('refuses a stale version: 409, and nothing is written', async () => {
      const { metadata } = await f.create('stale', { holderIdentity: 'a' });
      const { resourceVersion } = metadata;
      await f.admin.put(
        f.leases('stale'),
        lease('stale', { holderIdentity: 'b' }, { resourceVersion }),
      );
      const { status, json } = await f.admin.put(
        f.leases('stale'),
        lease('stale', { holderIdentity: 'c' }, { resourceVersion }),
      );
      expect(status).toBe(409);
      expect(json).toEqual(conflictBody('stale'));
      expect((await f.admin.get(f.leases('stale'))).json.spec).toEqual({
        holderIdentity: 'b',
      });
    });

    it('refuses a version that is no number: 500', async () => {
      await f.create('abc');
      const { status } = await f.admin.put(
        f.leases('abc'),
        lease('abc', {}, { resourceVersion: 'abc' }),
      );
      expect(status).toBe(500);
    });

    it('refuses a body with another name than the URL: 400', async () => {
      await f.create('named');
      const { status } = await f.admin.put(f.leases('named'), lease('other'));
      expect(status).toBe(400);
    });

    it('refuses a PUT for another uid: 409', async () => {
      const { metadata } = await f.create('reborn');
      const { status } = await f.admin.put(
        f.leases('reborn'),
        lease(
          'reborn',
          { holderIdentity: 'b' },
          { resourceVersion: metadata.resourceVersion, uid: 'another' },
        ),
      );
      expect(status).toBe(409);
    });

    it('keeps uid and creation time in a PUT, and drops the labels it does not name', async () => {
      const { metadata } = await f.create('kept', {}, { app: 'a' });
      const { resourceVersion } = metadata;
      const { json } = await f.admin.put(
        f.leases('kept'),
        lease('kept', { holderIdentity: 'b' }, { resourceVersion }),
      );
      expect([json.metadata.uid, json.metadata.creationTimestamp]).toEqual([
        metadata.uid,
        metadata.creationTimestamp,
      ]);
      expect(json.metadata).not.toHaveProperty('labels');
      expect(Number(json.metadata.resourceVersion)).toBeGreaterThan(
        Number(resourceVersion),
      );
    });

    it('keeps the resourceVersion when a write changes nothing', async () => {
      const spec = {
        holderIdentity: 'a',
        renewTime: '2026-01-01T00:00:00.000000Z',
      };
      const { metadata } = await f.create('no-op', spec, { b: '2', a: '1' });
      const { resourceVersion } = metadata;
      const put = await f.admin.put(
        f.leases('no-op'),
        lease(
          'no-op',
          { ...spec, renewTime: '2026-01-01T01:00:00.000000+01:00' },
          { resourceVersion, labels: { a: '1', b: '2' } },
        ),
      );
      const patch = await f.admin.patch(f.leases('no-op'), MERGE, { spec });
      expect(
        [put, patch].map(({ status, json }) => [
          status,
          json.metadata.resourceVersion,
        ]),
      ).toEqual([
        [200, resourceVersion],
        [200, resourceVersion],
      ]);
    });

    it('deletes only what the preconditions name', async () => {
      const { metadata } = await f.create('guarded');
      const path = f.leases('guarded');
      const { uid, resourceVersion } = metadata;
      const otherUid = await f.admin.delete(path, {
        preconditions: { uid: 'another' },
      });
      const otherVersion = await f.admin.delete(path, {
        preconditions: { uid, resourceVersion: '1' },
      });
      expect(
        [otherUid, otherVersion].map(({ status, json }) => [
          status,
          json.reason,
        ]),
      ).toEqual([
        [409, 'Conflict'],
        [409, 'Conflict'],
      ]);
      const { status, json } = await f.admin.delete(path, {
        preconditions: { uid, resourceVersion },
      });
      expect(status).toBe(200);
      expect(json).toEqual({
        kind: 'Status',
        apiVersion: 'v1',
        metadata: {},
        status: 'Success',
        details: { ...DETAILS('guarded'), uid },
      });
      expect((await f.admin.delete(path)).status).toBe(404);
    });

    it('deletes a collection by its labels and answers with what it was', async () => {
      await f.create('many-1', {}, { set: 'many' });
      await f.create('many-2', {}, { set: 'many' });
      await f.create('many-3', {}, { set: 'other' });
      const { status, json } = await f.admin.delete(
        `${f.leases()}?labelSelector=set%3Dmany`,
      );
      expect([status, json.items.map(({ metadata }) => metadata.name)]).toEqual(
        [200, ['many-1', 'many-2']],
      );
      const rest = await f.admin.get(`${f.leases()}?labelSelector=set`);
      expect(rest.json.items.map(({ metadata }) => metadata.name)).toEqual([
        'many-3',
      ]);
    });

    it('stores nothing in a dry run', async () => {
      const { status } = await f.admin.post(
        `${f.leases()}?dryRun=All`,
        lease('dry'),
      );
      expect([status, (await f.admin.get(f.leases('dry'))).status]).toEqual([
        201, 404,
      ]);
    });
  });
}
