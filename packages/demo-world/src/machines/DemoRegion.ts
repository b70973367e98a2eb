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
import {
  type CloudProject,
  type CloudServer,
  EmbeddedOpenStack,
  type Flavor,
  type ServerOptions,
  type ServerOrder,
} from '@internal/embedded-openstack';
import { wallClock, type WorldClock } from '@internal/test-support';
import {
  identityObjects,
  regionObject,
  regionSecret,
  serverObject,
} from '../unikorn';
import {
  type DemoFlavor,
  type DemoMachine,
  FLAVORS,
  type RegionPlan,
} from './regionPlans';
import { outages } from './outages';
import type { RegionService } from './RegionService';

/** So long the region service takes for an order before it asks Nova. */
const ORDER_MS = 6_000;

/** What machines are installed from: they are rebuilt with the one and the other in turn. */
const IMAGES = [
  '6f1d2a7c-3b54-4c09-9a61-52c1f0e8d7b3',
  'b8e0c415-92fa-4d37-8c2e-1a7f3d6b9054',
];

/** The network of all machines; Nova is told of it by its id. */
const NETWORK_ID = '2c9a5e10-7d48-4b6f-a3c2-e4f10b8d6975';

/** What Keystone calls the domain that is always there. */
const DOMAIN_ID = 'default';

/** @internal */
export function secretName(region: string): string {
  return `region-${region}-credentials`;
}

/** What a region is made of once it has begun. */
interface Ground {
  projects: ReadonlyMap<string, CloudProject>;
  flavors: ReadonlyMap<DemoFlavor, Flavor>;
}

/**
 * A region with an OpenStack of its own, in which machines are ordered, live and are
 * given back, each in its way.
 *
 * @public
 */
export class DemoRegion {
  readonly name: string;
  readonly openstack: EmbeddedOpenStack;
  readonly #service: RegionService;
  readonly #clock: WorldClock;
  readonly #stopped = new AbortController();
  #living: Promise<unknown> = Promise.resolve();

  private constructor(options: {
    name: string;
    openstack: EmbeddedOpenStack;
    service: RegionService;
    clock: WorldClock;
  }) {
    this.name = options.name;
    this.openstack = options.openstack;
    this.#service = options.service;
    this.#clock = options.clock;
  }

  /** Orders what is in the plan; it is there when the promise resolves. */
  static async start(options: {
    plan: RegionPlan;
    service: RegionService;
    /** Default: the time on the wall. */
    clock?: WorldClock;
    /** Told of what ended the life of a machine. */
    onError(machine: string, error: unknown): void;
  }): Promise<DemoRegion> {
    const { plan, service, clock = wallClock(), onError } = options;
    const openstack = await EmbeddedOpenStack.start({ clock });
    const { name } = plan;
    const region = new DemoRegion({ name, openstack, service, clock });
    try {
      const ground = await region.#lay(plan);
      await region.#populate(plan, ground, onError);
    } catch (error) {
      await region.stop();
      throw error;
    }
    return region;
  }

  /** A machine as Nova has it now: tests move those that do not live by themselves. */
  machine(name: string): CloudServer | undefined {
    return this.openstack.servers.find(server => server.name === name);
  }

