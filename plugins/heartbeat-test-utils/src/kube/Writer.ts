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

import { DecodeError, isRecord } from './decode/decoders';
import { decodeObject, type Decoded } from './decode/decodeObject';
import { invalidValue, validateLabels } from './decode/rules';
import type { NamespaceLifecycle } from './NamespaceLifecycle';
import { generatedName, newNamespace, newObject, timestamp } from './newObject';
import {
  jsonOf,
  keyOf,
  tailOf,
  type ObjectStore,
  type Stored,
} from './ObjectStore';
import { applyPatch } from './patches';
import type { Reply } from './Reply';
import { NAMESPACES, type ResourceDefinition } from './resources';
import {
  alreadyExists,
  badRequest,
  conflict,
  internalError,
  invalid,
  invalidPatch,
  notFound,
  unsupportedMediaType,
  type StatusCause,
  type StatusError,
} from './StatusError';
import type { KubernetesObject } from './types';

const JSON_BODY = 'application/json';

/** One write as it came in. @internal */
export interface WriteRequest {
  resource: ResourceDefinition;
  subresource: string | undefined;
  namespace: string | undefined;
  /** Absent for a create. */
  name: string | undefined;
  contentType: string;
  body: string;
  dryRun: boolean;
  /** What to do about fields that the type does not have: `Ignore`, `Warn` or `Strict`. */
  fieldValidation: string;
  /** Throws when the user may not create the object that a PUT is about to create. */
  checkMayCreate(): void;
}

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
    this.#checkVersion(request, existing, object);
    return this.#update(request, existing, object, unknownFields);
  }

  patch(request: WriteRequest): Reply {
    const { resource, name = '', contentType, body } = request;
    const existing = this.#find(request);
    if (!existing) {
      throw notFound(resource, name);
    }
    const patched = applyPatch(resource, existing.object, contentType, body);
    const { object, unknownFields } = readPatched(request, patched);
    checkName(object, name);
    this.#checkVersion(request, existing, object);
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

  /** Optimistic concurrency: who writes must have seen what he overwrites. */
  #checkVersion(
    { resource, name = '' }: WriteRequest,
    existing: Stored,
    { metadata: { uid, resourceVersion } }: KubernetesObject,
  ): void {
    const { metadata } = existing.object;
    if (uid && uid !== metadata.uid) {
      throw uidConflict(resource, name, uid, metadata.uid ?? '');
    }
    if (!resourceVersion) {
      if (!resource.unconditionalUpdate) {
        throw invalid({ name, group: resource.group, kind: resource.plural }, [
          invalidValue(
            'metadata.resourceVersion',
            0,
            'must be specified for an update',
          ),
        ]);
      }
      return;
    }
    if (!/^\d+$/.test(resourceVersion)) {
      throw internalError(
        `strconv.ParseUint: parsing ${JSON.stringify(
          resourceVersion,
        )}: invalid syntax`,
      );
    }
    if (resourceVersion !== metadata.resourceVersion) {
      throw conflict(resource, name);
    }
  }
}

function readBody(request: WriteRequest): Decoded {
  const { resource, body, contentType, namespace } = request;
  if (contentType !== '' && contentType !== JSON_BODY) {
    throw unsupportedMediaType([JSON_BODY]);
  }
  let parsed: unknown;
  try {
    parsed = JSON.parse(body);
  } catch (error) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): couldn't get version/kind; json parse error: ${error}`,
    );
  }
  if (!isRecord(parsed)) {
    throw badRequest(
      `the object provided is unrecognized (must be of type ${resource.kind}): it is no JSON object`,
    );
  }
  const cannot = (why: string) =>
    badRequest(
      `${parsed.kind ?? resource.kind} in version "${
        resource.version
      }" cannot be handled as a ${resource.kind}: ${why}`,
    );
  const { kind = resource.kind, apiVersion = resource.apiVersion } = parsed;
  if (kind !== resource.kind || apiVersion !== resource.apiVersion) {
    throw cannot(`no kind "${kind}" is registered for version "${apiVersion}"`);
  }
  const decoded = decodeOr(resource, parsed, cannot);
  if (request.fieldValidation === 'Strict' && decoded.unknownFields.length) {
    throw cannot(strictError(decoded.unknownFields));
  }
  const named = decoded.object.metadata.namespace;
  if (named && named !== namespace) {
    throw badRequest(
      'the namespace of the provided object does not match the namespace sent on the request',
    );
  }
  return decoded;
}

