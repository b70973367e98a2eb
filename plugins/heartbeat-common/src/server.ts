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

import type { HeartbeatEntity, HeartbeatProblem } from './heartbeat';
import type { HistoryStanding } from './history';
import type { PastMoment } from './observer';

/**
 * What we say of a server, worst first; screens sort by this order.
 *
 * - `Down`: it was asked often enough, and does not do what it is there for.
 * - `Degraded`: it does, but not as it should: too slowly, or not for long any more.
 * - `Unknown`: we cannot tell; always with a reason.
 * - `Maintenance`: the operator said that it is not to be judged now.
 * - `Stopped`: it is out of service on purpose.
 * - `Healthy`: it did what it should when it was asked last.
 *
 * @public
 */
export const SERVER_STATUSES = [
  'Down',
  'Degraded',
  'Unknown',
  'Maintenance',
  'Stopped',
  'Healthy',
] as const;

/** @public */
export type ServerStatus = (typeof SERVER_STATUSES)[number];

/**
 * What each status of a server means for availability. A degraded server serves;
 * maintenance that was announced is time out of service on purpose.
 *
 * @public
 */
export const SERVER_STANDINGS: Record<ServerStatus, HistoryStanding> = {
  Down: 'down',
  Degraded: 'up',
  Unknown: 'unknown',
  Maintenance: 'stopped',
  Stopped: 'stopped',
  Healthy: 'up',
};

/**
 * Sorts statuses worst first.
 *
 * @public
 */
export function compareServerStatus(a: ServerStatus, b: ServerStatus): number {
  return SERVER_STATUSES.indexOf(a) - SERVER_STATUSES.indexOf(b);
}

/**
 * How long each phase of one check took, as far as it had them and came to
 * them. Milliseconds.
 *
 * @public
 */
export interface ServerTimings {
  dnsMs?: number;
  connectMs?: number;
  tlsMs?: number;
  /** From the request's end to the first byte of the answer. */
  firstByteMs?: number;
  totalMs: number;
}

/**
 * A moment in the life of a server that its provider knows, e.g. `launched`.
 *
 * @public
 */
export interface ServerMark {
  name: string;
  /** RFC 3339, by the provider's clock. */
  at: string;
}

/**
 * Where a server is in its life, where its provider knows of one.
 *
 * @public
 */
export interface ServerLifecycle {
  /** In the provider's words, e.g. `Building`. */
  phase: string;
  /** Oldest first. */
  marks: ServerMark[];
}

/**
 * One server as the API serves it. Times are by the observer's clock. Nothing in
 * it is a secret: targets are without user names, passwords and queries.
 *
 * @public
 */
export interface Server {
  /** Stable between answers: `server:<source>/<name>`. */
  id: string;
  /** Unique within its source. */
  name: string;
  /** What people call it, where that is not its name. */
  title?: string;
  /** Who named it: `config`, `catalog`, or a module. */
  source: string;
  /** Who is asked about it, e.g. `http`. */
  provider: string;
  /** Where it is, e.g. `https://orders.example.com/health`. */
  target: string;
  cluster?: string;
  status: ServerStatus;
  /** A word for the case, e.g. `connection-refused`; absent where there is nothing to say. */
  reason?: string;
  /** Names the thing and what was seen, for people. */
  message?: string;
  /** When `status` began: with the first of the checks that turned it. */
  since: PastMoment;
  /** What we last knew, where that is not what stands here. */
  lastKnown?: ServerStatus;
  /** The last check that came to an end. */
  lastCheck?: PastMoment & { timings?: ServerTimings };
  /** How often it is asked now: less often when it has been down for long. */
  intervalMs: number;
  /** Checks that contradict the status, and how many of them will turn it. */
  pending?: { status: ServerStatus; count: number; needed: number };
  /** It goes to and fro. */
  isFlapping?: boolean;
  /** What else its provider knows of it, for people, e.g. `region`. */
  facts?: Record<string, string>;
  lifecycle?: ServerLifecycle;
  /** The entities that it stands behind, as far as the caller may read them. */
  entities: HeartbeatEntity[];
}

/**
 * The answer of `GET /v1/servers`.
 *
 * @public
 */
export interface ServerList {
  /** The observer's time of this answer. */
  observedAt: string;
  /** As the query sorts them; worst first, then by name, unless it says otherwise. */
  items: Server[];
  /** How many there are on all pages together. */
  total: number;
  /** How many there are of each status, of all that the query asks for but for its `status`. */
  counts: Record<ServerStatus, number>;
  /** The `cursor` of the next page; absent on the last one. */
  nextCursor?: string;
  /** There while the monitor has no network itself, so that nothing is known of any server. */
  networkDown?: PastMoment & { message: string };
  problems: HeartbeatProblem[];
}

/**
 * In which order servers are listed; what is alike goes by name.
 *
 * - `worst`: by status, worst first.
 * - `name`: by name.
 * - `since`: the latest change of status first.
 * - `slowest`: by the total time of the last check.
 *
 * @public
 */
export const SERVER_SORTS = ['worst', 'name', 'since', 'slowest'] as const;

/** @public */
export type ServerSort = (typeof SERVER_SORTS)[number];

/**
 * What `GET /v1/servers` is asked for. Everything that is stated must hold; of
 * several values one must.
 *
 * @public
 */
export interface ServerQuery {
  status?: ServerStatus[];
  source?: string[];
  provider?: string[];
  cluster?: string[];
  /** Entity refs of owners of the entities. */
  owner?: string[];
  /** Entity ref of the system of an entity. */
  system?: string;
  /** Words that all have to stand somewhere in its names, its target or its entities. */
  text?: string;
  /** `worst` if absent. */
  sort?: ServerSort;
  /** Absent: all of them. */
  limit?: number;
  /** `nextCursor` of the page before. */
  cursor?: string;
}

/**
 * How quickly a server answered within one hour. Milliseconds; a percentile is
 * exact to 5%.
 *
 * @public
 */
export interface LatencyHour {
  /** RFC 3339, the hour's beginning. */
  from: string;
  /** How many checks that were answered. */
  count: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

/**
 * The answer of `GET /v1/latency`.
 *
 * @public
 */
export interface LatencyReport {
  /** The observer's time of this answer. */
  observedAt: string;
  /** The `id` of a server. */
  subjectId: string;
  /** Oldest first; an hour without an answer is left out. */
  hours: LatencyHour[];
}

/**
 * What one Checker has done since this backend began, wherever it ran last.
 *
 * @public
 */
export interface CheckerReport {
  name: string;
  /** How often this backend ran it. */
  runs: number;
  /** How many of those failed. */
  failures: number;
  /** How many did not heed their deadline and were left to themselves. */
  abandoned: number;
  lastRun?: PastMoment & { durationMs: number };
  /** Of the last run, if it failed. */
  lastError?: PastMoment & { message: string };
  isRunning: boolean;
}

/**
 * How the monitor of servers fares in this backend.
 *
 * @public
 */
export interface MonitorReport {
  checkers: CheckerReport[];
  /** Servers that are known, and those of them that this backend checks. */
  servers: { known: number; checkedHere: number };
  /** How the servers are shared out over the replicas of the backend. */
  shards: { total: number; heldHere: number };
  /** Checks since this backend began. */
  checks: {
    done: number;
    /** Not begun, as the one before was not over. */
    skipped: number;
    running: number;
    waiting: number;
    /** That did not heed their deadline and were left to themselves. */
    abandoned: number;
  };
  /** Sources and providers that do not work, each with a sentence. */
  problems: Array<{ name: string; message: string; since: PastMoment }>;
  networkDown?: PastMoment & { message: string };
}
