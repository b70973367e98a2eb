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

import type { ResourceDefinition } from '../resources';
import type { KubernetesObject, ObjectMeta } from '../types';
import {
  anything,
  integer,
  isRecord,
  listOf,
  mapOf,
  struct,
  text,
  time,
  type Decoder,
} from './decoders';

const META: Decoder = struct({
  name: text,
  generateName: text,
  namespace: text,
  selfLink: text,
  uid: text,
  resourceVersion: text,
  generation: integer,
  creationTimestamp: time,
  deletionTimestamp: time,
  deletionGracePeriodSeconds: integer,
  labels: mapOf(text),
  annotations: mapOf(text),
  ownerReferences: listOf(anything),
  finalizers: listOf(text),
  managedFields: listOf(anything),
});

/** An object as it was read, and what it held that its type does not have. @internal */
export interface Decoded {
  object: KubernetesObject;
  unknownFields: string[];
}

/**
 * Reads a JSON value as an object of the resource, in canonical form.
 *
 * @throws DecodeError when a field has the wrong type
 * @internal
 */
export function decodeObject(
  resource: ResourceDefinition,
  value: Record<string, unknown>,
): Decoded {
  const unknownFields: string[] = [];
  const object: KubernetesObject = {
    kind: resource.kind,
    apiVersion: resource.apiVersion,
    metadata: readMeta(value.metadata, unknownFields),
  };
  for (const [section, decoder] of Object.entries(resource.sections)) {
    const raw = value[section];
    if (raw !== undefined && raw !== null) {
      object[section] = decoder(raw, section, unknownFields);
    } else if (resource.builtIn) {
      object[section] = {};
    }
  }
  for (const key of Object.keys(value)) {
    if (
      !['kind', 'apiVersion', 'metadata'].includes(key) &&
      !Object.hasOwn(resource.sections, key)
    ) {
      if (resource.builtIn) {
        unknownFields.push(key);
      } else {
        object[key] = anything(value[key], key, unknownFields);
      }
    }
  }
  return { object, unknownFields };
}

function readMeta(value: unknown, unknownFields: string[]): ObjectMeta {
  const meta = META(value ?? {}, 'metadata', unknownFields);
  if (!isRecord(meta)) {
    return {};
  }
  // Who wrote which field, and the old self link: this server keeps neither.
  delete meta.managedFields;
  delete meta.selfLink;
  return meta;
}
