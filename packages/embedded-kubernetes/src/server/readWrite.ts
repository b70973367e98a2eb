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
import type { ResourceDefinition } from './resources';
import {
  badRequest,
  internalError,
  invalidPatch,
  unsupportedMediaType,
} from './refusals';
import type { StatusError } from './StatusError';
import type { WriteRequest } from './WriteRequest';

const JSON_BODY = 'application/json';

/**
 * Reads the object of a POST or PUT.
 *
 * @throws StatusError 400 when it cannot be read as the resource's kind
 * @internal
 */
export function readBody(request: WriteRequest): Decoded {
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

/**
 * Reads what a patch made of an object.
 *
 * @throws StatusError 422 when the result cannot be read as the resource's kind
 * @internal
 */
export function readPatched(request: WriteRequest, patched: unknown): Decoded {
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

/** Reads the options of a DELETE, which may have no body at all. @internal */
export function readDeleteOptions(body: string): Record<string, unknown> {
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

function strictError(unknownFields: string[]): string {
  return `strict decoding error: ${unknownFields
    .map(field => `unknown field "${field}"`)
    .join(', ')}`;
}
