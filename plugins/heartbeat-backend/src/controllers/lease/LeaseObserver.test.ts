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
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import {
  seedLease,
  type LeaseFixture,
} from 'backstage-plugin-heartbeat-test-utils';
import { eventually } from '@internal/test-support';
import { clusterOf, leaseClient } from '../../__testUtils__/embeddedCluster';
import { systemClock } from '../../time/clock';
import type { LeaseRecord } from '../LeaseRecord';
import { LeaseObserver } from './LeaseObserver';
import { selectionsOf } from './selection';

const LABEL = 'heartbeat/controller';

let api: EmbeddedKubernetes;
let client: CoordinationV1Api;
let stop = new AbortController();
let running: Promise<void> = Promise.resolve();

beforeAll(async () => {
  api = await EmbeddedKubernetes.start({
    tls: true,
    bookmarkIntervalMs: 200,
    users: [
      { name: 'nobody', token: 'nobody-token', rights: 'none' },
      {
        name: 'one-namespace',
        token: 'one-namespace-token',
        rights: [
          {
            verbs: ['list', 'watch'],
            apiGroups: ['coordination.k8s.io'],
            resources: ['leases'],
            namespaces: ['default'],
          },
        ],
      },
    ],
  });
});

beforeEach(async () => {
  stop = new AbortController();
  await api.restart({ empty: true });
  client = await leaseClient(api.kubeconfig());
  api.stats.reset();
});

afterEach(async () => {
  api.faults.clear();
  stop.abort();
  await running;
});

afterAll(() => api.stop());

const seed = (change: Partial<LeaseFixture> = {}) =>
  seedLease(client, {
    namespace: 'default',
    name: 'orders',
    labels: { [LABEL]: 'orders' },
    holder: 'orders-1',
    renewedAt: new Date(),
    durationSeconds: 30,
    ...change,
  });

/** Starts an observer and keeps what it tells, in words and as Leases. */
function observe(options: { user?: string; namespace?: string } = {}) {
  const told: string[] = [];
  const leases = new Map<string, LeaseRecord>();
  const reasons: string[] = [];
  const unchanged: Array<{ name: string; asOfMs: number }> = [];
  const key = ({ namespace, name }: LeaseRecord['ref']) =>
    `${namespace}/${name}`;
  const logger = mockServices.logger.mock();
  logger.child.mockReturnValue(logger);
  const observer = new LeaseObserver({
    scope: {
      cluster: clusterOf(api.kubeconfig(options.user)),
      selection: {
        ...selectionsOf({ type: 'label', label: LABEL })[0],
        namespace: options.namespace,
      },
    },
    clock: systemClock,
    logger,
    listener: {
      onList(records) {
        told.push(`list of ${records.length}`);
        leases.clear();
        records.forEach(record => leases.set(key(record.ref), record));
      },
      onChange(record) {
        told.push(`change of ${key(record.ref)}`);
        leases.set(key(record.ref), record);
      },
      onDelete(ref) {
        told.push(`deletion of ${key(ref)}`);
        leases.delete(key(ref));
      },
      onWhereabouts(ref, how) {
        told.push(`${key(ref)}: ${how}`);
      },
      onNodeGone(ref) {
        told.push(`${key(ref)}: node gone`);
      },
      onUnchanged(ref, asOfMs) {
        unchanged.push({ name: ref.name, asOfMs });
      },
      onWatchFailed(why) {
        told.push(`watch failed: ${why.reason}`);
        reasons.push(why.message);
      },
    },
  });
  running = observer.run(stop.signal);
  const sawList = () =>
    eventually('a list', () => told.includes('list of 0') || leases.size > 0);
  const sees = (holder: string) =>
    eventually(`the holder ${holder}`, () =>
      [...leases.values()].some(lease => lease.holder === holder),
    );
  return {
    observer,
    told,
    leases,
    reasons,
    unchanged,
    logger,
    sawList,
    sees,
  };
}

const notWatching = () =>
  eventually('no open watch', () => api.stats.openWatches === 0);

const watching = () =>
  eventually('an open watch', () => api.stats.openWatches === 1);

