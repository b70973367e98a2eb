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
import { wallClock, type WorldClock } from '@internal/test-support';
import { ClusterLeases } from './ClusterLeases';
import { ControllerProcess } from './ControllerProcess';
import type { DemoController } from './DemoController';

/**
 * A cluster's worth of controllers that keep real Leases, each in its own way:
 * whoever watches the cluster sees what a busy one would show.
 *
 * The Leases stay when the world stops, as they do when a cluster loses power.
 *
 * @public
 */
export class DemoWorld {
  /**
   * Creates the namespaces and sets every controller going.
   *
   * @throws when the cluster does not let the namespaces be created
   */
  static async start(options: {
    kubeConfig: KubeConfig;
    controllers: DemoController[];
    /** Namespaces that have to be there for others. */
    namespaces?: string[];
    clock?: WorldClock;
    random?: () => number;
    /** Told of each request that the cluster refused. */
    onError?: (controller: DemoController, error: unknown) => void;
  }): Promise<DemoWorld> {
    const { kubeConfig, controllers, onError } = options;
    const { V1MicroTime } = await import('@kubernetes/client-node');
    const leases = await ClusterLeases.connect(kubeConfig);
    const namespaces = new Set([
      ...controllers.map(({ namespace }) => namespace),
      ...(options.namespaces ?? []),
    ]);
    await Promise.all(
      [...namespaces].map(namespace => leases.ensureNamespace(namespace)),
    );
    const processes = controllers.map(
      controller =>
        new ControllerProcess({
          controller,
          leases,
          clock: options.clock ?? wallClock(),
          random: options.random ?? Math.random,
          microTime: date => new V1MicroTime(date),
          onError: error => onError?.(controller, error),
        }),
    );
    return new DemoWorld(processes);
  }

  private readonly abort = new AbortController();
  private readonly running: Promise<unknown>;

  private constructor(processes: ControllerProcess[]) {
    this.running = Promise.all(
      processes.map(process => process.run(this.abort.signal)),
    );
  }

  /** Resolves once nothing is written any more. */
  async stop(): Promise<void> {
    this.abort.abort();
    await this.running;
  }
}
