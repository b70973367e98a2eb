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

import type { UnknownReason } from 'backstage-plugin-heartbeat-common';
import { ZERO_TIME, type LeaseRecord } from '../LeaseRecord';

/**
 * Why a verdict cannot be given: as a sentence, and as what a translation of it
 * is made of.
 *
 * @internal
 */
export interface UnknownCause {
  reason: UnknownReason;
  message: string;
  params?: Record<string, string | number>;
}

function seconds(ms: number): number {
  return Math.round(ms / 100) / 10;
}

/** We have not been looking for long enough. */
export function starting(limitMs: number): UnknownCause {
  return {
    reason: 'starting',
    message: `Not watched long enough to judge: a controller is dead after ${seconds(
      limitMs,
    )} s without a renewal, and its last one was before the watch began.`,
    params: { seconds: seconds(limitMs) },
  };
}

/** Most of a cluster's controllers fell silent together. */
export function disruption(cluster: string): UnknownCause {
  return {
    reason: 'disruption',
    message: `Most controllers of cluster ${cluster} fell silent at the same time: rather its API server than each of them. Check whether Leases can be written there.`,
    params: { cluster },
  };
}

/** Our own renewals do not come back. */
export function canaryOverdue(cluster: string, limitMs: number): UnknownCause {
  return {
    reason: 'canary-overdue',
    message: `The portal's own heartbeat in cluster ${cluster} has not come back within ${seconds(
      limitMs,
    )} s, so that others cannot be expected to. Check the API server and the portal's right to write its Lease.`,
    params: { cluster, seconds: seconds(limitMs) },
  };
}

/** Our own process is too busy to follow what it is told. */
export function observerStalled(lagMs: number): UnknownCause {
  return {
    reason: 'observer-stalled',
    message: `The portal's backend has not kept up for ${seconds(
      lagMs,
    )} s, so that it may not have read yet what it was sent. Check its CPU and memory.`,
    params: { seconds: seconds(lagMs) },
  };
}

/** The Lease is there, and none of those that are looked for any more. */
export function labelLost(record: LeaseRecord): UnknownCause {
  const { cluster, namespace, name } = record.ref;
  return {
    reason: 'label-lost',
    message: `Lease ${namespace}/${name} in cluster ${cluster} is there, and has lost the label by which it was found. Give it back, or name the Lease in a source of type "leases".`,
    params: { lease: `${namespace}/${name}`, cluster },
  };
}

/**
 * What is wrong with a Lease so that no verdict can be made on it; `undefined`
 * if nothing is.
 */
export function invalidLease(record: LeaseRecord): UnknownCause | undefined {
  const duration = record.leaseDurationSeconds;
  if (record.renewTime === undefined || record.renewTime === ZERO_TIME) {
    return invalid(
      record,
      'spec.renewTime',
      'has no spec.renewTime; the controller has to write one with each renewal.',
    );
  }
  if (duration === undefined) {
    return invalid(
      record,
      'spec.leaseDurationSeconds',
      'has no spec.leaseDurationSeconds; the controller has to say for how long a renewal holds.',
    );
  }
  if (duration <= 0) {
    return invalid(
      record,
      'spec.leaseDurationSeconds',
      `has spec.leaseDurationSeconds ${duration}; it has to be at least 1.`,
    );
  }
  return undefined;
}

function invalid(
  record: LeaseRecord,
  field: string,
  problem: string,
): UnknownCause {
  const { cluster, namespace, name } = record.ref;
  return {
    reason: 'invalid-lease',
    message: `Lease ${namespace}/${name} in cluster ${cluster} ${problem}`,
    params: { field, lease: `${namespace}/${name}`, cluster },
  };
}
