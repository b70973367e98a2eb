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

import { mockServices } from '@backstage/backend-test-utils';
import type { CoordinationV1Api } from '@kubernetes/client-node';
import type { LeaseProgress } from 'backstage-plugin-heartbeat-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { seedLease } from 'backstage-plugin-heartbeat-test-utils';
import { clusterOf, restartEmpty } from '../../__testUtils__/embeddedCluster';
import { systemClock } from '../../time/clock';
import {
  LeaseRenewer,
  type LeaseConflict,
  type LeaseRenewerOptions,
} from './LeaseRenewer';

const namespace = 'backstage';
const NAME = 'heartbeat-portal';

let api: EmbeddedKubernetes;
let client: CoordinationV1Api;

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({ tls: true });
});

beforeEach(async () => {
  client = await restartEmpty(api, namespace);
  api.stats.reset();
});

afterEach(() => api.faults.clear());
afterAll(() => api.stop());

function createRenewer(change: Partial<LeaseRenewerOptions> = {}) {
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const ended = new AbortController();
  const renewer = LeaseRenewer.create({
    cluster: clusterOf(api.kubeconfig()),
    namespace,
    controller: 'portal',
    label: 'heartbeat/controller',
    prefix: 'heartbeat',
    durationMs: 6_000,
    holder: 'host-a_1',
    clock: systemClock,
    logger,
    signal: ended.signal,
    ...change,
  });
  const beat = () => renewer.beat(new AbortController().signal);
  const end = async () => {
    ended.abort();
    await renewer.delete();
  };
  return { renewer, beat, end, logger };
}

const readLease = (name = NAME) =>
  client.readNamespacedLease({ namespace, name });

/** The client types times as Date and returns text. */
const timeOf = (value: Date | undefined) => String(value);

describe('a renewal', () => {
  it.each([0, -1, 999, 1_500])(
    'of a Lease of %i ms is refused at construction [H1]',
    durationMs => {
      expect(() => createRenewer({ durationMs })).toThrow(
        'whole seconds, at least one',
      );
    },
  );

  it('comes three times within the duration [H1]', () => {
    expect(createRenewer({ durationMs: 120_000 }).renewer.intervalMs).toBe(
      40_000,
    );
  });

  it.each([1_000, 4_000, 10_000, 40_000])(
    'comes also where a Lease of %i ms cannot be divided evenly [H1]',
    async durationMs => {
      await createRenewer({ durationMs }).beat();
      expect((await readLease()).spec?.leaseDurationSeconds).toBe(
        durationMs / 1000,
      );
    },
  );

  it('creates the Lease at once, with holder, duration, label and both times [H2] [H3]', async () => {
    const { beat } = createRenewer();
    await beat();
    const lease = await readLease();
    expect(lease.metadata?.labels).toEqual({
      'heartbeat/controller': 'portal',
    });
    expect(lease.spec).toMatchObject({
      holderIdentity: 'host-a_1',
      leaseDurationSeconds: 6,
    });
    expect(lease.spec?.acquireTime).toEqual(lease.spec?.renewTime);
    expect(lease.spec?.leaseTransitions).toBeUndefined();
    expect(api.stats.requests({ resource: 'leases' })).toBe(2);
  });

  it('writes six fractional digits [K1]', async () => {
    const { beat } = createRenewer();
    await beat();
    expect(timeOf((await readLease()).spec?.renewTime)).toMatch(
      /T\d\d:\d\d:\d\d\.\d{6}Z$/,
    );
  });

  it('of the unnamed controller bears an empty label [H9]', async () => {
    const { beat } = createRenewer({ controller: '' });
    await beat();
    const lease = await readLease('heartbeat-unnamed');
    expect(lease.metadata?.labels).toEqual({ 'heartbeat/controller': '' });
  });

  it('is one request, advances renewTime, and keeps acquireTime and what others wrote [H4]', async () => {
    const { beat } = createRenewer();
    await beat();
    const first = await readLease();
    await client.patchNamespacedLease({
      namespace,
      name: NAME,
      body: [
        { op: 'add', path: '/metadata/labels/team', value: 'platform' },
        { op: 'add', path: '/metadata/annotations', value: { note: 'x' } },
      ],
    });
    await beat();
    api.stats.reset();
    await beat();
    expect(api.stats.requests()).toBe(1);
    const second = await readLease();
    expect(second.metadata).toMatchObject({
      uid: first.metadata?.uid,
      labels: { 'heartbeat/controller': 'portal', team: 'platform' },
      annotations: { note: 'x' },
    });
    expect(second.spec?.acquireTime).toEqual(first.spec?.acquireTime);
    expect(timeOf(second.spec?.renewTime) > timeOf(first.spec?.renewTime)).toBe(
      true,
    );
  });

  it('fills in a missing acquireTime and restores label, holder and duration [H4] [H5]', async () => {
    await seedLease(client, {
      namespace,
      name: NAME,
      labels: { 'heartbeat/controller': 'someone-else' },
      holder: 'intruder',
      durationSeconds: 3600,
    });
    const { beat } = createRenewer();
    await beat();
    const lease = await readLease();
    expect(lease.metadata?.labels).toEqual({
      'heartbeat/controller': 'portal',
    });
    expect(lease.spec).toMatchObject({
      holderIdentity: 'host-a_1',
      leaseDurationSeconds: 6,
      acquireTime: expect.anything(),
      renewTime: expect.anything(),
    });
  });

  it('makes a Lease anew that was deleted in between [H7]', async () => {
    const { beat } = createRenewer();
    await beat();
    await client.deleteNamespacedLease({ namespace, name: NAME });
    await beat();
    expect((await readLease()).spec?.holderIdentity).toBe('host-a_1');
  });
});

