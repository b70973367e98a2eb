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
  judgeSilence,
  verdictLimits,
  type HeartbeatTransition,
  type LeaseRecord,
  type LivenessStatus,
  type ObservedHeartbeat,
  type TransitionCause,
  type VerdictLimits,
  type VerdictState,
} from 'backstage-plugin-heartbeat-common';
import { invalidLease, starting, type Blindness } from './blindness';
import type { Checkpoint } from './Checkpoint';
import { NEVER_MS, type Scheduled } from '../../time/Deadlines';
import { Flapping } from './Flapping';
import { leaseDurationMs } from './leaseDuration';
import { restartKind, Restarts } from './Restarts';
import { Rhythm } from './Rhythm';
import type { Cluster, Scope } from './Scope';

/**
 * A moment on both clocks of the observer.
 *
 * @internal
 */
export interface Moment {
  monotonicMs: number;
  wallMs: number;
}

/**
 * What keeps a verdict from being given.
 *
 * @internal
 */
export interface Gates {
  /** Nothing can be seen: no new `Late` or `Dead`, but `Unknown`. */
  blindness?: Blindness;
  /** Wait for so long: what we were sent may not have been read yet. */
  holdUntilMs?: number;
  /** It is held by a disruption of its cluster, and its silence counts from then on. */
  disruption?: { why: Blindness; believedFromMs: number };
}

/**
 * A death that nobody has confirmed is asked for again so often: the answer may have
 * been lost between two streams.
 */
const ASK_AGAIN_MS = 1_000;

/**
 * How bad each status is on the way that silence leads down. Only a sign of
 * life leads up again.
 */
const SILENCE = { Alive: 0, Late: 1, Unknown: 2, Dead: 3 } as const;
type SilentStatus = keyof typeof SILENCE;

function isSilentStatus(
  status: LivenessStatus | undefined,
): status is SilentStatus {
  return status !== undefined && status in SILENCE;
}

/** The first of these times that is still to come. */
function soonest(nowMs: number, ...timesMs: number[]): number {
  let soonestMs = NEVER_MS;
  for (const timeMs of timesMs) {
    if (timeMs > nowMs && timeMs < soonestMs) {
      soonestMs = timeMs;
    }
  }
  return soonestMs;
}

function hasLived(status: LivenessStatus | undefined): boolean {
  return status === 'Alive' || status === 'Late';
}

/** The message of a verdict that was made by another process; our own follows at once. */
const NOT_SAID_YET = '';

/**
 * Lets a record that has just been read share what it says just as the one before
 * it: what is left over is gone then before the garbage collector has to move it,
 * twice, for each renewal.
 */
