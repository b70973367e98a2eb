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

import { randomUUID } from 'node:crypto';
import type { ResourceDefinition } from './resources';
import type { KubernetesObject } from './types';

/** Letters that make no words, as Kubernetes has them in generated names. */
const NAME_LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const NAME_LETTER_COUNT = 5;

/** A moment as Kubernetes writes creation and deletion times: whole seconds. @internal */
export function timestamp(moment = new Date()): string {
  return moment.toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** `generateName` with random letters behind it. @internal */
export function generatedName(prefix: string): string {
  const letters = Array.from(
    { length: NAME_LETTER_COUNT },
    () => NAME_LETTERS[Math.floor(Math.random() * NAME_LETTERS.length)],
  );
  return prefix + letters.join('');
}

/** What the server adds to an object when it is created. @internal */
export function newObject(
  resource: ResourceDefinition,
  object: KubernetesObject,
): KubernetesObject {
  const created: KubernetesObject = {
    ...object,
    metadata: {
      ...object.metadata,
      uid: randomUUID(),
      creationTimestamp: timestamp(),
      deletionTimestamp: undefined,
      generation: resource.generation ? 1 : undefined,
    },
  };
  if (resource.status) {
    delete created.status;
  }
  return created;
}

/** A namespace as the server stores it: active, held by its finalizer, labelled with its own name. @internal */
export function newNamespace(
  resource: ResourceDefinition,
  object: KubernetesObject,
): KubernetesObject {
  const { name = '', labels } = object.metadata;
  const created = newObject(resource, object);
  return {
    ...created,
    metadata: {
      ...created.metadata,
      labels: { ...labels, 'kubernetes.io/metadata.name': name },
    },
    spec: { finalizers: ['kubernetes'] },
    status: { phase: 'Active' },
  };
}
