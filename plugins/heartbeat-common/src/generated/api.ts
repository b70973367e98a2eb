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

// Made of plugins/heartbeat-backend/openapi.yaml: edit that, then run `npm test -- --only openapi --fix`.

/**
 * What we say of a controller, worst first; screens sort by this order.
 *
 * - `Dead`: silent for all of the Lease's duration and the margin, while we were able to see; or
 *   given up and taken by nobody, for longer than its source allows or again and again.
 * - `Late`: past the time by which a renewal usually comes, within the limit for `Dead`.
 * - `Unknown`: we cannot tell; always with a reason.
 * - `NeverReported`: an entity expects it and no Lease of its has ever been seen.
 * - `Stopped`: its Lease was deleted, or its holder cleared while it was not `Dead`; `evidence.stop`
 *   says how.
 * - `Alive`: its last renewal was seen recently enough.
 *
 * @public
 */
export const LIVENESS_STATUSES = [
  'Dead',
  'Late',
  'Unknown',
  'NeverReported',
  'Stopped',
  'Alive',
] as const;

/** @public */
export type LivenessStatus = (typeof LIVENESS_STATUSES)[number];

/**
 * Why a controller is `Unknown`, or why we cannot see a part of a cluster.
 *
 * - `starting`: we have not been looking long enough to judge.
 * - `unreachable`: the cluster's API does not answer, or not with an answer of Kubernetes.
 * - `misconfigured`: the configuration names no usable way to it, as a kubeconfig that is not there.
 * - `unauthorized`: it refuses our credentials, or there are none to be had.
 * - `forbidden`: it knows us and does not let us list and watch Leases there.
 * - `watch-stalled`: the stream of changes is open and silent for too long.
 * - `canary-overdue`: our own renewals do not come back from there.
 * - `observer-stalled`: our own process does not keep up with what it is told.
 * - `disruption`: most of the cluster's controllers fell silent together.
 * - `unknown-cluster`: the configuration names a cluster that the portal does not have.
 * - `unsupported`: the cluster can only be asked with a user's own token.
 * - `no-source`: nothing that is configured looks anywhere.
 * - `invalid-lease`: the Lease lacks what a verdict needs, or states nonsense.
 * - `label-lost`: the Lease is there, and has lost the label by which its source finds it.
 *
 * @public
 */
export const UNKNOWN_REASONS = [
  'starting',
  'unreachable',
  'misconfigured',
  'unauthorized',
  'forbidden',
  'watch-stalled',
  'canary-overdue',
  'observer-stalled',
  'disruption',
  'unknown-cluster',
  'unsupported',
  'no-source',
  'invalid-lease',
  'label-lost',
] as const;

/** @public */
export type UnknownReason = (typeof UNKNOWN_REASONS)[number];

/**
 * In which order heartbeats are listed; what is alike goes by name.
 *
 * - `worst`: by status, worst first.
 * - `name`: by the controller's name.
 * - `since`: the latest change of status first.
 * - `age`: the longest without a heartbeat first, and before them those that never had one.
 *
 * @public
 */
export const HEARTBEAT_SORTS = ['worst', 'name', 'since', 'age'] as const;

/** @public */
export type HeartbeatSort = (typeof HEARTBEAT_SORTS)[number];

/**
 * The kinds of source: Leases that bear a label, Leases by name, Leases of nodes.
 *
 * @public
 */
export const SOURCE_TYPES = ['label', 'leases', 'nodes'] as const;

/** @public */
export type SourceType = (typeof SOURCE_TYPES)[number];

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
 * What a status means for availability: time that is `up` or `down` counts, time that is
 * `stopped` (on purpose) or `unknown` (not observed) does not.
 *
 * @public
 */
export const HISTORY_STANDINGS = ['up', 'down', 'stopped', 'unknown'] as const;

/** @public */
export type HistoryStanding = (typeof HISTORY_STANDINGS)[number];

/**
 * A moment in the past, by the observer's clock, and how long ago that was when the answer
 * was made.
 *
 * @public
 */
export interface PastMoment {
  /** RFC 3339. */
  at: string;
  ageMs: number;
}

