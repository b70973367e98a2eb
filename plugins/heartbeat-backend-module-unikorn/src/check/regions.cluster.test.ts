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

import { createServer } from 'node:net';
import {
  EmbeddedOpenStack,
  type CloudServer,
} from '@internal/embedded-openstack';
import {
  identityObjects,
  regionObject,
  regionSecret,
  serverObject,
  type UnikornObject,
} from '@internal/demo-world';
import { eventually } from '@internal/test-support';
import {
  openRegionCluster,
  REGION_CLUSTER,
} from './__testUtils__/openRegionCluster';
import { PolledModule } from './__testUtils__/PolledModule';
import type { RegionApi } from './__testUtils__/RegionApi';

jest.setTimeout(120_000);

const FLAVOR = 'f0000000-0000-4000-8000-000000000001';
const IMAGE = 'aaaaaaaa-0000-4000-8000-000000000001';
const PASSWORD = 'secret';
const PROJECT = 'shared';

/** Of the region that is slow, each answer. */
const SLOW_MS = 200;

/** How a server lives in Nova, and what follows from that when it is first seen. */
interface Life {
  live(server: CloudServer): void;
  phase: string;
  reason: string;
  message: string;
  outcome: string;
  /** Beside the transitions. */
  remark?: string;
  /** Whether its provisioning is measured. */
  isProvisioned: boolean;
}

const LIVES: Record<string, Life> = {
  running: {
    live: server => server.do('boot'),
    phase: 'Running',
    reason: 'Healthy',
    message: 'server is healthy',
    outcome: 'healthy',
    isProvisioned: true,
  },
  stopped: {
    live: server => server.do('boot').do('stop'),
    phase: 'Stopped',
    reason: 'Degraded',
    message: 'server is in state SHUTOFF',
    outcome: 'stopped',
    isProvisioned: false,
  },
  failed: {
    live: server => server.do('boot').do('fail'),
    phase: 'Running',
    reason: 'Errored',
    message: 'server is in an error state',
    outcome: 'down',
    isProvisioned: true,
  },
  building: {
    live: () => {},
    phase: 'Building',
    reason: 'Degraded',
    message: 'server is in state BUILD',
    outcome: 'degraded',
    isProvisioned: false,
  },
  paused: {
    live: server => server.do('boot').do('pause'),
    phase: 'Pending',
    reason: 'Degraded',
    message: 'server is in state PAUSED',
    outcome: 'degraded',
    remark: 'instance is paused',
    isProvisioned: false,
  },
};

/** How many of each life are in the slow region; so many again have no server in Nova. */
const EACH = 5;

/** How many are in the region that is down, and in the one of the wrong kind. */
const REST = 10;

/** Of the slow region: so many of each life have a second writer. */
const CONTESTED = 2;

const lives = Object.keys(LIVES);
const nameOf = (life: string, i: number) => `${life}-${i}`;
const numbered = (count: number) => Array.from({ length: count }, (_, i) => i);
const named = (life: string, count: number, from = 0) =>
  numbered(count)
    .slice(from)
    .map(i => nameOf(life, i));

let cluster: { api: RegionApi; stop(): Promise<void> };
let openstack: EmbeddedOpenStack;
let unikorn: PolledModule;
let closedPort: number;

/** A port that nothing listens at. */
async function findClosedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>(done => {
    server.listen(0, '127.0.0.1', done);
  });
  const address = server.address();
  await new Promise(done => server.close(done));
  if (address === null || typeof address === 'string') {
    throw new Error('no address');
  }
  return address.port;
}

/** A region with its identity. */
function regionObjects(name: string, endpoint: string): UnikornObject[] {
  const { namespace } = cluster.api;
  const user = { userId: 'user', password: PASSWORD, projectId: PROJECT };
  const { identity, openstackIdentity } = identityObjects({
    namespace,
    name,
    ...user,
  });
  return [
    regionObject({
      namespace,
      name,
      title: `The-${name}`,
      endpoint,
      secret: name,
    }),
    regionSecret({ namespace, name, domainId: 'default', ...user }),
    identity,
    openstackIdentity,
  ];
}

const addServers = (region: string, names: string[]) =>
  cluster.api.create(
    ...names.map(name =>
      serverObject({
        namespace: cluster.api.namespace,
        name,
        regionId: region,
        identityId: region,
        novaName: name,
        organization: 'acme',
        flavorId: FLAVOR,
        imageId: IMAGE,
      }),
    ),
  );

