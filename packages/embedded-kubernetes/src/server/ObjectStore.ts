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

import type { ResourceDefinition } from './resources';
import type { KubernetesObject } from './types';

/**
 * An object at one version. It is never changed: a write makes a new one.
 *
 * @internal
 */
export interface Stored {
  /** `namespace/name`, or the name at cluster scope; lists are sorted by it. */
  key: string;
  namespace: string | undefined;
  name: string;
  object: KubernetesObject;
  /** The object's JSON from `"metadata"` on, which is how it stands in a list. */
  tail: string;
}

/** One committed write. @internal */
export interface Change {
  resourceVersion: number;
  resource: ResourceDefinition;
  /** Absent when the write deleted it; then `previous` carries the version of the deletion. */
  current: Stored | undefined;
  previous: Stored | undefined;
}

interface Table {
  objects: Map<string, Stored>;
  /** Kept until the set of keys changes, so that 10,000 Leases are not sorted for each list. */
  sortedKeys: string[] | undefined;
}

/**
 * The data of the embedded API: objects, one counter of versions over all of them, and a bounded history of changes
 * from which watches resume and older lists are rebuilt.
 *
 * Every write is one synchronous step, so "one of sixteen parallel writers wins" holds without locks.
 *
 * @internal
 */
export class ObjectStore {
  readonly #historyLimit: number;
  readonly #tables = new Map<ResourceDefinition, Table>();
  readonly #listeners = new Set<(change: Change) => void>();
  #history: Change[] = [];
  #version = 1;
  #compactedTo = 0;

  constructor(options: { historyLimit: number }) {
    this.#historyLimit = options.historyLimit;
  }

  /** The version of the latest write. */
  get version(): number {
    return this.#version;
  }

  /** Changes up to and including this version are forgotten. */
  get compactedTo(): number {
    return this.#compactedTo;
  }

  /** Calls back on each change, after it is in the store and before the writer is answered. */
  subscribe(listener: (change: Change) => void): void {
    this.#listeners.add(listener);
  }

  get(resource: ResourceDefinition, key: string): Stored | undefined {
    return this.#table(resource).objects.get(key);
  }

  /** All objects of a resource, in the order of their keys. */
  list(resource: ResourceDefinition): Stored[] {
    const table = this.#table(resource);
    table.sortedKeys ??= [...table.objects.keys()].sort();
    const listed: Stored[] = [];
    for (const key of table.sortedKeys) {
      const stored = table.objects.get(key);
      if (stored) {
        listed.push(stored);
      }
    }
    return listed;
  }

  /**
   * All objects of a resource as they were at an earlier version.
   *
   * @returns undefined when that version is compacted
   */
  listAt(resource: ResourceDefinition, version: number): Stored[] | undefined {
    if (version >= this.#version) {
      return this.list(resource);
    }
    const since = this.changesSince(version);
    if (!since) {
      return undefined;
    }
    const objects = new Map(this.#table(resource).objects);
    for (const change of since.reverse()) {
      const key = (change.current ?? change.previous)?.key;
      if (change.resource === resource && key !== undefined) {
        if (change.previous) {
          objects.set(key, change.previous);
        } else {
          objects.delete(key);
        }
      }
    }
    return [...objects.keys()].sort().flatMap(key => objects.get(key) ?? []);
  }

  /**
   * The changes after a version, oldest first.
   *
   * @returns undefined when some of them are compacted
   */
  changesSince(version: number): Change[] | undefined {
    if (version < this.#compactedTo) {
      return undefined;
    }
    // Versions rise by one with each change, so the place of the first one is arithmetic.
    const first = this.#history[0]?.resourceVersion ?? this.#version + 1;
    return this.#history.slice(Math.max(0, version + 1 - first));
  }

  /** Writes an object and gives it the next version. */
  put(resource: ResourceDefinition, object: KubernetesObject): Stored {
    const key = keyOf(resource, object.metadata);
    const table = this.#table(resource);
    const previous = table.objects.get(key);
    const current = storedAt(resource, object, ++this.#version);
    table.objects.set(key, current);
    if (!previous) {
      table.sortedKeys = undefined;
    }
    this.#commit({
      resourceVersion: this.#version,
      resource,
      current,
      previous,
    });
    return current;
  }