/**
 * The answer of `GET /v1/controller-heartbeats` [H17].
 *
 * @public
 */
export interface ControllerHeartbeats {
  /** By the controller's name. */
  heartbeats: {
    [key: string]: ControllerHeartbeat;
  };
  /** The controller of an entity that names none, always present; `""` is the unnamed one [H18]. */
  defaultController: string;
}

/**
 * Kargo's view of a heartbeat: two statuses, decided by the wall clock.
 *
 * @public
 */
export interface ControllerHeartbeat {
  /** The label's value; `""` is the unnamed controller [H9]. */
  controller: string;
  status: 'Alive' | 'Dead';
  /**
   * The Lease's renewTime in UTC, without the zeros that its fraction ends with [H26];
   * absent where it has none [H13].
   */
  timestamp?: string;
}

/**
 * What every answer with heartbeats holds.
 *
 * @public
 */
export interface HeartbeatAnswer {
  /** The observer's time of this answer: a browser adds only its own elapsed time. */
  observedAt: string;
  /**
   * Those of a list are as its query sorts them: worst first, then by name, unless it says
   * otherwise. Of an entity there is at least one for each controller that it names, in the
   * annotation's order.
   */
  items: Heartbeat[];
  /** Every place that is looked at: without one that is `synced`, an empty list says nothing. */
  sights: Sight[];
  /** The clusters that are disrupted now. */
  disruptions?: HeartbeatDisruption[];
  /** The last time that the observer stood still; absent where it has not. */
  stall?: StallReport;
  problems: HeartbeatProblem[];
}

/**
 * The answer of `GET /v1/heartbeats`.
 *
 * @public
 */
export interface HeartbeatList extends HeartbeatAnswer {
  /** How many there are on all pages together. */
  total?: number;
  /**
   * How many there are of each status: of all that the query asks for but for its `status`,
   * so that a reader sees what the other statuses hold.
   */
  counts?: Record<LivenessStatus, number>;
  /** The `cursor` of the next page; absent on the last one. */
  nextCursor?: string;
}

/**
 * The answer of `GET /v1/entities/:kind/:namespace/:name`.
 *
 * @public
 */
export interface EntityHeartbeats extends HeartbeatAnswer {
  entityRef: string;
  /** The servers behind it, worst first; absent where no servers are monitored. */
  servers?: Server[];
}

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
 * One Lease's heartbeat as the API serves it. Times are RFC 3339; those called `...At` and
 * `since` are by the observer's clock.
 *
 * @public
 */
