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
  TransitionCause,
} from 'backstage-plugin-heartbeat-common';
import type { Moment } from '../../time/moment';
import { NEVER_MS, type Scheduled } from '../../time/Deadlines';
import {
  isSameBeat,
  type LeaseRecord,
  type LeaseWhereabouts,
} from '../LeaseRecord';
import type { Checkpoint } from './Checkpoint';
import { Flapping } from '../../subjects/Flapping';
import {
  marginMsOf,
  type Handover,
  type ObservedHeartbeat,
  type Stop,
} from './ObservedHeartbeat';
import type { HeartbeatTransition, VerdictState } from './HeartbeatTransition';
import { GAPS_PER_DURATION, leaseDurationMs } from './leaseDuration';
import { restartKind, Restarts } from './Restarts';
import { Rhythm } from './Rhythm';
import type { Scope } from './Scope';
import {
  followSilence,
  isSilentStatus,
  isWorse,
  type Gates,
  type Silence,
  type SilenceStep,
  type SilentStatus,
} from './silence';
import type { TrackedCluster } from './TrackedCluster';
import {
  invalidLease,
  labelLost,
  starting,
  type UnknownCause,
} from './unknownCauses';
import { verdictLimits } from './verdict';

/**
 * For how long a leader's place may be empty before nobody leads: longer than a rollout
 * that has no second replica, shorter than what a person on call would forgive.
 */
const VACANCY_MS = 10 * 60_000;

function hasLived(status: LivenessStatus | undefined): boolean {
  return status === 'Alive' || status === 'Late';
}

/**
 * As wrong as a controller's clock may well be. One that is further behind, and makes
 * its Lease, is believed with its next renewal.
 */
const CLOCK_ERROR_MS = 60_000;

/** The message of a verdict that another process made: our own verdict, which follows at once, has one. */
const NOT_SAID_YET = '';

/**
 * Gives a record that has just been read the texts of the one before it, where they
 * are the same. Its own copies of them are then garbage at once, and the garbage
 * collector does not have to move them, twice, for each renewal.
 */
function shareText(record: LeaseRecord, before: LeaseRecord): void {
  const { ref, uid, controller, holder } = before;
  record.ref = ref;
  record.uid = record.uid === uid ? uid : record.uid;
  record.controller =
    record.controller === controller ? controller : record.controller;
  record.holder = record.holder === holder ? holder : record.holder;
}

/**
 * One Lease under observation: what was seen of it, and the verdict on it.
 * The tracker tells it what happens; it never looks at a clock itself.
 *
 * @internal
 */
export class TrackedLease implements Scheduled<TrackedLease> {
  /** The place of observation it was last seen through. */
  scope: Scope;
  readonly cluster: TrackedCluster;
  /** When to judge again. */
  deadlineMs = NEVER_MS;
  deadlineEntry: Scheduled<TrackedLease>['deadlineEntry'];
  /** Whether it is counted among those of its cluster that live. */
  isCounted = false;
  /** What the listener was told of it last. */
  told: ObservedHeartbeat | undefined;

  /** What is known of it; another value after each change. */
  #heartbeat: ObservedHeartbeat;
  readonly #rhythm = new Rhythm();
  /** From its first death on. */
  #flapping: Flapping | undefined;
  #restarts: Restarts | undefined;
  /** Absent once it was seen to live: a number takes memory. */
  #foundMs: number | undefined;
  /** What silence has led to since the last sign of life, and when it did, if it has. */
  #silence: SilentStatus = 'Alive';
  #silenceMs: number | undefined;
  /** The same at the last verdict. */
  #judgedSilence: SilentStatus = 'Alive';
  #transitionMs = -Infinity;
  #isJudged = false;
  /** What another observer knew of it, until our own verdict is another one. */
  #resumed: Checkpoint | undefined;
  #isOverdue = false;
  /** When the API server was last asked for it and had nothing new. Absent until it is needed, as a number takes memory. */
  #confirmedMs: number | undefined;
  /** Whether it would be dead if the API server confirmed its silence. */
  #isConfirmationAwaited = false;
  /** The last holder that there was. */
  #holder: string | undefined;

