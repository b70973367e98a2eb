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
import { DemoRegion, secretName } from './DemoRegion';
import { regionPlans } from './regionPlans';
import { RegionService } from './RegionService';

/**
 * Where the region API of the demo keeps its objects.
 *
 * @public
 */
export const REGION_NAMESPACE = 'unikorn-region';

/**
 * The Secrets in which the demo's regions keep their credentials.
 *
 * @public
 */
export const REGION_SECRETS: string[] = regionPlans.map(({ name }) =>
  secretName(name),
);

/**
 * The regions of the demo portal, with two dozen machines that move through their
 * lives. examples/machines.yaml has entities for them.
 *
 * @public
 */
export class DemoRegions {
  readonly #regions: DemoRegion[];

  /** The cluster serves `UNIKORN_RESOURCES`. */
  static async start(options: {
    kubeConfig: KubeConfig;
    /** Default: the time on the wall. */
    clock?: WorldClock;
    /** Told of what ended the life of a machine. */
    onError(machine: string, error: unknown): void;
  }): Promise<DemoRegions> {
    const { kubeConfig, clock = wallClock(), onError } = options;
    const service = await RegionService.connect({
      kubeConfig,
      namespace: REGION_NAMESPACE,
    });
    return new DemoRegions(
      await Promise.all(
        regionPlans.map(plan =>
          DemoRegion.start({ plan, service, clock, onError }),
        ),
      ),
    );
  }

  private constructor(regions: DemoRegion[]) {
    this.#regions = regions;
  }

  /** For faults on demand. */
  get regions(): readonly DemoRegion[] {
    return this.#regions;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#regions.map(region => region.stop()));
  }
}
