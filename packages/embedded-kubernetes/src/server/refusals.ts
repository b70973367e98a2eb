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
import {
  StatusError,
  type StatusCause,
  type StatusDetails,
} from './StatusError';

/** `leases.coordination.k8s.io`, or `namespaces` in the core group. */
function qualified(resource: { group: string; plural: string }): string {
  return resource.group
    ? `${resource.plural}.${resource.group}`
    : resource.plural;
}

function details(
  resource: { group: string; plural: string },
  name?: string,
): StatusDetails {
  return {
    name: name || undefined,
    group: resource.group || undefined,
    kind: resource.plural,
  };
}

/** 404 for an object. @internal */
export function notFound(
  resource: ResourceDefinition,
  name: string,
): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: `${qualified(resource)} "${name}" not found`,
    details: details(resource, name),
  });
}

/** 404 for a URL that names no resource. @internal */
export function noSuchResource(): StatusError {
  return new StatusError({
    code: 404,
    reason: 'NotFound',
    message: 'the server could not find the requested resource',
    details: {},
  });
}

/** 409 on create. @internal */
export function alreadyExists(
  resource: ResourceDefinition,
  name: string,
): StatusError {
  return new StatusError({
    code: 409,
    reason: 'AlreadyExists',
    message: `${qualified(resource)} "${name}" already exists`,
    details: details(resource, name),
  });
}

/** 409 on a write; by default because its resourceVersion is stale. @internal */
export function conflict(
  resource: ResourceDefinition,
  name: string,
  why = 'the object has been modified; please apply your changes to the latest version and try again',
): StatusError {
  return new StatusError({
    code: 409,
    reason: 'Conflict',
    message: `Operation cannot be fulfilled on ${qualified(
      resource,
    )} "${name}": ${why}`,
    details: details(resource, name),
  });
}

/** 422 with the fields that are wrong. @internal */
export function invalid(
  subject: { kind?: string; group?: string; name?: string },
  causes: StatusCause[],
): StatusError {
  const lines = causes.map(cause => `${cause.field}: ${cause.message}`);
  const qualifiedKind = [subject.kind, subject.group].filter(Boolean).join('.');
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: `${qualifiedKind} "${subject.name ?? ''}" is invalid: ${
      lines.length === 1 ? lines[0] : `[${lines.join(', ')}]`
    }`,
    details: {
      name: subject.name || undefined,
      group: subject.group || undefined,
      kind: subject.kind,
      causes,
    },
  });
}

/** 422 for a patch whose result is no such object. @internal */
export function invalidPatch(patch: string, why: string): StatusError {
  return invalid({}, [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(patch)}: ${why}`,
      field: 'patch',
    },
  ]);
}

/** 422 for a JSON patch that does not apply, with a test that fails for example. @internal */
export function patchDoesNotApply(): StatusError {
  return new StatusError({
    code: 422,
    reason: 'Invalid',
    message: 'the server rejected our request due to an error in our request',
    details: {},
  });
}

/** 400. @internal */
export function badRequest(message: string): StatusError {
  return new StatusError({ code: 400, reason: 'BadRequest', message });
}

/** 500 without a reason, as the server answers to numbers that are none. @internal */
export function internalError(message: string): StatusError {
  return new StatusError({ code: 500, message });
}

/** 401. @internal */
export function unauthorized(): StatusError {
  return new StatusError({
    code: 401,
    reason: 'Unauthorized',
    message: 'Unauthorized',
  });
}

/** 403 for a request on a resource. @internal */
export function forbidden(request: {
  user: string;
  verb: string;
  group: string;
  plural: string;
  subresource?: string;
  namespace?: string;
  name?: string;
}): StatusError {
  const named = request.name ? ` "${request.name}"` : '';
  const resource = request.subresource
    ? `${request.plural}/${request.subresource}`
    : request.plural;
  const where = request.namespace
    ? `in the namespace "${request.namespace}"`
    : 'at the cluster scope';
  return new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `${qualified(request)}${named} is forbidden: User "${
      request.user
    }" cannot ${request.verb} resource "${resource}" in API group "${
      request.group
    }" ${where}`,
    details: details(request, request.name),
  });
}

/** 403 for a URL that is no resource. @internal */
export function forbiddenPath(user: string, path: string): StatusError {
  return new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `forbidden: User "${user}" cannot get path "${path}"`,
    details: {},
  });
}

/** 403 for an operation that nobody may do. @internal */
export function refused(
  resource: ResourceDefinition,
  name: string,
  why: string,
  causes?: StatusCause[],
): StatusError {
  return new StatusError({
    code: 403,
    reason: 'Forbidden',
    message: `${qualified(resource)} "${name}" is forbidden: ${why}`,
    details: { ...details(resource, name), causes },
  });
}

/** 405. @internal */
export function methodNotAllowed(): StatusError {
  return new StatusError({
    code: 405,
    reason: 'MethodNotAllowed',
    message: 'the server does not allow this method on the requested resource',
    details: {},
  });
}

/** 415. @internal */
export function unsupportedMediaType(accepted: readonly string[]): StatusError {
  return new StatusError({
    code: 415,
    reason: 'UnsupportedMediaType',
    message: `the body of the request was in an unknown format - accepted media types include: ${accepted.join(
      ', ',
    )}`,
  });
}

/** 413. @internal */
export function tooLarge(limitBytes: number): StatusError {
  return new StatusError({
    code: 413,
    reason: 'RequestEntityTooLarge',
    message: `Request entity too large: limit is ${limitBytes}`,
  });
}

/** 410 for a watch from, or an exact list of, a version that is no longer kept. @internal */
export function expired(wanted: number, oldest: number): StatusError {
  return new StatusError({
    code: 410,
    reason: 'Expired',
    message: `too old resource version: ${wanted} (${oldest})`,
  });
}

/** 410 for a page whose list is no longer kept; the token in it goes on without consistency. @internal */
export function expiredContinue(inconsistentToken: string): StatusError {
  return new StatusError({
    code: 410,
    reason: 'Expired',
    message:
      'the continue token is too old for a consistent list: list again from the start, or go on with the token of this answer and accept what changed in between',
    metadata: { continue: inconsistentToken },
  });
}

/** 504 for a version this server has not reached. @internal */
export function versionTooLarge(wanted: number, current: number): StatusError {
  return new StatusError({
    code: 504,
    reason: 'Timeout',
    message: `Timeout: Too large resource version: ${wanted}, current: ${current}`,
    details: {
      causes: [
        {
          reason: 'ResourceVersionTooLarge',
          message: 'Too large resource version',
          field: '',
        },
      ],
      retryAfterSeconds: 1,
    },
    headers: { 'Retry-After': '1' },
  });
}
