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

import { readFields } from './protobuf';
import { NAMESPACES, type ResourceDefinition } from './resources';
import { badRequest, unsupportedMediaType } from './refusals';

/** The content type of Kubernetes' own binary form. @internal */
export const PROTOBUF_BODY = 'application/vnd.kubernetes.protobuf';

/** What Kubernetes writes before a protobuf body. */
const MAGIC = Buffer.from('k8s\0');

/** Numbers of the fields that are read, from the definitions of Unknown, Namespace and ObjectMeta. */
const RAW = 2;
const METADATA = 1;
const NAME = 1;
const LABELS = 11;
const ANNOTATIONS = 12;
const MAP_KEY = 1;
const MAP_VALUE = 2;

/**
 * Turns a protobuf body into JSON. There is one reason for it: `kubectl create namespace` sends nothing else since
 * 1.32. So only Namespaces are read, of which a client can set name, labels and annotations.
 *
 * @throws StatusError 415 for other resources, 400 for bytes that cannot be read
 * @internal
 */
export function jsonOfProtobuf(
  resource: ResourceDefinition,
  body: Buffer,
): string {
  if (resource !== NAMESPACES) {
    throw unsupportedMediaType(['application/json']);
  }
  if (!body.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw badRequest('the body is no Kubernetes protobuf: its prefix is wrong');
  }
  try {
    const envelope = readFields(body.subarray(MAGIC.length));
    const object = readFields(only(envelope, RAW));
    const metadata = readFields(only(object, METADATA));
    return JSON.stringify({
      metadata: {
        name: only(metadata, NAME).toString(),
        labels: readMap(metadata.get(LABELS)),
        annotations: readMap(metadata.get(ANNOTATIONS)),
      },
    });
  } catch (error) {
    if (error instanceof RangeError) {
      throw badRequest(`the body is no protobuf Namespace: ${error.message}`);
    }
    throw error;
  }
}

function only(fields: Map<number, Buffer[]>, number: number): Buffer {
  return fields.get(number)?.[0] ?? Buffer.alloc(0);
}

function readMap(entries: Buffer[] = []): Record<string, string> {
  return Object.fromEntries(
    entries.map(entry => {
      const fields = readFields(entry);
      return [
        only(fields, MAP_KEY).toString(),
        only(fields, MAP_VALUE).toString(),
      ];
    }),
  );
}
