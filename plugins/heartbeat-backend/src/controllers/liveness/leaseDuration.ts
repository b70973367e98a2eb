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

import { RELEASED_SECONDS, type LeaseRecord } from '../LeaseRecord';

/**
 * How often a controller renews within D, by the convention of Kargo's package [H1]: so
 * D is taken from R, and R from D, where one of them is not known.
 *
 * @internal
 */
export const GAPS_PER_DURATION = 3;

/**
 * D of a Lease in milliseconds, bounded so that a forged duration of decades
 * cannot keep a dead controller alive; by its rhythm where it states none.
 *
 * @returns `undefined` where neither is known, and where it states one that is none
 * @internal
 */
export function leaseDurationMs(
  { leaseDurationSeconds: seconds }: LeaseRecord,
  maxDurationMs: number,
  usualGapMs?: number,
): number | undefined {
  if (seconds === undefined) {
    return (
      usualGapMs && Math.min(GAPS_PER_DURATION * usualGapMs, maxDurationMs)
    );
  }
  return seconds > 0 ? Math.min(seconds * 1000, maxDurationMs) : undefined;
}

/**
 * Whether the holder has let go of the Lease: there was one and is none any more, or it
 * is cut as leader election does on a clean shutdown. A Lease that never names anybody
 * and is renewed is a heartbeat [H12].
 *
 * @param previous - what was known of it; absent at first sight, where an empty holder
 * is taken for one that let go
 * @internal
 */
export function isReleased(
  record: LeaseRecord,
  previous: LeaseRecord | undefined,
): boolean {
  if (record.holder) {
    return false;
  }
  if (record.leaseDurationSeconds === RELEASED_SECONDS) {
    return true;
  }
  return previous ? Boolean(previous.holder) : record.holder === '';
}

/**
 * Whether a Lease has become what it was before, as from a backup of it or a snapshot of
 * the API server's store: its last renewal is earlier than the one before, and nobody
 * has taken it over. That brings nobody back to life. Where it was a controller's clock
 * that was set back, the next renewal is later than this one again.
 *
 * @internal
 */
export function isPutBack(previous: LeaseRecord, record: LeaseRecord): boolean {
  const { renewTime = '', leaseTransitions = 0 } = record;
  return (
    Date.parse(renewTime) < Date.parse(previous.renewTime ?? '') &&
    leaseTransitions <= (previous.leaseTransitions ?? 0)
  );
}