beforeAll(async () => {
  cluster = await openRegionCluster();
  openstack = await EmbeddedOpenStack.start();
  openstack.addProject({ id: PROJECT, name: PROJECT });
  openstack.addUser({
    id: 'user',
    name: 'user',
    password: PASSWORD,
    roles: { [PROJECT]: ['member'] },
  });
  openstack.addFlavor({ id: FLAVOR, name: 'g.small' });
  closedPort = await findClosedPort();
  const [wrong] = regionObjects('wrong', openstack.authUrl);
  await cluster.api.create(
    ...regionObjects('slow', openstack.authUrl),
    ...regionObjects('down', `http://127.0.0.1:${closedPort}/v3`),
    {
      ...wrong,
      spec: {
        provider: 'kubernetes',
        kubernetes: {
          kubeConfigSecret: {
            name: 'none',
            namespace: cluster.api.namespace,
          },
        },
      },
    },
  );
  await addServers('slow', [
    ...lives.flatMap(life => named(life, EACH)),
    ...named('absent', EACH),
  ]);
  await addServers('down', named('down', REST));
  await addServers('wrong', named('wrong', REST));
  for (const life of lives) {
    for (const name of named(life, EACH)) {
      LIVES[life].live(openstack.addServer({ name, projectId: PROJECT }));
    }
  }
  unikorn = new PolledModule({
    clusters: [cluster.api.cluster],
    options: {
      namespaces: [cluster.api.namespace],
      intervalMs: 60_000,
      timeoutMs: 10_000,
      concurrency: 8,
    },
  });
});

afterAll(async () => {
  await openstack?.stop();
  await cluster?.stop();
});

/** What was logged since the last time, a line each. */
function lines(): string[] {
  return unikorn.logs
    .splice(0)
    .map(({ level, message, meta }) => {
      const of = meta.instance_id ?? meta.region_id;
      const from = meta.from_phase ?? meta.from_state;
      const to = meta.to_phase ?? meta.to_state;
      return `${level} ${of}: ${message}${
        to === undefined ? '' : ` "${from}" > "${to}"`
      }`;
    })
    .sort();
}

/** The lines of servers that are seen for the first time. */
const firstSeen = (life: string, names: string[]) => {
  const { phase, reason } = LIVES[life];
  return names.flatMap(name => [
    `info ${name}: instance phase transition "" > "${phase}"`,
    `info ${name}: instance state transition "" > "${reason}"`,
  ]);
};

/** The lines that every poll has again. */
const everyTime = () => [
  ...lives.flatMap(life =>
    LIVES[life].remark
      ? named(life, EACH).map(name => `info ${name}: ${LIVES[life].remark}`)
      : [],
  ),
  ...named('absent', EACH).map(
    name => `info ${name}: The Server is not found in Nova`,
  ),
  `error down: The flavors cannot be listed: Keystone at http://127.0.0.1:${closedPort}/v3/auth/tokens cannot be asked (ECONNREFUSED)`,
  ...named('down', REST).map(
    name =>
      `error ${name}: The Server cannot be asked about: Keystone at http://127.0.0.1:${closedPort}/v3/auth/tokens cannot be asked (ECONNREFUSED)`,
  ),
  `error wrong: The servers of a region are skipped: The Region ${cluster.api.namespace}/wrong is of the wrong kind: "kubernetes" has no servers of its own`,
];

/** The gauge: how many of each life were written. */
function gauge(written: number): Record<string, number> {
  const attributes = (state: string, region: string) =>
    `state=${state} region_id=${region} region_name=${
      region === 'wrong' ? '' : `The-${region}`
    } flavor_id=${FLAVOR} flavor_name=${region === 'slow' ? 'g.small' : ''}`;
  const counts: Record<string, number> = {
    [attributes('unknown', 'slow')]: EACH,
    [attributes('unknown', 'down')]: REST,
    [attributes('unknown', 'wrong')]: REST,
  };
  for (const life of lives) {
    const key = attributes(LIVES[life].phase.toLowerCase(), 'slow');
    counts[key] = (counts[key] ?? 0) + written;
  }
  return counts;
}

async function samples(of: string): Promise<unknown> {
  const [value] = Object.values(
    await unikorn.measured(`unikorn_region_server_${of}_duration_seconds`),
  );
  return typeof value === 'object' && value && 'count' in value
    ? value.count
    : undefined;
}