  /** Ends all lives; what is in the cluster stays, as when power is lost. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.openstack.stop();
    await this.#living;
  }

  /** What is there before any machine: flavors, projects, who may log in, and the objects that say so. */
  async #lay({ name, machines }: RegionPlan): Promise<Ground> {
    const { namespace } = this.#service;
    const flavors = new Map<DemoFlavor, Flavor>();
    for (const { flavor } of machines) {
      if (!flavors.has(flavor)) {
        flavors.set(flavor, this.openstack.addFlavor(FLAVORS[flavor]));
      }
    }
    const organizations = new Set(
      machines.map(({ organization }) => organization),
    );
    const projects = new Map<string, CloudProject>();
    for (const organization of organizations) {
      projects.set(
        organization,
        this.openstack.addProject({ name: organization }),
      );
    }
    const own = this.openstack.addProject({ name: 'region-service' });
    const service = this.openstack.addUser({
      name: 'region-service',
      roles: Object.fromEntries(
        [own, ...projects.values()].map(({ id }) => [id, ['admin']]),
      ),
    });
    const metal = flavors.get('metal');
    const secret = secretName(name);
    await this.#service.createSecret(
      regionSecret({
        namespace,
        name: secret,
        domainId: DOMAIN_ID,
        userId: service.id,
        password: service.password,
        projectId: own.id,
      }),
    );
    await this.#service.create(
      'regions',
      regionObject({
        namespace,
        name,
        title: name,
        endpoint: this.openstack.authUrl,
        secret,
        baremetal: metal && [metal.id],
      }),
    );
    for (const [organization, project] of projects) {
      const user = this.openstack.addUser({
        name: organization,
        roles: { [project.id]: ['member', 'reader'] },
      });
      const { identity, openstackIdentity } = identityObjects({
        namespace,
        name: this.#identityOf(organization),
        userId: user.id,
        password: user.password,
        projectId: project.id,
      });
      await this.#service.create('openstackidentities', openstackIdentity);
      await this.#service.create('identities', identity);
    }
    return { projects, flavors };
  }

  async #populate(
    { machines, outages: plan }: RegionPlan,
    ground: Ground,
    onError: (machine: string, error: unknown) => void,
  ): Promise<void> {
    const lives: Promise<void>[] = [];
    for (const machine of machines) {
      const server = this.#serverOf(machine, ground);
      if (machine.life) {
        lives.push(
          this.openstack
            .live({
              server,
              ...machine.life,
              images: [IMAGES[1], IMAGES[0]],
              before: order => this.#serve(machine, server, order),
            })
            .catch(error => onError(machine.name, error)),
        );
      } else {
        await this.#announce(machine, server);
        this.openstack.boot(server);
      }
    }
    if (plan) {
      lives.push(
        outages({
          ...plan,
          openstack: this.openstack,
          clock: this.#clock,
          signal: this.#stopped.signal,
        }),
      );
    }
    this.#living = Promise.all(lives);
  }

  #serverOf(
    { name, organization, flavor }: DemoMachine,
    { projects, flavors }: Ground,
  ): ServerOptions {
    const project = projects.get(organization);
    if (!project) {
      throw new Error(`${name}: ${organization} has no project`);
    }
    return {
      name,
      projectId: project.id,
      flavor: flavors.get(flavor),
      imageId: IMAGES[0],
      network: `network-${NETWORK_ID}`,
      node:
        flavor === 'metal'
          ? this.openstack.addNode({ name: `node-of-${name}` })
          : undefined,
    };
  }

  /** Writes down what is about to be done, as the region service does. */
  async #serve(
    machine: DemoMachine,
    server: ServerOptions,
    { move, imageId }: ServerOrder,
  ): Promise<void> {
    if (move === 'order') {
      await this.#announce(machine, server);
    } else if (move === 'delete') {
      await this.#service.deleteServer(machine.name);
    } else if (imageId !== undefined) {
      await this.#service.beginRebuild(machine.name, imageId);
    } else {
      return;
    }
    await this.#clock.sleep(ORDER_MS, this.#stopped.signal);
  }

  async #announce(
    { name, organization }: DemoMachine,
    { flavor }: ServerOptions,
  ): Promise<void> {
    await this.#service.create(
      'servers',
      serverObject({
        namespace: this.#service.namespace,
        name,
        regionId: this.name,
        identityId: this.#identityOf(organization),
        novaName: name,
        organization,
        flavorId: flavor?.id ?? randomUUID(),
        imageId: IMAGES[0],
        networkId: NETWORK_ID,
      }),
    );
  }

  /** An identity is of one region. */
  #identityOf(organization: string): string {
    return `${organization}-${this.name}`;
  }
}
