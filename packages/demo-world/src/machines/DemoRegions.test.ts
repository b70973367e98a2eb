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

import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import { eventually, wallClock } from '@internal/test-support';
import { UNIKORN_RESOURCES, unikornPath, type UnikornPlural } from '../unikorn';
import type { DemoRegion } from './DemoRegion';
import { DemoRegions, REGION_NAMESPACE, REGION_SECRETS } from './DemoRegions';

/** A demo minute passes in 300 ms. */
const SPEED = 200;

/** The first to load `@kubernetes/client-node` waits for that. */
const START_TIMEOUT_MS = 30_000;

/** The longest of the lives goes by in a few seconds; a busy machine takes longer. */
const SEEN_WITHIN_MS = 50_000;

/** What tests look at of any object. */
interface Shown {
  metadata: { name: string; labels: Record<string, string> };
  spec: Record<string, unknown>;
  status?: { rebuild?: { state: string; targetImageID: string } };
}

describe('DemoRegions', () => {
  const errors: string[] = [];
  let api: EmbeddedKubernetes;
  let world: DemoRegions;
  let west: DemoRegion;
  let north: DemoRegion;

  beforeAll(async () => {
    api = await EmbeddedKubernetes.start({ resources: UNIKORN_RESOURCES });
    const { KubeConfig } = await import('@kubernetes/client-node');
    const kubeConfig = new KubeConfig();
    // client-node refuses plain HTTP unless it is told not to mind
    kubeConfig.loadFromOptions({
      clusters: [{ name: 'c', server: api.url, skipTLSVerify: true }],
      users: [{ name: 'u', token: api.access.tokenOf('admin') }],
      contexts: [{ name: 'x', cluster: 'c', user: 'u' }],
      currentContext: 'x',
    });
    world = await DemoRegions.start({
      kubeConfig,
      clock: wallClock({ speed: SPEED }),
      onError: (machine, error) => errors.push(`${machine}: ${error}`),
    });
    [west, north] = world.regions;
  }, START_TIMEOUT_MS);

  afterAll(async () => {
    await world.stop();
    await api.stop();
  });

  async function list(plural: UnikornPlural): Promise<Shown[]> {
    const response = await fetch(
      `${api.url}${unikornPath(plural, REGION_NAMESPACE)}`,
      { headers: { Authorization: `Bearer ${api.access.tokenOf('admin')}` } },
    );
    return (await response.json()).items;
  }

  const names = async (plural: UnikornPlural) =>
    (await list(plural)).map(({ metadata }) => metadata.name);

  /** Looks again and again until all of this has been seen. */
  async function seen(
    expected: string[],
    look: () => Promise<string | undefined>,
  ): Promise<void> {
    const found = new Set<string>();
    await eventually(
      expected.join(', '),
      async () => {
        found.add((await look()) ?? '');
        return expected.every(one => found.has(one));
      },
      { withinMs: SEEN_WITHIN_MS },
    );
  }

  it('have two dozen machines in the west and three in the north, whose owners OpenStack knows', async () => {
    const orders = new Map<string, string>();
    await seen(['27'], async () => {
      for (const { metadata } of await list('servers')) {
        orders.set(
          metadata.name,
          metadata.labels['regions.unikorn-cloud.org/region-id'],
        );
      }
      return `${orders.size}`;
    });
    const inWest = [...orders.values()].filter(region => region === 'west');
    expect([orders.size, inWest.length]).toEqual([27, 24]);
    expect((await names('secrets')).sort()).toEqual([...REGION_SECRETS].sort());
    expect((await names('identities')).sort()).toEqual([
      'platform-north',
      'platform-west',
      'research-west',
      'shop-west',
    ]);
    const inTheWest = (await list('openstackidentities')).filter(
      ({ metadata }) => metadata.name.endsWith('-west'),
    );
    const answers = await Promise.all(
      inTheWest.map(({ spec }) => logIn(west, spec)),
    );
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201]);
  });

  it('order a machine in the cluster before Nova has it, and give both back', async () => {
    await seen(
      ['ordered', 'ordered BUILD', 'ordered ACTIVE', 'ACTIVE', 'nowhere'],
      async () => {
        const isOrdered = (await names('servers')).includes('runner-1');
        const words = [
          isOrdered && 'ordered',
          west.machine('runner-1')?.status,
        ];
        return words.filter(Boolean).join(' ') || 'nowhere';
      },
    );
    expect(errors).toEqual([]);
  });

  it('have machines in every state that a monitor can meet', async () => {
    const states = new Set<string>();
    await seen(
      ['ACTIVE', 'BUILD', 'ERROR', 'PAUSED', 'REBUILD', 'SHUTOFF'],
      async () => {
        west.openstack.servers.forEach(({ status }) => states.add(status));
        const [any] = states;
        states.delete(any);
        return any;
      },
    );
    expect(west.machine('web-1')?.status).toBe('ACTIVE');
  });

  it('walk bare metal through Ironic', async () => {
    await seen(
      ['available', 'deploying', 'wait call-back', 'active', 'cleaning'],
      async () => west.machine('metal-2')?.node?.provisionState,
    );
    expect(errors).toEqual([]);
  });

  it('say that a machine is to be rebuilt, and with which image, before Nova begins', async () => {
    await seen(['before', 'begun'], async () => {
      const server = (await list('servers')).find(
        ({ metadata }) => metadata.name === 'cart-1',
      );
      const rebuild = server?.status?.rebuild;
      const imageId = west.machine('cart-1')?.state.imageId;
      if (!rebuild) {
        return undefined;
      }
      return rebuild.targetImageID === imageId ? 'begun' : 'before';
    });
    expect(errors).toEqual([]);
  });

  it('let nobody log in in the north now and then', async () => {
    const [identity] = (await list('openstackidentities')).filter(
      ({ metadata }) => metadata.name === 'platform-north',
    );
    await seen(['201', '503'], async () => {
      const { status } = await logIn(north, identity.spec);
      return `${status}`;
    });
    expect(errors).toEqual([]);
  });
});

function logIn(
  { openstack }: DemoRegion,
  { userID, password, projectID }: Record<string, unknown>,
): Promise<Response> {
  return fetch(`${openstack.authUrl}/auth/tokens`, {
    method: 'POST',
    body: JSON.stringify({
      auth: {
        identity: {
          methods: ['password'],
          password: { user: { id: userID, password } },
        },
        scope: { project: { id: projectID } },
      },
    }),
  });
}
