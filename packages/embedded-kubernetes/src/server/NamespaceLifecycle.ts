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

import { newNamespace, timestamp } from './newObject';
import type { ObjectStore, Stored } from './ObjectStore';
import { NAMESPACES, type ResourceDefinition } from './resources';
import { notFound, refused } from './refusals';

/** The namespaces that every cluster has. */
const INITIAL = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];

/** The namespaces that nobody may delete. */
const IMMORTAL = new Set(['default', 'kube-public', 'kube-system']);

/**
 * What namespaces do to their content: nothing is created where none exists or where one is going away, and a
 * deleted namespace takes all its objects with it, after a moment of being `Terminating`.
 *
 * @internal
 */
export class NamespaceLifecycle {
  readonly #store: ObjectStore;
  readonly #resources: readonly ResourceDefinition[];
  readonly #terminationMs: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(options: {
    store: ObjectStore;
    resources: readonly ResourceDefinition[];
    terminationMs: number;
  }) {
    this.#store = options.store;
    this.#resources = options.resources;
    this.#terminationMs = options.terminationMs;
  }

  /** Creates the namespaces that every cluster has. */
  seed(): void {
    for (const name of INITIAL) {
      this.#store.put(
        NAMESPACES,
        newNamespace(NAMESPACES, {
          kind: NAMESPACES.kind,
          apiVersion: NAMESPACES.apiVersion,
          metadata: { name },
        }),
      );
    }
  }

  /**
   * Throws when nothing may be created in the namespace.
   *
   * @throws StatusError 404 or 403
   */
  checkCreate(
    resource: ResourceDefinition,
    namespace: string,
    name: string,
  ): void {
    const stored = this.#store.get(NAMESPACES, namespace);
    if (!stored) {
      throw notFound(NAMESPACES, namespace);
    }
    if (stored.object.metadata.deletionTimestamp) {
      throw refused(
        resource,
        name,
        `unable to create new content in namespace ${namespace} because it is being terminated`,
        [
          {
            reason: 'NamespaceTerminating',
            message: `namespace ${namespace} is being terminated`,
            field: 'metadata.namespace',
          },
        ],
      );
    }
  }

  /** Marks a namespace `Terminating` and lets it go a moment later, with all that is in it. */
  terminate({ name, object }: Stored): Stored {
    if (IMMORTAL.has(name)) {
      throw refused(NAMESPACES, name, 'this namespace may not be deleted');
    }
    const terminating = this.#store.put(NAMESPACES, {
      ...object,
      metadata: {
        ...object.metadata,
        deletionTimestamp: object.metadata.deletionTimestamp ?? timestamp(),
      },
      status: { phase: 'Terminating' },
    });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#finish(name);
    }, this.#terminationMs);
    this.#timers.add(timer);
    return terminating;
  }

  /** Forgets the namespaces that are still going away. */
  stop(): void {
    this.#timers.forEach(clearTimeout);
    this.#timers.clear();
  }

  #finish(namespace: string): void {
    for (const resource of this.#resources) {
      if (resource.namespaced) {
        for (const stored of this.#store.list(resource)) {
          if (stored.namespace === namespace) {
            this.#store.remove(resource, stored.key);
          }
        }
      }
    }
    this.#store.remove(NAMESPACES, namespace);
  }
}