export interface LeaseHeartbeat {
  /**
   * Stable between answers: `cluster/namespace/lease`. That of a controller with replicas
   * is `cluster/namespace/replicas/<controller>`, and without a Lease
   * `expected/<controller>`.
   */
  id: string;
  status: LivenessStatus;
  /**
   * When `status` began: by the history, and so by the clock of the database, where that
   * holds the same status; else by the observer. Of `NeverReported`: when the history of
   * its cluster began, in which it is not.
   */
  since: string;
  /** There if and only if `status` is `Unknown`. */
  unknown?: {
    reason: UnknownReason;
    /** Names the thing and the way out. */
    message: string;
    /**
     * What a translation of the message is made of; which keys there are follows from
     * the reason.
     */
    params?: {
      [key: string]: string | number;
    };
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
  lastHeartbeat?: {
    observedAt: string;
    ageMs: number;
  };
  /** As the controller wrote it, by its own clock: shown, never judged by. */
  renewTime?: string;
  /** What the controller did last, by its own words. */
  progress?: HeartbeatProgress;
  evidence: VerdictEvidence;
  /** How far the controller's clock seems to be ahead of ours (negative: behind); an estimate. */
  clockSkewMs?: number;
  /**
   * Restarts (another holder or a Lease made anew) in the history, which all replicas of
   * the backend share. Of a Lease that is one of several replicas: those seen since the
   * observer began to look.
   */
  restarts: number;
  /** The last few of them, oldest first. */
  recentRestarts?: HeartbeatRestart[];
  /** True where it restarts again and again, even while it is alive in between. */
  isCrashLooping?: boolean;
  /** True where it goes to and fro between life and death. */
  isFlapping?: boolean;
}

/**
 * One controller's heartbeat as the API serves it. Where several replicas are one controller,
 * it is that of the best of them.
 *
 * @public
 */
export interface Heartbeat extends LeaseHeartbeat {
  /** The controller's name; `""` is the unnamed controller. */
  controller: string;
  /** Each of them, by name, where the controller's Leases say that they are replicas. */
  replicas?: LeaseHeartbeat[];
  /** The entities that name this controller, as far as the caller may read them. */
  entities: HeartbeatEntity[];
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
  handover?: Handover;
}

/**
 * A change of who leads, of an election. Absent where it was not seen all of. Milliseconds.
 *
 * @public
 */
export interface Handover {
  /** From the last sign of the one to the first of the other. */
  tookMs: number;
  /** How much of that nobody led: the Lease was given up, or D was over. */
  leaderlessMs: number;
}

/**
 * What a controller did last, by its own words: text by anybody who may write its Lease.
 *
 * @public
 */
export interface HeartbeatProgress {
  message: string;
  /**
   * How long ago that was: up to its last renewal by the controller's own clock, from there
   * by ours. Absent where the controller did not say when, or no renewal was seen yet.
   */
  ageMs?: number;
}

/**
 * How a heartbeat ended, other than by silence.
 *
 * - `released`: the holder gave its Lease up.
 * - `deleted`: the Lease was deleted while it was renewed: a clean stop.
 * - `removed`: the Lease was deleted when it was not renewed any more.
 * - `namespace-deleted`: the Lease was deleted with its namespace.
 * - `node-deleted`: the Lease is one of a node that is not there any more.
 * - `label-lost`: the Lease is there, and has lost the label by which its source finds it.
 *
 * @public
 */
export const LEASE_STOPS = [
  'released',
  'deleted',
  'removed',
  'namespace-deleted',
  'node-deleted',
  'label-lost',
] as const;

/** @public */
export type LeaseStop = (typeof LEASE_STOPS)[number];

/**
 * The arithmetic behind a verdict. Durations in milliseconds, on the observer's monotonic
 * clock; what is absent is not known (yet).
 *
 * @public
 */
export interface VerdictEvidence {
  /** How long nothing has been heard, as far as we were able to see. */
  silentForMs?: number;
  /**
   * D of the Lease, bounded by the configuration; as its source says, if that does; 3 R where
   * neither says any.
   */
  durationMs?: number;
  /**
   * From D to `Dead`: the configured margin, or of an election as long as a successor may
   * take over, 4.4 R, if that is longer.
   */
  marginMs?: number;
  /**
   * True where it renews more slowly than its Lease promises, R against D: then it is `Dead`
   * by its rhythm, and not by D.
   */
  slow?: boolean;
  /**
   * True where the Lease says that somebody leads, so that another one may take it over
   * when D is over; else it says that its one writer lives.
   */
  election?: boolean;
  /** R, learned from the renewals seen. */
  usualGapMs?: number;
  lateAfterMs?: number;
  deadAfterMs?: number;
  stop?: LeaseStop;
  /**
   * True where who gave the Lease up has done so before, within the ten minutes of a crash
   * loop: it is `Dead` when nobody takes it at once.
   */
  again?: boolean;
  /**
   * True where it was `Dead` before anybody looked: `since` is its last renewal by its own
   * clock.
   */
  sinceByItsClock?: boolean;
  /**
   * True while the only evidence is a renewTime that was fresh by the wall clock when we
   * first saw the Lease; the first renewal seen ends it.
   */
  provisional?: boolean;
}

/**
 * A catalog entity that a controller or a server stands behind.
 *
 * @public
 */
export interface HeartbeatEntity {
  /** `component:default/orders` */
  entityRef: string;
  title?: string;
  /** An entity ref. */
  owner?: string;
  /** An entity ref. */
  system?: string;
  /** The annotation `heartbeat/runbook` as it is written: by anybody, so not to be linked unseen. */
  runbook?: string;
}

/**
 * Most controllers of a cluster fell silent together, and some still are.
 *
 * @public
 */
export interface HeartbeatDisruption extends PastMoment {
  cluster: string;
  /**
   * How many controllers it has silenced. Told to those who may read every entity: it
   * counts all of them.
   */
  count?: number;
}

/**
 * Something that is wrong beside the heartbeats themselves and that a reader of the answer
 * must know.
 *
 * @public
 */
export interface HeartbeatProblem {
  kind: 'annotation' | 'catalog' | 'clusters' | 'servers';
  /** Names the thing and the way out. */
  message: string;
}

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
  /**
   * What is looked for: the label's key (`label`), names and patterns (`leases`), or nothing
   * more (`nodes`).
   */
  selector: string;
  /**
   * `synced`: we see every change as it happens. `failed`: we do not, and why.
   */
  status: 'starting' | 'synced' | 'failed';
  /** There if `status` is not `synced`. */
  reason?: UnknownReason;
  /** There if `status` is `failed`; names the thing and the way out. */
  message?: string;
  /** When `status` began. */
  since: string;
}

