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

import { randomUUID } from 'node:crypto';
import { onOpenstack } from '../openstack/__testUtils__/testCloud';
import { whileFrozen } from '../openstack/__testUtils__/whileFrozen';
import { REGION_CLUSTER } from './__testUtils__/openRegionCluster';
import { RealWorld, REGION, TEAM } from './__testUtils__/RealWorld';

// Boots, rebuilds and deletions of a real Nova take seconds, on a busy machine many.
jest.setTimeout(300_000);

let world: RealWorld;

const useWorld = () => {
  beforeAll(async () => {
    world = await RealWorld.start();
  });
  afterEach(() => world?.clear());
  afterAll(() => world?.stop());
};

const PROVISION = 'unikorn_region_server_provision_duration_seconds';
const SCHEDULING = 'unikorn_region_server_scheduling_duration_seconds';

/** The states that the gauge has servers in, and how many. */
async function states(): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  const gauge = await world.module.measured('unikorn_region_server_state');
  for (const [attributes, count] of Object.entries(gauge)) {
    const state = /^state=(\w+) /.exec(attributes)?.[1] ?? attributes;
    counts[state] = (counts[state] ?? 0) + Number(count);
  }
  return Object.fromEntries(
    Object.entries(counts).filter(([, count]) => count > 0),
  );
}

/** How often a duration was measured. */
async function samples(histogram: string): Promise<number> {
  return Object.values(await world.module.measured(histogram)).reduce<number>(
    (sum, value) =>
      typeof value === 'object' && value && 'count' in value
        ? sum + Number(value.count)
        : sum,
    0,
  );
}

/** The transitions that were logged since the last time: `Running > Stopped`. */
function transitions(): string[] {
  return world.module.logs.splice(0).map(({ level, message, meta }) => {
    const { from_phase, to_phase, from_state, to_state } = meta;
    return `${level}: ${message} ${from_phase ?? from_state} > ${
      to_phase ?? to_state
    }`;
  });
}

const phase = (from: string, to: string) =>
  `info: instance phase transition ${from} > ${to}`;
const state = (from: string, to: string) =>
  `info: instance state transition ${from} > ${to}`;

/** As Kubernetes has the moments of Nova. */
const wholeSeconds = (moment: string | null | undefined) =>
  moment && `${moment.slice(0, 19)}Z`;

const any = onOpenstack();
const where = `${REGION_CLUSTER}${any.lack}`;
const freezable = onOpenstack('REAL_OPENSTACK');

