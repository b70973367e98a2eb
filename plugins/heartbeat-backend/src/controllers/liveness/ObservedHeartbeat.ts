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

import type {
  LeaseStop,
  LivenessStatus,
  UnknownReason,
} from 'backstage-plugin-heartbeat-common';
import type { LeaseRecord } from '../LeaseRecord';
import type { VerdictLimits } from './verdict';

/**
 * What is known of one Lease, with the verdict on it, as the tracker hands it to all
 * who read. It is a value: each change makes another one, so that what is kept stays
 * as it was.
 *
 * Times called `...MonotonicMs` are on the observer's monotonic clock, those
 * called `...WallMs` are epoch milliseconds of the observer.
 *
 * @internal
 */
export interface ObservedHeartbeat {
  /** `cluster/namespace/lease` */
  readonly id: string;
  readonly record: Readonly<LeaseRecord>;
  /** The Lease is not there any more; the record is its last form. */
  readonly isGone: boolean;
  readonly status: LivenessStatus;
  /** When `status` began: the deadline itself or the sign of life, not when it was noticed. */
  readonly sinceWallMs: number;
  /** There if and only if `status` is `Unknown`. */
  readonly unknown?: Readonly<UnknownVerdict>;
  /** How it ended, if it did other than by silence. */
  readonly stop?: Readonly<Stop>;
  /** When a renewal was last seen; absent until one was. */
  readonly lastBeat?: Readonly<{ monotonicMs: number; wallMs: number }>;
  /** From when on silence counts: the last renewal, or later where we could not see in between. */
  readonly silentSinceMonotonicMs: number;
  /** See `VerdictEvidence.provisional`. */
  readonly isProvisional: boolean;
  /** It was seen to live, by this observer or by one before it. */
  readonly hasLived: boolean;
  /** Absent where the Lease states no usable duration. */
  readonly durationMs?: number;
  readonly usualGapMs?: number;
  readonly limits?: Readonly<VerdictLimits>;
  /** How far the controller's clock seems to be ahead: the median of the last few renewals. Shown, never used. */
  readonly clockSkewMs?: number;
  /** How many restarts of any kind were seen. */
  readonly restarts: number;
  /** The last few of them, oldest first. */
  readonly recentRestarts?: readonly ObservedRestart[];
  /** Three restarts within ten minutes, and none of ten minutes without one since. */
  readonly isCrashLooping?: boolean;
  /** It goes to and fro between life and death. */
  readonly isFlapping?: boolean;
}

/**
 * From D to `Dead`, in milliseconds; absent where there is no D.
 *
 * @internal
 */
export function marginMsOf({
  limits,
  durationMs,
}: Pick<ObservedHeartbeat, 'limits' | 'durationMs'>): number | undefined {
  return limits && durationMs !== undefined
    ? limits.deadAfterMs - durationMs
    : undefined;
}

/**
 * The end of a heartbeat that was no silence.
 *
 * @internal
 */
export interface Stop {
  by: LeaseStop;
  /** When it was seen first. */
  atMonotonicMs: number;
  /** It was seen as it happened. */
  isSeen: boolean;
  /** Who let go has done so before, not long ago. */
  isRepeated: boolean;
}

/** Why a verdict is `Unknown`. */
interface UnknownVerdict {
  reason: UnknownReason;
  /** Names the thing and the way out. */
  message: string;
  /**
   * What a translation of the message is made of: `cluster`, `seconds`, `lease`, `field`,
   * as far as the reason has them.
   */
  params?: Readonly<Record<string, string | number>>;
  /** What we last knew for certain. */
  lastKnown?: LivenessStatus;
}

/**
 * A sign of life that showed that another process is behind a Lease.
 *
 * @internal
 */
export interface ObservedRestart {
  /**
   * - `restart`: the same holder but for its process, or one that had to acquire the Lease again.
   * - `takeover`: another holder.
   * - `recreation`: a Lease that was made anew.
   */
  kind: 'restart' | 'takeover' | 'recreation';
  atMonotonicMs: number;
  atWallMs: number;
  previousHolder?: string;
  holder?: string;
  /** Of an election; absent where it was not seen all of. */
  handover?: Handover;
}

/**
 * A change of who leads. Milliseconds.
 *
 * @internal
 */
export interface Handover {
  /** From the last sign of the one to the first of the other. */
  tookMs: number;
  /** How much of that nobody led: the Lease was given up, or its duration was over. */
  leaderlessMs: number;
}
