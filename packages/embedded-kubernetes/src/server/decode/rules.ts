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

import type { StatusCause } from '../StatusError';
import type { KubernetesObject } from '../types';
import { isRecord } from './decoders';

const LABEL = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const SUBDOMAIN =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED_PART = /^[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?$/;

const LABEL_LIMIT = 63;
const SUBDOMAIN_LIMIT = 253;

/** True for a name that may be a Namespace's. @internal */
export function isLabelName(name: string): boolean {
  return name.length <= LABEL_LIMIT && LABEL.test(name);
}

/** True for a name that most objects may have. @internal */
export function isSubdomain(name: string): boolean {
  return name.length <= SUBDOMAIN_LIMIT && SUBDOMAIN.test(name);
}

/** True for a value that a label may have; the empty one is among them. @internal */
export function isLabelValue(value: string): boolean {
  return (
    value === '' || (value.length <= LABEL_LIMIT && QUALIFIED_PART.test(value))
  );
}

/** True for a key that a label or annotation may have: `name` or `domain/name`. @internal */
export function isLabelKey(key: string): boolean {
  const slash = key.indexOf('/');
  const name = key.slice(slash + 1);
  return (
    (slash < 0 || isSubdomain(key.slice(0, slash))) &&
    name.length <= LABEL_LIMIT &&
    QUALIFIED_PART.test(name)
  );
}

/** A cause of a 422. @internal */
export function invalidValue(
  field: string,
  value: unknown,
  why: string,
): StatusCause {
  return {
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${JSON.stringify(value)}: ${why}`,
    field,
  };
}

/** What is wrong with an object's labels and annotations. @internal */
export function validateLabels(object: KubernetesObject): StatusCause[] {
  const causes: StatusCause[] = [];
  for (const [key, value] of Object.entries(object.metadata.labels ?? {})) {
    if (!isLabelKey(key)) {
      causes.push(invalidValue('metadata.labels', key, 'is not a label key'));
    }
    if (!isLabelValue(value)) {
      causes.push(
        invalidValue('metadata.labels', value, 'is not a label value'),
      );
    }
  }
  for (const key of Object.keys(object.metadata.annotations ?? {})) {
    // annotation keys may have upper case in their domain, label keys may not
    if (!isLabelKey(key.toLowerCase())) {
      causes.push(
        invalidValue('metadata.annotations', key, 'is not an annotation key'),
      );
    }
  }
  return causes;
}

/** What is wrong with a Lease's spec. @internal */
export function validateLeaseSpec(object: KubernetesObject): StatusCause[] {
  const spec = isRecord(object.spec) ? object.spec : {};
  const causes: StatusCause[] = [];
  const duration = spec.leaseDurationSeconds;
  if (typeof duration === 'number' && duration <= 0) {
    causes.push(
      invalidValue(
        'spec.leaseDurationSeconds',
        duration,
        'must be greater than 0',
      ),
    );
  }
  const transitions = spec.leaseTransitions;
  if (typeof transitions === 'number' && transitions < 0) {
    causes.push(
      invalidValue(
        'spec.leaseTransitions',
        transitions,
        'must be greater than or equal to 0',
      ),
    );
  }
  return causes;
}
