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

import type { PastMoment } from './observer';
import type { LivenessStatus } from './status';

/**
 * What a status means for availability: time that is `up` or `down` counts,
 * time that is `stopped` (on purpose) or `unknown` (not observed) does not.
 *
 * @public
 */
export type HistoryStanding = 'up' | 'down' | 'stopped' | 'unknown';

/**
 * What each verdict on a controller means for availability. A late heartbeat is
 * a heartbeat.
 *
 * @public
 */
export const LIVENESS_STANDINGS: Record<LivenessStatus, HistoryStanding> = {
  Alive: 'up',
  Late: 'up',
  Dead: 'down',
  Stopped: 'stopped',
  Unknown: 'unknown',
  NeverReported: 'unknown',
};

/**
 * One change of what was known of a subject.
 *
 * @public
 */
export interface HistoryTransition extends PastMoment {
  /** Unique and opaque. */
  id: string;
  /** What changed, e.g. `cluster/namespace/lease`. */
  subjectId: string;
  /** What the subject is, e.g. `controller`. */
  kind: string;
  cluster?: string;
  /** What people call the subject, where that is not its id. */
  name?: string;
  /** Absent where this is the first that was ever known of the subject. */
  from?: string;
  /** The same as `from` where something happened that changed no status, e.g. a restart. */
  to: string;
  /** Why the status is what it is, e.g. `unreachable`. */
  reason?: string;
  /** What brought the change about, e.g. `restart` or `sight-regained`. */
  cause?: string;
  /** The numbers behind it. */
  evidence?: Record<string, unknown>;
}

/**
 * How well a subject did in one window of time. The four durations add up to
 * the whole window: what was not observed is not guessed.
 *
 * @public
 */
export interface Availability {
  windowMs: number;
  /** RFC 3339. */
  from: string;
  /** RFC 3339. */
  to: string;
  upMs: number;
  downMs: number;
  /** Out of service on purpose: neither up nor down. */
  stoppedMs: number;
  /** Nobody saw it. */
  unknownMs: number;
  /** up / (up + down), from 0 to 1; absent where it was seen neither up nor down. */
  availability?: number;
  /** The share of the window in which the subject was observed, from 0 to 1. */
  coverage: number;
  /** How many transitions there were. */
  transitions: number;
}

/**
 * A stretch of time in a history bar.
 *
 * @public
 */
export interface HistorySegment {
  /** RFC 3339. */
  from: string;
  /** RFC 3339. */
  to: string;
  /** Where several statuses share the segment, the one that asks for most attention. */
  status: string;
  /** What `status` means for availability. */
  standing: HistoryStanding;
  /** How many transitions lie within: more than none where statuses had to share. */
  transitions: number;
}
