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

import type { CoordinationV1Api } from '@kubernetes/client-node';
import {
  seedLease,
  type LeaseFixture,
} from 'backstage-plugin-heartbeat-test-utils';
import type { ContractFixture } from './Fixture';

/** The same server through the client library that the product uses. */
export function describeClientNode(f: ContractFixture): void {
  describe('@kubernetes/client-node', () => {
    let client: CoordinationV1Api;

    beforeAll(async () => {
      const { CoordinationV1Api: Api, KubeConfig } = await import(
        '@kubernetes/client-node'
      );
      const config = new KubeConfig();
      config.loadFromString(f.target.kubeconfig);
      client = config.makeApiClient(Api);
    });

    const renewedAt = new Date('2026-01-01T00:00:05.123Z');

    it.each<[string, Omit<LeaseFixture, 'namespace'>, object]>([
      [
        'alive',
        { name: 'seed-alive', holder: 'me', renewedAt, durationSeconds: 15 },
        {
          holderIdentity: 'me',
          renewTime: '2026-01-01T00:00:05.123000Z',
          leaseDurationSeconds: 15,
        },
      ],
      [
        'never renewed',
        { name: 'seed-never', durationSeconds: 15 },
        { leaseDurationSeconds: 15 },
      ],
      [
        'without a duration',
        { name: 'seed-invalid', renewedAt },
        { renewTime: '2026-01-01T00:00:05.123000Z' },
      ],
      ['empty', { name: 'seed-empty' }, {}],
      [
        'acquired and handed over',
        { name: 'seed-handed', acquiredAt: renewedAt, transitions: 3 },
        { acquireTime: '2026-01-01T00:00:05.123000Z', leaseTransitions: 3 },
      ],
    ])('seeds a Lease that is %s [H24]', async (_, fixture, spec) => {
      const labels = { 'heartbeat/controller': 'Seeded_1' };
      await seedLease(client, { ...fixture, namespace: f.namespace, labels });
      const { json } = await f.admin.get(f.leases(fixture.name));
      expect([json.spec, json.metadata.labels]).toEqual([spec, labels]);
    });

    it('seeds over what is there, and leaves nothing of it [H24]', async () => {
      const fixture = { namespace: f.namespace, name: 'seed-again' };
      await seedLease(client, {
        ...fixture,
        holder: 'me',
        renewedAt,
        labels: { a: '1' },
      });
      await seedLease(client, { ...fixture, durationSeconds: 30 });
      const { json } = await f.admin.get(f.leases('seed-again'));
      expect([json.spec, json.metadata.labels]).toEqual([
        { leaseDurationSeconds: 30 },
        undefined,
      ]);
    });

    it('merges a patch under its content type', async () => {
      const { PatchStrategy, setHeaderOptions } = await import(
        '@kubernetes/client-node'
      );
      await f.create('client-patch', {
        holderIdentity: 'a',
        leaseDurationSeconds: 15,
      });
      const patched = await client.patchNamespacedLease(
        {
          namespace: f.namespace,
          name: 'client-patch',
          body: { spec: { holderIdentity: 'b' } },
        },
        setHeaderOptions('Content-Type', PatchStrategy.MergePatch),
      );
      expect(patched.spec).toMatchObject({
        holderIdentity: 'b',
        leaseDurationSeconds: 15,
      });
    });

    it('sees the codes of refusals', async () => {
      const code = (promise: Promise<unknown>) =>
        promise.then(
          () => 'no refusal',
          error => error.code,
        );
      await f.create('client-codes');
      expect([
        await code(
          client.readNamespacedLease({ namespace: f.namespace, name: 'nope' }),
        ),
        await code(
          client.createNamespacedLease({
            namespace: f.namespace,
            body: { metadata: { name: 'client-codes' } },
          }),
        ),
        await code(
          client.createNamespacedLease({
            namespace: 'no-such-ns',
            body: { metadata: { name: 'a' } },
          }),
        ),
        await code(
          client.deleteNamespacedLease({
            namespace: f.namespace,
            name: 'client-codes',
            body: { preconditions: { uid: 'another' } },
          }),
        ),
      ]).toEqual([404, 409, 404, 409]);
    });
  });
}
