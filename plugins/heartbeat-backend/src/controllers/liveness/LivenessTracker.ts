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

import {
  isSameBeat,
  type ClusterDisruption,
  type HeartbeatTransition,
  type LeaseRecord,
  type LeaseRef,
  type ObservedHeartbeat,
  type ObserverStall,
  type TransitionCause,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../../time/clock';
import {
  canaryOverdue,
  disruption,
  observerStalled,
  type Blindness,
} from './blindness';
import { aged, type Checkpoint } from './Checkpoint';
import { Deadlines, NEVER_MS } from '../../time/Deadlines';
import { FleetGate } from './FleetGate';
import { isReleased } from './leaseDuration';
import { LoopMonitor, MAX_HOLD_MS } from './LoopMonitor';
import { blindnessOf, type Cluster, type Scope } from './Scope';
import { Subject, type Moment } from './Subject';
import { idOf, refOf, Subjects } from './Subjects';

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
   * A renewal is overdue in this scope: is it the controller, or do we not see? The
   * answer is to come by {@link LivenessTracker.confirm}, if it is the controller.
   */
  onDoubt(scopeId: string, record: LeaseRecord): void;
  /** A disruption of a cluster began, grew, or (without one) is over. */
  onDisruption?(
    cluster: string,
    disruption: ClusterDisruption | undefined,
  ): void;
  /** This process stood still, or verdicts do not wait for that any more. */
  onStall?(stall: ObserverStall): void;
}

/**
 * Turns what is observed of Leases into verdicts; see `index.ts` for what is
 * promised.
 *
 * @internal
 */
export class LivenessTracker {
  readonly #clock: Clock;
  readonly #terms: { marginMs: number; maxDurationMs: number };
  readonly #listener: LivenessListener;
  readonly #scopes = new Map<string, Scope>();
  readonly #clusters = new Map<string, Cluster>();
  readonly #subjects = new Subjects();
  readonly #deadlines: Deadlines<Subject>;
  readonly #loop: LoopMonitor;
  readonly #checkpoints = new Map<
    string,
    { checkpoint: Checkpoint; ofMs: number }
  >();
  #nextRank = 0;

  static create(options: {
    clock: Clock;
    /** How long past its duration a Lease may be silent. */
    marginMs: number;
    /** The longest duration that is taken at its word. */
    maxDurationMs: number;
    listener: LivenessListener;
    /** See {@link LivenessTracker.restore}. */
    checkpoints?: Iterable<Checkpoint>;
  }): LivenessTracker {
    return new LivenessTracker(options);
  }

