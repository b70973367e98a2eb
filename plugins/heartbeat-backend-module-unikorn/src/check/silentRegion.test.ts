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

import { UnikornWorld } from './__testUtils__/UnikornWorld';

const LISTS = { path: '/servers/detail' };

// On a busy machine it takes seconds to load the Kubernetes client for the first time.
jest.setTimeout(60_000);

describe('a region that answers nothing', () => {
  let world: UnikornWorld;

  /** An identity with a project of its own, and so many servers. */
  async function addIdentity(identity: string, servers: number) {
    const project = `p-${identity}`;
    world.openstack.addProject({ id: project, name: project });
    await world.addIdentity(identity);
    for (let n = 0; n < servers; n++) {
      await world.addServer(`${identity}-${n}`, { identity });
    }
  }

  beforeEach(async () => {
    world = await UnikornWorld.start({ timeoutMs: 300, concurrency: 4 });
    await world.addRegion('west');
  });
  afterEach(() => world.stop());

  it('is given up for the rest of a poll, and asked again in the next', async () => {
    const identities = Array.from({ length: 12 }, (_, i) => `i${i}`);
    for (const identity of identities) {
      await addIdentity(identity, 1);
    }
    const fault = world.openstack.faults.add({ kind: 'frozen' }, LISTS);
    const reports = await world.module.poll();
    expect(Object.keys(reports)).toHaveLength(identities.length);
    for (const report of Object.values(reports)) {
      expect(report).toMatchObject({ outcome: 'unknown', reason: 'timeout' });
    }
    // four at a time, and one for each of the two that ran out of time before the third
    expect(fault.hits).toBeLessThanOrEqual(6);

    fault.remove();
    expect(Object.values(await world.module.poll())).toEqual(
      identities.map(() => expect.objectContaining({ reason: 'not-found' })),
    );
  });

  it('is asked for all identities at once', async () => {
    for (const identity of ['a', 'b', 'c', 'd']) {
      await addIdentity(identity, 4);
    }
    const fault = world.openstack.faults.add({ kind: 'frozen' }, LISTS);
    await world.module.poll();
    expect(fault.hits).toBe(4);
  });
});
