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

import type { PastMoment, StallReport } from './observer';
import type { Server } from './server';
import type { LivenessStatus, UnknownReason } from './status';

/**
 * Where a Lease lives.
 *
 * @public
 */
export interface LeaseRef {
  cluster: string;
  namespace: string;
  name: string;
}

/**
 * A catalog entity that a controller stands behind.
 *
 * @public
 */
export interface HeartbeatEntity {
  /** `component:default/orders` */
  entityRef: string;
  title?: string;
  /** Entity refs. */
  owner?: string;
  system?: string;
  /** The annotation `heartbeat/runbook` as it is written: by anybody, so not to be linked unseen. */
  runbook?: string;
}

/**
 * The arithmetic behind a verdict. Durations in milliseconds, on the observer's
 * monotonic clock; what is absent is not known (yet).
 *
 * @public
 */
export interface VerdictEvidence {
  /** How long nothing has been heard, as far as we were able to see. */
  silentForMs?: number;
  /** D of the Lease, bounded by the configuration. */
  durationMs?: number;
  marginMs?: number;
  /** R, learned from the renewals seen. */
  usualGapMs?: number;
  lateAfterMs?: number;
  deadAfterMs?: number;
  /**
   * True while the only evidence is a renewTime that was fresh by the wall
   * clock when we first saw the Lease; the first renewal seen ends it.
   */
  provisional?: boolean;
}

/**
 * One Lease's heartbeat as the API serves it. Times are RFC 3339; those called
 * `...At` and `since` are by the observer's clock.
 *
 * @public
 */
export interface LeaseHeartbeat {
  /** Stable between answers: `cluster/namespace/lease`. */
  id: string;
  status: LivenessStatus;
  /** When `status` began. */
  since: string;
  /** There if and only if `status` is `Unknown`. */
  unknown?: {
    reason: UnknownReason;
    /** Names the thing and the way out. */
    message: string;
    /**
     * What a translation of the message is made of; which keys there are follows
     * from the reason.
     */
    params?: Record<string, string | number>;
    /** What we last knew for certain. */
    lastKnown?: LivenessStatus;
  };
  /** Absent where no Lease was ever seen. */
  lease?: LeaseRef;
  /** The name of the replica, where the Lease says that it is one of several. */
  replica?: string;
  /** Who holds the Lease, as written there. */
  holder?: string;
  /** When we last saw a renewal, and how long ago that was when this answer was made. */
  lastHeartbeat?: { observedAt: string; ageMs: number };
  /** As the controller wrote it, by its own clock: shown, never judged by. */
  renewTime?: string;
  /** What the controller did last, by its own words. */
  progress?: HeartbeatProgress;
  evidence: VerdictEvidence;
  /** How far the controller's clock seems to be ahead of ours (negative: behind); an estimate. */
  clockSkewMs?: number;
  /** Restarts (another holder or a Lease made anew) seen since the observer began to look. */
  restarts: number;
  /** The last few of them, oldest first. */
  recentRestarts?: HeartbeatRestart[];
  /** True where it restarts again and again, even while it is alive in between. */
  isCrashLooping?: boolean;
  /** True where it goes to and fro between life and death. */
  isFlapping?: boolean;
}

/**
 * A restart of what is behind a Lease.
 *
 * @public
 */
export interface HeartbeatRestart extends PastMoment {
  /**
   * - `restart`: the same holder but for its process, or one that had to acquire the Lease again.
   * - `takeover`: another holder.
   * - `recreation`: a Lease that was made anew.
   */
  kind: 'restart' | 'takeover' | 'recreation';
  previousHolder?: string;
  holder?: string;
}

/**
 * What a controller did last, by its own words: text by anybody who may write
 * its Lease.
 *
 * @public
 */
export interface HeartbeatProgress {
  message: string;
  /**
   * How long ago that was: up to its last renewal by the controller's own clock, from
   * there by ours. Absent where the controller did not say when, or no renewal was seen yet.
   */
  ageMs?: number;
}