  private constructor(options: {
    clock: Clock;
    marginMs: number;
    maxDurationMs: number;
    listener: LivenessListener;
    checkpoints?: Iterable<Checkpoint>;
  }) {
    this.#clock = options.clock;
    this.#terms = options;
    this.#listener = options.listener;
    this.#deadlines = new Deadlines({
      clock: options.clock,
      onDue: subject => this.#onDue(subject),
    });
    this.#loop = LoopMonitor.create({
      clock: options.clock,
      onStall: sinceMs => this.#onStall(sinceMs),
      onState: stall => this.#listener.onStall?.(stall),
    });
    this.restore(options.checkpoints ?? []);
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
    for (const subject of this.#subjects) {
      if (subject.scope.id === id) {
        subject.deadlineMs = NEVER_MS;
        this.#forget(subject);
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
      const subject = this.#subjects.get(refOf(checkpoint.id));
      if (!subject) {
        this.#checkpoints.set(checkpoint.id, {
          checkpoint,
          ofMs: now.monotonicMs,
        });
      } else if (subject.isUnproven) {
        const { record } = subject;
        subject.resume(checkpoint, now);
        const event = this.#update(subject, record, now, { isLive: false });
        this.#judge(subject, now, afterwards(event));
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
    const subject = this.#subjects.get(refOf(id));
    if (!subject || subject.isGone || subject.isGuess) {
      return undefined;
    }
    const nowMs = this.#clock.monotonicMs();
    const { scope, cluster } = subject;
    const blindSinceMs = blindnessOf(scope, cluster)
      ? scope.blindSinceMs ?? cluster.canary?.sinceMs
      : undefined;
    return subject.checkpoint(nowMs, nowMs - (blindSinceMs ?? nowMs));
  }

  /**
   * The complete contents of a scope, which is in sight from now on. Known
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
    const blindForMs =
      now.monotonicMs - (scope.blindSinceMs ?? now.monotonicMs);
    scope.blindness = undefined;
    scope.blindSinceMs = undefined;
    scope.lastChangeMs = now.monotonicMs;
    const present = new Set<Subject | undefined>();
    for (const record of records) {
      present.add(
        this.#reconcileOne(scope, record, now, { blindForMs, asOfMs }),
      );
    }
    for (const subject of this.#subjects) {
      if (subject.scope === scope && !present.has(subject)) {
        this.#vanish(subject, now);
      }
    }
  }

  /**
   * The API server itself was asked for a Lease, past the watch, and had nothing new.
   * Nobody is dead before this was so at a time when the Lease's duration was over.
   *
   * @param asOfMs - when it was asked, on the monotonic clock
   */
  confirm(scopeId: string, ref: LeaseRef, asOfMs: number): void {
    const subject = this.#subjects.get(ref);
    if (subject?.scope.id === scopeId && subject.confirm(asOfMs)) {
      this.#judge(subject, this.#now(), 'silence');
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
    const subject = known ?? this.#create(scope, record, now);
    const isRestored = !known && this.#resume(subject, now);
    const event = this.#update(subject, record, now, {
      isLive: this.#loop.holdUntilMs(now.monotonicMs) === undefined,
      isNew: !known && !isRestored,
    });
    this.#judge(subject, now, known || isRestored ? event : 'first-sight');
  }

  /** A Lease that was deleted a moment ago. */
  remove(scopeId: string, ref: LeaseRef): void {
    const scope = this.#scope(scopeId);
    const now = this.#now();
    this.#changed(scope, ref, now);
    const subject = this.#subjects.get(ref);
    if (subject?.scope === scope) {
      this.#vanish(subject, now);
    }
  }

  /**
   * Nothing can be seen in a scope any more. Verdicts stand until they would
   * become worse.
   *
   * @param sinceMs - the last moment at which it could, on the monotonic clock
   */
  loseSight(scopeId: string, blindness: Blindness, sinceMs: number): void {
    const scope = this.#scope(scopeId);
    scope.blindness = blindness;
    scope.blindSinceMs ??= sinceMs;
    this.#judgeAll(subject => subject.scope === scope, 'sight-lost');
  }

  /**
   * Our own renewal, written to a cluster, has not come back in time: there is no
   * sight of places from which nothing else has come back since either.
   *
   * @param sinceMs - when it was written, on the monotonic clock
   * @param limitMs - how long it was given
   */
  loseCanary(clusterName: string, sinceMs: number, limitMs: number): void {
    const cluster = this.#cluster(clusterName);
    cluster.canary ??= {
      blindness: canaryOverdue(clusterName, limitMs),
      sinceMs,
    };
    this.#judgeAll(subject => subject.cluster === cluster, 'sight-lost');
  }

  /** Our own renewals come back again, or are no measure any more. */
  regainCanary(clusterName: string): void {
    const cluster = this.#cluster(clusterName);
    const { canary } = cluster;
    cluster.canary = undefined;
    if (canary) {
      this.#regain(
        ({ scope, cluster: of }) =>
          of === cluster &&
          !scope.blindness &&
          scope.lastChangeMs <= canary.sinceMs,
        canary.sinceMs,
      );
    }
  }

  /** Ends all timers; the tracker is of no use afterwards. */
  stop(): void {
    this.#loop.stop();
    this.#deadlines.clear();
  }

  #now(): Moment {
    return {
      monotonicMs: this.#clock.monotonicMs(),
      wallMs: this.#clock.wallMs(),
    };
  }

  #scope(id: string): Scope {
    const scope = this.#scopes.get(id);
    if (!scope) {
      throw new Error(`The scope ${id} has not been opened`);
    }
    return scope;
  }

  #cluster(name: string): Cluster {
    let cluster = this.#clusters.get(name);
    if (!cluster) {
      cluster = { name, fleet: new FleetGate(), disrupted: disruption(name) };
      this.#clusters.set(name, cluster);
    }
    return cluster;
  }

  /** The subject of a Lease if it is this scope's to tell about. */
  #owned(scope: Scope, ref: LeaseRef): Subject | undefined | 'another scope' {
    const subject = this.#subjects.get(ref);
    if (!subject || subject.scope === scope) {
      return subject;
    }
    if (!subject.isGone && subject.scope.rank < scope.rank) {
      return 'another scope';
    }
    subject.scope = scope;
    return subject;
  }

  #create(scope: Scope, record: LeaseRecord, now: Moment): Subject {
    const subject = new Subject({
      id: idOf(record.ref),
      scope,
      cluster: this.#cluster(record.ref.cluster),
      record,
      now,
      terms: this.#terms,
    });
    this.#subjects.add(subject);
    return subject;
  }

  /** Takes up what is remembered of a Lease that has just been found. */
  #resume(subject: Subject, now: Moment): boolean {
    const remembered = this.#checkpoints.get(subject.id);
    if (!remembered) {
      return false;
    }
    this.#checkpoints.delete(subject.id);
    const { checkpoint, ofMs } = remembered;
    subject.resume(aged(checkpoint, now.monotonicMs - ofMs), now);
    return true;
  }

  /** @returns whose Lease it is, if this scope is to tell about it */
  #reconcileOne(
    scope: Scope,
    record: LeaseRecord,
    now: Moment,
    { blindForMs, asOfMs }: { blindForMs: number; asOfMs: number },
  ): Subject | undefined {
    const owned = this.#owned(scope, record.ref);
    if (owned === 'another scope') {
      return undefined;
    }
    const subject = owned ?? this.#create(scope, record, now);
    const isKnown = Boolean(owned) || this.#resume(subject, now);
    if (!isKnown) {
      subject.found(now);
    } else if (owned && blindForMs > owned.usualGapMs) {
      // A controller that could not reach its API server either may have missed
      // as many renewals as fit into that time: it gets a whole new silence.
      // Less than one renewal's gap is within what the limits allow for.
      owned.regainSight(now.monotonicMs);
    }
    const event = this.#update(subject, record, now, { isLive: false });
    subject.confirm(asOfMs);
    this.#judge(subject, now, isKnown ? afterwards(event) : 'first-sight');
    return subject;
  }

  #update(
    subject: Subject,
    record: LeaseRecord,
    now: Moment,
    options: { isLive: boolean; isNew?: boolean },
  ): TransitionCause {
    if (isReleased(record, subject.record)) {
      subject.release(record);
      return 'released';
    }
    if (
      subject.isGone ||
      options.isNew ||
      !isSameBeat(subject.record, record)
    ) {
      const cause = subject.beat(record, now, options.isLive);
      this.#renewed(subject, now);
      return cause;
    }
    subject.amend(record);
    return 'amended';
  }

  /** A place that tells of any change is in sight, whether our own renewal comes back or not. */
  #changed(scope: Scope, ref: LeaseRef, now: Moment): void {
    const canary = this.#clusters.get(ref.cluster)?.canary;
    const wasBlind = canary && scope.lastChangeMs <= canary.sinceMs;
    scope.lastChangeMs = now.monotonicMs;
    if (wasBlind && !scope.blindness) {
      this.#regain(subject => subject.scope === scope, canary.sinceMs);
    }
  }

  #vanish(subject: Subject, now: Moment): void {
    if (!subject.isGone) {
      subject.vanish();
      this.#judge(subject, now, 'deleted');
    }
  }

  #onDue(subject: Subject): void {
    if (subject.isGone) {
      this.#forget(subject);
      return;
    }
    const now = this.#now();
    this.#loop.check(now.monotonicMs);
    this.#judge(subject, now, 'silence');
  }

  /** What was sent to us meanwhile is read next; a long stall may have cost more than that. */
  #onStall(sinceMs: number): void {
    this.#regain(({ scope, cluster }) => !blindnessOf(scope, cluster), sinceMs);
  }

  /** Sight is back after a time in which there was none: as after {@link reconcile}. */
  #regain(isConcerned: (subject: Subject) => boolean, sinceMs: number): void {
    const { monotonicMs } = this.#now();
    this.#judgeAll(subject => {
      if (!isConcerned(subject) || subject.isGone) {
        return false;
      }
      const { silentSinceMonotonicMs } = subject.heartbeat;
      if (
        monotonicMs - Math.max(sinceMs, silentSinceMonotonicMs) >
        subject.usualGapMs
      ) {
        subject.regainSight(monotonicMs);
      }
      return true;
    }, 'sight-regained');
  }

  #judgeAll(
    isConcerned: (subject: Subject) => boolean,
    event: TransitionCause,
  ): void {
    const now = this.#now();
    for (const subject of this.#subjects) {
      if (isConcerned(subject)) {
        this.#judge(subject, now, event);
      }
    }
  }

  #forget(subject: Subject): void {
    this.#subjects.delete(subject.record.ref);
    subject.cluster.fleet.left(subject);
    if (subject.isCounted) {
      subject.cluster.fleet.count(-1);
    }
    this.#tellDisruption(subject.cluster, this.#now());
    this.#listener.onForgotten(subject.id);
  }

  #judge(subject: Subject, now: Moment, event: TransitionCause): void {
    const nowMs = now.monotonicMs;
    const { scope, cluster } = subject;
    const blindness = blindnessOf(scope, cluster) ?? this.#overload(nowMs);
    const holdUntilMs = blindness ? undefined : this.#loop.holdUntilMs(nowMs);
    const isInSight = !blindness && holdUntilMs === undefined;
    const isDisrupted =
      isInSight &&
      subject.becomesOverdue(nowMs) &&
      cluster.fleet.overdue(subject, nowMs, subject.heartbeat.durationMs ?? 0);
    const believedFromMs = cluster.fleet.believedFromMs(subject);
    const transition = subject.judge(now, event, {
      blindness,
      holdUntilMs,
      disruption:
        believedFromMs === undefined
          ? undefined
          : { why: cluster.disrupted, believedFromMs },
    });
    this.#count(subject);
    if (subject.isGone) {
      subject.deadlineMs = nowMs + GONE_RETENTION_MS;
    }
    this.#deadlines.update(subject);
    if (subject.heartbeat !== subject.told) {
      subject.told = subject.heartbeat;
      this.#listener.onVerdict(subject.heartbeat, transition);
    }
    this.#tellDisruption(cluster, now);
    const isNewlyDead = event === 'silence' && transition?.to.status === 'Dead';
    // Also of one that has just died: it may have renewed after the last question.
    if (
      !blindness &&
      (isNewlyDead || (event !== 'disruption' && subject.isDoubtful(nowMs)))
    ) {
      this.#listener.onDoubt(scope.id, subject.record);
    }
    if (isDisrupted) {
      this.#judgeHeld(cluster, now);
    }
  }

  #overload(nowMs: number): Blindness | undefined {
    return this.#loop.isOverloaded(nowMs) ? OVERLOADED : undefined;
  }

  /** Keeps the count of those that live, which the fleet gate compares with. */
  #count(subject: Subject): void {
    const { isLiving, cluster } = subject;
    if (isLiving === subject.isCounted) {
      return;
    }
    subject.isCounted = isLiving;
    cluster.fleet.count(isLiving ? 1 : -1);
    if (subject.heartbeat.status === 'Dead') {
      cluster.fleet.died(subject);
    } else if (!isLiving) {
      cluster.fleet.left(subject);
    }
  }

  #renewed(subject: Subject, now: Moment): void {
    if (subject.cluster.fleet.renewed(subject, now.monotonicMs)) {
      this.#judgeHeld(subject.cluster, now);
    }
  }

  #judgeHeld(cluster: Cluster, now: Moment): void {
    for (const subject of [...cluster.fleet.held()]) {
      this.#judge(subject, now, 'disruption');
    }
  }

  #tellDisruption(cluster: Cluster, now: Moment): void {
    const { disruption: current } = cluster.fleet;
    const { told } = cluster;
    if (
      current?.sinceMs === told?.sinceMonotonicMs &&
      current?.count === told?.count
    ) {
      return;
    }
    cluster.told = current && {
      cluster: cluster.name,
      sinceMonotonicMs: current.sinceMs,
      sinceWallMs: now.wallMs - (now.monotonicMs - current.sinceMs),
      count: current.count,
    };
    this.#listener.onDisruption?.(cluster.name, cluster.told);
  }
}

/** What was found and not seen as it happened. */
function afterwards(event: TransitionCause): TransitionCause {
  return event === 'amended' ? 'sight-regained' : event;
}