describe('what is seen', () => {
  it('is every Lease with the label, in all namespaces, by one list and one watch [H15]', async () => {
    await seed();
    await seed({ namespace: 'kube-system', name: 'other' });
    await seed({ name: 'unlabelled', labels: {} });
    api.stats.reset();
    const { told, leases } = observe();
    await watching();
    await seed({ name: 'late-comer', holder: 'late' });
    await eventually('the new Lease', () => leases.size === 3);
    expect(told).toEqual(['list of 2', 'change of default/late-comer']);
    expect(api.stats.requests({ verb: 'watch' })).toBe(1);
  });

  it('in one namespace is nothing of another [H15]', async () => {
    await seed();
    await seed({ namespace: 'kube-system', name: 'other' });
    const { sawList, leases } = observe({ namespace: 'kube-system' });
    await sawList();
    expect([...leases.keys()]).toEqual(['kube-system/other']);
  });

  it("names the controller by the label's value, the empty one too [H9] [H15]", async () => {
    await seed({ name: 'some-name', labels: { [LABEL]: 'Prod_EU' } });
    await seed({ name: 'unnamed', labels: { [LABEL]: '' } });
    const { sawList, leases } = observe();
    await sawList();
    expect([...leases.values()].map(lease => lease.controller).sort()).toEqual([
      '',
      'Prod_EU',
    ]);
  });

  it('keeps the six digits of a renewTime [K1]', async () => {
    await seed({ renewedAt: new Date('2026-11-22T12:00:00.123Z') });
    const { sawList, leases } = observe();
    await sawList();
    expect(leases.get('default/orders')?.renewTime).toBe(
      '2026-11-22T12:00:00.123000Z',
    );
  });

  it('takes a Lease of any shape as it is [K6]', async () => {
    await seed({
      name: 'bare',
      holder: undefined,
      renewedAt: undefined,
      durationSeconds: undefined,
    });
    await seed({ name: 'long', holder: 'h'.repeat(2000) });
    await seed({ name: 'forged', durationSeconds: 2 ** 31 - 1 });
    await seed({ name: 'far', renewedAt: new Date('9999-12-31T23:59:59Z') });
    const { sawList, leases } = observe();
    await sawList();
    expect(leases.get('default/bare')).toMatchObject({
      holder: undefined,
      renewTime: undefined,
      leaseDurationSeconds: undefined,
    });
    expect(leases.get('default/long')?.holder).toHaveLength(2000);
    expect(leases.get('default/forged')?.leaseDurationSeconds).toBe(
      2 ** 31 - 1,
    );
    expect(leases.get('default/far')?.renewTime).toBe(
      '9999-12-31T23:59:59.000000Z',
    );
  });

  it('of a namespace that does not exist is nothing, and is no error [K7]', async () => {
    const { sawList, told } = observe({ namespace: 'nowhere' });
    await sawList();
    expect(told).toEqual(['list of 0']);
  });

  it('is complete beyond one page', async () => {
    const names = Array.from({ length: 501 }, (_, i) => `lease-${i}`);
    for (const name of names) {
      await client.createNamespacedLease({
        namespace: 'default',
        body: { metadata: { name, labels: { [LABEL]: name } }, spec: {} },
      });
    }
    api.stats.reset();
    const { sawList, leases } = observe();
    await sawList();
    expect(leases.size).toBe(501);
    expect(api.stats.requests({ verb: 'list' })).toBe(2);
  }, 30_000);

  it('is a deletion where the Lease is deleted, and where it loses its label', async () => {
    await seed();
    await seed({ name: 'other' });
    const { told } = observe();
    await watching();
    await client.deleteNamespacedLease({
      namespace: 'default',
      name: 'orders',
    });
    await seed({ name: 'other', labels: {} });
    await eventually('both deletions', () => told.length === 3);
    expect(told.slice(1)).toEqual([
      'deletion of default/orders',
      'deletion of default/other',
    ]);
  });
});

