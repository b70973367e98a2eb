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

import { carryOver, specChanged } from './carryOver';
import {
  checkName,
  checkPreconditions,
  checkValid,
  checkVersion,
  uidConflict,
} from './checks';
import type { NamespaceLifecycle } from './NamespaceLifecycle';
import { generatedName, newNamespace, newObject, timestamp } from './newObject';
import {
  jsonOf,
  keyOf,
  tailOf,
  type ObjectStore,
  type Stored,
} from './ObjectStore';
import { applyPatch, checkPatchType } from './patches';
import { readBody, readDeleteOptions, readPatched } from './readWrite';
import type { Reply } from './Reply';
import { NAMESPACES, type ResourceDefinition } from './resources';
import { alreadyExists, internalError, notFound } from './refusals';
import type { KubernetesObject } from './types';
import type { WriteRequest } from './WriteRequest';

/**
 * Creates, replaces, patches and deletes, with the checks of a real API server in its order: can it be read, does it
 * name the right object, does it know the latest version, is it valid, does it change anything.
 *
 * @internal
 */
export class Writer {
  readonly #store: ObjectStore;
  readonly #namespaces: NamespaceLifecycle;

  constructor(store: ObjectStore, namespaces: NamespaceLifecycle) {
    this.#store = store;
    this.#namespaces = namespaces;
  }

  create(request: WriteRequest): Reply {
    const { object, unknownFields } = readBody(request);
    if (object.metadata.resourceVersion) {
      throw internalError(
        'resourceVersion should not be set on objects to be created',
      );
    }
    return this.#create(request, object, unknownFields);
  }

  update(request: WriteRequest): Reply {
    const { resource, name = '' } = request;
    const { object, unknownFields } = readBody(request);
    checkName(object, name);
    const existing = this.#find(request);
    const { uid } = object.metadata;
    if (!existing) {
      if (!resource.createOnUpdate) {
        throw notFound(resource, name);
      }
      request.checkMayCreate();
      if (uid) {
        throw uidConflict(resource, name, uid, '');
      }
      return this.#create(request, object, unknownFields);
    }
    checkVersion(request, existing, object);
    return this.#update(request, existing, object, unknownFields);
  }

  patch(request: WriteRequest): Reply {
    const { resource, name = '', contentType, body } = request;
    checkPatchType(resource, contentType);
    const existing = this.#find(request);
    if (!existing) {
      throw notFound(resource, name);
    }
    const patched = applyPatch(existing.object, contentType, body);
    const { object, unknownFields } = readPatched(request, patched);
    checkName(object, name);
    checkVersion(request, existing, object);
    return this.#update(request, existing, object, unknownFields);
  }

  remove(request: WriteRequest): Reply {
    const { resource, name = '' } = request;
    const existing = this.#find(request);
    if (!existing) {
      throw notFound(resource, name);
    }
    checkPreconditions(resource, existing, readDeleteOptions(request.body));
    if (request.dryRun) {
      return deleted(resource, existing);
    }
    return this.removeStored(resource, existing);
  }

  /** Deletes one object, or marks it for deletion when something still holds it. */
  removeStored(resource: ResourceDefinition, existing: Stored): Reply {
    if (resource === NAMESPACES) {
      const terminating = this.#namespaces.terminate(existing);
      return { code: 200, body: jsonOf(resource, terminating) };
    }
    const { metadata } = existing.object;
    if (metadata.finalizers?.length) {
      const marked = metadata.deletionTimestamp
        ? existing
        : this.#store.put(resource, {
            ...existing.object,
            metadata: { ...metadata, deletionTimestamp: timestamp() },
          });
      return { code: 200, body: jsonOf(resource, marked) };
    }
    this.#store.remove(resource, existing.key);
    return deleted(resource, existing);
  }

  #create(
    request: WriteRequest,
    object: KubernetesObject,
    unknownFields: string[],
  ): Reply {
    const { resource, namespace } = request;
    const { generateName } = object.metadata;
    const name =
      object.metadata.name ?? (generateName && generatedName(generateName));
    object.metadata.name = name;
    object.metadata.namespace = namespace;
    if (namespace !== undefined) {
      this.#namespaces.checkCreate(resource, namespace, name ?? '');
    }
    checkValid(resource, object);
    if (this.#store.get(resource, keyOf(resource, object.metadata))) {
      throw alreadyExists(resource, name ?? '');
    }
    const created =
      resource === NAMESPACES
        ? newNamespace(resource, object)
        : newObject(resource, object);
    return this.#reply(request, 201, unknownFields, created);
  }

  #update(
    request: WriteRequest,
    existing: Stored,
    object: KubernetesObject,
    unknownFields: string[],
  ): Reply {
    const { resource } = request;
    const next = carryOver(request, existing.object, object);
    checkValid(resource, next);
    if (tailOf(next) === existing.tail) {
      return {
        code: 200,
        body: jsonOf(resource, existing),
        headers: warnings(request, unknownFields),
      };
    }
    if (resource.generation && specChanged(existing.object, next)) {
      next.metadata.generation = (existing.object.metadata.generation ?? 0) + 1;
    }
    if (
      !request.dryRun &&
      next.metadata.deletionTimestamp &&
      !next.metadata.finalizers?.length &&
      resource !== NAMESPACES
    ) {
      // its last finalizer is gone: so is the object
      this.#store.remove(resource, existing.key);
      return { code: 200, body: jsonOf(resource, existing) };
    }
    return this.#reply(request, 200, unknownFields, next);
  }

  #reply(
    request: WriteRequest,
    code: number,
    unknownFields: string[],
    object: KubernetesObject,
  ): Reply {
    const { resource, dryRun } = request;
    return {
      code,
      body: dryRun
        ? JSON.stringify(object)
        : jsonOf(resource, this.#store.put(resource, object)),
      headers: warnings(request, unknownFields),
    };
  }

  #find({ resource, namespace, name }: WriteRequest): Stored | undefined {
    return this.#store.get(resource, keyOf(resource, { namespace, name }));
  }
}

function deleted(
  { plural, group }: ResourceDefinition,
  { name, object }: Stored,
): Reply {
  return {
    code: 200,
    body: JSON.stringify({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Success',
      details: {
        name,
        group: group || undefined,
        kind: plural,
        uid: object.metadata.uid,
      },
    }),
  };
}

function warnings(
  { fieldValidation }: WriteRequest,
  unknownFields: string[],
): Reply['headers'] {
  return unknownFields.length > 0 && fieldValidation !== 'Ignore'
    ? {
        Warning: unknownFields.map(
          field => `299 - ${JSON.stringify(`unknown field "${field}"`)}`,
        ),
      }
    : undefined;
}
