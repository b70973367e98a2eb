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

import type { JsonObject } from '@backstage/types';
import { EmbeddedKubernetes } from '@internal/embedded-kubernetes';
import {
  EmbeddedOpenStack,
  type CloudRequest,
  type CloudServer,
  type ServerOptions,
} from '@internal/embedded-openstack';
import {
  identityObjects,
  regionObject,
  regionSecret,
  serverObject,
  UNIKORN_RESOURCES,
} from '@internal/demo-world';
import { wallClock } from '@internal/test-support';
import type { UnikornOptions } from '../../options';
import { PolledModule } from './PolledModule';
import { RegionApi } from './RegionApi';

export const NAMESPACE = 'unikorn';
export const FLAVOR = 'f0000000-0000-4000-8000-000000000001';
export const METAL = 'f0000000-0000-4000-8000-000000000002';
export const SECRET = 'marker-secret';

const IMAGE = 'aaaaaaaa-0000-4000-8000-000000000001';

/** Who lists flavors and nodes, and where. */
const SERVICE = 'service';
const SERVICE_PROJECT = 'service-project';

/** The projects of the identities that there may be. */
const PROJECTS = ['p-a', 'p-b'];

/** What is in a world. */
interface Parts {
  kubernetes: EmbeddedKubernetes;
  api: RegionApi;
  openstack: EmbeddedOpenStack;
  module: PolledModule;
  asked: CloudRequest[];
  time: { laterMs: number };
}

/** A cluster with the region API, an OpenStack behind it, and the module that looks at both. */
export class UnikornWorld {
  readonly kubernetes: EmbeddedKubernetes;
  readonly api: RegionApi;
  readonly openstack: EmbeddedOpenStack;
  readonly module: PolledModule;
  /** What OpenStack was asked. */
  readonly asked: CloudRequest[];
  /** Moves the clock of the servers in Nova. */
  readonly time: { laterMs: number };

  static async start(
    options: Partial<UnikornOptions> = {},
  ): Promise<UnikornWorld> {
    const kubernetes = await EmbeddedKubernetes.start({
      tls: true,
      resources: UNIKORN_RESOURCES,
    });
    const api = await RegionApi.open({
      kubeconfig: kubernetes.kubeconfig(),
      cluster: 'demo',
      namespace: NAMESPACE,
    });
    const module = new PolledModule({
      clusters: [api.cluster],
      options: {
        namespaces: [NAMESPACE],
        intervalMs: 60_000,
        timeoutMs: 1000,
        concurrency: 4,
        ...options,
      },
    });
    const asked: CloudRequest[] = [];
    const time = { laterMs: 0 };
    const clock = wallClock();
    const openstack = await EmbeddedOpenStack.start({
      onRequest: request => asked.push(request),
      clock: {
        ...clock,
        now: () => new Date(clock.now().getTime() + time.laterMs),
      },
    });
    return new UnikornWorld({
      kubernetes,
      api,
      openstack,
      module,
      asked,
      time,
    });
  }

  private constructor(parts: Parts) {
    this.kubernetes = parts.kubernetes;
    this.api = parts.api;
    this.openstack = parts.openstack;
    this.module = parts.module;
    this.asked = parts.asked;
    this.time = parts.time;
    const projects = [SERVICE_PROJECT, ...PROJECTS];
    for (const id of projects) {
      this.openstack.addProject({ id, name: id });
    }
    this.openstack.addUser({
      id: SERVICE,
      name: SERVICE,
      password: SECRET,
      roles: Object.fromEntries(projects.map(id => [id, ['admin']])),
    });
    this.openstack.addFlavor({ id: FLAVOR, name: 'g.small' });
  }

  async stop(): Promise<void> {
    await this.openstack.stop();
    await this.kubernetes.stop();
  }

  /** @param spec - instead of what it has for this world's OpenStack */
  async addRegion(name: string, spec: JsonObject = {}): Promise<void> {
    const secret = `of-${name}`;
    const region = regionObject({
      namespace: NAMESPACE,
      name,
      title: `The-${name}`,
      endpoint: this.openstack.authUrl,
      secret,
      baremetal: [METAL],
    });
    await this.api.create(
      { ...region, spec: { ...region.spec, ...spec } },
      regionSecret({
        namespace: NAMESPACE,
        name: secret,
        domainId: 'default',
        userId: SERVICE,
        password: SECRET,
        projectId: SERVICE_PROJECT,
      }),
    );
  }

  /** One identity with the project `p-<name>`. */
  async addIdentity(name: string): Promise<void> {
    const projectId = `p-${name}`;
    this.openstack.addUser({
      id: name,
      name,
      password: SECRET,
      roles: { [projectId]: ['member'] },
    });
    const { identity, openstackIdentity } = identityObjects({
      namespace: NAMESPACE,
      name,
      userId: name,
      password: SECRET,
      projectId,
    });
    await this.api.create(identity, openstackIdentity);
  }

  /** A `Server`; an empty region or identity is none. */
  async addServer(
    name: string,
    options: {
      region?: string;
      identity?: string;
      nova?: string;
      flavor?: string;
    } = {},
  ): Promise<void> {
    const { region = 'west', identity = 'a', flavor = FLAVOR } = options;
    await this.api.create(
      serverObject({
        namespace: NAMESPACE,
        name,
        regionId: region || undefined,
        identityId: identity || undefined,
        novaName: options.nova ?? name,
        organization: 'acme',
        // The API takes both cases.
        flavorId: flavor.toUpperCase(),
        imageId: IMAGE,
      }),
    );
  }

  /** A server that is being built in Nova; where nothing else is said in the project of the identity `a`. */
  order(name: string, options: Partial<ServerOptions> = {}): CloudServer {
    return this.openstack.addServer({
      name,
      projectId: 'p-a',
      imageId: IMAGE,
      ...options,
    });
  }

  /** The same, that runs. */
  boot(name: string, options: Partial<ServerOptions> = {}): CloudServer {
    return this.order(name, options).do('boot');
  }
}
