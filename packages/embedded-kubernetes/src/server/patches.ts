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

import jsonPatch, { type Operation } from 'fast-json-patch';
import { isRecord } from './decode/decoders';
import { mergePatch } from './mergePatch';
import type { ResourceDefinition } from './resources';
import {
  badRequest,
  patchDoesNotApply,
  unsupportedMediaType,
} from './refusals';
import { strategicMergePatch } from './strategicMergePatch';
import type { KubernetesObject } from './types';

const JSON_PATCH = 'application/json-patch+json';
const MERGE_PATCH = 'application/merge-patch+json';
const STRATEGIC_MERGE_PATCH = 'application/strategic-merge-patch+json';

/**
 * Only the three kinds of patch that this server knows pass. Server-side apply is not offered; a strategic merge
 * patch needs a type compiled into Kubernetes.
 *
 * @throws StatusError 415
 * @internal
 */
export function checkPatchType(
  resource: ResourceDefinition,
  contentType: string,
): void {
  const accepted = [
    JSON_PATCH,
    MERGE_PATCH,
    ...(resource.builtIn ? [STRATEGIC_MERGE_PATCH] : []),
  ];
  if (!accepted.includes(contentType)) {
    throw unsupportedMediaType(accepted);
  }
}

/**
 * Applies the patch of a request.
 *
 * @returns the patched JSON, unchecked
 * @throws StatusError 400 for a patch that cannot be read, 422 for one that does not apply
 * @internal
 */
export function applyPatch(
  object: KubernetesObject,
  contentType: string,
  body: string,
): unknown {
  const patch = parsePatch(body);
  switch (contentType) {
    case JSON_PATCH:
      return applyJsonPatch(object, patch);
    case MERGE_PATCH:
      return mergePatch(object, patch);
    default:
      return strategicMergePatch(object, patch);
  }
}

function parsePatch(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw badRequest(`error decoding patch: ${error}`);
  }
}

function applyJsonPatch(object: KubernetesObject, patch: unknown): unknown {
  if (!Array.isArray(patch) || !patch.every(isOperation)) {
    throw badRequest(
      'error decoding patch: a JSON patch is a list of operations',
    );
  }
  try {
    return jsonPatch.applyPatch(object, patch, true, false).newDocument;
  } catch (error) {
    if (error instanceof jsonPatch.JsonPatchError) {
      throw patchDoesNotApply();
    }
    throw error;
  }
}

function isOperation(value: unknown): value is Operation {
  return (
    isRecord(value) &&
    typeof value.op === 'string' &&
    typeof value.path === 'string'
  );
}