describe('a replica', () => {
  it('has a Lease of its own, which says of which controller and which one it is', async () => {
    await createRenewer({ replica: 'pod-1' }).beat();
    await createRenewer({ replica: 'pod-2', holder: 'host-b_2' }).beat();
    const leases = await Promise.all(
      ['pod-1', 'pod-2'].map(replica => readLease(`${NAME}.${replica}`)),
    );
    expect(leases.map(lease => lease.metadata?.labels)).toEqual(
      ['pod-1', 'pod-2'].map(replica => ({
        'heartbeat/controller': 'portal',
        'heartbeat/replica': replica,
      })),
    );
  });

  /** Two processes of one name, of which the first stands back. */
  function two(change: Partial<LeaseRenewerOptions> = {}) {
    const conflicts: LeaseConflict[] = [];
    const one = createRenewer({
      ...change,
      onConflict: conflict => conflicts.push(conflict),
    });
    const other = createRenewer({ holder: 'host-b_2' });
    const beat = async (times: number) => {
      for (let i = 0; i < times; i++) {
        await one.beat();
        await other.beat();
      }
    };
    return { one, other, beat, conflicts };
  }

  const holder = async () => (await readLease()).spec?.holderIdentity;

  it('that shares its name with another process tells of it, and not of a successor', async () => {
    const { beat, conflicts } = two();
    const taken = { holder: 'host-b_2', isNewRival: false, standsBack: false };
    await beat(3);
    expect(conflicts).toEqual([taken, taken]);
    await beat(2);
    expect(conflicts.slice(2)).toEqual([
      { ...taken, isNewRival: true, standsBack: true },
      { ...taken, standsBack: true },
    ]);
  });

  it('that shares its name leaves the Lease to the other one, so that it does not seem to restart', async () => {
    const onRenewal = jest.fn();
    const onOutcome = jest.fn();
    const { one, beat } = two({ onRenewal, onOutcome });
    await beat(4);
    jest.clearAllMocks();
    api.stats.reset();
    const { resourceVersion } = (await readLease()).metadata ?? {};
    await one.beat();
    expect((await readLease()).metadata?.resourceVersion).toBe(resourceVersion);
    await beat(3);
    expect(api.stats.requests({ verb: 'patch' })).toBe(3);
    expect(await holder()).toBe('host-b_2');
    expect(onRenewal).not.toHaveBeenCalled();
    expect(onOutcome).not.toHaveBeenCalled();
    await one.end();
    expect(await holder()).toBe('host-b_2');
  });

  it('that stands back takes the Lease when the other one ends', async () => {
    const { one, other, beat } = two();
    await beat(4);
    await other.end();
    await one.beat();
    expect(await holder()).toBe('host-a_1');
  });

  it('that stands back takes the Lease when the other one dies', async () => {
    let passedMs = 0;
    const clock = {
      ...systemClock,
      monotonicMs: () => systemClock.monotonicMs() + passedMs,
    };
    const { one, beat } = two({ clock });
    await beat(4);
    await one.beat();
    expect(await holder()).toBe('host-b_2');
    passedMs = 6_000;
    await one.beat();
    expect(await holder()).toBe('host-a_1');
  });
});