any.describeThere(`servers of a real OpenStack, in ${where}`, () => {
  useWorld();

  it('are found by exactly their names, alone and in a list', async () => {
    const { openstack } = world;
    const flavorId = world.flavors.small;
    const moves: Record<string, object | undefined> = {
      'web-1': undefined,
      'web-10': { 'os-stop': null },
      'Web-1': { pause: null },
      'db.1': { suspend: null },
      dbx1: { 'os-stop': null },
    };
    const settled: Record<string, string> = {
      'web-1': 'ACTIVE',
      'web-10': 'SHUTOFF',
      'Web-1': 'PAUSED',
      'db.1': 'SUSPENDED',
      dbx1: 'SHUTOFF',
    };
    const names = Object.keys(moves);
    for (const [i, novaName] of names.entries()) {
      await world.addServer(`listed-${i}`, { novaName });
      await world.addIdentity(`alone-${i}`);
      await world.addServer(`found-${i}`, {
        novaName,
        identityId: `alone-${i}`,
      });
      const id = await openstack.boot(novaName, { flavorId });
      const move = moves[novaName];
      if (move) {
        await openstack.act(id, move);
        await openstack.settled(id, settled[novaName]);
      }
    }
    await world.module.poll();
    for (const [i, novaName] of names.entries()) {
      const status = settled[novaName];
      const expected =
        status === 'ACTIVE'
          ? 'server is healthy'
          : `server is in state ${status}`;
      for (const name of [`listed-${i}`, `found-${i}`]) {
        const { status: of } = await world.api.read('servers', name);
        expect([novaName, of?.conditions?.[0].message]).toEqual([
          novaName,
          expected,
        ]);
      }
    }
  });

  it('have no host: in error, never launched, and pending', async () => {
    const flavorId = world.flavors.vast;
    await world.addServer('s1', { novaName: 'too-big', flavorId });
    const id = await world.openstack.order('too-big', { flavorId });
    const { created } = await world.openstack.settled(id, 'ERROR');
    const { outcome, status } = await world.poll('s1');
    expect(outcome).toBe('down');
    expect(status).toEqual({
      phase: 'Pending',
      scheduledAt: created,
      conditions: [
        {
          type: 'Healthy',
          status: 'False',
          reason: 'Errored',
          message: 'server is in an error state',
          lastTransitionTime: expect.any(String),
        },
      ],
    });
    expect(transitions()).toEqual([phase('', 'Pending'), state('', 'Errored')]);
    expect(await states()).toEqual({ pending: 1 });
  });

  it('stop and start, with their phases, and are launched once', async () => {
    const { openstack } = world;
    await world.addServer('s1', { novaName: 'on-and-off' });
    const id = await openstack.boot('on-and-off', {
      flavorId: world.flavors.small,
    });
    const provisioned = await samples(PROVISION);
    expect(await world.poll('s1')).toMatchObject({ outcome: 'healthy' });
    expect(await samples(PROVISION)).toBe(provisioned + 1);
    expect(transitions()).toEqual([phase('', 'Running'), state('', 'Healthy')]);
    await openstack.act(id, { 'os-stop': null });
    const { 'OS-SRV-USG:launched_at': launchedAt } = await openstack.settled(
      id,
      'SHUTOFF',
    );
    const stopped = await world.poll('s1');
    expect(stopped).toMatchObject({
      outcome: 'stopped',
      status: {
        phase: 'Stopped',
        launchedAt: wholeSeconds(launchedAt),
        provisionedAt: wholeSeconds(launchedAt),
        conditions: [{ status: 'False', reason: 'Degraded', type: 'Healthy' }],
      },
    });
    expect(transitions()).toEqual([
      phase('Running', 'Stopped'),
      state('Healthy', 'Degraded'),
    ]);
    expect(await states()).toEqual({ stopped: 1 });
    await openstack.act(id, { 'os-start': null });
    await openstack.settled(id, 'ACTIVE');
    expect(await world.poll('s1')).toMatchObject({
      outcome: 'healthy',
      status: { phase: 'Running' },
    });
    expect(transitions()).toEqual([
      phase('Stopped', 'Running'),
      state('Degraded', 'Healthy'),
    ]);
    expect(await samples(PROVISION)).toBe(provisioned + 1);
  });

  it('are rebuilt: forward only, launched anew, provisioned once; and break', async () => {
    const { openstack } = world;
    const { imageId } = openstack.cloud;
    const another = await openstack.addImage();
    await world.addServer('s1', { novaName: 'rebuilt' });
    const id = await openstack.boot('rebuilt', {
      flavorId: world.flavors.small,
    });
    const { status: before } = await world.poll('s1');
    const rebuildTo = async (targetImageID: string) => {
      await world.api.patchStatus('s1', {
        rebuild: { state: 'Initiated', targetImageID },
      });
      const { status } = await world.poll('s1');
      expect(status?.rebuild).toEqual({ state: 'Initiated', targetImageID });
      // Nova's database counts whole seconds: the new launch has to be in another one.
      await new Promise(resolve => setTimeout(resolve, 1000));
      await openstack.act(id, { rebuild: { imageRef: targetImageID } });
    };

    await rebuildTo(another);
    const seen: string[] = [];
    let isOver = false;
    while (!isOver) {
      const { outcome, reason, status } = await world.poll('s1');
      seen.push(
        `${status?.rebuild?.state} ${status?.phase} ${reason ?? outcome}`,
      );
      isOver = status?.rebuild?.state === 'Succeeded' && outcome === 'healthy';
    }
    const order = [
      'Rebuilding Building rebuilding',
      'Rebuilding Running healthy',
      'Succeeded Running healthy',
    ];
    expect(seen).toEqual(
      order.flatMap(step => seen.filter(one => one === step)),
    );
    const { 'OS-SRV-USG:launched_at': launchedAt, created } =
      await openstack.settled(id, 'ACTIVE');
    const { status: rebuilt } = await world.poll('s1');
    expect(rebuilt).toMatchObject({
      scheduledAt: created,
      launchedAt: wholeSeconds(launchedAt),
      provisionedAt: before?.provisionedAt,
    });
    expect(rebuilt?.launchedAt).not.toBe(before?.launchedAt);

    await rebuildTo(imageId);
    await openstack.settled(id, 'ACTIVE');
    await openstack.fail(id);
    world.module.logs.length = 0;
    expect(await world.poll('s1')).toMatchObject({
      outcome: 'down',
      reason: 'errored',
      // os-resetState leaves the power on.
      status: {
        phase: 'Running',
        rebuild: { state: 'Failed', targetImageID: imageId },
        conditions: [{ reason: 'Errored' }],
      },
    });
    expect(transitions()).toEqual([state('Healthy', 'Errored')]);
  });

  it('have the MAC address of their network, and keep it', async () => {
    const { openstack } = world;
    const networkId = randomUUID();
    const network = await openstack.addNetwork(`network-${networkId}`);
    await world.addServer('s1', { novaName: 'on-line', networkId });
    const id = await openstack.boot('on-line', {
      flavorId: world.flavors.small,
      networkId: network,
    });
    const { addresses } = await openstack.settled(id, 'ACTIVE');
    const [{ 'OS-EXT-IPS-MAC:mac_addr': macAddress }] =
      addresses[`network-${networkId}`];
    expect(macAddress).toMatch(/^fa:16:3e(:[0-9a-f]{2}){3}$/);
    const { facts, status } = await world.poll('s1');
    expect([facts?.mac, status?.macAddress]).toEqual([macAddress, macAddress]);
    await openstack.act(id, { 'os-stop': null });
    await openstack.settled(id, 'SHUTOFF');
    expect((await world.poll('s1')).status?.macAddress).toBe(macAddress);
  });

  it('are deleted in Nova: not found, and their resource stays as it was', async () => {
    await world.addServer('s1', { novaName: 'short-lived' });
    const id = await world.openstack.boot('short-lived', {
      flavorId: world.flavors.small,
    });
    await world.module.poll();
    const before = await world.api.read('servers', 's1');
    await world.openstack.remove(id);
    world.module.logs.length = 0;
    const { outcome, reason } = await world.poll('s1');
    expect([outcome, reason]).toEqual(['unknown', 'not-found']);
    expect(await world.api.read('servers', 's1')).toEqual(before);
    expect(world.module.logs).toEqual([
      {
        level: 'info',
        message: 'The Server is not found in Nova',
        meta: { instance_id: 's1', org_id: 'acme', region_id: REGION },
      },
    ]);
    expect(await states()).toEqual({ unknown: 1 });
  });

  it('cannot be asked about with a wrong password, and nothing tells which', async () => {
    await world.addServer('s1', { novaName: 'web-1' });
    await world.api.patch('openstackidentities', TEAM, {
      spec: { password: 'marker-wrong' },
    });
    const { outcome, reason, status } = await world.poll('s1');
    await world.api.patch('openstackidentities', TEAM, {
      spec: { password: world.openstack.cloud.member.password },
    });
    expect([outcome, reason, status]).toEqual([
      'unknown',
      'forbidden',
      undefined,
    ]);
    expect(world.module.lines('error')).toEqual([
      expect.stringMatching(
        new RegExp(
          `refuses the credentials of OpenstackIdentity ${world.api.namespace}/team$`,
        ),
      ),
    ]);
    expect(JSON.stringify(world.module.logs)).not.toContain('marker');
  });
});