/**
 * What came of asking for checks.
 *
 * @public
 */
export interface CheckReceipt {
  requestedAt: string;
  /** How many servers will be asked within some seconds. */
  requested: number;
  /** How many will not: they are not asked at all now, or were asked for a moment ago. */
  skipped: number;
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
  networkDown?: NetworkDown;
  problems: HeartbeatProblem[];
}

/**
 * One server as the API serves it. Times are by the observer's clock. Nothing in it is a
 * secret: targets are without user names, passwords and queries.
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
  lastCheck?: ServerCheck;
  /** How often it is asked now: less often when it has been down for long. */
  intervalMs: number;
  /** Checks that contradict the status, and how many of them will turn it. */
  pending?: {
    status: ServerStatus;
    count: number;
    needed: number;
  };
  /** It goes to and fro. */
  isFlapping?: boolean;
  /** What else its provider knows of it, for people, e.g. `region`. */
  facts?: {
    [key: string]: string;
  };
  lifecycle?: ServerLifecycle;
  /** The entities that it stands behind, as far as the caller may read them. */
  entities: HeartbeatEntity[];
}

/**
 * The last check of a server that came to an end.
 *
 * @public
 */
export interface ServerCheck extends PastMoment {
  timings?: ServerTimings;
}

/**
 * How long each phase of one check took, as far as it had them and came to them. Milliseconds.
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
 * There while the monitor has no network itself, so that nothing is known of any server.
 *
 * @public
 */