describe('a watch that ends', () => {
  it.each(['end', 'reset'] as const)(
    'by %s is taken up where it stopped, without a list and without a failure [K4]',
    async how => {
      await seed();
      const { told, sees } = observe();
      await watching();
      api.faults.cutWatches(how);
      await seed({ holder: 'orders-2' });
      await sees('orders-2');
      expect(told).toEqual(['list of 1', 'change of default/orders']);
    },
  );

  it('with 410 leads to a list at once and no failure [K4]', async () => {
    await seed();
    const { told, sees } = observe();
    await watching();
    const frozen = api.faults.add({ kind: 'frozen' }, { verb: 'watch' });
    api.faults.cutWatches('end');
    await seed({ holder: 'orders-2' });
    await seed({ name: 'other' });
    api.faults.compact();
    frozen.remove();
    await sees('orders-2');
    expect(told).toEqual(['list of 1', 'list of 2']);
  });

  it('with a line that is no event is taken up before that line [K4]', async () => {
    await seed();
    const { told, sees } = observe();
    await watching();
    api.faults.malformWatches();
    await seed({ holder: 'orders-2' });
    await sees('orders-2');
    expect(told).toEqual(['list of 1', 'change of default/orders']);
  });

  it('again and again without an event is a failure [K4]', async () => {
    await seed();
    const { told, reasons } = observe();
    const breaking = setInterval(() => api.faults.malformWatches(), 20);
    await eventually('the loss', () => told.length === 2);
    clearInterval(breaking);
    expect(told[1]).toBe('watch failed: unreachable');
    expect(reasons[0]).toContain('a line that is no event');
    await eventually('the second list', () => told.length === 3);
  }, 20_000);

  it('does not pile up watches [K4]', async () => {
    await seed();
    const { sees } = observe();
    await watching();
    for (let i = 0; i < 5; i++) {
      api.faults.cutWatches(i % 2 ? 'end' : 'reset');
      await seed({ holder: `holder-${i}` });
      await sees(`holder-${i}`);
    }
    await watching();
    expect(api.stats.openWatches).toBe(1);
  }, 20_000);
});

describe('a cluster that cannot be asked', () => {
  it.each([['forbids it', 'nobody', 'forbidden', 'verbs "list" and "watch"']])(
    'because it %s says what is missing [K5]',
    async (_, user, reason, words) => {
      await seed();
      const { told, reasons, leases } = observe({ user });
      await eventually('the refusal', () => told.length > 0);
      expect(told[0]).toBe(`watch failed: ${reason}`);
      expect(reasons[0]).toContain('Cluster demo cannot be watched: 403');
      expect(reasons[0]).toContain(words);
      expect(leases.size).toBe(0);
    },
  );

  it('in one namespace is seen in another [K5]', async () => {
    await seed();
    const { sawList, leases } = observe({
      user: 'one-namespace',
      namespace: 'default',
    });
    await sawList();
    expect(leases.size).toBe(1);
  });

  it.each([
    ['401', { kind: 'unauthorized' }, 'unauthorized'],
    ['429', { kind: 'tooManyRequests', retryAfterSeconds: 1 }, 'unreachable'],
    ['500', { kind: 'internalError' }, 'unreachable'],
    ['504', { kind: 'timeout' }, 'unreachable'],
    ['a dropped connection', { kind: 'dropped' }, 'unreachable'],
    ["a proxy's web page", { kind: 'proxyPage', code: 200 }, 'unreachable'],
  ] as const)(
    'because of %s is a failure, and in sync again as soon as that is over [K5]',
    async (_, fault, reason) => {
      await seed();
      // Credentials that are refused are renewed once before the watch fails.
      const times = reason === 'unauthorized' ? 2 : 1;
      api.faults.add(fault, { verb: 'list', times });
      const { told } = observe();
      await eventually('the list', () => told.length === 2);
      expect(told).toEqual([`watch failed: ${reason}`, 'list of 1']);
    },
  );

  it('waits for as long as the server asks with Retry-After [K5]', async () => {
    await seed();
    api.faults.add(
      { kind: 'tooManyRequests', retryAfterSeconds: 2 },
      { verb: 'list', times: 1 },
    );
    const beganMs = performance.now();
    const { sawList } = observe();
    await sawList();
    expect(performance.now() - beganMs).toBeGreaterThanOrEqual(2_000);
  });

  it('is said once in the log, not with each attempt', async () => {
    const { told, logger } = observe({ user: 'nobody' });
    await eventually('three refusals', () => told.length === 3);
    expect(logger.warn).toHaveBeenCalledTimes(1);
  });

  it('because it is killed is a failure, and in sync again with what changed meanwhile [K8]', async () => {
    await seed();
    const { told, sees } = observe();
    await watching();
    await api.kill();
    await eventually('the loss', () =>
      told.includes('watch failed: unreachable'),
    );
    await api.restart();
    client = await leaseClient(api.kubeconfig());
    await seed({ holder: 'orders-2' });
    await sees('orders-2');
    expect(told.slice(0, 2)).toEqual([
      'list of 1',
      'watch failed: unreachable',
    ]);
  }, 20_000);

  it('because it was restarted on empty data shows what is there now [K8]', async () => {
    await seed();
    await seed({ name: 'other' });
    const { leases, told } = observe();
    await watching();
    await api.restart({ empty: true });
    await eventually('the list', () => told.at(-1) === 'list of 0', {
      withinMs: 20_000,
    });
    expect(leases.size).toBe(0);
  }, 25_000);
});

