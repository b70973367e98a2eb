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

import {
  PROGRESS_ANNOTATION,
  PROGRESS_TIME_ANNOTATION,
  REPLICA_LABEL,
} from 'backstage-plugin-heartbeat-common';
import type { LeaseProgress } from 'backstage-plugin-heartbeat-node';
import type { LeaseTerms } from '../../config/heartbeatOptions';
import { RELEASED_SECONDS, ZERO_TIME, type LeaseRecord } from '../LeaseRecord';

/** A sentence; an annotation can be a quarter of a megabyte. */
const MAX_PROGRESS_LENGTH = 200;

/**
 * A Lease as the API server sends it. Only what identifies it is required;
 * anything else may be missing or odd in a real cluster [K6] and must not hide
 * its neighbours.
 *
 * @internal
 */
export interface LeaseObject {
  metadata: {
    name: string;
    namespace: string;
    uid: string;
    resourceVersion: string;
    labels: TextMap | undefined;
    annotations: TextMap | undefined;
    /** It was deleted, and waits for its finalizers. */
    isDeleting?: boolean;
  };
  spec: {
    holderIdentity: string | undefined;
    renewTime: string | undefined;
    acquireTime: string | undefined;
    leaseDurationSeconds: number | undefined;
    leaseTransitions: number | undefined;
  };
}

type TextMap = Readonly<Record<string, string>>;

/**
 * Reads a Lease. By hand and not by a schema: this is done for each change, a
 * thousand times a second, and a schema takes as long as parsing the JSON.
 *
 * @throws if it is not a Lease at all
 * @internal
 */
export function parseLeaseObject(value: unknown): LeaseObject {
  const { metadata, spec } = fieldsOf(value);
  const {
    name,
    namespace,
    uid,
    resourceVersion,
    labels,
    annotations,
    deletionTimestamp,
  } = fieldsOf(metadata);
  const {
    holderIdentity,
    renewTime,
    acquireTime,
    leaseDurationSeconds,
    leaseTransitions,
  } = fieldsOf(spec);
  if (typeof name !== 'string' || typeof namespace !== 'string') {
    throw new Error('What has no name and namespace is not a Lease.');
  }
  return {
    metadata: {
      name,
      namespace,
      uid: textOf(uid) ?? '',
      resourceVersion: textOf(resourceVersion) ?? '',
      labels: textMapOf(labels),
      annotations: textMapOf(annotations),
      ...(textOf(deletionTimestamp) && { isDeleting: true }),
    },
    spec: {
      holderIdentity: textOf(holderIdentity),
      renewTime: renewTime === null ? ZERO_TIME : textOf(renewTime),
      acquireTime: textOf(acquireTime),
      leaseDurationSeconds: numberOf(leaseDurationSeconds),
      leaseTransitions: numberOf(leaseTransitions),
    },
  };
}

const NOTHING: Readonly<Record<string, unknown>> = {};

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return isObject(value) ? value : NOTHING;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

function isTextMap(value: unknown): value is TextMap {
  if (!isObject(value)) {
    return false;
  }
  for (const key in value) {
    if (typeof value[key] !== 'string') {
      return false;
    }
  }
  return true;
}

function textMapOf(value: unknown): TextMap | undefined {
  return isTextMap(value) ? value : undefined;
}

/**
 * What the rest of the plugin reads of a Lease.
 *
 * @internal
 */
export function toLeaseRecord(
  lease: LeaseObject,
  options: {
    cluster: string;
    controller: string;
    terms?: LeaseTerms;
    /** The label by which it was found. */
    label?: string;
    /** All that anybody looks for. */
    labels?: readonly string[];
  },
): LeaseRecord {
  const { metadata, spec } = lease;
  const { terms, label } = options;
  const otherLabels = otherLabelsOf(metadata.labels, options);
  return {
    ref: {
      cluster: options.cluster,
      namespace: metadata.namespace,
      name: metadata.name,
    },
    uid: metadata.uid,
    controller: options.controller,
    label,
    ...(otherLabels && { otherLabels }),
    replica: metadata.labels?.[REPLICA_LABEL] || undefined,
    holder: spec.holderIdentity,
    renewTime: spec.renewTime,
    leaseDurationSeconds: durationOf(spec, terms),
    leaseTransitions: spec.leaseTransitions,
    // client-go's leader election always writes it, and who only renews does not.
    isElection: terms?.election ?? spec.leaseTransitions !== undefined,
    terms,
    progress: progressOf(metadata.annotations),
    // A field only where it is needed, as there are many Leases.
    ...(metadata.isDeleting && { isDeleting: true }),
  };
}

/** A field only where it is needed, as there are many Leases. */
function otherLabelsOf(
  labels: TextMap | undefined,
  { label, labels: known = [] }: { label?: string; labels?: readonly string[] },
): Record<string, string> | undefined {
  let found: Record<string, string> | undefined;
  for (const key of known) {
    const value = key === label ? undefined : labels?.[key];
    if (value !== undefined) {
      found = { ...found, [key]: value };
    }
  }
  return found;
}

/** One that is cut as it is given up stays so. */
function durationOf(
  { leaseDurationSeconds }: LeaseObject['spec'],
  { durationMs }: LeaseTerms = {},
): number | undefined {
  return durationMs === undefined || leaseDurationSeconds === RELEASED_SECONDS
    ? leaseDurationSeconds
    : durationMs / 1_000;
}

function progressOf(
  annotations: TextMap | undefined,
): LeaseProgress | undefined {
  const message = annotations?.[PROGRESS_ANNOTATION];
  return message
    ? {
        message: message.slice(0, MAX_PROGRESS_LENGTH),
        time: annotations?.[PROGRESS_TIME_ANNOTATION],
      }
    : undefined;
}