export interface NetworkDown extends PastMoment {
  message: string;
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
 * How quickly a server answered within one hour. Milliseconds; a percentile is exact to 5%.
 *
 * @public
 */
export interface LatencyHour {
  /** RFC 3339, the hour's beginning. */
  from: string;
  /** How many checks were answered. */
  count: number;
  p50Ms: number;
  p95Ms: number;
  p99Ms: number;
  maxMs: number;
}

/**
 * The answer of `GET /v1/observer`: can this screen be trusted?
 *
 * @public
 */
export interface ObserverReport {
  observedAt: string;
  watches: WatchReport[];
  /** Absent where this backend has no heartbeat of its own. */
  canary?: CanaryReport;
  /** What holds verdicts now: none, where nothing does. */
  gates?: GateReport[];
  /** Absent where this process has not stood still since it began. */
  stall?: StallReport;
  /** Absent where this backend writes no history. */
  history?: HistoryReport;
  /** Absent where this backend monitors no servers. */
  monitor?: MonitorReport;
  problems: HeartbeatProblem[];
}

/**
 * What one watch has seen and done since the observer began.
 *
 * @public
 */
export interface WatchReport extends Sight {
  /** How often everything was listed: once, and after each loss of sight. */
  lists: number;
  /** Created, changed and deleted Leases that the API server told of. */
  events: number;
  /** Requests and streams that failed. */
  errors: number;
  /** Since when the present stream has been open; absent while there is none. */
  opened?: PastMoment;
  lastEvent?: PastMoment;
  /** The API server's own sign of life on a quiet watch, about once a minute. */
  lastBookmark?: PastMoment;
}

/**
 * The observer's own heartbeat on its way round: written to a cluster by the renewer and seen
 * again through the watch.
 *
 * @public
 */
export interface CanaryReport {
  lease: LeaseRef;
  /** When it was last written. */
  lastWritten?: PastMoment;
  /** When a renewal was last seen to come back. */
  lastReturned?: PastMoment;
  /** How long that took. */
  roundTripMs?: number;
}

/**
 * Why verdicts are held at the moment.
 *
 * - `event-loop`: the observer's process stood still; what it was sent is read first.
 * - `canary`: its own renewals do not come back from the cluster.
 * - `disruption`: most of the cluster's controllers fell silent together.
 *
 * @public
 */
export interface GateReport {
  kind: 'event-loop' | 'canary' | 'disruption';
  /** Absent where it concerns all of them. */
  cluster?: string;
  since: PastMoment;
}

/**
 * The last time that the observer's own process stood still, so that what it was sent waited
 * unread; `at` is when that was over.
 *
 * @public
 */
export interface StallReport extends PastMoment {
  /** How long it took; of several in a row, the longest one. */
  lastedMs: number;
  /** Verdicts wait still for what was sent meanwhile to be read. */
  holding: boolean;
}

/**
 * How far this backend has come with writing the history.
 *
 * @public
 */
export interface HistoryReport {
  /** Changes that are not stored yet. */
  queued: number;
  /** Changes that were left out because too many waited. */
  merged: number;
  lastCheckpoint?: PastMoment;
  /** There while the database does not take what it is given. */
  failure?: {
    since: PastMoment;
    message: string;
  };
}

/**
 * How the monitor of servers fares in this backend.
 *
 * @public
 */
export interface MonitorReport {
  checkers: CheckerReport[];
  /** Those that are known, and those of them that this backend checks. */
  servers: {
    known: number;
    checkedHere: number;
  };
  /** How the servers are shared out over the replicas of the backend. */
  shards: {
    total: number;
    heldHere: number;
  };
  /** Since this backend began. */
  checks: {
    done: number;
    /** Not begun, as the one before was not over. */
    skipped: number;
    running: number;
    waiting: number;
    /** That did not heed their deadline and were left to themselves. */
    abandoned: number;
  };
  /**
   * Sources and providers that do not work, each with a sentence. Why, is told to callers
   * who may read every entity.
   */
  problems: {
    name: string;
    message: string;
    since: PastMoment;
  }[];
  networkDown?: NetworkDown;
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
  lastRun?: {
    durationMs: number;
  } & PastMoment;
  /** Of the last run, if it failed. */
  lastError?: {
    message: string;
  } & PastMoment;
  isRunning: boolean;
}

/**
 * The answer of `GET /v1/transitions`, newest first.
 *
 * @public
 */
export interface TransitionList {
  /** The observer's time of this answer. */
  observedAt: string;
  items: HistoryTransition[];
  /** The `cursor` of the next page; absent on the last one. */
  nextCursor?: string;
}

/**
 * One change of what was known of a subject.
 *
 * @public
 */
export interface HistoryTransition extends PastMoment {
  /** Unique and opaque. */
  id: string;
  /** What changed: the `id` of a heartbeat, e.g. `cluster/namespace/lease`, or of a server. */
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
  evidence?: {
    [key: string]: unknown;
  };
}

/**
 * The answer of `GET /v1/availability`.
 *
 * @public
 */
export interface AvailabilityReport {
  /** The observer's time of this answer. */
  observedAt: string;
  items: {
    /** The `id` of a heartbeat or of a server. */
    subjectId: string;
    /** One for each window that was asked for, in that order. */
    windows: Availability[];
  }[];
}

/**
 * How well a subject did in one window of time. The four durations add up to the whole
 * window: what was not observed is not guessed.
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
 * The answer of `GET /v1/timeline`.
 *
 * @public
 */
export interface TimelineReport {
  /** The observer's time of this answer. */
  observedAt: string;
  /** The `id` of a heartbeat or of a server. */
  subjectId: string;
  /** They follow each other without a gap. */
  segments: HistorySegment[];
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

/**
 * The operations of the API by their operationId: what the query of each may hold, which
 * parameters have a value where they are not given, and what it answers.
 *
 * @public
 */
export interface HeartbeatOperations {
  getControllerHeartbeats: {
    query: {
      /** Only Leases of this cluster. */
      cluster?: string;
      /** Leases of this namespace, and not of the configured one. */
      namespace?: string;
      /** Leases with this label, and not with the configured one. */
      label?: string;
    };
    defaulted: never;
    answer: ControllerHeartbeats;
  };
  getHeartbeats: {
    query: {
      status?: LivenessStatus[];
      cluster?: string[];
      namespace?: string;
      /** Owners of the entities, as group:default/shop or shop. */
      owner?: string[];
      /** The system of an entity, as system:default/checkout or checkout. */
      system?: string;
      /** The kind of an entity. */
      kind?: string;
      /** Words that all have to stand in the controller's name, its Leases, their place and holders, or its entities. */
      text?: string;
      /** `worst` if absent. */
      sort?: HeartbeatSort;
      /** How many at most; all of them if absent. */
      limit?: number;
      /** `nextCursor` of the page before. */
      cursor?: string;
    };
    defaulted: 'sort';
    answer: HeartbeatList;
  };
  getServers: {
    query: {
      status?: ServerStatus[];
      /** Who named it, as config or catalog. */
      source?: string[];
      /** Who is asked about it, as http. */
      provider?: string[];
      cluster?: string[];
      /** Owners of the entities, as group:default/shop or shop. */
      owner?: string[];
      /** The system of an entity, as system:default/checkout or checkout. */
      system?: string;
      /** Words that all have to stand in the server's names, its target, or its entities. */
      text?: string;
      /** `worst` if absent. */
      sort?: ServerSort;
      /** How many at most; all of them if absent. */
      limit?: number;
      /** `nextCursor` of the page before. */
      cursor?: string;
    };
    defaulted: 'sort';
    answer: ServerList;
  };
  checkServers: {
    query: {
      /** The id of one server; all that the caller may read if absent. */
      subject?: string;
    };
    defaulted: never;
    answer: CheckReceipt;
  };
  getObserver: {
    query: Record<string, never>;
    defaulted: never;
    answer: ObserverReport;
  };
  getEntityHeartbeats: {
    query: Record<string, never>;
    defaulted: never;
    answer: EntityHeartbeats;
  };
  getTransitions: {
    query: {
      /** Ids of heartbeats and of servers. */
      subject?: string[];
      /** An entity ref; the controllers and servers behind it. */
      entity?: string;
      /** What it changed to. */
      status?: (LivenessStatus | ServerStatus)[];
      /** Inclusive. */
      from?: string;
      /** Exclusive. */
      to?: string;
      limit?: number;
      /** `nextCursor` of the page before. */
      cursor?: string;
    };
    defaulted: 'limit';
    answer: TransitionList;
  };
  getAvailability: {
    query: {
      /** Ids of heartbeats and of servers. */
      subject?: string[];
      /** An entity ref; the controllers and servers behind it. */
      entity?: string;
      /** Lengths of time until now, as 24h or 7d; 24h, 7d, 30d and 90d if absent. */
      window?: string[];
    };
    defaulted: 'window';
    answer: AvailabilityReport;
  };
  getLatency: {
    query: {
      /** The id of a server. */
      subject: string;
      /** A length of time until now, as 24h or 7d. */
      window?: string;
    };
    defaulted: 'window';
    answer: LatencyReport;
  };
  getTimeline: {
    query: {
      /** The id of a heartbeat or of a server. */
      subject: string;
      window?: string;
      /** Where the window ends; now if absent. */
      to?: string;
      /** How many at most; where there were more, they are merged so that what is bad stays visible. */
      segments?: number;
    };
    defaulted: 'window' | 'segments';
    answer: TimelineReport;
  };
}
