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

/**
 * What is worth remembering of a Lease over a restart of the observer. Ages and
 * not times: the process that reads it has another monotonic clock, and may have
 * another wall clock, than the one that wrote it. Who stores it turns them into
 * times of the database's clock, and back into ages as of then.
 *
 * @internal
 */
export interface Checkpoint {
  /** `cluster/namespace/lease` */
  id: string;
  /** Where it was found. */
  scopeId?: string;
  controller?: string;
  replica?: string;
  uid: string;
  renewTime?: string;
  holder?: string;
  leaseTransitions?: number;
  status: LivenessStatus;
  unknownReason?: UnknownReason;
  lastKnown?: LivenessStatus;
  /** It was seen to live. */
  hasLived?: boolean;
  /** When `status` began. */
  sinceWallMs: number;
  /** For how long nothing had been heard of it. */
  silentForMs: number;
  /** How long ago anybody was able to see it last; 0 while we are. */
  seenAgoMs: number;
  usualGapMs?: number;
  restarts?: number;
  /** How long ago the last restarts were that count for a crash loop, oldest first. */
  restartAgesMs?: number[];
  crashLooping?: boolean;
  /** The Lease is not there any more. */
  isGone?: boolean;
  stop?: {
    by: LeaseStop;
    isSeen: boolean;
    isRepeated: boolean;
    /** How long ago that was. */
    agoMs: number;
  };
  /** Who has let go of it last, and how long ago, oldest first. */
  releases?: Array<{ holder: string; agoMs: number }>;
}

/**
 * A checkpoint as of some time later.
 *
 * @internal
 */
export function aged(checkpoint: Checkpoint, byMs: number): Checkpoint {
  return {
    ...checkpoint,
    silentForMs: checkpoint.silentForMs + byMs,
    seenAgoMs: checkpoint.seenAgoMs + byMs,
    restartAgesMs: checkpoint.restartAgesMs?.map(ageMs => ageMs + byMs),
    stop: checkpoint.stop && {
      ...checkpoint.stop,
      agoMs: checkpoint.stop.agoMs + byMs,
    },
    releases: checkpoint.releases?.map(({ holder, agoMs }) => ({
      holder,
      agoMs: agoMs + byMs,
    })),
  };
}
