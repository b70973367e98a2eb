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

import { lease, type ContractFixture } from './Fixture';
import { JSON_PATCH, MERGE, STRATEGIC } from './WireClient';

const GOOD = '2026-01-01T00:00:00.000000Z';

const REFUSED: [string, unknown][] = [
  ['no fraction', '2026-01-01T00:00:05Z'],
  ['one digit', '2026-01-01T00:00:05.1Z'],
  ["three digits, as JavaScript's toISOString()", '2026-01-01T00:00:05.123Z'],
  ['nine digits', '2026-01-01T00:00:05.123456789Z'],
  ['no zone', '2026-01-01T00:00:05.123456'],
  ['an impossible day', '2026-02-30T00:00:00.000000Z'],
  ['an impossible hour', '2026-01-01T24:00:00.000000Z'],
  ['lower case letters', '2026-01-01t00:00:00.000000z'],
  ['empty text', ''],
  ['a number', 5],
  ['a boolean', true],
  ['an object', {}],
];

/** "Times" of kubernetes-facts. */
export function describeTimes(f: ContractFixture): void {
  describe('times [K1]', () => {
    it.each([
      [
        'six digits and Z',
        '2026-01-01T00:00:05.123456Z',
        '2026-01-01T00:00:05.123456Z',
      ],
      [
        'an offset, normalised',
        '2026-01-01T02:00:05.123456+02:00',
        '2026-01-01T00:00:05.123456Z',
      ],
      [
        'a negative offset, normalised',
        '2025-12-31T20:30:00.000001-03:30',
        '2026-01-01T00:00:00.000001Z',
      ],
      [
        'the year 9999',
        '9999-12-31T23:59:59.000000Z',
        '9999-12-31T23:59:59.000000Z',
      ],
      [
        'a moment after year 0001 began',
        '0001-01-01T00:00:00.000001Z',
        '0001-01-01T00:00:00.000001Z',
      ],
    ])('takes %s', async (title, sent, kept) => {
      const name = `good-${title.replace(/[^a-z0-9]+/gi, '-')}`.toLowerCase();
      const { spec } = await f.create(name, {
        renewTime: sent,
        acquireTime: sent,
      });
      expect(spec).toEqual({ renewTime: kept, acquireTime: kept });
    });

    it.each(REFUSED)('refuses %s: 400 in POST', async (_, renewTime) => {
      const { status, json } = await f.admin.post(
        f.leases(),
        lease('refused', { renewTime }),
      );
      expect([status, json.code, json.reason]).toEqual([
        400,
        400,
        'BadRequest',
      ]);
      expect((await f.admin.get(f.leases('refused'))).status).toBe(404);
    });

    it.each(REFUSED)(
      'refuses %s: 422 in a merge patch',
      async (title, acquireTime) => {
        const name = `merge-${REFUSED.findIndex(([other]) => other === title)}`;
        await f.create(name, { renewTime: GOOD });
        const { status, json } = await f.admin.patch(f.leases(name), MERGE, {
          spec: { acquireTime },
        });
        expect([status, json.reason]).toEqual([422, 'Invalid']);
        expect(json.details.causes.map(({ field }) => field)).toEqual([
          'patch',
        ]);
      },
    );

    it('refuses three digits: 400 in PUT, 422 in a JSON patch and in a strategic merge patch', async () => {
      const { metadata } = await f.create('three-digits', { renewTime: GOOD });
      const renewTime = '2026-01-01T00:00:05.123Z';
      const path = f.leases('three-digits');
      const put = await f.admin.put(
        path,
        lease(
          'three-digits',
          { renewTime },
          { resourceVersion: metadata.resourceVersion },
        ),
      );
      expect(put.status).toBe(400);
      const patches = [
        await f.admin.patch(path, JSON_PATCH, [
          { op: 'replace', path: '/spec/renewTime', value: renewTime },
        ]),
        await f.admin.patch(path, STRATEGIC, { spec: { renewTime } }),
      ];
      expect(patches.map(({ status }) => status)).toEqual([422, 422]);
      expect((await f.admin.get(path)).json.spec).toEqual({ renewTime: GOOD });
    });

    it('drops a field that is null', async () => {
      expect(
        (await f.create('null-time', { renewTime: null, holderIdentity: 'me' }))
          .spec,
      ).toEqual({ holderIdentity: 'me' });
      const { json } = await f.admin.patch(f.leases('null-time'), MERGE, {
        spec: { holderIdentity: null },
      });
      expect(json.spec).toEqual({});
    });

    it('gives the first moment of year 0001 back as null', async () => {
      const { spec } = await f.create('zero-time', {
        renewTime: '0001-01-01T00:00:00.000000Z',
      });
      expect(spec).toEqual({ renewTime: null });
    });

    it('lets time go backwards', async () => {
      await f.create('backwards', { renewTime: GOOD });
      const earlier = '2020-01-01T00:00:00.000000Z';
      const { status, json } = await f.admin.patch(
        f.leases('backwards'),
        MERGE,
        { spec: { renewTime: earlier } },
      );
      expect([status, json.spec.renewTime]).toEqual([200, earlier]);
    });
  });
}
