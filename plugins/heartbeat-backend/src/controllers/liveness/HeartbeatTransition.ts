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
  LivenessStatus,
  TransitionCause,
  UnknownReason,
} from 'backstage-plugin-heartbeat-common';

/**
 * A verdict in short, as far as a change of it is a transition.
 *
 * @internal
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
 * @internal
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