  /** Removes an object and returns it with the version of its deletion. */
  remove(resource: ResourceDefinition, key: string): Stored | undefined {
    const table = this.#table(resource);
    const last = table.objects.get(key);
    if (!last) {
      return undefined;
    }
    table.objects.delete(key);
    table.sortedKeys = undefined;
    this.#version++;
    this.#commit({
      resourceVersion: this.#version,
      resource,
      current: undefined,
      previous: last,
    });
    return atVersion(resource, last, this.#version);
  }

  /** Forgets all changes so far: a watch that resumes from before now is told 410. */
  compact(): void {
    this.#history = [];
    this.#compactedTo = this.#version;
  }

  /** Loses everything, the counter of versions included. */
  clear(): void {
    this.#tables.clear();
    this.#history = [];
    this.#version = 1;
    this.#compactedTo = 0;
  }

  #table(resource: ResourceDefinition): Table {
    let table = this.#tables.get(resource);
    if (!table) {
      table = { objects: new Map(), sortedKeys: undefined };
      this.#tables.set(resource, table);
    }
    return table;
  }

  #commit(change: Change): void {
    this.#history.push(change);
    // Trimmed in large steps, because each step moves the whole array.
    if (this.#history.length >= this.#historyLimit * 2) {
      this.#history = this.#history.slice(-this.#historyLimit);
      this.#compactedTo = this.#history[0].resourceVersion - 1;
    }
    for (const listener of this.#listeners) {
      listener(change);
    }
  }
}

/** The key of an object within its resource. @internal */
export function keyOf(
  resource: ResourceDefinition,
  identity: { namespace?: string; name?: string },
): string {
  return resource.namespaced
    ? `${identity.namespace}/${identity.name}`
    : `${identity.name}`;
}

/** The same object under another version, as deletions and selectors left behind report it. @internal */
export function atVersion(
  resource: ResourceDefinition,
  last: Stored,
  version: number,
): Stored {
  return storedAt(resource, last.object, version);
}

/** The whole JSON text of an object. @internal */
export function jsonOf(resource: ResourceDefinition, object: Stored): string {
  return `{"kind":"${resource.kind}","apiVersion":"${resource.apiVersion}",${object.tail}`;
}

/** An object's JSON from `"metadata"` on. @internal */
export function tailOf(object: KubernetesObject): string {
  const { kind: _kind, apiVersion: _apiVersion, ...rest } = object;
  return JSON.stringify(rest).slice(1);
}

function storedAt(
  resource: ResourceDefinition,
  object: KubernetesObject,
  version: number,
): Stored {
  const versioned: KubernetesObject = {
    ...object,
    metadata: orderMeta(object, version),
  };
  return {
    key: keyOf(resource, object.metadata),
    namespace: object.metadata.namespace,
    name: object.metadata.name ?? '',
    object: versioned,
    tail: tailOf(versioned),
  };
}

/** Metadata in the order in which Kubernetes writes it. */
function orderMeta(
  { metadata }: KubernetesObject,
  version: number,
): KubernetesObject['metadata'] {
  return {
    name: metadata.name,
    generateName: metadata.generateName,
    namespace: metadata.namespace,
    uid: metadata.uid,
    resourceVersion: String(version),
    generation: metadata.generation,
    creationTimestamp: metadata.creationTimestamp,
    deletionTimestamp: metadata.deletionTimestamp,
    labels: metadata.labels,
    annotations: metadata.annotations,
    ownerReferences: metadata.ownerReferences,
    finalizers: metadata.finalizers,
  };
}
