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
  LeaseRef,
  TransitionCause,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../../time/clock';
import { Deadlines, NEVER_MS } from '../../time/Deadlines';
import { momentOf, type Moment } from '../../time/moment';
import {
  isSameBeat,
  type LeaseRecord,
  type LeaseWhereabouts,
} from '../LeaseRecord';
import { aged, type Checkpoint } from './Checkpoint';
import type { ObservedHeartbeat } from './ObservedHeartbeat';
import type { HeartbeatTransition } from './HeartbeatTransition';
import type { ClusterDisruption } from './ClusterDisruption';
import { isPutBack, isReleased } from './leaseDuration';
import { LoopMonitor, MAX_HOLD_MS, type ObserverStall } from './LoopMonitor';
import { observationProblem, type Scope } from './Scope';
import { TrackedCluster, type LivenessTerms } from './TrackedCluster';
import { TrackedLease } from './TrackedLease';
import { idOf, refOf, TrackedLeases } from './TrackedLeases';
import {
  canaryOverdue,
  observerStalled,
  type UnknownCause,
} from './unknownCauses';

/**
 * For how long a Lease that is gone stays on the screen: long enough to be found
 * the next morning, short enough that replaced replicas do not pile up.
 */
const GONE_RETENTION_MS = 24 * 60 * 60 * 1000;

const OVERLOADED = observerStalled(MAX_HOLD_MS);

/**
 * Whom the tracker tells of its verdicts.
 *
 * @internal
 */
export interface LivenessListener {
  /**
   * With each change of what is known of a Lease, such as a sign of life: another value
   * each time. With a transition where the status or the reason for `Unknown` changed.
   */
  onVerdict(
    heartbeat: ObservedHeartbeat,
    transition: HeartbeatTransition | undefined,
  ): void;
  /** A Lease that has been gone for long, or where nobody looks any more, is not tracked any more. */
  onForgotten(id: string): void;
  /**
   * A renewal is overdue in this scope: the API server is to be asked whether there is
   * one. Where there is none, {@link LivenessTracker.confirm} is to be called.
   */
  onOverdue(scopeId: string, record: LeaseRecord): void;
  /**
   * A Lease is not found in this scope any more: what became of it is to be said by
   * {@link LivenessTracker.settle}. Without this it counts as deleted.
   */
  onMissing?(scopeId: string, record: LeaseRecord): void;
  /** A disruption of a cluster began, grew, or (without one) is over. */
  onDisruption?(
    cluster: string,
    disruption: ClusterDisruption | undefined,
  ): void;
  /** This process stood still, or verdicts do not wait for that any more. */
  onStall?(stall: ObserverStall): void;
}

/** @internal */
export interface LivenessTrackerOptions extends LivenessTerms {
  clock: Clock;
  listener: LivenessListener;
  /** Ends all timers; the tracker is of no use afterwards. */
  signal: AbortSignal;
}

/**
 * Turns what is observed of Leases into verdicts; see `index.ts` for what is
 * promised.
 *
 * @internal
 */
export class LivenessTracker {
  readonly #clock: Clock;
  readonly #terms: LivenessTerms;
  readonly #listener: LivenessListener;
  readonly #scopes = new Map<string, Scope>();
  readonly #clusters = new Map<string, TrackedCluster>();
  readonly #leases = new TrackedLeases();
  readonly #deadlines: Deadlines<TrackedLease>;
  readonly #loop: LoopMonitor;
  readonly #checkpoints = new Map<
    string,
    { checkpoint: Checkpoint; ofMs: number }
  >();
  /** Of which it is not known yet what became of them. */
  readonly #missing = new Set<TrackedLease>();
  #nextRank = 0;

