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

import type { LeaseRecord } from './lease';
import type { LivenessStatus, TransitionCause, UnknownReason } from './status';
import type { VerdictLimits } from './verdict';

/**
 * The current verdict on one Lease, as the tracker hands it to all who read.
 * A new object for each change; readers derive ages from it at any later time.
 *
 * Times called `...MonotonicMs` are on the observer's monotonic clock, those
 * called `...WallMs` are epoch milliseconds of the observer.
 *
 * @public
 */
export interface ObservedHeartbeat {
  /** `cluster/namespace/lease` */
  id: string;
  record: LeaseRecord;
  /** The Lease is not there any more; the record is its last form. */
  isGone: boolean;
  status: LivenessStatus;
  /** When `status` began: the deadline itself or the sign of life, not when it was noticed. */
  sinceWallMs: number;
  /** There if and only if `status` is `Unknown`. */
  unknown?: {
    reason: UnknownReason;
    message: string;
    lastKnown?: LivenessStatus;
  };
  /** When a renewal was last seen; absent until one was. */
  lastBeat?: { monotonicMs: number; wallMs: number };
  /** From when on silence counts: the last renewal, or later where we could not see in between. */
  silentSinceMonotonicMs: number;
  /** See `VerdictEvidence.provisional`. */
  isProvisional: boolean;
  /** Absent where the Lease states no usable duration. */
  durationMs?: number;
  marginMs: number;
  usualGapMs?: number;
  limits?: VerdictLimits;
  clockSkewMs?: number;
  restarts: number;
}

/**
 * A verdict in short, as far as a change of it is a transition.
 *
 * @public
 */
export interface VerdictState {
  status: LivenessStatus;
  /** There if and only if `status` is `Unknown`. */
  unknownReason?: UnknownReason;
}

/**
 * A change of the status or of the reason for `Unknown`. The transitions of one
 * heartbeat follow each other in time.
 *
 * @public
 */
export interface HeartbeatTransition {
  /** Absent at first sight. */
  from?: VerdictState;
  to: VerdictState;
  /** The exact deadline or the moment of the sign of life, on the observer's monotonic clock. */
  atMonotonicMs: number;
  /** The same moment by the observer's wall clock. */
  atWallMs: number;
  cause: TransitionCause;
}
