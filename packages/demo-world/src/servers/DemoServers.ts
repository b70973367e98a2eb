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

import type { KubeConfig } from '@kubernetes/client-node';
import type { DemoServer } from './DemoServer';
import { deployment } from './deployment';
import { notServing } from './notServing';
import { cloudServer } from './simulated';
import {
  expiring,
  flapping,
  healthy,
  namedByEntity,
  refusing,
  slow,
} from './webServers';

/**
 * The servers of the demo portal, one for each way to fare. They listen on ports
 * of loopback that are free, but for the one whose URL its entity states;
 * examples/servers.yaml has an entity for each.
 *
 * @public
 */
export class DemoServers {
  readonly #servers: DemoServer[];

  /** The cluster serves `DEPLOYMENTS`, and has the namespace of `DEPLOYMENT`. */
  static async start(options: {
    kubeConfig: KubeConfig;
    /** What the portal calls it. */
    cluster: string;
    /** Told of what the cluster refused. */
    onError(error: unknown): void;
  }): Promise<DemoServers> {
    return new DemoServers(
      await Promise.all([
        healthy(),
        slow(),
        namedByEntity(),
        flapping(),
        refusing(),
        expiring(),
        notServing(),
        cloudServer(),
        deployment(options),
      ]),
    );
  }

  private constructor(servers: DemoServer[]) {
    this.#servers = servers;
  }

  /** For `heartbeat.servers` in app-config. */
  get config(): Record<string, unknown>[] {
    return this.#servers.flatMap(({ config }) => (config ? [config] : []));
  }

  async stop(): Promise<void> {
    await Promise.all(this.#servers.map(server => server.stop()));
  }
}
