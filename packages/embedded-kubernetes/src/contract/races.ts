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
import { MERGE } from './WireClient';

function statuses(answers: { status: number }[]): Record<number, number> {
  const counts: Record<number, number> = {};
  answers.forEach(({ status }) => (counts[status] = (counts[status] ?? 0) + 1));
  return counts;
}

/** "Writes and races" of kubernetes-facts: many writers at once. */
export function describeRaces(f: ContractFixture): void {
  describe('races [K2]', () => {
    it('lets one of 16 parallel PUTs on one version win', async () => {
      const { metadata } = await f.create('put-race');
      const { resourceVersion } = metadata;
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          f.admin.put(
            f.leases('put-race'),
            lease('put-race', { holderIdentity: `h${i}` }, { resourceVersion }),
          ),
        ),
      );
      expect(statuses(answers)).toEqual({ 200: 1, 409: 15 });
      const winner = answers.find(({ status }) => status === 200);
      expect((await f.admin.get(f.leases('put-race'))).json).toEqual(
        winner?.json,
      );
    });

    it('lets one of 16 parallel POSTs win', async () => {
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) =>
          f.admin.post(
            f.leases(),
            lease('post-race', { holderIdentity: `h${i}` }),
          ),
        ),
      );
      expect(statuses(answers)).toEqual({ 201: 1, 409: 15 });
    });

    it('takes 320 merge patches without a version from 16 writers', async () => {
      await f.create('patch-race', { leaseTransitions: 0 });
      const writer = async (i: number) => {
        const codes: { status: number }[] = [];
        for (let n = 0; n < 20; n++) {
          codes.push(
            await f.admin.patch(f.leases('patch-race'), MERGE, {
              metadata: { labels: { [`w${i}`]: `${n}` } },
            }),
          );
        }
        return codes;
      };
      const answers = await Promise.all(
        Array.from({ length: 16 }, (_, i) => writer(i)),
      );
      expect(statuses(answers.flat())).toEqual({ 200: 320 });
      const { labels } = (await f.admin.get(f.leases('patch-race'))).json
        .metadata;
      expect(labels).toEqual(
        Object.fromEntries(
          Array.from({ length: 16 }, (_, i) => [`w${i}`, '19']),
        ),
      );
    });
  });
}
