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

import { setTimeout as sleep } from 'node:timers/promises';
import {
  coreServices,
  createServiceFactory,
} from '@backstage/backend-plugin-api';
import { TestDatabases } from '@backstage/backend-test-utils';
import type { CoordinationV1Api } from '@kubernetes/client-node';
import type { Heartbeat } from 'backstage-plugin-heartbeat-common';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import type { Knex } from 'knex';
import { eventually } from '@internal/test-support';
import { leaseClient } from '../__testUtils__/embeddedCluster';
import {
  startDirect,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';

const namespace = 'default';
const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

let api: EmbeddedKubernetes;
let client: CoordinationV1Api;
let backend: HeartbeatBackend | undefined;

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({ tls: true });
});

beforeEach(async () => {
  await api.restart({ empty: true });
  client = await leaseClient(api.kubeconfig());
});

afterEach(stop);

afterAll(() => api.stop());

async function start(knex: Knex): Promise<void> {
  backend = await startDirect({
    kubeconfig: api.kubeconfig(),
    features: [
      createServiceFactory({
        service: coreServices.database,
        deps: {},
        factory: () => ({ getClient: async () => knex }),
      }),
    ],
  });
}

async function stop(): Promise<void> {
  await backend?.stop();
  backend = undefined;
}

async function find(controller: string): Promise<Heartbeat | undefined> {
  if (!backend) {
    throw new Error('no backend');
  }
  return backend.find(controller);
}

const renew = (controller: string, holder = `${controller}_1`) =>
  seedLease(client, {
    namespace,
    name: controller,
    labels: { 'heartbeat/controller': controller },
    holder,
    renewedAt: new Date(),
    durationSeconds: 2,
  });

const becomes = (controller: string, status: string) =>
  eventually(
    `${controller} to be ${status}`,
    async () => (await find(controller))?.status === status,
  );

describe.each(databases.eachSupportedId())('after a restart, on %s', id => {
  /** Keeps a Lease renewed until the signal is given. */
  async function keepRenewing(controller: string, signal: AbortSignal) {
    while (!signal.aborted) {
      await renew(controller);
      await sleep(300);
    }
  }

  it('a death is not forgotten, none is invented, and what lived on is alive', async () => {
    const knex = await databases.init(id);
    const alive = new AbortController();
    const renewing = keepRenewing('living', alive.signal);
    await renew('dying');
    await start(knex);
    await becomes('dying', 'Dead');
    await becomes('living', 'Alive');
    const before = await find('dying');
    // also where the process is killed: long before the next checkpoint
    await eventually('what is known to be stored', async () => {
      const subject = await knex('heartbeat_subjects')
        .where({ id: 'direct/default/dying' })
        .first();
      return JSON.parse(subject.checkpoint).leases[0]?.status === 'Dead';
    });
    await stop();

    const rows = await knex('heartbeat_transitions')
      .where({ subject_id: 'direct/default/dying' })
      .orderBy('version');
    expect(rows.at(-1)).toMatchObject({ to_status: 'Dead', cause: 'silence' });

    await start(knex);
    await eventually('a look', async () => (await find('dying')) !== undefined);
    // at once, and not once a whole duration of silence has been seen again
    expect((await find('dying'))?.status).toBe('Dead');
    expect(Date.parse((await find('dying'))?.since ?? '')).toBeCloseTo(
      Date.parse(before?.since ?? ''),
      -2,
    );
    expect((await find('living'))?.status).toBe('Alive');
    await stop();
    const after = await knex('heartbeat_transitions').where({
      subject_id: 'direct/default/dying',
    });
    expect(after).toHaveLength(rows.length);
    alive.abort();
    await renewing;
  }, 30_000);

  it('a restart of a controller is in its history, though it never was away', async () => {
    const knex = await databases.init(id);
    await renew('restarting');
    await start(knex);
    await becomes('restarting', 'Alive');
    await renew('restarting', 'restarting_2');
    const rows = () =>
      knex('heartbeat_transitions')
        .where({ subject_id: 'direct/default/restarting' })
        .orderBy('version');
    await eventually('the restart', async () =>
      (await rows()).some(row => row.mark !== null),
    );
    expect((await rows()).at(-1)).toMatchObject({
      from_status: 'Alive',
      to_status: 'Alive',
      cause: expect.stringMatching(/^(restart|takeover)$/),
    });
  }, 30_000);
});