function shareText(record: LeaseRecord, before: LeaseRecord): void {
  const { ref, uid, controller, holder } = before;
  record.ref = ref;
  record.uid = record.uid === uid ? uid : record.uid;
  record.controller =
    record.controller === controller ? controller : record.controller;
  record.holder = record.holder === holder ? holder : record.holder;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/**
 * One Lease under observation: what was seen of it, and the verdict on it.
 * The tracker tells it what happens; it never looks at a clock itself.
 *
 * @internal
 */
export class Subject implements Scheduled<Subject> {
  /** The place of observation it was last seen through. */
  scope: Scope;
  readonly cluster: Cluster;
  /** When to judge again. */
  deadlineMs = NEVER_MS;
  deadlineEntry: Scheduled<Subject>['deadlineEntry'];
  /** Whether it is counted among those of its cluster that live. */
  isCounted = false;

  /** What readers see: always the same object, in which the present verdict stands. */
  readonly #view: Mutable<ObservedHeartbeat>;
  readonly #terms: { marginMs: number; maxDurationMs: number };
  readonly #rhythm = new Rhythm();
  /** From its first death on. */
  #flapping: Flapping | undefined;
  #restarts: Restarts | undefined;
  readonly #foundMs: number;
  /** What silence has led to since the last sign of life, and when it did. */
  #silence: SilentStatus = 'Alive';
  #silenceMs: number;
  /** The same at the last verdict. */
  #judgedSilence: SilentStatus = 'Alive';
  #transitionMs = -Infinity;
  #isJudged = false;
  /** What another observer said of it, until we say something else. */
  #resumed: Checkpoint | undefined;
  #isReleased = false;
  #hasLived = false;
  #isOverdue = false;
  /** When the API server was last asked for it of those times that it had nothing new; absent until one is needed, as a number takes memory. */
  #confirmedMs: number | undefined;
  /** Whether it would be dead if its silence were confirmed. */
  #isAwaited = false;
  /** The last holder that there was. */
  #holder: string | undefined;

  constructor(options: {
    id: string;
    scope: Scope;
    cluster: Cluster;
    record: LeaseRecord;
    now: Moment;
    terms: { marginMs: number; maxDurationMs: number };
  }) {
    const { record, now, terms } = options;
    this.scope = options.scope;
    this.cluster = options.cluster;
    this.#terms = terms;
    this.#foundMs = now.monotonicMs;
    this.#silenceMs = now.monotonicMs;
    this.#holder = record.holder;
    this.#view = {
      id: options.id,
      revision: 0,
      record,
      isGone: false,
      status: 'Unknown',
      sinceWallMs: now.wallMs,
      unknown: undefined,
      lastBeat: undefined,
      silentSinceMonotonicMs: now.monotonicMs,
      isProvisional: false,
      durationMs: undefined,
      marginMs: terms.marginMs,
      usualGapMs: undefined,
      limits: undefined,
      clockSkewMs: undefined,
      restarts: 0,
      recentRestarts: undefined,
      isCrashLooping: false,
      isFlapping: false,
    };
    this.#learnLimits();
  }

  get view(): ObservedHeartbeat {
    return this.#view;
  }

  get id(): string {
    return this.#view.id;
  }

  get record(): LeaseRecord {
    return this.#view.record;
  }

  get isGone(): boolean {
    return this.#view.isGone;
  }

  /** Whether it lives as far as is known, by what was seen of it and not by what it says. */
  get isLiving(): boolean {
    return (
      this.#hasLived &&
      this.#silence !== 'Dead' &&
      !this.#view.isGone &&
      !this.#isReleased &&
      this.#view.limits !== undefined
    );
  }

  /** Whether all that is known of it is what was there when it was found. */
  get isUnproven(): boolean {
    return !this.#view.lastBeat && !this.#hasLived && !this.isGone;
  }

  /** Whether the verdict, too, is only a guess by that. */
  get isGuess(): boolean {
    const { status } = this.#view;
    return this.isUnproven && status !== 'Dead' && status !== 'Stopped';
  }

  /** R; a third of D until it has been learned. */
  get usualGapMs(): number {
    return this.#rhythm.gapMs ?? (this.#view.durationMs ?? 0) / 3;
  }

  /** First sight of a Lease that may have been there, unchanged, for long. */
  found(now: Moment): void {
    const { durationMs } = this.#view;
    this.#view.isProvisional =
      durationMs !== undefined &&
      now.wallMs - this.#renewedWallMs() < durationMs;
    this.#silence = this.#view.isProvisional ? 'Alive' : 'Unknown';
  }

  /**
   * Takes up what an observer before us, or beside us, has known of it. What the
   * Lease says now is told afterwards, as any other change.
   *
   * @param checkpoint - as of now
   */
  resume(checkpoint: Checkpoint, now: Moment): void {
    const view = this.#view;
    const { status, lastKnown, usualGapMs } = checkpoint;
    if (usualGapMs !== undefined) {
      this.#rhythm.addGap(usualGapMs);
    }
    view.record = {
      ...view.record,
      uid: checkpoint.uid,
      renewTime: checkpoint.renewTime,
      holder: checkpoint.holder,
      leaseTransitions: checkpoint.leaseTransitions,
    };
    this.#holder = checkpoint.holder;
    view.isProvisional = false;
    view.restarts = checkpoint.restarts ?? 0;
    this.#resumeRestarts(checkpoint, now);
    this.#resumed = checkpoint;
    if (!this.#isJudged) {
      view.status = status;
      view.sinceWallMs = checkpoint.sinceWallMs;
      view.unknown =
        status === 'Unknown'
          ? {
              reason: checkpoint.unknownReason ?? 'starting',
              message: NOT_SAID_YET,
              lastKnown,
            }
          : undefined;
      this.#isJudged = true;
    }
    this.#isReleased = status === 'Stopped';
    this.#hasLived = hasLived(status) || hasLived(lastKnown);
    this.#silence = isSilentStatus(status) ? status : 'Alive';
    this.#judgedSilence = this.#silence;
    this.#learnLimits();
    view.silentSinceMonotonicMs = now.monotonicMs - checkpoint.silentForMs;
    const unseenForMs =
      checkpoint.seenAgoMs - (now.monotonicMs - this.#foundMs);
    if (unseenForMs > this.usualGapMs) {
      this.#judgeSilence(this.#foundMs, { blindness: starting(0) });
      view.silentSinceMonotonicMs = this.#foundMs;
    }
  }

  #resumeRestarts(
    { restartAgesMs, crashLooping = false }: Checkpoint,
    now: Moment,
  ): void {
    if (restartAgesMs) {
      this.#restarts = new Restarts();
      this.#restarts.resume(restartAgesMs, crashLooping, now.monotonicMs);
      this.#view.isCrashLooping = crashLooping;
    }
  }

  /** What is worth remembering of it. */
  checkpoint(nowMs: number, seenAgoMs: number): Checkpoint {
    const { id, record, status, unknown, ...view } = this.#view;
    return {
      id,
      uid: record.uid,
      renewTime: record.renewTime,
      holder: record.holder,
      leaseTransitions: record.leaseTransitions,
      status,
      unknownReason: unknown?.reason,
      lastKnown: unknown?.lastKnown,
      sinceWallMs: view.sinceWallMs,
      silentForMs: nowMs - view.silentSinceMonotonicMs,
      seenAgoMs,
      usualGapMs: view.usualGapMs,
      restarts: view.restarts,
      restartAgesMs: this.#restarts?.agesMs(nowMs),
      crashLooping: view.isCrashLooping || undefined,
    };
  }

  /**
   * A sign of life, seen as it happened (`isLive`) or found afterwards, in which
   * case it says nothing about rhythm and clock.
   */
  beat(record: LeaseRecord, now: Moment, isLive: boolean): TransitionCause {
    const view = this.#view;
    const previous = view.record;
    const kind = this.#noteRestart(previous, record, now);
    if (kind) {
      this.#rhythm.forgetGaps();
    } else if (isLive && this.#isSilenceWhole()) {
      this.#rhythm.addGap(now.monotonicMs - view.silentSinceMonotonicMs);
    }
    shareText(record, previous);
    view.record = record;
    this.#holder = record.holder || this.#holder;
    if (view.lastBeat) {
      view.lastBeat.monotonicMs = now.monotonicMs;
      view.lastBeat.wallMs = now.wallMs;
    } else {
      view.lastBeat = { ...now };
    }
    view.silentSinceMonotonicMs = now.monotonicMs;
    this.#silence = 'Alive';
    this.#silenceMs = now.monotonicMs;
    this.#hasLived = true;
    this.#isOverdue = false;
    view.isProvisional = false;
    view.isGone = false;
    this.#isReleased = false;
    const aheadMs = this.#renewedWallMs() - now.wallMs;
    if (isLive && !Number.isNaN(aheadMs)) {
      this.#rhythm.addSkew(aheadMs);
      view.clockSkewMs = this.#rhythm.skewMs;
    }
    this.#learnLimits();
    this.#noteLife(now.monotonicMs);
    return kind ?? 'renewal';
  }

  /** A change that is no sign of life, e.g. of the duration. */
  amend(record: LeaseRecord): void {
    shareText(record, this.record);
    this.#view.record = record;
    this.#learnLimits();
  }

  release(record: LeaseRecord): void {
    this.#view.record = record;
    this.#isReleased = true;
  }

  vanish(): void {
    this.#view.isGone = true;
  }

  /** It was not possible to see, and now it is again: silence counts from here. */
  regainSight(nowMs: number): void {
    this.#view.silentSinceMonotonicMs = nowMs;
    this.#isOverdue = false;
  }

  /** Whether a controller that lived is past the usual time of a renewal, told once for each silence. */
  becomesOverdue(nowMs: number): boolean {
    const { limits, silentSinceMonotonicMs } = this.#view;
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

  /** Past the usual time of a renewal and not yet decided: worth asking whether we still see. */
  isDoubtful(nowMs: number): boolean {
    const { limits, silentSinceMonotonicMs } = this.#view;
    if (!limits || this.deadlineMs === NEVER_MS) {
      return false;
    }
    const silentForMs = nowMs - silentSinceMonotonicMs;
    return (
      silentForMs > limits.lateAfterMs ||
      silentForMs >= limits.deadAfterMs - this.#terms.marginMs
    );
  }

  /**
   * The API server itself had nothing new of it when it was asked at that time, which
   * says something only if the Lease was over then.
   *
   * @returns whether the verdict has waited for this
   */
  confirm(asOfMs: number): boolean {
    const { durationMs = Infinity, silentSinceMonotonicMs } = this.#view;
    if (asOfMs - silentSinceMonotonicMs < durationMs) {
      return false;
    }
    const isAwaited = this.#isAwaited;
    this.#confirmedMs = Math.max(this.#confirmedMs ?? asOfMs, asOfMs);
    this.#isAwaited = false;
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
    const view = this.#view;
    const from: LivenessStatus = view.status;
    const fromUnknown = view.unknown;
    let why: Blindness | undefined;
    this.deadlineMs = NEVER_MS;
    this.#isAwaited = false;
    if (view.isGone || this.#isReleased) {
      view.status = from === 'Dead' ? 'Dead' : 'Stopped';
    } else {
      const problem = invalidLease(view.record);
      if (problem) {
        this.#worsen('Unknown', now.monotonicMs);
      } else {
        this.#judgeSilence(now.monotonicMs, gates);
      }
      view.status = this.#silence;
      if (view.status === 'Unknown') {
        why =
          problem ??
          gates.blindness ??
          gates.disruption?.why ??
          starting(view.limits?.deadAfterMs ?? 0);
      }
    }
    if (
      why?.reason !== fromUnknown?.reason ||
      fromUnknown?.message === NOT_SAID_YET
    ) {
      view.unknown = why && {
        ...why,
        lastKnown: from === 'Unknown' ? fromUnknown?.lastKnown : from,
      };
    }
    view.revision = (view.revision ?? 0) + 1;
    const isChanged =
      from !== view.status || fromUnknown?.reason !== view.unknown?.reason;
    const isBySilence =
      this.#judgedSilence !== this.#silence && view.status === this.#silence;
    this.#judgedSilence = this.#silence;
    if (this.#isJudged && !isChanged) {
      return undefined;
    }
    const isNews = this.#isJudged;
    this.#isJudged = true;
    return this.#transition(now, {
      from: isNews
        ? { status: from, unknownReason: fromUnknown?.reason }
        : undefined,
      cause: this.#cause(event, isNews && isBySilence),
      atMs: isBySilence ? this.#silenceMs : now.monotonicMs,
    });
  }

  #cause(event: TransitionCause, isBySilence: boolean): TransitionCause {
    const { status, unknown } = this.#view;
    if (unknown?.reason === 'invalid-lease') {
      return 'invalid-lease';
    }
    if (unknown?.reason === 'disruption') {
      return 'disruption';
    }
    if (!isBySilence || status === 'Alive') {
      return event;
    }
    return status === 'Unknown' ? 'sight-lost' : 'silence';
  }

  #transition(
    now: Moment,
    change: {
      from: VerdictState | undefined;
      cause: TransitionCause;
      atMs: number;
    },
  ): HeartbeatTransition {
    const view = this.#view;
    const { from, cause } = change;
    const atMonotonicMs = Math.max(
      Math.min(change.atMs, now.monotonicMs),
      this.#transitionMs,
    );
    const atWallMs = now.wallMs - (now.monotonicMs - atMonotonicMs);
    this.#transitionMs = atMonotonicMs;
    if (from?.status !== view.status) {
      view.sinceWallMs =
        this.#resumed?.status === view.status
          ? this.#resumed.sinceWallMs
          : atWallMs;
      this.#resumed = undefined;
      if (view.status === 'Dead') {
        this.#flapping ??= new Flapping();
        this.#flapping.dead(atMonotonicMs);
        view.isFlapping = this.#flapping.isFlapping;
      }
    }
    const to = { status: view.status, unknownReason: view.unknown?.reason };
    return { from, to, atMonotonicMs, atWallMs, cause };
  }

  #noteRestart(previous: LeaseRecord, record: LeaseRecord, now: Moment) {
    const view = this.#view;
    const previousHolder = this.#holder;
    const kind = restartKind(previous, previousHolder, record);
    if (kind) {
      const { holder } = record;
      this.#restarts ??= new Restarts();
      this.#restarts.add({ kind, previousHolder, holder }, now);
      view.restarts++;
      view.recentRestarts = this.#restarts.recent;
    }
    return kind;
  }

  #noteLife(nowMs: number): void {
    const view = this.#view;
    if (this.#restarts) {
      this.#restarts.renewed(nowMs);
      view.isCrashLooping = this.#restarts.isCrashLooping;
    }
    if (this.#flapping && view.durationMs !== undefined) {
      this.#flapping.alive(nowMs, view.durationMs);
      view.isFlapping = this.#flapping.isFlapping;
    }
  }

  #learnLimits(): void {
    const view = this.#view;
    const durationMs = leaseDurationMs(view.record, this.#terms.maxDurationMs);
    const usualGapMs = this.#rhythm.gapMs;
    if (
      view.limits &&
      view.durationMs === durationMs &&
      view.usualGapMs === usualGapMs
    ) {
      return;
    }
    view.durationMs = durationMs;
    view.usualGapMs = usualGapMs;
    if (durationMs === undefined) {
      view.limits = undefined;
      return;
    }
    const { marginMs } = this.#terms;
    const limits = verdictLimits({ durationMs, usualGapMs, marginMs });
    view.limits = view.limits ? Object.assign(view.limits, limits) : limits;
  }

  /** Follows silence down, as far as the gates let it, and finds the next deadline. */
  #judgeSilence(nowMs: number, gates: Gates): void {
    const { limits, silentSinceMonotonicMs } = this.#view;
    if (!limits || this.#silence === 'Dead') {
      return;
    }
    const lateMs = silentSinceMonotonicMs + limits.lateAfterMs;
    const deadMs = this.#deadMs(limits, gates);
    // Then the Lease itself is over: what is asked from here on can prove that.
    const askMs = deadMs - this.#terms.marginMs;
    // Late is past its limit, not at it.
    this.deadlineMs = soonest(nowMs, lateMs + 1, askMs, deadMs);
    const judged = judgeSilence(nowMs - silentSinceMonotonicMs, limits);
    const isDue =
      judged !== 'Alive' && SILENCE[judged] > SILENCE[this.#silence];
    if (gates.holdUntilMs !== undefined && isDue) {
      this.deadlineMs = gates.holdUntilMs;
    } else if (gates.blindness) {
      if (isDue) {
        this.#worsen(
          'Unknown',
          judged === 'Dead' && this.#silence === 'Late' ? deadMs : lateMs,
        );
      }
    } else if (gates.disruption && nowMs < deadMs) {
      this.#worsen('Unknown', nowMs);
    } else if (judged === 'Dead' && (this.#confirmedMs ?? -Infinity) < askMs) {
      this.#isAwaited = true;
      this.deadlineMs = nowMs + ASK_AGAIN_MS;
      this.#worsen('Late', lateMs);
    } else if (judged === 'Dead') {
      this.#worsen('Dead', deadMs);
    } else if (judged === 'Late') {
      this.#worsen('Late', lateMs);
    }
  }

  #deadMs(limits: VerdictLimits, { disruption }: Gates): number {
    return (
      Math.max(
        this.#view.silentSinceMonotonicMs,
        disruption?.believedFromMs ?? -Infinity,
      ) + limits.deadAfterMs
    );
  }

  #worsen(silence: SilentStatus, atMs: number): void {
    if (SILENCE[silence] > SILENCE[this.#silence]) {
      this.#silence = silence;
      this.#silenceMs = atMs;
    }
  }

  /** Whether the silence up to now began with a renewal and was seen all of. */
  #isSilenceWhole(): boolean {
    return (
      this.#view.lastBeat?.monotonicMs === this.#view.silentSinceMonotonicMs &&
      !this.#view.isGone &&
      !this.#isReleased
    );
  }

  #renewedWallMs(): number {
    return Date.parse(this.#view.record.renewTime ?? '');
  }
}
