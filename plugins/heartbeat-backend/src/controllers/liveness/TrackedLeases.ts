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
import type { LeaseRef } from 'backstage-plugin-heartbeat-common';
import type { TrackedLease } from './TrackedLease';

type ByName = Map<string, TrackedLease>;
type ByNamespace = Map<string, ByName>;

/**
 * All tracked Leases, by cluster, namespace and name. They are not found by an id:
 * to put one together for each change takes longer than these three steps.
 *
 * @internal
 */
export class TrackedLeases {
  readonly #byCluster = new Map<string, ByNamespace>();

  get({ cluster, namespace, name }: LeaseRef): TrackedLease | undefined {
    return this.#byCluster.get(cluster)?.get(namespace)?.get(name);
  }

  add(lease: TrackedLease): void {
    const { cluster, namespace, name } = lease.record.ref;
    const byNamespace: ByNamespace = this.#byCluster.get(cluster) ?? new Map();
    const byName: ByName = byNamespace.get(namespace) ?? new Map();
    this.#byCluster.set(cluster, byNamespace.set(namespace, byName));
    byName.set(name, lease);
  }

  /** Those of one cluster. */
  *of(cluster: string): Iterable<TrackedLease> {
    for (const byName of this.#byCluster.get(cluster)?.values() ?? []) {
      yield* byName.values();
    }
  }

  delete({ cluster, namespace, name }: LeaseRef): void {
    const byNamespace = this.#byCluster.get(cluster);
    const byName = byNamespace?.get(namespace);
    byName?.delete(name);
    if (byName?.size === 0) {
      byNamespace?.delete(namespace);
    }
    if (byNamespace?.size === 0) {
      this.#byCluster.delete(cluster);
    }
  }

  *[Symbol.iterator](): Iterator<TrackedLease> {
    for (const byNamespace of this.#byCluster.values()) {
      for (const byName of byNamespace.values()) {
        yield* byName.values();
      }
    }
  }
}

/**
 * What a Lease is called where one text is needed, e.g. in a database.
 *
 * @internal
 */
export function idOf({ cluster, namespace, name }: LeaseRef): string {
  // Joined in one step, because a text that is added up keeps its parts in memory, too.
  return [cluster, namespace, name].join('/');
}

/**
 * The way back. Names in Kubernetes have no slash; a cluster's may.
 *
 * @internal
 */
export function refOf(id: string): LeaseRef {
  const parts = id.split('/');
  const name = parts.pop() ?? '';
  const namespace = parts.pop() ?? '';
  return { cluster: parts.join('/'), namespace, name };
}
