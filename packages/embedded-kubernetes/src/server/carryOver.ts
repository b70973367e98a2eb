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

import type { KubernetesObject } from './types';
import type { WriteRequest } from './WriteRequest';

/**
 * What a write makes of an object: what it may not change comes from the object as it is.
 *
 * @internal
 */
export function carryOver(
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

/** True when a write changed what `metadata.generation` counts. @internal */
export function specChanged(before: KubernetesObject, after: KubernetesObject) {
  const { status: _s1, metadata: _m1, ...one } = before;
  const { status: _s2, metadata: _m2, ...other } = after;
  return JSON.stringify(one) !== JSON.stringify(other);
}
