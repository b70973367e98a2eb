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

import { eventually } from '@internal/test-support';
import {
  startHeartbeat,
  type HeartbeatBackend,
} from '../__testUtils__/heartbeatBackend';
import {
  openTestCluster,
  type TestCluster,
} from '../__testUtils__/testCluster';
import { leases as cases } from './__testUtils__/kargoAnswers.json';

jest.setTimeout(60_000);

const LABEL = 'kargo.akuity.io/controller';

/** In place of the original's answers: of two Leases with one name the freshest counts [H16]. */
const OURS: Record<string, { of: string; status: string }> = {
  same: { of: 'a-same', status: 'Alive' },
};

let cluster: TestCluster;
let backend: HeartbeatBackend | undefined;
let namespace: string;
let elsewhere: string;
/** Of each Lease, as it was written. */
const renewTimes = new Map<string, string>();

beforeAll(async () => {
  cluster = await openTestCluster();
  namespace = await cluster.createNamespace();
  elsewhere = await cluster.createNamespace();
  const nowMs = Date.now();
  for (const { name, labels, spec, ...lease } of cases) {
    const place = lease.namespace === 'kargo' ? namespace : elsewhere;
    const written = spec && {
      ...spec,
      ...timesOf(spec, nowMs),
    };
    if (written && 'renewTime' in written && written.renewTime) {
      renewTimes.set(name, written.renewTime);
    }
    const { finalizers } = { finalizers: undefined, ...lease };
    await cluster.leases.createNamespacedLease({
      namespace: place,
      // Its times are text: client-node's own type for them sends what it is given.
      body: JSON.parse(
        JSON.stringify({
          metadata: { name, labels, finalizers },
          spec: written ?? undefined,
        }),
      ),
    });
  }
  // It waits for its finalizer from now on.
  await cluster.leases.deleteNamespacedLease({ namespace, name: 'finalizer' });
});

afterEach(async () => {
  await backend?.stop();
  backend = undefined;
});

afterAll(() => cluster.stop());

/** Times that are relative to now, as an API server takes them. */
function timesOf(
  spec: { renewTime?: string; acquireTime?: string },
  nowMs: number,
) {
  const absolute = (time: string | undefined) => {
    const [, seconds] = /^([+-]\d+)s$/.exec(time ?? '') ?? [];
    return seconds === undefined
      ? time
      : new Date(nowMs + Number(seconds) * 1_000)
          .toISOString()
          .replace('Z', '000Z');
  };
  const { renewTime, acquireTime } = spec;
  return {
    renewTime: absolute(renewTime),
    acquireTime: absolute(acquireTime),
  };
}

/** As Go writes it. */
function trimmed(time: string): string {
  return time.replace(/\.?0*Z$/, 'Z');
}

/** What the original answers, but for what departs on purpose. */
function expected(): string {
  const entries = cases.flatMap(({ name, original }) => {
    if (!original) {
      return [];
    }
    const { key } = original;
    const ours = OURS[key];
    const { timestamp } = { timestamp: undefined, ...original };
    const time =
      timestamp === 'renewTime'
        ? trimmed(renewTimes.get(ours?.of ?? name) ?? '')
        : timestamp;
    const status = ours?.status ?? original.status;
    return [{ key, entry: { controller: key, status, timestamp: time } }];
  });
  const sorted = entries
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, entry }) => `${JSON.stringify(key)}:${JSON.stringify(entry)}`);
  return `{"heartbeats":{${sorted.join(',')}},"defaultController":""}`;
}

async function answers(
  heartbeat: { sources: object[]; kargo?: object },
  query = '',
): Promise<string> {
  const { getText, list } = (backend = await startHeartbeat({
    kubeConfig: cluster.kubeConfig,
    heartbeat,
  }));
  await eventually('everything is in sight', async () =>
    (await list()).sights.every(({ status }) => status === 'synced'),
  );
  return getText(`/controller-heartbeats${query}`);
}

it.each([
  [
    'by its source alone',
    { sources: [{ type: 'label', label: LABEL }] },
    '?namespace=',
  ],
  [
    'beside a source that names the same Leases otherwise, and comes first',
    { sources: [{ type: 'label' }, { type: 'label', label: LABEL }] },
    '?namespace=',
  ],
  [
    'by a query',
    { sources: [{ type: 'label' }, { type: 'label', label: LABEL }] },
    `?label=${LABEL}&namespace=`,
  ],
])(
  'answers byte for byte what the original does [H12] [H13] [H14] [H15] [H16] [H25] [H26] [H27], %s',
  async (_, heartbeat, query) => {
    expect(await answers(heartbeat, `${query}${namespace}`)).toBe(expected());
  },
);

it('shows the namespace of its source, or the one that the configuration names [H27]', async () => {
  const sources = [{ type: 'label', label: LABEL, namespaces: [namespace] }];
  expect(await answers({ sources })).toBe(expected());
  await backend?.stop();
  const kargo = { label: LABEL, namespace: elsewhere };
  expect(
    JSON.parse(
      await answers({ kargo, sources: [{ type: 'label', label: LABEL }] }),
    ).heartbeats,
  ).toEqual({ elsewhere: expect.objectContaining({ status: 'Alive' }) });
});
