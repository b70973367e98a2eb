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

import type { V1Lease } from '@kubernetes/client-node';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually, wallClock } from '@internal/test-support';
import type { Behaviour } from './behaviour';
import type { DemoController } from './DemoController';
import { demoControllers } from './demoControllers';
import { DemoWorld } from './DemoWorld';
import { seededRandom } from './seededRandom';

/** A demo minute passes in 300 ms. */
const SPEED = 200;

const SIX_DIGITS = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

describe('DemoWorld', () => {
  let api: EmbeddedKubernetes;
  let world: DemoWorld | undefined;

  beforeEach(async () => {
    api = await EmbeddedKubernetes.start();
  });

  afterEach(async () => {
    await world?.stop();
    world = undefined;
    await api.stop();
  });

  async function startWorld(controllers: DemoController[]) {
    const { KubeConfig } = await import('@kubernetes/client-node');
    const kubeConfig = new KubeConfig();
    // client-node refuses plain HTTP unless it is told not to mind
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'c', server: api.url, skipTLSVerify: true }],
      users: [{ name: 'u', token: api.access.tokenOf('admin') }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    const errors: string[] = [];
    world = await DemoWorld.start({
      kubeConfig,
      controllers,
      namespaces: ['backstage'],
      clock: wallClock({ speed: SPEED }),
      random: seededRandom(7),
      onError: ({ lease }, error) => errors.push(`${lease}: ${error}`),
    });
    return { errors };
  }

  async function get(path: string) {
    const response = await fetch(`${api.url}${path}`, {
      headers: { Authorization: `Bearer ${api.access.tokenOf('admin')}` },
    });
    return response.json();
  }

  async function leases(): Promise<V1Lease[]> {
    return (await get('/apis/coordination.k8s.io/v1/leases')).items;
  }

  const one = (behaviour: Behaviour, more: Partial<DemoController> = {}) => ({
    name: 'keda-operator',
    namespace: 'keda',
    lease: 'operator.keda.sh',
    label: 'heartbeat/controller',
    durationSeconds: 30,
    behaviour,
    electsLeader: true,
    ...more,
  });

  it('gives every controller of the demo its Lease, except the one that never reports', async () => {
    const { errors } = await startWorld(demoControllers);
    const expected = demoControllers
      .filter(({ name }) => name !== 'velero')
      .map(({ namespace, lease }) => `${namespace}/${lease}`);
    const seen = new Set<string>();
    await eventually('a Lease of each', async () => {
      for (const { metadata } of await leases()) {
        seen.add(`${metadata?.namespace}/${metadata?.name}`);
      }
      return seen.size >= expected.length;
    });
    expect([...seen].sort()).toEqual(expected.sort());
    expect(errors).toEqual([]);
  });

  it('creates the namespaces that others write to', async () => {
    await startWorld([]);
    const { metadata } = await get('/api/v1/namespaces/backstage');
    expect(metadata.name).toBe('backstage');
  });

  it('writes Leases as Kargo does: label, MicroTime, no transitions [H3] [H4] [H9]', async () => {
    const kargo = demoControllers.filter(
      ({ namespace }) => namespace === 'kargo',
    );
    await startWorld(kargo);
    const found = await eventually('all Leases', async () => {
      const list = await leases();
      return list.length === kargo.length ? list : undefined;
    });
    expect(
      found.map(({ metadata }) => [metadata?.name, metadata?.labels]),
    ).toEqual([
      [
        'kargo-controller-prod-eu-west',
        { 'kargo.akuity.io/controller': 'prod-eu-west' },
      ],
      ['kargo-controller-unnamed', { 'kargo.akuity.io/controller': '' }],
    ]);
    for (const { spec } of found) {
      expect(String(spec?.renewTime)).toMatch(SIX_DIGITS);
      expect(String(spec?.acquireTime)).toMatch(SIX_DIGITS);
      expect(spec).not.toHaveProperty('leaseTransitions');
    }
  });

  it('labels each replica, under the name of their one controller', async () => {
    const replicas = demoControllers.filter(({ replica }) => replica);
    await startWorld(replicas);
    const found = await eventually('all Leases', async () => {
      const list = await leases();
      return list.length === replicas.length ? list : undefined;
    });
    expect(found.map(({ metadata }) => metadata?.labels)).toEqual(
      [0, 1, 2].map(number => ({
        'heartbeat/controller': 'kyverno-admission-controller',
        'heartbeat/replica': `kyverno-${number}`,
      })),
    );
  });

  it('tells of progress and when it was, by its own clock, until there is more', async () => {
    await startWorld([
      one(
        function* workOnce() {
          yield { do: 'progress', message: 'processed order 17' };
          yield { do: 'wait', forMs: 60_000 };
          yield { do: 'beat' };
          yield { do: 'wait', forMs: 60_000 };
          yield { do: 'beat' };
        },
        { clockAheadMs: 3_600_000 },
      ),
    ]);
    const first = await eventually('a Lease', async () =>
      (await leases()).at(0),
    );
    const later = await eventually('a renewal', async () => {
      const [lease] = await leases();
      return lease.spec?.renewTime === first.spec?.renewTime
        ? undefined
        : lease;
    });
    const annotations = later.metadata?.annotations ?? {};
    expect(annotations['heartbeat/progress']).toBe('processed order 17');
    expect(later.metadata?.annotations).toEqual(first.metadata?.annotations);
    const beforeFirstMs =
      Date.parse(String(first.spec?.renewTime)) -
      Date.parse(annotations['heartbeat/progress-time']);
    expect(beforeFirstMs).toBeGreaterThanOrEqual(60_000);
    // 60 s of the world are 300 ms of ours: a busy machine may add as much again
    expect(beforeFirstMs).toBeLessThan(600_000);
  });

  it('shows a restart as leader election does: new holder, new acquireTime, one transition more', async () => {
    await startWorld([
      one(function* restartOnce() {
        yield { do: 'beat' };
        yield { do: 'wait', forMs: 60_000 };
        yield { do: 'restart' };
        yield { do: 'beat' };
      }),
    ]);
    const before = await eventually(
      'a Lease',
      async () => (await leases()).at(0)?.spec,
    );
    const after = await eventually('another holder', async () => {
      const spec = (await leases())[0].spec;
      return spec?.leaseTransitions === 1 ? spec : undefined;
    });
    expect(before.leaseTransitions).toBe(0);
    expect(after.holderIdentity).not.toBe(before.holderIdentity);
    expect(String(after.acquireTime) > String(before.acquireTime)).toBe(true);
    expect(after.renewTime).toEqual(after.acquireTime);
  });

  it('gives a process that is restarted in its pod another name behind that of the pod', async () => {
    await startWorld([
      one(function* restartInPod() {
        yield { do: 'beat' };
        yield { do: 'wait', forMs: 60_000 };
        yield { do: 'restart', inPod: true };
        yield { do: 'beat' };
      }),
    ]);
    const before = await eventually(
      'a Lease',
      async () => (await leases()).at(0)?.spec,
    );
    const after = await eventually('another holder', async () => {
      const spec = (await leases())[0].spec;
      return spec?.leaseTransitions === 1 ? spec : undefined;
    });
    expect(after.holderIdentity).toMatch(
      new RegExp(`^${before.holderIdentity}_[0-9a-f]{8}$`),
    );
  });

  it('deletes the Lease on a clean shutdown, and makes a new one afterwards', async () => {
    await startWorld([
      one(function* leaveAndReturn() {
        yield { do: 'beat' };
        yield { do: 'wait', forMs: 60_000 };
        yield { do: 'leave' };
        yield { do: 'wait', forMs: 60_000 };
        yield { do: 'beat' };
      }),
    ]);
    const first = await eventually('a Lease', async () =>
      (await leases()).at(0),
    );
    await eventually('no Lease', async () => (await leases()).length === 0);
    const second = await eventually('another Lease', async () =>
      (await leases()).at(0),
    );
    expect(second.metadata?.uid).not.toBe(first.metadata?.uid);
  });

  it('lets a clock be an hour ahead', async () => {
    await startWorld([
      one(() => [{ do: 'beat' }], { clockAheadMs: 3_600_000 }),
    ]);
    const spec = await eventually(
      'a Lease',
      async () => (await leases()).at(0)?.spec,
    );
    const aheadMs = Date.parse(String(spec.renewTime)) - Date.now();
    expect(aheadMs).toBeGreaterThan(3_590_000);
  });

  it('tells of a refused write and goes on', async () => {
    api.faults.add({ kind: 'internalError' }, { verb: 'patch', times: 1 });
    const { errors } = await startWorld([
      one(function* beatTwice() {
        yield { do: 'beat' };
        yield { do: 'wait', forMs: 20_000 };
        yield { do: 'beat' };
      }),
    ]);
    await eventually('an error', () => errors.at(0));
    expect(errors[0]).toContain('operator.keda.sh');
    await eventually('a Lease', async () => (await leases()).at(0));
  });
});
