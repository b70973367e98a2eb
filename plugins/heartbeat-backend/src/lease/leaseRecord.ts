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
  type LeaseProgress,
  type LeaseRecord,
} from 'backstage-plugin-heartbeat-common';
import { z } from 'zod';

/** A sentence; an annotation can be a quarter of a megabyte. */
const MAX_PROGRESS_LENGTH = 200;

/**
 * A Lease on the wire. Only what identifies it is required; anything else may
 * be missing or odd in a real cluster [K6] and must not hide its neighbours.
 */
const leaseObject = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string(),
    uid: z.string().default(''),
    resourceVersion: z.string().default(''),
    labels: z.record(z.string(), z.string()).nullish(),
    annotations: z.record(z.string(), z.string()).nullish(),
  }),
  spec: z
    .object({
      holderIdentity: z.string().nullish().catch(undefined),
      renewTime: z.string().nullish().catch(undefined),
      acquireTime: z.string().nullish().catch(undefined),
      leaseDurationSeconds: z.number().nullish().catch(undefined),
      leaseTransitions: z.number().nullish().catch(undefined),
    })
    .nullish(),
});

/**
 * A Lease as the API server sends it.
 *
 * @internal
 */
export type LeaseObject = z.infer<typeof leaseObject>;

/**
 * @throws if it is not a Lease at all
 * @internal
 */
export function parseLeaseObject(value: unknown): LeaseObject {
  return leaseObject.parse(value);
}

/**
 * What the rest of the plugin reads of a Lease.
 *
 * @internal
 */
export function toLeaseRecord(
  lease: LeaseObject,
  options: { cluster: string; controller: string },
): LeaseRecord {
  const { metadata, spec } = lease;
  return {
    ref: {
      cluster: options.cluster,
      namespace: metadata.namespace,
      name: metadata.name,
    },
    uid: metadata.uid,
    controller: options.controller,
    replica: metadata.labels?.[REPLICA_LABEL] || undefined,
    holder: spec?.holderIdentity ?? undefined,
    renewTime: spec?.renewTime ?? undefined,
    leaseDurationSeconds: spec?.leaseDurationSeconds ?? undefined,
    leaseTransitions: spec?.leaseTransitions ?? undefined,
    progress: progressOf(metadata.annotations),
  };
}

function progressOf(
  annotations: Record<string, string> | null | undefined,
): LeaseProgress | undefined {
  const message = annotations?.[PROGRESS_ANNOTATION];
  return message
    ? {
        message: message.slice(0, MAX_PROGRESS_LENGTH),
        time: annotations?.[PROGRESS_TIME_ANNOTATION],
      }
    : undefined;
}