freezable.describeThere(
  `servers that a real OpenStack is building${freezable.lack}`,
  () => {
    useWorld();

    it('are scheduled first and launched later, each measured once', async () => {
      const { openstack } = world;
      await world.addServer('s1', { novaName: 'new' });
      const id = await whileFrozen('placement', async () => {
        const ordered = await openstack.order('new', {
          flavorId: world.flavors.small,
        });
        const { outcome, reason, status } = await world.poll('s1');
        expect([outcome, reason]).toEqual(['degraded', 'building']);
        expect(status).toEqual({
          phase: 'Building',
          scheduledAt: (await openstack.server(ordered))?.created,
          conditions: [
            {
              type: 'Healthy',
              status: 'False',
              reason: 'Degraded',
              message: 'server is in state BUILD',
              lastTransitionTime: expect.any(String),
            },
          ],
        });
        expect(transitions()).toEqual([
          phase('', 'Building'),
          state('', 'Degraded'),
        ]);
        expect([await samples(SCHEDULING), await samples(PROVISION)]).toEqual([
          1, 0,
        ]);
        expect(await states()).toEqual({ building: 1 });
        return ordered;
      });
      const { created, 'OS-SRV-USG:launched_at': launchedAt } =
        await openstack.settled(id, 'ACTIVE');
      const { status } = await world.poll('s1');
      expect(status).toMatchObject({
        phase: 'Running',
        scheduledAt: created,
        launchedAt: wholeSeconds(launchedAt),
        provisionedAt: wholeSeconds(launchedAt),
        conditions: [{ status: 'True', message: 'server is healthy' }],
      });
      expect(transitions()).toEqual([
        phase('Building', 'Running'),
        state('Degraded', 'Healthy'),
      ]);
      expect([await samples(SCHEDULING), await samples(PROVISION)]).toEqual([
        1, 1,
      ]);
      expect(await states()).toEqual({ running: 1 });
      await world.module.poll();
      expect(world.module.logs).toEqual([]);
    });

    it('on bare metal wait or are built as Ironic says', async () => {
      const { openstack } = world;
      const flavorId = world.flavors.metal;
      await world.addServer('s1', { novaName: 'metal', flavorId });
      const id = await whileFrozen('placement', async () => {
        const ordered = await openstack.order('metal', { flavorId });
        const phaseNow = async () => (await world.poll('s1')).status?.phase;
        expect(await phaseNow()).toBe('Building');
        const node = await openstack.addNode(ordered);
        const seen = [`enroll ${await phaseNow()}`];
        for (const [target, state_] of [
          ['manage', 'manageable'],
          ['provide', 'available'],
          ['active', 'active'],
        ] as const) {
          await openstack.provision(node, target, state_);
          seen.push(`${state_} ${await phaseNow()}`);
        }
        expect(seen).toEqual([
          'enroll Queued',
          'manageable Queued',
          'available Queued',
          'active Building',
        ]);
        // It lets go of the server, so that there is no node.
        await openstack.provision(node, 'deleted', 'available');
        expect(await phaseNow()).toBe('Building');
        return ordered;
      });
      expect(transitions()).toEqual([
        phase('', 'Building'),
        state('', 'Degraded'),
        phase('Building', 'Queued'),
        phase('Queued', 'Building'),
      ]);
      await openstack.settled(id, 'ACTIVE');
      expect((await world.poll('s1')).status?.phase).toBe('Running');
    });
  },
);