describe('a check', () => {
  const known = (leases: Map<string, LeaseRecord>) => {
    const record = leases.get('default/orders');
    if (!record) {
      throw new Error('default/orders has not been seen');
    }
    return record;
  };

  it('of a Lease that is as the watch told says so as of then, and changes nothing', async () => {
    await seed();
    const { observer, told, leases, unchanged } = observe();
    await watching();
    const beganMs = systemClock.monotonicMs();
    await observer.confirm(known(leases), stop.signal);
    expect(told).toEqual(['list of 1']);
    expect(unchanged).toMatchObject([{ name: 'orders' }]);
    expect(unchanged[0].asOfMs).toBeGreaterThanOrEqual(beganMs);
  });

  it('of an API server that is frozen finds that we see nothing, although the watch is open [K8]', async () => {
    await seed();
    const { observer, told, sees, leases, unchanged } = observe();
    await watching();
    api.faults.freeze();
    await observer.confirm(known(leases), stop.signal);
    expect(told).toEqual(['list of 1', 'watch failed: unreachable']);
    expect(unchanged).toEqual([]);
    api.faults.thaw();
    await seed({ holder: 'orders-2' });
    await sees('orders-2');
    expect(told.slice(0, 2)).toEqual([
      'list of 1',
      'watch failed: unreachable',
    ]);
  }, 40_000);

  it.each([
    ['a renewal', () => seed({ holder: 'orders-2' }), 'list of 1'],
    [
      'a deletion',
      () =>
        client.deleteNamespacedLease({ namespace: 'default', name: 'orders' }),
      'list of 0',
    ],
  ])(
    'behind a watch that fell silent finds %s that it did not tell [K4]',
    async (_, change, list) => {
      await seed();
      const { observer, told, leases, unchanged } = observe();
      await watching();
      api.faults.cutWatches('silence');
      await change();
      await observer.confirm(known(leases), stop.signal);
      expect(told).toEqual(['list of 1', list]);
      expect(unchanged).toEqual([]);
    },
  );

  /** Ends one short stream after the other, until the pauses between them are long. */
  const endStreams = async () => {
    for (let i = 0; i < 4; i++) {
      await watching();
      api.faults.cutWatches('end');
      await notWatching();
    }
  };

  it('between two streams does not wait for the next one, but lists again', async () => {
    await seed();
    const { observer, told, leases } = observe();
    await endStreams();
    const record = known(leases);
    await seed({ holder: 'orders-2' });
    await observer.confirm(record, stop.signal);
    expect(told).toEqual(['list of 1', 'list of 1']);
    expect(known(leases).holder).toBe('orders-2');
  }, 20_000);

  it('between two streams finds that we see nothing where the list is not answered', async () => {
    await seed();
    const { observer, told, leases } = observe();
    await endStreams();
    api.faults.freeze();
    await observer.confirm(known(leases), stop.signal);
    expect(told).toEqual(['list of 1', 'watch failed: unreachable']);
  }, 20_000);

  const overdue = (count: number) =>
    Array.from({ length: count }, (_, i) => `lease-${i}`);

  it.each([
    [20, 'by as many requests'],
    [21, 'by one list, once there is an answer at all'],
  ])('of %i Leases at once asks for each of them, %s', async count => {
    await Promise.all(overdue(count).map(name => seed({ name })));
    const { observer, told, leases, unchanged } = observe();
    await watching();
    api.faults.cutWatches('silence');
    // The one that is asked for last is the one that was renewed.
    await seed({ name: `lease-${count - 1}`, holder: 'renewed' });
    api.stats.reset();
    await Promise.all(
      Array.from(leases.values(), record =>
        observer.confirm(record, stop.signal),
      ),
    );
    expect(told).toEqual([`list of ${count}`, `list of ${count}`]);
    expect(leases.get(`default/lease-${count - 1}`)?.holder).toBe('renewed');
    expect(unchanged.map(({ name }) => name).sort()).toEqual(
      overdue(count - 1).sort(),
    );
    // the last one is the list that follows
    expect(api.stats.requests({ verb: 'list' }) - 1).toBe(
      count > 20 ? 2 : count,
    );
  });

  it('of one Lease that is asked for many times reads once', async () => {
    await seed();
    const { observer, leases } = observe();
    await watching();
    api.stats.reset();
    await Promise.all(
      overdue(20).map(() => observer.confirm(known(leases), stop.signal)),
    );
    expect(api.stats.requests({ verb: 'list' })).toBe(1);
  });
});