const versions = async (names: string[]) => {
  const seen: Record<string, string> = {};
  for (const name of names) {
    const { metadata } = await cluster.api.read('servers', name);
    seen[name] = metadata.resourceVersion;
  }
  return seen;
};

const contested = lives.flatMap(life => named(life, CONTESTED));
const uncontested = lives.flatMap(life => named(life, EACH, CONTESTED));
const isProvisioned = lives.filter(life => LIVES[life].isProvisioned);

describe(`fifty servers of three regions, on ${REGION_CLUSTER}`, () => {
  it('are written, logged and measured as they are, but for those that somebody else writes meanwhile [M11-M15, M17, M19-M24]', async () => {
    const held = openstack.faults.add(
      { kind: 'frozen' },
      { path: 'servers/detail' },
    );
    openstack.faults.add({ kind: 'slow', ms: SLOW_MS });
    const polled = unikorn.poll();
    await eventually('a request to wait', () => held.hits > 0);
    for (const name of contested) {
      await cluster.api.patch('servers', name, {
        metadata: { labels: { 'heartbeat.test/writer': 'second' } },
      });
    }
    held.remove();
    const reports = await polled;

    expect(Object.keys(reports)).toHaveLength(50);
    for (const life of lives) {
      for (const name of named(life, EACH)) {
        expect([name, reports[name].outcome]).toEqual([
          name,
          LIVES[life].outcome,
        ]);
      }
    }
    const unknown = {
      absent: [EACH, 'not-found'],
      down: [REST, 'connection-refused'],
      wrong: [REST, 'provider-unavailable'],
    } as const;
    for (const [life, [count, reason]] of Object.entries(unknown)) {
      for (const name of named(life, count)) {
        const { outcome, reason: why } = reports[name];
        expect([name, outcome, why]).toEqual([name, 'unknown', reason]);
        const { status } = await cluster.api.read('servers', name);
        expect(status).toBeUndefined();
      }
    }
    for (const life of lives) {
      const { phase, reason, message } = LIVES[life];
      for (const name of named(life, EACH, CONTESTED)) {
        const { status } = await cluster.api.read('servers', name);
        expect([name, status]).toMatchObject([
          name,
          { phase, conditions: [{ type: 'Healthy', reason, message }] },
        ]);
      }
    }
    for (const name of contested) {
      const { status } = await cluster.api.read('servers', name);
      expect([name, status]).toEqual([name, undefined]);
    }

    const logged = lines();
    const refused = logged.filter(line => line.includes('cannot be written'));
    expect(refused.map(line => line.replace(/: .*/, ''))).toEqual(
      contested.map(name => `error ${name}`).sort(),
    );
    for (const line of refused) {
      expect(line).toMatch(
        /: The status of the Server cannot be written: The cluster demo answers 409: .*the object has been modified/,
      );
    }
    expect(logged.filter(line => !refused.includes(line))).toEqual(
      [
        ...everyTime(),
        ...lives.flatMap(life => firstSeen(life, named(life, EACH, CONTESTED))),
      ].sort(),
    );
    expect(await unikorn.measured('unikorn_region_server_state')).toEqual(
      gauge(EACH - CONTESTED),
    );
    expect([await samples('scheduling'), await samples('provision')]).toEqual([
      uncontested.length,
      isProvisioned.length * (EACH - CONTESTED),
    ]);
  });

  it('are written by the next poll where they were not, and the others left alone [M13, M14, M24, M25]', async () => {
    const before = await versions(uncontested);
    await unikorn.poll();
    expect(await versions(uncontested)).toEqual(before);
    expect(lines()).toEqual(
      [
        ...everyTime(),
        ...lives.flatMap(life => firstSeen(life, named(life, CONTESTED))),
      ].sort(),
    );
    expect(await unikorn.measured('unikorn_region_server_state')).toEqual(
      gauge(EACH),
    );
    expect([await samples('scheduling'), await samples('provision')]).toEqual([
      lives.length * EACH,
      isProvisioned.length * EACH,
    ]);
  });

  it('are left alone once nothing changes, while the regions that fail are told of [M11, M13]', async () => {
    const before = await versions([...contested, ...uncontested]);
    await unikorn.poll();
    expect(await versions([...contested, ...uncontested])).toEqual(before);
    expect(lines()).toEqual(everyTime().sort());
  });
});
