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

import { eventually } from '@internal/test-support';
import { failure, lease, leasesOf, type ContractFixture } from './Fixture';
import { MERGE } from './WireClient';

const GROUP = 'coordination.k8s.io';

/** "Rights" and the refusals of kubernetes-facts. */
export function describeRights(f: ContractFixture): void {
  describe('rights [K5]', () => {
    const refusal = (verb: string, name?: string) =>
      failure(403, 'Forbidden', {
        message: `leases.${GROUP}${
          name ? ` "${name}"` : ''
        } is forbidden: User "nobody" cannot ${verb} resource "leases" in API group "${GROUP}" in the namespace "${
          f.namespace
        }"`,
        details: { ...(name ? { name } : {}), group: GROUP, kind: 'leases' },
      });

    it('refuses a token that it does not know: 401', async () => {
      const { status, json } = await f.admin
        .withToken('no-such-token')
        .get(f.leases());
      expect(status).toBe(401);
      expect(json).toEqual(
        failure(401, 'Unauthorized', { message: 'Unauthorized' }),
      );
    });

    it('knows a request without a token as system:anonymous', async () => {
      const { status, json } = await f.admin
        .withToken(undefined)
        .get(f.leases());
      expect([status, json.message]).toEqual([
        403,
        expect.stringContaining('User "system:anonymous" cannot list'),
      ]);
    });

    it('refuses a read without the right: 403, whether the Lease exists or not', async () => {
      await f.create('secret');
      for (const name of ['secret', 'no-such-lease']) {
        const { status, json } = await f.nobody.get(f.leases(name));
        expect([status, json]).toEqual([403, refusal('get', name)]);
      }
    });

    it.each([
      ['list', 'GET', ''],
      ['watch', 'GET', '?watch=1'],
      ['create', 'POST', ''],
      ['deletecollection', 'DELETE', ''],
    ])('refuses to %s without the right', async (verb, method, query) => {
      const { status, json } = await f.nobody.send(
        method,
        f.leases() + query,
        method === 'POST' ? { body: lease('x') } : {},
      );
      expect([status, json]).toEqual([403, refusal(verb)]);
    });

    it.each([
      ['update', 'PUT'],
      ['patch', 'PATCH'],
      ['delete', 'DELETE'],
    ])('refuses to %s without the right', async (verb, method) => {
      const { status, json } = await f.nobody.send(
        method,
        f.leases('x'),
        method === 'DELETE' ? {} : { body: {}, type: MERGE },
      );
      expect([status, json]).toEqual([403, refusal(verb, 'x')]);
    });

    it('refuses to list all namespaces, at the cluster scope', async () => {
      const { status, json } = await f.nobody.get(
        '/apis/coordination.k8s.io/v1/leases',
      );
      expect([status, json.message]).toEqual([
        403,
        `leases.${GROUP} is forbidden: User "nobody" cannot list resource "leases" in API group "${GROUP}" at the cluster scope`,
      ]);
    });

    it('refuses namespaces in the core group', async () => {
      const { status, json } = await f.nobody.get('/api/v1/namespaces');
      expect([status, json]).toEqual([
        403,
        failure(403, 'Forbidden', {
          message:
            'namespaces is forbidden: User "nobody" cannot list resource "namespaces" in API group "" at the cluster scope',
          details: { kind: 'namespaces' },
        }),
      ]);
    });

    it('lets anybody who is known find its way, and anybody see the version', async () => {
      const answers = [
        await f.nobody.get('/apis'),
        await f.nobody.get('/apis/coordination.k8s.io/v1'),
        await f.admin.withToken(undefined).get('/version'),
      ];
      expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    });

    it('holds a right as long as it is granted', async () => {
      const revoke = await f.target.grant(f.namespace, [
        { verbs: ['get', 'list'], apiGroups: [GROUP], resources: ['leases'] },
      ]);
      await eventually(
        'the right to list',
        async () => (await f.nobody.get(f.leases())).status === 200,
      );
      expect((await f.nobody.get(leasesOf('default'))).status).toBe(403);
      expect((await f.nobody.patch(f.leases('x'), MERGE, {})).status).toBe(403);
      await revoke();
      await eventually(
        'the end of that right',
        async () => (await f.nobody.get(f.leases())).status === 403,
      );
    });

    it('lets a right on one name list and watch that name only, and never POST', async () => {
      await f.create('only-one');
      const revoke = await f.target.grant(f.namespace, [
        {
          verbs: ['*'],
          apiGroups: [GROUP],
          resources: ['leases'],
          resourceNames: ['only-one'],
        },
      ]);
      await eventually(
        'the right to one',
        async () => (await f.nobody.get(f.leases('only-one'))).status === 200,
      );
      const one = `${f.leases()}?fieldSelector=metadata.name%3Donly-one`;
      expect(
        (await f.nobody.get(one)).json.items.map(
          ({ metadata }) => metadata.name,
        ),
      ).toEqual(['only-one']);
      const watch = await f.nobody.watch(one);
      expect(await watch.take(1)).toEqual(['ADDED only-one']);
      watch.close();
      const refused = [
        await f.nobody.get(f.leases()),
        await f.nobody.get(f.leases('secret')),
        await f.nobody.post(f.leases(), lease('only-one')),
      ];
      expect(refused.map(({ status }) => status)).toEqual([403, 403, 403]);
      await revoke();
    });

    it('needs the right to create for a PUT on what is missing', async () => {
      const grant = (verbs: ('get' | 'update' | 'create')[]) =>
        f.target.grant(f.namespace, [
          { verbs, apiGroups: [GROUP], resources: ['leases'] },
        ]);
      const put = () => f.nobody.put(f.leases('put-right'), lease('put-right'));
      const revokeUpdate = await grant(['get', 'update']);
      await eventually(
        'the right to get',
        async () => (await f.nobody.get(f.leases('put-right'))).status === 404,
      );
      const { status, json } = await put();
      expect([status, json.reason]).toEqual([403, 'Forbidden']);
      await revokeUpdate();
      const revokeBoth = await grant(['get', 'update', 'create']);
      await eventually(
        'the right to create',
        async () => (await put()).status === 201,
      );
      await revokeBoth();
    });
  });

  describe('namespaces', () => {
    it('creates, reads and lists a namespace', async () => {
      const name = await f.anotherNamespace();
      const { status, json } = await f.admin.get(`/api/v1/namespaces/${name}`);
      expect([status, json.kind, json.status]).toEqual([
        200,
        'Namespace',
        { phase: 'Active' },
      ]);
      const { items } = (await f.admin.get('/api/v1/namespaces')).json;
      expect(items.map(({ metadata }) => metadata.name)).toEqual(
        expect.arrayContaining(['default', 'kube-system', name]),
      );
    });

    it('refuses a name that is none, and one that exists', async () => {
      const bad = await f.admin.post('/api/v1/namespaces', {
        metadata: { name: 'Bad_' },
      });
      const taken = await f.admin.post('/api/v1/namespaces', {
        metadata: { name: 'default' },
      });
      expect([bad.status, taken.status]).toEqual([422, 409]);
    });

    it('does not let go of default: 403', async () => {
      expect((await f.admin.delete('/api/v1/namespaces/default')).status).toBe(
        403,
      );
    });

    it('takes nothing new into a namespace that is going away, and still patches what is there', async () => {
      const name = await f.anotherNamespace();
      await f.admin.post(leasesOf(name), lease('there'));
      const deleted = await f.admin.delete(`/api/v1/namespaces/${name}`);
      expect([deleted.status, deleted.json.status]).toEqual([
        200,
        { phase: 'Terminating' },
      ]);
      const created = await f.admin.post(leasesOf(name), lease('new'));
      expect([created.status, created.json.details.causes[0].reason]).toEqual([
        403,
        'NamespaceTerminating',
      ]);
      const patched = await f.admin.patch(leasesOf(name, 'there'), MERGE, {
        spec: { holderIdentity: 'still' },
      });
      expect(patched.status).toBe(200);
    });
  });
}