  constructor(options: LivenessTrackerOptions) {
    const { clock, signal } = options;
    this.#clock = clock;
    this.#terms = options;
    this.#listener = options.listener;
    this.#deadlines = new Deadlines({
      clock,
      onDue: lease => this.#onDue(lease),
    });
    this.#loop = new LoopMonitor({
      clock,
      signal,
      onStall: sinceMs => this.#onStall(sinceMs),
      onState: stall => this.#listener.onStall?.(stall),
    });
    signal.addEventListener('abort', () => this.#deadlines.clear());
  }

  /** Announces a place of observation; nothing is seen there yet. */
  openScope(id: string): void {
    this.#loop.start();
    this.#scopes.set(id, {
      id,
      rank: this.#nextRank++,
      lastChangeMs: -Infinity,
    });
  }

  /**
   * Ends a place of observation. Its Leases are forgotten, not judged: that
   * nobody looks any more says nothing about them.
   */
  closeScope(id: string): void {
    for (const lease of this.#leases) {
      if (lease.scope.id === id) {
        lease.deadlineMs = NEVER_MS;
        this.#forget(lease);
      }
    }
    this.#scopes.delete(id);
  }

  /**
   * Takes up what is remembered from before a restart, or by another replica:
   * as of now, and for Leases that are found later as of then. What we have seen
   * ourselves counts more.
   */
  restore(checkpoints: Iterable<Checkpoint>): void {
    const now = this.#now();
    for (const checkpoint of checkpoints) {
      const lease = this.#leases.get(refOf(checkpoint.id));
      if (!lease) {
        this.#checkpoints.set(checkpoint.id, {
          checkpoint,
          ofMs: now.monotonicMs,
        });
      } else if (lease.isUnproven) {
        const { record } = lease;
        lease.resume(checkpoint, now);
        const event = this.#update(lease, record, now, { isLive: false });
        this.#judge(lease, now, afterwards(event));
      }
    }
  }

  /**
   * What is worth remembering of one Lease; absent where it is not there, or where
   * nothing was seen of it yet: a provisional verdict must not pass for a certain one.
   * To be stored with each transition, so that none is forgotten, and about once a
   * minute: it says when we were looking.
   */
  checkpoint(id: string): Checkpoint | undefined {
    const lease = this.#leases.get(refOf(id));
    if (!lease || lease.isGuess) {
      return undefined;
    }
    const nowMs = this.#clock.monotonicMs();
    const { scope, cluster } = lease;
    const unseenSinceMs = observationProblem(scope, cluster)
      ? scope.failure?.sinceMs ?? cluster.canary?.sinceMs
      : undefined;
    return lease.checkpoint(nowMs, nowMs - (unseenSinceMs ?? nowMs));
  }

  /**
   * The complete contents of a scope, whose watch is in sync from now on. Known
   * Leases that have not changed meanwhile get no sign of life by this.
   *
   * @param asOfMs - when it was asked for, on the monotonic clock; as in {@link LivenessTracker.confirm}
   */
  reconcile(
    scopeId: string,
    records: Iterable<LeaseRecord>,
    asOfMs = -Infinity,
  ): void {
    const scope = this.#scope(scopeId);
    const now = this.#now();
    const unseenForMs =
      now.monotonicMs - (scope.failure?.sinceMs ?? now.monotonicMs);
    scope.failure = undefined;
    scope.lastChangeMs = now.monotonicMs;
    const present = new Set<TrackedLease | undefined>();
    for (const record of records) {
      present.add(
        this.#reconcileOne(scope, record, now, { unseenForMs, asOfMs }),
      );
    }
    for (const lease of this.#leases) {
      if (lease.scope === scope && !present.has(lease)) {
        this.#vanish(lease, now);
      }
    }
    this.#resumeGone(scope, asOfMs, now);
  }

  /**
   * The API server itself was asked for a Lease, past the watch, and had nothing new.
   * Nobody is dead before this was so at a time when the Lease's duration was over.
   *
   * @param asOfMs - when it was asked, on the monotonic clock
   */
  confirm(scopeId: string, ref: LeaseRef, asOfMs: number): void {
    const lease = this.#leases.get(ref);
    if (lease?.scope.id === scopeId && lease.confirm(asOfMs)) {
      this.#judge(lease, this.#now(), 'silence');
    }
  }

  /** A Lease that was created or changed a moment ago. */
  observe(scopeId: string, record: LeaseRecord): void {
    const scope = this.#scope(scopeId);
    const now = this.#now();
    this.#changed(scope, record.ref, now);
    const known = this.#owned(scope, record.ref);
    if (known === 'another scope') {
      return;
    }
    const lease = known ?? this.#create(scope, record, now);
    const isRestored = !known && this.#resume(lease, now);
    const event = this.#update(lease, record, now, {
      isLive: this.#loop.holdUntilMs(now.monotonicMs) === undefined,
      isNew: !known && !isRestored,
    });
    this.#judge(lease, now, known || isRestored ? event : 'first-sight');
  }

  /** What became of a Lease that is not found any more, or of one that seemed to be deleted. */
  settle(scopeId: string, ref: LeaseRef, how: LeaseWhereabouts): void {
    const lease = this.#leases.get(ref);
    if (lease?.scope.id !== scopeId) {
      return;
    }
    const isNews = lease.isGone && how !== 'deleted';
    if (this.#missing.delete(lease) || isNews) {
      this.#settle(lease, how, this.#now());
    }
  }

  /** What a Lease stands for is not there any more: that it is not renewed is no death. */
  retire(scopeId: string, ref: LeaseRef): void {
    const lease = this.#leases.get(ref);
    if (lease?.scope.id === scopeId && !lease.isGone) {
      const now = this.#now();
      lease.retire(now.monotonicMs);
      this.#judge(lease, now, 'node-deleted');
    }
  }

  /** A Lease that was deleted a moment ago. */
  remove(scopeId: string, ref: LeaseRef): void {
    const scope = this.#scope(scopeId);
    const now = this.#now();
    this.#changed(scope, ref, now);
    const lease = this.#leases.get(ref);
    if (lease?.scope === scope) {
      this.#vanish(lease, now);
    }
  }

  /**
   * The watch of a scope fails. Verdicts stand until they would become worse.
   *
   * @param sinceMs - the last moment at which it did not, on the monotonic clock
   */
  failScope(scopeId: string, cause: UnknownCause, sinceMs: number): void {
    const scope = this.#scope(scopeId);
    scope.failure = { cause, sinceMs: scope.failure?.sinceMs ?? sinceMs };
    this.#judgeAll(lease => lease.scope === scope, 'sight-lost');
  }

  /**
   * Our own renewal, written to a cluster, has not come back in time: places from which
   * nothing else has come since either cannot be observed.
   *
   * @param sinceMs - when it was written, on the monotonic clock
   * @param limitMs - how long it was given
   */
  loseCanary(clusterName: string, sinceMs: number, limitMs: number): void {
    const cluster = this.#cluster(clusterName);
    cluster.canary ??= {
      cause: canaryOverdue(clusterName, limitMs),
      sinceMs,
    };
    this.#judgeAll(lease => lease.cluster === cluster, 'sight-lost');
  }

  /** Our own renewals come back again, or are no measure any more. */
  regainCanary(clusterName: string): void {
    const cluster = this.#cluster(clusterName);
    const { canary } = cluster;
    cluster.canary = undefined;
    if (canary) {
      this.#resumeObserving(
        ({ scope, cluster: of }) =>
          of === cluster &&
          !scope.failure &&
          scope.lastChangeMs <= canary.sinceMs,
        canary.sinceMs,
      );
    }
  }

  #now(): Moment {
    return momentOf(this.#clock);
  }

  #scope(id: string): Scope {
    const scope = this.#scopes.get(id);
    if (!scope) {
      throw new Error(`The scope ${id} has not been opened`);
    }
    return scope;
  }

  #cluster(name: string): TrackedCluster {
    let cluster = this.#clusters.get(name);
    if (!cluster) {
      cluster = new TrackedCluster({
        name,
        terms: this.#terms,
        leases: () => this.#leases.of(name),
        onDisruption: disruption =>
          this.#listener.onDisruption?.(name, disruption),
      });
      this.#clusters.set(name, cluster);
    }
    return cluster;
  }

  /** The tracked Lease, if it is this scope's to tell about. */
  #owned(
    scope: Scope,
    ref: LeaseRef,
  ): TrackedLease | undefined | 'another scope' {
    const lease = this.#leases.get(ref);
    if (!lease || lease.scope === scope) {
      return lease;
    }
    if (!lease.isGone && lease.scope.rank < scope.rank) {
      return 'another scope';
    }
    lease.scope = scope;
    return lease;
  }

  #create(scope: Scope, record: LeaseRecord, now: Moment): TrackedLease {
    const lease = new TrackedLease({
      id: idOf(record.ref),
      scope,
      cluster: this.#cluster(record.ref.cluster),
      record,
      now,
    });
    this.#leases.add(lease);
    return lease;
  }

  /** Takes up what is remembered of a Lease that has just been found. */
  #resume(lease: TrackedLease, now: Moment): boolean {
    const remembered = this.#checkpoints.get(lease.id);
    if (!remembered) {
      return false;
    }
    this.#checkpoints.delete(lease.id);
    const { checkpoint, ofMs } = remembered;
    lease.resume(aged(checkpoint, now.monotonicMs - ofMs), now);
    return true;
  }

  /** Takes up what is remembered of Leases that are not in their scope any more. */
  #resumeGone(scope: Scope, asOfMs: number, now: Moment): void {
    for (const { checkpoint, ofMs } of this.#checkpoints.values()) {
      const { id, controller, uid } = checkpoint;
      if (
        checkpoint.scopeId === scope.id &&
        controller !== undefined &&
        // Another replica may know of one that was made after the list.
        ofMs <= asOfMs
      ) {
        const { replica } = checkpoint;
        const record = { ref: refOf(id), uid, controller, replica };
        const lease = this.#create(scope, record, now);
        this.#resume(lease, now);
        if (lease.isGone) {
          this.#judge(lease, now, 'deleted');
        } else {
          this.#vanish(lease, now);
        }
      }
    }
  }

  /** @returns whose Lease it is, if this scope is to tell about it */
  #reconcileOne(
    scope: Scope,
    record: LeaseRecord,
    now: Moment,
    { unseenForMs, asOfMs }: { unseenForMs: number; asOfMs: number },
  ): TrackedLease | undefined {
    const owned = this.#owned(scope, record.ref);
    if (owned === 'another scope') {
      return undefined;
    }
    const lease = owned ?? this.#create(scope, record, now);
    const isKnown = Boolean(owned) || this.#resume(lease, now);
    if (!isKnown) {
      lease.found(now);
    } else if (owned && unseenForMs > owned.usualGapMs) {
      // A controller that could not reach its API server either may have missed
      // as many renewals as fit into that time: it gets a whole new silence.
      // Less than one renewal's gap is within what the limits allow for.
      owned.restartSilence(now.monotonicMs);
    }
    const event = this.#update(lease, record, now, {
      isLive: false,
      isFound: !isKnown,
    });
    lease.confirm(asOfMs);
    this.#judge(lease, now, isKnown ? afterwards(event) : 'first-sight');
    return lease;
  }

  #update(
    lease: TrackedLease,
    record: LeaseRecord,
    now: Moment,
    options: {
      /** Seen as it happened. */
      isLive: boolean;
      /** It was made a moment ago. */
      isNew?: boolean;
      /** It may have been there for long. */
      isFound?: boolean;
    },
  ): TransitionCause {
    this.#missing.delete(lease);
    const isFirst = options.isNew || options.isFound;
    if (isReleased(record, isFirst ? undefined : lease.record)) {
      lease.release(record, now.monotonicMs, options.isLive);
      return 'released';
    }
    if (isDeletedNow(record, isFirst ? undefined : lease.record)) {
      lease.amend(record);
      lease.vanish('deleted', now.monotonicMs, false);
      return lease.heartbeat.stop?.by ?? 'deleted';
    }
    const isMadeAnew =
      options.isNew || lease.isGone || record.uid !== lease.record.uid;
    const isBackAsItWas =
      lease.heartbeat.stop?.by === 'label-lost' &&
      isSameBeat(lease.record, record);
    if (isBackAsItWas || (isMadeAnew && lease.isLongOver(record, now))) {
      lease.restore(record, now);
      return 'first-sight';
    }
    if (!isMadeAnew && !lease.isLiving && isPutBack(lease.record, record)) {
      lease.putBack(record, now);
      return 'amended';
    }
    if (isMadeAnew || !isSameBeat(lease.record, record)) {
      const cause = lease.beat(record, now, options.isLive);
      this.#renewed(lease, now);
      return cause;
    }
    lease.amend(record);
    return 'amended';
  }

  /** A place that tells of any change can be observed, whether our own renewal comes back or not. */
  #changed(scope: Scope, ref: LeaseRef, now: Moment): void {
    const canary = this.#clusters.get(ref.cluster)?.canary;
    const wasUnseen = canary && scope.lastChangeMs <= canary.sinceMs;
    scope.lastChangeMs = now.monotonicMs;
    if (wasUnseen && !scope.failure) {
      this.#resumeObserving(lease => lease.scope === scope, canary.sinceMs);
    }
  }

  #vanish(lease: TrackedLease, now: Moment): void {
    if (lease.isGone || this.#missing.has(lease)) {
      return;
    }
    if (this.#listener.onMissing) {
      this.#missing.add(lease);
      this.#listener.onMissing(lease.scope.id, lease.record);
    } else {
      this.#settle(lease, 'deleted', now);
    }
  }

  #settle(lease: TrackedLease, how: LeaseWhereabouts, now: Moment): void {
    lease.vanish(how, now.monotonicMs);
    this.#judge(lease, now, lease.heartbeat.stop?.by ?? how);
  }

  #onDue(lease: TrackedLease): void {
    if (lease.isGone) {
      this.#forget(lease);
      return;
    }
    const now = this.#now();
    this.#loop.check(now.monotonicMs);
    this.#judge(lease, now, 'silence');
  }

  /** What was sent to us meanwhile is read next; a long stall may have cost more than that. */
  #onStall(sinceMs: number): void {
    this.#resumeObserving(
      ({ scope, cluster }) => !observationProblem(scope, cluster),
      sinceMs,
    );
  }

  /** These can be observed again after a time in which they could not: as after {@link reconcile}. */
  #resumeObserving(
    isConcerned: (lease: TrackedLease) => boolean,
    sinceMs: number,
  ): void {
    const { monotonicMs } = this.#now();
    this.#judgeAll(lease => {
      if (!isConcerned(lease) || lease.isGone) {
        return false;
      }
      const { silentSinceMonotonicMs } = lease.heartbeat;
      if (
        monotonicMs - Math.max(sinceMs, silentSinceMonotonicMs) >
        lease.usualGapMs
      ) {
        lease.restartSilence(monotonicMs);
      }
      return true;
    }, 'sight-regained');
  }

  #judgeAll(
    isConcerned: (lease: TrackedLease) => boolean,
    event: TransitionCause,
  ): void {
    const now = this.#now();
    for (const lease of this.#leases) {
      if (isConcerned(lease)) {
        this.#judge(lease, now, event);
      }
    }
  }

  #forget(lease: TrackedLease): void {
    this.#missing.delete(lease);
    this.#leases.delete(lease.record.ref);
    lease.cluster.forget(lease);
    lease.cluster.tellDisruption(this.#now());
    this.#listener.onForgotten(lease.id);
  }

  #judge(lease: TrackedLease, now: Moment, event: TransitionCause): void {
    const nowMs = now.monotonicMs;
    const { scope, cluster } = lease;
    const observer =
      observationProblem(scope, cluster) ??
      (this.#loop.isOverloaded(nowMs) ? OVERLOADED : undefined);
    const holdUntilMs = observer ? undefined : this.#loop.holdUntilMs(nowMs);
    const isDisrupted =
      !observer &&
      holdUntilMs === undefined &&
      lease.becomesOverdue(nowMs) &&
      cluster.overdue(lease, nowMs);
    const believedFromMs = cluster.fleet.believedFromMs(lease);
    const transition = lease.judge(now, event, {
      observer,
      holdUntilMs,
      fleet:
        believedFromMs === undefined
          ? undefined
          : { cause: cluster.disruptionCause, believedFromMs },
    });
    cluster.count(lease);
    if (lease.isGone) {
      const { stop } = lease.heartbeat;
      lease.deadlineMs = (stop?.atMonotonicMs ?? nowMs) + GONE_RETENTION_MS;
    }
    this.#deadlines.update(lease);
    if (lease.heartbeat !== lease.told) {
      lease.told = lease.heartbeat;
      this.#listener.onVerdict(lease.heartbeat, transition);
    }
    cluster.tellDisruption(now);
    const isNewlyDead = event === 'silence' && transition?.to.status === 'Dead';
    // Also for one that has just died: it may have renewed after the API server was asked last.
    if (
      !observer &&
      (isNewlyDead ||
        (event !== 'disruption' && lease.isConfirmationDue(nowMs)))
    ) {
      this.#listener.onOverdue(scope.id, lease.record);
    }
    if (isDisrupted) {
      this.#judgeHeld(cluster, now);
    }
  }

  #renewed(lease: TrackedLease, now: Moment): void {
    if (lease.cluster.fleet.renewed(lease, now.monotonicMs)) {
      this.#judgeHeld(lease.cluster, now);
    }
  }

  #judgeHeld(cluster: TrackedCluster, now: Moment): void {
    for (const lease of [...cluster.fleet.held()]) {
      this.#judge(lease, now, 'disruption');
    }
  }
}

/** Whether it waits to be let go since a moment ago; whoever renews it on is alive. */
function isDeletedNow(
  record: LeaseRecord,
  previous: LeaseRecord | undefined,
): boolean {
  return (
    record.isDeleting === true &&
    (!previous || (!previous.isDeleting && isSameBeat(previous, record)))
  );
}

/** What was found and not seen as it happened. */
function afterwards(event: TransitionCause): TransitionCause {
  return event === 'amended' ? 'sight-regained' : event;
}
