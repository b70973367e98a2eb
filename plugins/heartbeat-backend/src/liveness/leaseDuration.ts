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

import type { LeaseRecord } from 'backstage-plugin-heartbeat-common';

/**
 * What is wrong with a Lease so that no verdict can be made on it, as a
 * sentence; `undefined` if nothing is.
 *
 * @internal
 */
export function leaseProblem(record: LeaseRecord): string | undefined {
  const { cluster, namespace, name } = record.ref;
  const lease = `Lease ${namespace}/${name} in cluster ${cluster}`;
  if (record.renewTime === undefined) {
    return `${lease} has no spec.renewTime; the controller has to write one with each renewal.`;
  }
  const duration = record.leaseDurationSeconds;
  if (duration === undefined) {
    return `${lease} has no spec.leaseDurationSeconds; the controller has to say for how long a renewal holds.`;
  }
  if (duration <= 0) {
    return `${lease} has spec.leaseDurationSeconds ${duration}; it has to be at least 1.`;
  }
  return undefined;
}

/**
 * D of a Lease in milliseconds, bounded so that a forged duration of decades
 * cannot keep a dead controller alive; `undefined` where it states none.
 *
 * @internal
 */
export function leaseDurationMs(
  record: LeaseRecord,
  maxDurationMs: number,
): number | undefined {
  const seconds = record.leaseDurationSeconds;
  return seconds === undefined || seconds <= 0
    ? undefined
    : Math.min(seconds * 1000, maxDurationMs);
}

/**
 * Whether the holder has let go of the Lease: it is stated to be nobody, as
 * client-go's leader election does on a clean shutdown.
 *
 * @internal
 */
export function isReleased(
  record: LeaseRecord,
  previous: LeaseRecord | undefined,
): boolean {
  return (
    record.holder === '' ||
    (record.holder === undefined && Boolean(previous?.holder))
  );
}
