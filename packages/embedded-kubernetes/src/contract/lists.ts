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

import { failure, leasesOf, type ContractFixture } from './Fixture';
import { MERGE, type WireBody } from './WireClient';

const names = ({ items }: WireBody) =>
  items.map(({ metadata }) => metadata.name);

/** "Lists" of kubernetes-facts. */
export function describeLists(f: ContractFixture): void {
  describe('lists', () => {
    const COUNT = 5;
    let namespace: string;
    let path: string;

    beforeAll(async () => {
      namespace = await f.anotherNamespace();
      path = leasesOf(namespace);
      for (let i = 1; i <= COUNT; i++) {
        await f.admin.post(path, {
          metadata: {
            name: `l${i}`,
            labels: { app: `v${i}`, ...(i % 2 ? { odd: '' } : {}) },
          },
        });
      }
    });

    const listed = async (query: string) =>
      names((await f.admin.get(`${path}?${query}`)).json);
    const selected = (selector: string) =>
      listed(`labelSelector=${encodeURIComponent(selector)}`);

    it('lists sorted by name, and its items carry no kind', async () => {
      const { status, json } = await f.admin.get(path);
      expect([status, json.kind, json.apiVersion, names(json)]).toEqual([
        200,
        'LeaseList',
        'coordination.k8s.io/v1',
        ['l1', 'l2', 'l3', 'l4', 'l5'],
      ]);
      expect(json.metadata).toEqual({
        resourceVersion: expect.stringMatching(/^\d+$/),
      });
      json.items.forEach(item => expect(item).not.toHaveProperty('kind'));
    });

    it('lists all namespaces', async () => {
      const { json } = await f.admin.get(
        '/apis/coordination.k8s.io/v1/leases?fieldSelector=metadata.name%3Dl3',
      );
      expect(names(json)).toContain('l3');
    });

    it('lists a namespace that does not exist as empty with 200 [K7]', async () => {
      const { status, json } = await f.admin.get(leasesOf('no-such-ns'));
      expect([status, json.items]).toEqual([200, []]);
    });

    it.each([
      ['app', ['l1', 'l2', 'l3', 'l4', 'l5']],
      ['!odd', ['l2', 'l4']],
      ['app=v1', ['l1']],
      ['app==v1', ['l1']],
      ['odd=', ['l1', 'l3', 'l5']],
      ['app!=v1', ['l2', 'l3', 'l4', 'l5']],
      ['none!=x', ['l1', 'l2', 'l3', 'l4', 'l5']],
      ['app in (v1, v2)', ['l1', 'l2']],
      ['app notin (v1,v2),odd', ['l3', 'l5']],
      ['odd notin (x)', ['l1', 'l2', 'l3', 'l4', 'l5']],
      ['app,!odd,app!=v2', ['l4']],
    ])('selects by the labels %s [H15]', async (selector, expected) => {
      expect(await selected(selector)).toEqual(expected);
    });

    it.each(['==', 'app=bad value', 'app in v1', 'a b'])(
      'cannot read the label selector "%s": 400',
      async selector => {
        const { status } = await f.admin.get(
          `${path}?labelSelector=${encodeURIComponent(selector)}`,
        );
        expect(status).toBe(400);
      },
    );

    it('selects by name and namespace, and by no other field', async () => {
      expect(await listed('fieldSelector=metadata.name%3Dl2')).toEqual(['l2']);
      expect(await listed('fieldSelector=metadata.name!%3Dl2')).toEqual([
        'l1',
        'l3',
        'l4',
        'l5',
      ]);
      expect(await listed('fieldSelector=metadata.namespace%3Dother')).toEqual(
        [],
      );
      expect(
        await listed(
          `fieldSelector=metadata.namespace%3D${namespace},metadata.name%3Dl1`,
        ),
      ).toEqual(['l1']);
      expect(
        (await f.admin.get(`${path}?fieldSelector=spec.holderIdentity%3Da`))
          .status,
      ).toBe(400);
    });

    it('pages, and says how many are left', async () => {
      const first = (await f.admin.get(`${path}?limit=2`)).json;
      expect([names(first), first.metadata.remainingItemCount]).toEqual([
        ['l1', 'l2'],
        3,
      ]);
      const second = (
        await f.admin.get(`${path}?limit=2&continue=${first.metadata.continue}`)
      ).json;
      expect([names(second), second.metadata.remainingItemCount]).toEqual([
        ['l3', 'l4'],
        1,
      ]);
      const third = (
        await f.admin.get(
          `${path}?limit=2&continue=${second.metadata.continue}`,
        )
      ).json;
      expect([
        names(third),
        third.metadata.continue,
        third.metadata.remainingItemCount,
      ]).toEqual([['l5'], undefined, undefined]);
    });

    it('does not say how many are left behind a selector', async () => {
      const { json } = await f.admin.get(`${path}?limit=2&labelSelector=app`);
      expect([names(json), json.metadata.remainingItemCount]).toEqual([
        ['l1', 'l2'],
        undefined,
      ]);
      expect(json.metadata.continue).toEqual(expect.any(String));
    });

    it('shows all pages as of the first one', async () => {
      const paged = leasesOf(await f.anotherNamespace());
      for (const name of ['a', 'b', 'c']) {
        await f.admin.post(paged, {
          metadata: { name },
          spec: { holderIdentity: 'old' },
        });
      }
      const first = (await f.admin.get(`${paged}?limit=1`)).json;
      await f.admin.delete(`${paged}/b`);
      await f.admin.patch(`${paged}/c`, MERGE, {
        spec: { holderIdentity: 'new' },
      });
      await f.admin.post(paged, { metadata: { name: 'd' } });
      const rest = (
        await f.admin.get(
          `${paged}?limit=10&continue=${first.metadata.continue}`,
        )
      ).json;
      expect(
        rest.items.map(({ metadata, spec }) => [
          metadata.name,
          spec.holderIdentity,
        ]),
      ).toEqual([
        ['b', 'old'],
        ['c', 'old'],
      ]);
      expect(rest.metadata.resourceVersion).toBe(
        first.metadata.resourceVersion,
      );
    });

    it('refuses a continue token that is none, and a version beside one: 400', async () => {
      const { json } = await f.admin.get(`${path}?limit=2`);
      const answers = [
        await f.admin.get(`${path}?limit=2&continue=bad`),
        await f.admin.get(
          `${path}?limit=2&continue=${json.metadata.continue}&resourceVersion=5`,
        ),
        await f.admin.get(`${path}?limit=abc`),
      ];
      expect(answers.map(({ status }) => status)).toEqual([400, 400, 400]);
    });

    it('ignores the limit at resourceVersion=0', async () => {
      expect(await listed('limit=2&resourceVersion=0')).toHaveLength(COUNT);
    });

    it('lists exactly an earlier version', async () => {
      const { json } = await f.admin.get(path);
      await f.admin.post(path, { metadata: { name: 'l9' } });
      const query = `resourceVersion=${json.metadata.resourceVersion}&resourceVersionMatch=Exact`;
      expect(await listed(query)).toEqual(['l1', 'l2', 'l3', 'l4', 'l5']);
      await f.admin.delete(`${path}/l9`);
    });

    it('answers 504 with Retry-After to a version of the future', async () => {
      const { status, headers, json } = await f.admin.get(
        `${path}?resourceVersion=999999999999`,
      );
      expect([status, headers['retry-after']]).toEqual([504, '1']);
      expect(json).toEqual(
        failure(504, 'Timeout', {
          message: expect.stringContaining('999999999999'),
          details: expect.objectContaining({ retryAfterSeconds: 1 }),
        }),
      );
    });
  });
}