function readPatched(request: WriteRequest, patched: unknown): Decoded {
  const { resource, namespace, body, fieldValidation } = request;
  if (
    !isRecord(patched) ||
    patched.kind !== resource.kind ||
    patched.apiVersion !== resource.apiVersion
  ) {
    throw invalidPatch(body, `the result is no ${resource.kind}`);
  }
  const decoded = decodeOr(resource, patched, why => invalidPatch(body, why));
  if (fieldValidation === 'Strict' && decoded.unknownFields.length) {
    throw invalidPatch(body, strictError(decoded.unknownFields));
  }
  const named = decoded.object.metadata.namespace;
  if (named !== namespace && resource.namespaced) {
    throw badRequest(
      `the namespace of the object (${named}) does not match the namespace on the request (${namespace})`,
    );
  }
  return decoded;
}

function decodeOr(
  resource: ResourceDefinition,
  value: Record<string, unknown>,
  refusal: (why: string) => StatusError,
): Decoded {
  try {
    return decodeObject(resource, value);
  } catch (error) {
    if (error instanceof DecodeError) {
      throw refusal(error.message);
    }
    throw error;
  }
}

function checkName({ metadata }: KubernetesObject, name: string): void {
  if (!metadata.name) {
    throw badRequest(
      `the name of the object (${name} based on URL) was undeterminable: name must be provided`,
    );
  }
  if (metadata.name !== name) {
    throw badRequest(
      `the name of the object (${metadata.name}) does not match the name on the URL (${name})`,
    );
  }
}

function checkValid(
  resource: ResourceDefinition,
  object: KubernetesObject,
): void {
  const { name } = object.metadata;
  const causes: StatusCause[] = [];
  if (!name) {
    causes.push({
      reason: 'FieldValueRequired',
      message: 'Required value: name or generateName is required',
      field: 'metadata.name',
    });
  } else if (!resource.validName(name)) {
    causes.push(
      invalidValue(
        'metadata.name',
        name,
        'must consist of lower case letters, digits and hyphens, with letters or digits at both ends',
      ),
    );
  }
  causes.push(...validateLabels(object), ...resource.validate(object));
  if (causes.length > 0) {
    throw invalid({ kind: resource.kind, group: resource.group, name }, causes);
  }
}

/** What a write may not change comes from the object as it is. */
function carryOver(
  { resource, subresource }: WriteRequest,
  existing: KubernetesObject,
  written: KubernetesObject,
): KubernetesObject {
  if (subresource === 'status') {
    const { status: _old, ...rest } = existing;
    return {
      ...rest,
      metadata: { ...existing.metadata },
      ...(written.status === undefined ? {} : { status: written.status }),
    };
  }
  const next: KubernetesObject = { ...written };
  for (const section of resource.keptOnUpdate) {
    delete next[section];
    if (existing[section] !== undefined) {
      next[section] = existing[section];
    }
  }
  const { labels, annotations, ownerReferences, finalizers } = written.metadata;
  next.metadata = {
    ...existing.metadata,
    labels,
    annotations,
    ownerReferences,
    finalizers,
  };
  return next;
}

function specChanged(before: KubernetesObject, after: KubernetesObject) {
  const { status: _s1, metadata: _m1, ...one } = before;
  const { status: _s2, metadata: _m2, ...other } = after;
  return JSON.stringify(one) !== JSON.stringify(other);
}

function readDeleteOptions(body: string): Record<string, unknown> {
  if (body === '') {
    return {};
  }
  let options: unknown;
  try {
    options = JSON.parse(body);
  } catch (error) {
    throw internalError(
      `couldn't get version/kind; json parse error: ${error}`,
    );
  }
  return isRecord(options) ? options : {};
}

function checkPreconditions(
  resource: ResourceDefinition,
  { name, object }: Stored,
  options: Record<string, unknown>,
): void {
  const { uid, resourceVersion } = isRecord(options.preconditions)
    ? options.preconditions
    : {};
  const { metadata } = object;
  if (uid && uid !== metadata.uid) {
    throw conflict(
      resource,
      name,
      `the UID in the precondition (${uid}) does not match the UID in record (${metadata.uid}). The object might have been deleted and then recreated`,
    );
  }
  if (resourceVersion && resourceVersion !== metadata.resourceVersion) {
    throw conflict(
      resource,
      name,
      `the ResourceVersion in the precondition (${resourceVersion}) does not match the ResourceVersion in record (${metadata.resourceVersion}). The object might have been modified`,
    );
  }
}

function uidConflict(
  resource: ResourceDefinition,
  name: string,
  wanted: string,
  actual: string,
): StatusError {
  return conflict(
    resource,
    name,
    `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${actual}`,
  );
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

function strictError(unknownFields: string[]): string {
  return `strict decoding error: ${unknownFields
    .map(field => `unknown field "${field}"`)
    .join(', ')}`;
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
