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

import { isRecord } from './decode/decoders';
import { invalidValue, validateLabels } from './decode/rules';
import type { Stored } from './ObjectStore';
import type { ResourceDefinition } from './resources';
import { badRequest, conflict, internalError, invalid } from './refusals';
import type { StatusCause, StatusError } from './StatusError';
import type { KubernetesObject } from './types';
import type { WriteRequest } from './WriteRequest';

/** The object must bear the name of the URL. @throws StatusError 400 @internal */
export function checkName({ metadata }: KubernetesObject, name: string): void {
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

/** Optimistic concurrency: who writes must have seen what he overwrites. */
export function checkVersion(
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

/** Names, labels and spec must be valid. @throws StatusError 422 with each offending field @internal */
export function checkValid(
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

/** What a DELETE demands of the object must hold. @throws StatusError 409 @internal */
export function checkPreconditions(
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

/** 409: another object of this name. @internal */
export function uidConflict(
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
