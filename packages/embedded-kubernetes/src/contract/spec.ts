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

import { failure, lease, type ContractFixture } from './Fixture';
import { MERGE } from './WireClient';

const MAX_DURATION = 2 ** 31 - 1;

/** "Spec" of kubernetes-facts. */
export function describeSpec(f: ContractFixture): void {
  describe('spec [K6]', () => {
    it('refuses a duration of zero with a body that names the field', async () => {
      const { status, json } = await f.admin.post(
        f.leases(),
        lease('v0', { leaseDurationSeconds: 0 }),
      );
      expect(status).toBe(422);
      expect(json).toEqual(
        failure(422, 'Invalid', {
          message:
            'Lease.coordination.k8s.io "v0" is invalid: spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0',
          details: {
            name: 'v0',
            group: 'coordination.k8s.io',
            kind: 'Lease',
            causes: [
              {
                reason: 'FieldValueInvalid',
                message: 'Invalid value: 0: must be greater than 0',
                field: 'spec.leaseDurationSeconds',
              },
            ],
          },
        }),
      );
    });

    it('names each field that is wrong', async () => {
      const { status, json } = await f.admin.post(
        f.leases(),
        lease('two', { leaseDurationSeconds: -1, leaseTransitions: -1 }),
      );
      expect(status).toBe(422);
      expect(
        json.details.causes.map(({ field, reason }) => [field, reason]),
      ).toEqual([
        ['spec.leaseDurationSeconds', 'FieldValueInvalid'],
        ['spec.leaseTransitions', 'FieldValueInvalid'],
      ]);
    });

    it.each([
      ['a duration that is text', { leaseDurationSeconds: '15' }],
      ['a duration of 1.5', { leaseDurationSeconds: 1.5 }],
      ['a duration of 2^31', { leaseDurationSeconds: MAX_DURATION + 1 }],
      ['a boolean duration', { leaseDurationSeconds: true }],
      ['a holder that is a number', { holderIdentity: 5 }],
      ['transitions that are text', { leaseTransitions: 'a' }],
      ['a spec that is text', 'spec'],
      ['a spec that is a list', []],
    ])('cannot read %s: 400', async (_, spec) => {
      const { status, json } = await f.admin.post(f.leases(), {
        ...lease('unreadable'),
        spec,
      });
      expect([status, json.reason]).toEqual([400, 'BadRequest']);
    });

    it('refuses a zero duration in a patch, and a text one as a patch that makes no Lease', async () => {
      await f.create('patched-duration', { leaseDurationSeconds: 15 });
      const zero = await f.admin.patch(f.leases('patched-duration'), MERGE, {
        spec: { leaseDurationSeconds: 0 },
      });
      expect(zero.json.details.causes[0].field).toBe(
        'spec.leaseDurationSeconds',
      );
      const text = await f.admin.patch(f.leases('patched-duration'), MERGE, {
        spec: { leaseDurationSeconds: '15' },
      });
      expect([zero.status, text.status]).toEqual([422, 422]);
      expect(text.json.details.causes[0].field).toBe('patch');
    });

    it.each([
      ['the longest duration', { leaseDurationSeconds: MAX_DURATION }],
      ['an empty holder', { holderIdentity: '' }],
      ['a holder of 2,000 characters', { holderIdentity: 'h'.repeat(2000) }],
      ['zero transitions', { leaseTransitions: 0 }],
      ['an empty spec', {}],
    ])('takes %s', async (title, spec) => {
      expect(
        (await f.create(title.replace(/[^a-z]+/g, '-'), spec)).spec,
      ).toEqual(spec);
    });

    it('takes a Lease without a spec', async () => {
      expect((await f.create('no-spec')).spec).toEqual({});
    });

    it('drops a field that Leases do not have', async () => {
      expect(
        (await f.create('unknown-field', { bogus: 1, holderIdentity: 'me' }))
          .spec,
      ).toEqual({ holderIdentity: 'me' });
    });

    it('has no status subresource and counts no generation', async () => {
      const { metadata } = await f.create('no-status');
      expect(metadata).not.toHaveProperty('generation');
      expect(
        (await f.admin.get(`${f.leases('no-status')}/status`)).status,
      ).toBe(404);
    });

    it.each([
      ['upper case and underscores', 'Bad_Name'],
      ['a hyphen at the end', 'bad-'],
      ['254 characters', 'n'.repeat(254)],
    ])('refuses a name with %s [H10]', async (_, name) => {
      const { status, json } = await f.admin.post(f.leases(), lease(name));
      expect([status, json.details.causes[0].field]).toEqual([
        422,
        'metadata.name',
      ]);
    });

    it('refuses a Lease without a name, and makes one from generateName', async () => {
      const none = await f.admin.post(f.leases(), { metadata: {} });
      expect([none.status, none.json.details.causes[0].field]).toEqual([
        422,
        'metadata.name',
      ]);
      const made = await f.admin.post(f.leases(), {
        metadata: { generateName: 'made-' },
      });
      expect([made.status, made.json.metadata.name]).toEqual([
        201,
        expect.stringMatching(/^made-[a-z0-9]{5}$/),
      ]);
    });

    it('takes label values of upper case and underscores, and empty ones; not with spaces [H9] [H10]', async () => {
      const labels = { 'heartbeat/controller': 'My_Controller', empty: '' };
      expect((await f.create('labelled', {}, labels)).metadata.labels).toEqual(
        labels,
      );
      const { status, json } = await f.admin.post(
        f.leases(),
        lease('bad-label', {}, { labels: { app: 'a b' } }),
      );
      expect([status, json.details.causes[0].field]).toEqual([
        422,
        'metadata.labels',
      ]);
    });
  });
}
