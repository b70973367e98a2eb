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

import type {
  CoordinationV1Api,
  CoreV1Api,
  KubeConfig,
  V1Lease,
} from '@kubernetes/client-node';
import type { LeasePort } from './LeasePort';
import { unless } from './unless';

const NOT_FOUND = 404;
const CONFLICT = 409;

/**
 * Leases in whatever cluster a kubeconfig points to.
 *
 * @internal
 */
export class ClusterLeases implements LeasePort {
  static async connect(kubeConfig: KubeConfig): Promise<ClusterLeases> {
    // an ES module, which Backstage's Jest loads in no other way
    const client = await import('@kubernetes/client-node');
    return new ClusterLeases(
      kubeConfig.makeApiClient(client.CoordinationV1Api),
      kubeConfig.makeApiClient(client.CoreV1Api),
      client.setHeaderOptions('Content-Type', client.PatchStrategy.MergePatch),
    );
  }

  private constructor(
    private readonly leases: CoordinationV1Api,
    private readonly core: CoreV1Api,
    private readonly asMergePatch: Parameters<
      CoordinationV1Api['patchNamespacedLease']
    >[1],
  ) {}

  async create(lease: V1Lease) {
    const namespace = lease.metadata?.namespace ?? '';
    await this.leases.createNamespacedLease({ namespace, body: lease });
  }

  merge(namespace: string, name: string, body: V1Lease) {
    return unless(
      NOT_FOUND,
      this.leases.patchNamespacedLease(
        { namespace, name, body },
        this.asMergePatch,
      ),
    );
  }

  async remove(namespace: string, name: string) {
    await unless(
      NOT_FOUND,
      this.leases.deleteNamespacedLease({ namespace, name }),
    );
  }

  async ensureNamespace(name: string) {
    const body = { metadata: { name } };
    await unless(CONFLICT, this.core.createNamespace({ body }));
  }
}