/**
 * One controller's heartbeat as the API serves it. Where several replicas are
 * one controller, it is that of the best of them.
 *
 * @public
 */
export interface Heartbeat extends LeaseHeartbeat {
  /**
   * Stable between answers: `cluster/namespace/lease`; with replicas
   * `cluster/namespace/replicas/<controller>`; without a Lease `expected/<controller>`.
   */
  id: string;
  /** The controller's name; `""` is the unnamed controller. */
  controller: string;
  /** Each of them, by name, where the controller's Leases say that they are replicas. */
  replicas?: LeaseHeartbeat[];
  /** The entities that name this controller, as far as the caller may read them. */
  entities: HeartbeatEntity[];
}

/**
 * The kinds of source: Leases that bear a label, Leases by name, Leases of nodes.
 *
 * @public
 */
export const SOURCE_TYPES = ['label', 'leases', 'nodes'] as const;

/** @public */
export type SourceType = (typeof SOURCE_TYPES)[number];

/**
 * What we can see of one part of one cluster: a watch, as a reader needs it.
 *
 * @public
 */
export interface Sight {
  cluster: string;
  /** Absent: all namespaces. */
  namespace?: string;
  /** The kind of source that is looked for there. */
  source: SourceType;
  /** What is looked for: the label's key (`label`), names and patterns (`leases`), or nothing more (`nodes`). */
  selector: string;
  /** `synced`: we see every change as it happens. `failed`: we do not, and why. */
  status: 'starting' | 'synced' | 'failed';
  /** There if `status` is not `synced`. */
  reason?: UnknownReason;
  /** There if `status` is `failed`; names the thing and the way out. */
  message?: string;
  /** When `status` began. */
  since: string;
}

/**
 * Something that is wrong beside the heartbeats themselves and that a reader
 * of the answer must know.
 *
 * @public
 */
export interface HeartbeatProblem {
  kind: 'annotation' | 'catalog' | 'clusters' | 'servers';
  /** Names the thing and the way out. */
  message: string;
}

/**
 * Most controllers of a cluster fell silent together, and some still are.
 *
 * @public
 */
export interface HeartbeatDisruption extends PastMoment {
  cluster: string;
  /** How many controllers it has silenced. Told to those who may read every entity: it counts all of them. */
  count?: number;
}

/**
 * The answer of `GET /v1/heartbeats`.
 *
 * @public
 */
export interface HeartbeatList {
  /** The observer's time of this answer: a browser adds only its own elapsed time. */
  observedAt: string;
  /** As the query sorts them; worst first, then by name, unless it says otherwise. */
  items: Heartbeat[];
  /** How many there are on all pages together. */
  total?: number;
  /**
   * How many there are of each status: of all that the query asks for but for
   * its `status`, so that a reader sees what the other statuses hold.
   */
  counts?: Record<LivenessStatus, number>;
  /** The `cursor` of the next page; absent on the last one. */
  nextCursor?: string;
  /** The clusters that are disrupted now. */
  disruptions?: HeartbeatDisruption[];
  /** The last time that the observer stood still; absent where it has not. */
  stall?: StallReport;
  /** Every place that is looked at: without one that is `synced`, an empty list says nothing. */
  sights: Sight[];
  problems: HeartbeatProblem[];
}

/**
 * The answer of `GET /v1/entities/:kind/:namespace/:name`: at least one item for
 * each controller that the entity names, in the annotation's order.
 *
 * @public
 */
export interface EntityHeartbeats extends HeartbeatList {
  entityRef: string;
  /** The servers behind it, worst first; absent where no servers are monitored. */
  servers?: Server[];
}

/**
 * The signal channel on which the backend says that something changed. The
 * message carries no data: what changed is read from the API, with its permissions.
 *
 * @public
 */
export const HEARTBEAT_SIGNAL_CHANNEL = 'heartbeat:changed';