describe('progress', () => {
  const annotations = async () => (await readLease()).metadata?.annotations;

  it('goes along with the next renewal, without a request of its own', async () => {
    const progress = jest.fn((): LeaseProgress | undefined => undefined);
    const { beat } = createRenewer({ progress });
    await beat();
    progress.mockReturnValue({
      message: 'processed order 17',
      time: '2026-11-22T12:00:00Z',
    });
    api.stats.reset();
    await beat();
    expect(api.stats.requests()).toBe(1);
    expect(await annotations()).toEqual({
      'heartbeat/progress': 'processed order 17',
      'heartbeat/progress-time': '2026-11-22T12:00:00Z',
    });
  });

  it('of the process before is not taken for ours', async () => {
    const progress = { message: 'processed order 17' };
    await createRenewer({ progress: () => progress }).beat();
    expect(await annotations()).toEqual({
      'heartbeat/progress': 'processed order 17',
    });
    await createRenewer({ holder: 'host-a_2' }).beat();
    expect(await annotations()).toBeUndefined();
  });
});

describe('a renewal that does not go well', () => {
  const landed = async () => timeOf((await readLease()).spec?.renewTime);

  it('because another one wrote in between (409) is read and mended [H6] [K2]', async () => {
    const { beat, logger } = createRenewer();
    await beat();
    const before = await landed();
    await seedLease(client, {
      ...{ namespace, name: NAME, holder: 'intruder', durationSeconds: 6 },
      labels: { 'heartbeat/controller': 'portal' },
    });
    await beat();
    expect((await readLease()).spec?.holderIdentity).toBe('host-a_1');
    expect((await landed()) > before).toBe(true);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it.each([
    ['429 with Retry-After', { kind: 'tooManyRequests', retryAfterSeconds: 1 }],
    ['500', { kind: 'internalError' }],
    ['504', { kind: 'timeout' }],
    ['a dropped connection', { kind: 'dropped' }],
    ["a proxy's web page", { kind: 'proxyPage' }],
    ['401 for an expired token', { kind: 'unauthorized' }],
  ] as const)(
    'by %s is tried again within the interval [H6] [K5]',
    async (_, fault) => {
      const { beat, logger } = createRenewer();
      await beat();
      const before = await landed();
      const { hits } = await (async () => {
        const handle = api.faults.add(fault, { verb: 'patch', times: 1 });
        await beat();
        return handle;
      })();
      expect(hits).toBe(1);
      expect((await landed()) > before).toBe(true);
      expect(logger.warn).not.toHaveBeenCalled();
    },
  );

  it('tells how each attempt ended, so that failures are counted though the heartbeat goes on', async () => {
    const outcomes: unknown[] = [];
    const { beat, end } = createRenewer({
      onOutcome: error => outcomes.push(error),
    });
    await beat();
    api.faults.add({ kind: 'internalError' }, { verb: 'patch', times: 1 });
    await beat();
    await end();
    expect(outcomes).toEqual([
      undefined,
      expect.objectContaining({ status: 500 }),
      undefined,
    ]);
  });

  it.each([
    ['504', { kind: 'timeout', landed: true }],
    ['a dropped connection', { kind: 'dropped', landed: true }],
  ] as const)(
    'as far as we know, by %s, and has landed, is read back and not repeated [K3]',
    async (_, fault) => {
      const { beat } = createRenewer();
      await beat();
      api.faults.add(fault, { verb: 'patch', times: 1 });
      api.stats.reset();
      await beat();
      expect(api.stats.requests({ verb: 'patch' })).toBe(1);
      expect(api.stats.requests({ verb: 'get' })).toBe(1);
      await beat();
      expect(api.stats.requests({ verb: 'patch' })).toBe(2);
    },
  );

  it('but slowly is waited for, and not asked for twice', async () => {
    const { beat, logger } = createRenewer({ durationMs: 6_000 });
    await beat();
    const before = await landed();
    api.faults.add({ kind: 'latency', ms: 1_000 }, { verb: 'patch' });
    api.stats.reset();
    await beat();
    expect(api.stats.requests()).toBe(1);
    expect((await landed()) > before).toBe(true);
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('but when it is not tried again any more is waited for all the same', async () => {
    const { beat, logger } = createRenewer({ durationMs: 9_000 });
    await beat();
    api.faults.add({ kind: 'latency', ms: 2_600 }, { verb: 'patch' });
    await beat();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('because nothing answers ends in time, is logged, and the next one works [H2] [H6] [K8]', async () => {
    const { beat, logger } = createRenewer({ durationMs: 1_000 });
    api.faults.freeze();
    await beat();
    expect(logger.warn).toHaveBeenCalledWith(
      expect.stringContaining('The Lease was not renewed: no answer within'),
    );
    api.faults.thaw();
    await beat();
    expect((await readLease()).spec?.holderIdentity).toBe('host-a_1');
  });

  it('because the namespace is not there says so [H6]', async () => {
    const { beat, logger } = createRenewer({
      namespace: 'nowhere',
      durationMs: 1_000,
    });
    await beat();
    expect(logger.warn).toHaveBeenCalledWith(
      'The Lease was not renewed: 404: namespaces "nowhere" not found',
    );
  });
});

describe('on shutdown', () => {
  const exists = async () =>
    (await client.listNamespacedLease({ namespace })).items.length === 1;

  it('the Lease is deleted, and no beat comes after [H8]', async () => {
    const { beat, end } = createRenewer();
    await beat();
    await end();
    await beat();
    expect(await exists()).toBe(false);
  });

  it('the Lease is deleted although another one has touched it meanwhile [H8]', async () => {
    const { beat, end } = createRenewer();
    await beat();
    await client.patchNamespacedLease({
      namespace,
      name: NAME,
      body: [
        { op: 'add', path: '/metadata/annotations', value: { note: 'x' } },
      ],
    });
    await end();
    expect(await exists()).toBe(false);
  });

  it('the Lease of a successor stays [H8]', async () => {
    const { beat, end } = createRenewer();
    await beat();
    await createRenewer({ holder: 'host-b_2' }).beat();
    await end();
    expect((await readLease()).spec?.holderIdentity).toBe('host-b_2');
  });

  it('a Lease that is gone already is a success [H8]', async () => {
    const { beat, end, logger } = createRenewer();
    await beat();
    await client.deleteNamespacedLease({ namespace, name: NAME });
    await end();
    expect(logger.warn).not.toHaveBeenCalled();
  });

  it('a failure is logged and does not throw [H8]', async () => {
    const { beat, end, logger } = createRenewer();
    await beat();
    api.faults.add({ kind: 'internalError' }, { verb: 'delete' });
    await end();
    expect(logger.warn).toHaveBeenCalledWith(
      'The Lease could not be deleted; it runs out within 6 s',
      expect.objectContaining({ status: 500 }),
    );
  });

  it('a server that does not answer holds the process up for 5 s at most [H8]', async () => {
    const { beat, end, logger } = createRenewer();
    await beat();
    api.faults.freeze();
    const beganMs = Date.now();
    await end();
    expect(Date.now() - beganMs).toBeLessThan(6_000);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  }, 10_000);

  it('before the first beat there is nothing to delete', async () => {
    const { end } = createRenewer();
    await end();
    expect(api.stats.requests()).toBe(0);
  });
});