  constructor(options: {
    id: string;
    scope: Scope;
    cluster: TrackedCluster;
    record: LeaseRecord;
    now: Moment;
  }) {
    const { record, now } = options;
    this.scope = options.scope;
    this.cluster = options.cluster;
    this.#foundMs = now.monotonicMs;
    this.#holder = record.holder;
    this.#heartbeat = {
      id: options.id,
      record,
      isGone: false,
      status: 'Unknown',
      sinceWallMs: now.wallMs,
      unknown: undefined,
      stop: undefined,
      lastBeat: undefined,
      silentSinceMonotonicMs: now.monotonicMs,
      isProvisional: false,
      hasLived: false,
      ...this.#limitsOf(record, undefined),
      clockSkewMs: undefined,
      restarts: 0,
      recentRestarts: undefined,
      isCrashLooping: false,
      isFlapping: false,
    };
  }

  get heartbeat(): ObservedHeartbeat {
    return this.#heartbeat;
  }

  get id(): string {
    return this.#heartbeat.id;
  }

  get record(): LeaseRecord {
    return this.#heartbeat.record;
  }

  /** Who renews it; it itself where it does not say. */
  get holder(): string {
    return this.#holder || this.#heartbeat.id;
  }

  get isGone(): boolean {
    return this.#heartbeat.isGone;
  }

  /** Whether it lives as far as is known, by what was seen of it and not by what it says. */
  get isLiving(): boolean {
    return (
      this.#heartbeat.hasLived &&
      this.#silence !== 'Dead' &&
      !this.#heartbeat.stop &&
      this.#heartbeat.limits !== undefined
    );
  }

  /** Whether all that is known of it is what was there when it was found. */
  get isUnproven(): boolean {
    const { lastBeat, hasLived: lived } = this.#heartbeat;
    return !lastBeat && !lived && !this.isGone;
  }

  /** Whether the verdict, too, rests only on that. */
  get isGuess(): boolean {
    const { status } = this.#heartbeat;
    return this.isUnproven && status !== 'Dead' && status !== 'Stopped';
  }

  /** What of the time before `Dead` is for the way of a renewal to us, and of an answer. */
  get #wayMs(): number {
    const { marginMs } = this.cluster.terms;
    return Math.min(marginMs, marginMsOf(this.#heartbeat) ?? marginMs);
  }

  /** R; a third of D until it has been learned. */
  get usualGapMs(): number {
    const { usualGapMs, durationMs = 0 } = this.#heartbeat;
    return usualGapMs ?? durationMs / GAPS_PER_DURATION;
  }

  /** First sight of a Lease that may have been there, unchanged, for long. */
  found(now: Moment): void {
    const isProvisional = this.#overForMs(this.record, now) < 0;
    this.#heartbeat = { ...this.#heartbeat, isProvisional };
    this.#silence = isProvisional ? 'Alive' : 'Unknown';
  }

  /**
   * Its last renewal is an earlier one: no sign of life of who is dead or has let go, and
   * no sign of death of anybody else, who has a whole new silence.
   */
  putBack(record: LeaseRecord, now: Moment): void {
    this.amend(record);
    if (this.#silence !== 'Dead') {
      this.restartSilence(now.monotonicMs);
    }
  }

  /**
   * It was made anew as it had been long ago, as from a backup: who is behind it has
   * given no sign of life. What was dead, and not removed since, stays so.
   */
  restore(record: LeaseRecord, now: Moment): void {
    const before = this.#heartbeat;
    this.#isOverdue = false;
    if (this.#silence !== 'Dead' || before.isGone) {
      this.#silence = 'Unknown';
      this.#silenceMs = now.monotonicMs;
      this.#judgedSilence = 'Unknown';
    }
    this.#heartbeat = {
      ...before,
      ...{ record, isGone: false, stop: undefined, lastBeat: undefined },
      silentSinceMonotonicMs: now.monotonicMs,
      ...{ isProvisional: false, hasLived: false },
      ...this.#limitsOf(record, before),
    };
  }

  /** Whether, by the controller's own clock, its last renewal was over before anybody can have made the Lease. */
  isLongOver(record: LeaseRecord, now: Moment): boolean {
    return this.#overForMs(record, now) > CLOCK_ERROR_MS;
  }

  /**
   * Takes up what an observer before us, or beside us, has known of it. What the
   * Lease says now is told afterwards, as any other change.
   *
   * @param checkpoint - as of now
   */
  resume(checkpoint: Checkpoint, now: Moment): void {
    const before = this.#heartbeat;
    const { status, lastKnown, usualGapMs, restartAgesMs, releases } =
      checkpoint;
    if (usualGapMs !== undefined) {
      this.#rhythm.resume(usualGapMs);
    }
    if (restartAgesMs || releases) {
      this.#restarts = new Restarts();
      this.#restarts.resume(checkpoint, now.monotonicMs);
    }
    const stop = stopOf(checkpoint, now);
    const record = {
      ...before.record,
      uid: checkpoint.uid,
      renewTime: checkpoint.renewTime,
      holder: checkpoint.holder,
      leaseTransitions: checkpoint.leaseTransitions,
    };
    this.#heartbeat = {
      ...before,
      record,
      silentSinceMonotonicMs: now.monotonicMs - checkpoint.silentForMs,
      isProvisional: false,
      hasLived:
        checkpoint.hasLived ?? (hasLived(status) || hasLived(lastKnown)),
      isGone: checkpoint.isGone ?? false,
      stop,
      ...this.#limitsOf(record, before),
      restarts: checkpoint.restarts ?? 0,
      isCrashLooping: this.#restarts?.isCrashLooping ?? false,
      ...(!this.#isJudged && {
        status,
        sinceWallMs: checkpoint.sinceWallMs,
        unknown:
          status === 'Unknown'
            ? {
                reason: checkpoint.unknownReason ?? 'starting',
                message: NOT_SAID_YET,
                lastKnown,
              }
            : undefined,
      }),
    };
    this.#isJudged = true;
    this.#holder = checkpoint.holder;
    this.#resumed = checkpoint;
    this.#silence = isSilentStatus(status) ? status : 'Alive';
    this.#judgedSilence = this.#silence;
    const foundMs = this.#foundMs ?? now.monotonicMs;
    const unseenForMs = checkpoint.seenAgoMs - (now.monotonicMs - foundMs);
    if (unseenForMs > this.usualGapMs && !stop) {
      this.#judgeSilence(foundMs, { observer: starting(0) });
      this.restartSilence(foundMs);
    }
  }

  /** What is worth remembering of it. */
  checkpoint(nowMs: number, seenAgoMs: number): Checkpoint {
    const heartbeat = this.#heartbeat;
    const { id, record, status, unknown, stop } = heartbeat;
    const releases = this.#restarts?.releases(nowMs) ?? [];
    return {
      id,
      scopeId: this.scope.id,
      controller: record.controller,
      replica: record.replica,
      uid: record.uid,
      renewTime: record.renewTime,
      holder: record.holder,
      leaseTransitions: record.leaseTransitions,
      status,
      unknownReason: unknown?.reason,
      lastKnown: unknown?.lastKnown,
      hasLived: heartbeat.hasLived,
      sinceWallMs: heartbeat.sinceWallMs,
      silentForMs: nowMs - heartbeat.silentSinceMonotonicMs,
      seenAgoMs,
      usualGapMs: heartbeat.usualGapMs,
      restarts: heartbeat.restarts,
      restartAgesMs: this.#restarts?.agesMs(nowMs),
      crashLooping: heartbeat.isCrashLooping || undefined,
      isGone: heartbeat.isGone || undefined,
      stop: stop && {
        by: stop.by,
        isSeen: stop.isSeen,
        isRepeated: stop.isRepeated,
        agoMs: nowMs - stop.atMonotonicMs,
      },
      releases: releases.length > 0 ? releases : undefined,
    };
  }

  /**
   * A sign of life, seen as it happened (`isLive`) or found afterwards, in which
   * case it says nothing about rhythm and clock.
   */
  beat(record: LeaseRecord, now: Moment, isLive: boolean): TransitionCause {
    const before = this.#heartbeat;
    const kind = this.#noteRestart(before.record, record, now);
    if (kind) {
      this.#rhythm.forgetGaps();
    } else if (isLive && this.#isSilenceWhole()) {
      this.#rhythm.addGap(now.monotonicMs - before.silentSinceMonotonicMs);
    }
    const aheadMs = renewedWallMs(record) - now.wallMs;
    if (isLive && !Number.isNaN(aheadMs)) {
      this.#rhythm.addSkew(aheadMs);
    }
    shareText(record, before.record);
    this.#holder = record.holder || this.#holder;
    this.#silence = 'Alive';
    this.#silenceMs = undefined;
    this.#foundMs = undefined;
    this.#isOverdue = false;
    const { durationMs, usualGapMs, limits } = this.#limitsOf(record, before);
    this.#restarts?.renewed(now.monotonicMs);
    if (durationMs !== undefined) {
      this.#flapping?.alive(now.monotonicMs, durationMs);
    }
    this.#heartbeat = {
      id: before.id,
      record,
      isGone: false,
      status: before.status,
      sinceWallMs: before.sinceWallMs,
      unknown: before.unknown,
      stop: undefined,
      lastBeat: now,
      silentSinceMonotonicMs: now.monotonicMs,
      isProvisional: false,
      hasLived: true,
      durationMs,
      usualGapMs,
      limits,
      clockSkewMs: this.#rhythm.skewMs,
      restarts: before.restarts + (kind ? 1 : 0),
      recentRestarts: kind ? this.#restarts?.recent : before.recentRestarts,
      isCrashLooping: this.#restarts?.isCrashLooping ?? false,
      isFlapping: this.#flapping?.isFlapping ?? false,
    };
    return kind ?? 'renewal';
  }

  /** A change that is no sign of life, e.g. of the duration. */
  amend(record: LeaseRecord): void {
    const before = this.#heartbeat;
    shareText(record, before.record);
    this.#heartbeat = { ...before, record, ...this.#limitsOf(record, before) };
  }

  /**
   * The holder has let go of the Lease, or has done so before.
   *
   * @param isLive - seen as it happened
   */
  release(record: LeaseRecord, nowMs: number, isLive: boolean): void {
    const { stop, isGone, record: before } = this.#heartbeat;
    if (stop?.by === 'released' && !isGone && isSameBeat(before, record)) {
      this.#heartbeat = { ...this.#heartbeat, record };
      return;
    }
    let isRepeated = false;
    if (isLive && this.#holder) {
      this.#restarts ??= new Restarts();
      isRepeated = this.#restarts.released(this.#holder, nowMs);
    }
    this.#heartbeat = {
      ...this.#heartbeat,
      ...{ record, isGone: false },
      stop: {
        ...{ by: 'released', isSeen: isLive },
        ...{ atMonotonicMs: nowMs, isRepeated },
      },
    };
  }

  /**
   * The Lease is not there any more, or not for us.
   *
   * @param isGone - it may still be there until somebody has let it go
   */
  vanish(how: LeaseWhereabouts, nowMs: number, isGone = true): void {
    const { stop, status } = this.#heartbeat;
    const isClean = stop?.by === 'released' && status !== 'Dead';
    this.#heartbeat = {
      ...this.#heartbeat,
      isGone,
      stop: {
        by: how === 'deleted' ? this.#deletion(isClean) : how,
        atMonotonicMs: stop?.atMonotonicMs ?? nowMs,
        ...{ isSeen: true, isRepeated: false },
      },
    };
  }

  /** What the Lease stands for is not there any more, although the Lease is. */
  retire(nowMs: number): void {
    if (!this.#heartbeat.stop) {
      this.#heartbeat = {
        ...this.#heartbeat,
        stop: {
          ...{ by: 'node-deleted', atMonotonicMs: nowMs },
          ...{ isSeen: false, isRepeated: false },
        },
      };
    }
  }

  #deletion(isReleased: boolean): LeaseStop {
    if (isReleased) {
      return 'released';
    }
    return this.#silence === 'Alive' && !this.#heartbeat.stop
      ? 'deleted'
      : 'removed';
  }

  /** It can be observed again after a time in which it could not: silence counts from here. */
  restartSilence(nowMs: number): void {
    this.#heartbeat = { ...this.#heartbeat, silentSinceMonotonicMs: nowMs };
    this.#isOverdue = false;
  }

  /** Whether a controller that lived is past the usual time of a renewal, told once for each silence. */
  becomesOverdue(nowMs: number): boolean {
    const { limits, silentSinceMonotonicMs } = this.#heartbeat;
    if (
      this.#isOverdue ||
      !limits ||
      nowMs - silentSinceMonotonicMs <= limits.lateAfterMs ||
      !this.isLiving
    ) {
      return false;
    }
    this.#isOverdue = true;
    return true;
  }

  /** Whether a renewal is overdue and no verdict final: the API server is to be asked whether there is one. */
  isConfirmationDue(nowMs: number): boolean {
    const { limits, silentSinceMonotonicMs, stop } = this.#heartbeat;
    if (!limits || this.deadlineMs === NEVER_MS || this.isGone) {
      return false;
    }
    if (stop) {
      return nowMs >= stop.atMonotonicMs + this.#vacancyMs(stop) - this.#wayMs;
    }
    const silentForMs = nowMs - silentSinceMonotonicMs;
    return (
      silentForMs > limits.lateAfterMs ||
      silentForMs >= limits.deadAfterMs - this.#wayMs
    );
  }

  /**
   * The API server itself had nothing new of it when it was asked at that time, which
   * says something only if the Lease was over then.
   *
   * @returns whether the verdict has waited for this
   */
  confirm(asOfMs: number): boolean {
    const { durationMs = Infinity, silentSinceMonotonicMs } = this.#heartbeat;
    if (asOfMs - silentSinceMonotonicMs < durationMs) {
      return false;
    }
    const isAwaited = this.#isConfirmationAwaited;
    this.#confirmedMs = Math.max(this.#confirmedMs ?? asOfMs, asOfMs);
    this.#isConfirmationAwaited = false;
    return isAwaited;
  }

  /**
   * Makes the verdict as of now, and says by `deadlineMs` when to do so again.
   *
   * @param event - what has just happened; a verdict that silence led to has another cause
   * @returns what changed of the status or of the reason for `Unknown`, if anything did
   */
  judge(
    now: Moment,
    event: TransitionCause,
    gates: Gates,
  ): HeartbeatTransition | undefined {
    const before = this.#heartbeat;
    const status = this.#statusNow(now.monotonicMs, gates);
    const unknown = this.#unknownNow(status, gates);
    const isChanged =
      before.status !== status || before.unknown?.reason !== unknown?.reason;
    const isBySilence =
      this.#judgedSilence !== this.#silence && status === this.#silence;
    this.#judgedSilence = this.#silence;
    if (unknown !== before.unknown) {
      this.#heartbeat = { ...before, unknown };
    }
    if (this.#isJudged && !isChanged) {
      return undefined;
    }
    const isNews = this.#isJudged;
    this.#isJudged = true;
    const from = isNews
      ? { status: before.status, unknownReason: before.unknown?.reason }
      : undefined;
    const to = { status, unknownReason: unknown?.reason };
    const atMonotonicMs = Math.max(
      Math.min(
        (isBySilence ? this.#silenceMs : undefined) ?? now.monotonicMs,
        now.monotonicMs,
      ),
      this.#transitionMs,
    );
    const atWallMs = now.wallMs - (now.monotonicMs - atMonotonicMs);
    this.#transitionMs = atMonotonicMs;
    if (from?.status !== status) {
      this.#enter(status, atMonotonicMs, atWallMs);
    }
    const isAbandoned = status === 'Dead' && before.stop !== undefined;
    const cause = isAbandoned
      ? 'abandoned'
      : causeOf(to, event, isNews && isBySilence);
    return { from, to, atMonotonicMs, atWallMs, cause };
  }

  #statusNow(nowMs: number, gates: Gates): LivenessStatus {
    const { stop, isGone } = this.#heartbeat;
    this.deadlineMs = NEVER_MS;
    this.#isConfirmationAwaited = false;
    if (stop?.by === 'released' && !isGone) {
      this.#judgeVacancy(stop, nowMs, gates);
      return this.#silence === 'Dead' ? 'Dead' : 'Stopped';
    }
    if (stop) {
      return stop.by === 'label-lost' ? 'Unknown' : 'Stopped';
    }
    if (this.#invalid()) {
      this.#worsen('Unknown', nowMs);
    } else {
      this.#judgeSilence(nowMs, gates);
    }
    return this.#silence;
  }

  /** What is said of a status that is `Unknown`; what was said before, for as long as the reason is the same. */
  #unknownNow(
    status: LivenessStatus,
    gates: Gates,
  ): ObservedHeartbeat['unknown'] {
    const { status: before, unknown, limits, stop, record } = this.#heartbeat;
    if (status !== 'Unknown') {
      return undefined;
    }
    const why =
      (stop && labelLost(record)) ??
      this.#invalid() ??
      gates.observer ??
      gates.fleet?.cause ??
      starting(limits?.deadAfterMs ?? 0);
    return why.reason === unknown?.reason && unknown.message !== NOT_SAID_YET
      ? unknown
      : {
          ...why,
          lastKnown: before === 'Unknown' ? unknown?.lastKnown : before,
        };
  }

  /** One that does not say for how long it holds is judged by its rhythm, once that is known. */
  #invalid(): UnknownCause | undefined {
    const { record, limits } = this.#heartbeat;
    const hasRhythm = limits && record.leaseDurationSeconds === undefined;
    return invalidLease(
      hasRhythm ? { ...record, leaseDurationSeconds: 1 } : record,
    );
  }

  #enter(status: LivenessStatus, atMs: number, atWallMs: number): void {
    if (status === 'Dead') {
      this.#flapping ??= new Flapping();
      this.#flapping.dead(atMs);
    }
    const resumed = this.#resumed;
    this.#resumed = undefined;
    this.#heartbeat = {
      ...this.#heartbeat,
      status,
      sinceWallMs: resumed?.status === status ? resumed.sinceWallMs : atWallMs,
      isFlapping: this.#flapping?.isFlapping ?? false,
    };
  }

  #noteRestart(previous: LeaseRecord, record: LeaseRecord, now: Moment) {
    const previousHolder = this.#holder;
    const kind = restartKind(previous, previousHolder, record);
    if (kind) {
      const { holder } = record;
      const handover =
        record.isElection && kind !== 'recreation'
          ? this.#handoverAt(now.monotonicMs)
          : undefined;
      this.#restarts ??= new Restarts();
      this.#restarts.add({ kind, previousHolder, holder, handover }, now);
    }
    return kind;
  }

  #handoverAt(nowMs: number): Handover | undefined {
    const { durationMs, silentSinceMonotonicMs, stop } = this.#heartbeat;
    if (stop?.by === 'released' && stop.isSeen) {
      const tookMs = nowMs - stop.atMonotonicMs;
      return { tookMs, leaderlessMs: tookMs };
    }
    const tookMs = nowMs - silentSinceMonotonicMs;
    return this.#isSilenceWhole() && durationMs !== undefined
      ? { tookMs, leaderlessMs: Math.max(0, tookMs - durationMs) }
      : undefined;
  }

  #limitsOf(
    record: LeaseRecord,
    before: ObservedHeartbeat | undefined,
  ): Pick<ObservedHeartbeat, 'durationMs' | 'usualGapMs' | 'limits'> {
    const { maxDurationMs, marginMs: ofAllMs } = this.cluster.terms;
    const marginMs = record.terms?.graceMs ?? ofAllMs;
    const usualGapMs = this.#rhythm.usualGapMs(
      leaseDurationMs(record, maxDurationMs),
    );
    const durationMs = leaseDurationMs(record, maxDurationMs, usualGapMs);
    if (durationMs === undefined) {
      return { durationMs, usualGapMs, limits: undefined };
    }
    const { isElection = false } = record;
    const isSame =
      before?.durationMs === durationMs &&
      before.record.terms?.graceMs === record.terms?.graceMs &&
      before.usualGapMs === usualGapMs &&
      (before.record.isElection ?? false) === isElection;
    const limits =
      (isSame ? before.limits : undefined) ??
      verdictLimits({ durationMs, usualGapMs, marginMs, isElection });
    return { durationMs, usualGapMs, limits };
  }

  /** A Lease that nobody holds: who let go may be back, or another one come, for a while. */
  #judgeVacancy(stop: Stop, nowMs: number, gates: Gates): void {
    const limitMs = this.#vacancyMs(stop);
    if (this.#silence === 'Dead' || limitMs === Infinity) {
      return;
    }
    const to = this.#follow({
      nowMs,
      sinceMs: stop.atMonotonicMs,
      status: 'Alive',
      limits: { lateAfterMs: limitMs, deadAfterMs: limitMs },
      marginMs: Math.min(this.#wayMs, limitMs),
      gates: { observer: gates.observer, holdUntilMs: gates.holdUntilMs },
    });
    if (to?.status === 'Dead') {
      this.#worsen('Dead', to.atMs);
    }
  }

  /** For how long nobody may hold it; who goes down again and again has the time of a successor. */
  #vacancyMs({ isSeen, isRepeated }: Stop): number {
    const { record, limits, durationMs = 0 } = this.#heartbeat;
    const isElection = record.isElection ?? false;
    const allowedMs =
      record.terms?.vacancyMs ?? (isElection ? VACANCY_MS : Infinity);
    if (!isSeen) {
      return Infinity;
    }
    return isRepeated && limits
      ? Math.min(allowedMs, limits.deadAfterMs - (isElection ? durationMs : 0))
      : allowedMs;
  }

  #judgeSilence(nowMs: number, gates: Gates): void {
    const { limits, silentSinceMonotonicMs } = this.#heartbeat;
    if (!limits || this.#silence === 'Dead') {
      return;
    }
    const to = this.#follow({
      nowMs,
      sinceMs: silentSinceMonotonicMs,
      status: this.#silence,
      limits,
      marginMs: this.#wayMs,
      gates,
    });
    if (to) {
      this.#worsen(to.status, to.atMs);
    }
  }

  /** Follows a silence as far as it goes now, and notes when to look again. */
  #follow(silence: Omit<Silence, 'confirmedMs'>): SilenceStep['to'] {
    const { deadlineMs, to, isConfirmationAwaited } = followSilence({
      ...silence,
      confirmedMs: this.#confirmedMs,
    });
    this.deadlineMs = deadlineMs;
    this.#isConfirmationAwaited = isConfirmationAwaited ?? false;
    return to;
  }

  #worsen(silence: SilentStatus, atMs: number): void {
    if (isWorse(silence, this.#silence)) {
      this.#silence = silence;
      this.#silenceMs = atMs;
    }
  }

  /** For how long, by the controller's own clock, its last renewal has been over; NaN where that is not said. */
  #overForMs(record: LeaseRecord, { wallMs }: Moment): number {
    const durationMs = leaseDurationMs(
      record,
      this.cluster.terms.maxDurationMs,
    );
    return wallMs - renewedWallMs(record) - (durationMs ?? NaN);
  }

  /** Whether the silence up to now began with a renewal and was seen all of. */
  #isSilenceWhole(): boolean {
    return (
      this.#heartbeat.lastBeat?.monotonicMs ===
        this.#heartbeat.silentSinceMonotonicMs && !this.#heartbeat.stop
    );
  }
}

/** How it had ended by then; a status that is younger than the rest of it says that it has. */
function stopOf(
  { stop, status }: Checkpoint,
  { monotonicMs }: Moment,
): Stop | undefined {
  if (!stop) {
    return status === 'Stopped'
      ? {
          ...{ by: 'released', atMonotonicMs: monotonicMs },
          ...{ isSeen: false, isRepeated: false },
        }
      : undefined;
  }
  const { agoMs, ...known } = stop;
  return { ...known, atMonotonicMs: monotonicMs - agoMs };
}

function renewedWallMs({ renewTime = '' }: LeaseRecord): number {
  return Date.parse(renewTime);
}

function causeOf(
  { status, unknownReason }: VerdictState,
  event: TransitionCause,
  isBySilence: boolean,
): TransitionCause {
  switch (unknownReason) {
    case 'invalid-lease':
    case 'disruption':
    case 'label-lost':
      return unknownReason;
    default:
  }
  if (!isBySilence || status === 'Alive') {
    return event;
  }
  return status === 'Unknown' ? 'sight-lost' : 'silence';
}
