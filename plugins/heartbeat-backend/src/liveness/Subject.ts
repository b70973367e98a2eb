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
  type UnknownReason,
  type VerdictLimits,
  type VerdictState,
} from 'backstage-plugin-heartbeat-common';
import { leaseDurationMs, leaseProblem } from './leaseDuration';
import { UsualGap } from './UsualGap';

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
 * Why nothing can be seen of a Lease at the moment.
 *
 * @internal
 */
export interface Blindness {
  reason: UnknownReason;
  message: string;
}

/**
 * What came of judging a subject.
 *
 * @internal
 */
export interface Judgement {
  /** There where the status or the reason for `Unknown` changed. */
  transition?: HeartbeatTransition;
  /** Past the usual time of a renewal and not yet decided: worth asking whether we still see. */
  isDoubtful: boolean;
  /** When to judge again, on the monotonic clock. */
  nextMs?: number;
}

/**
 * How bad each status is on the way that silence leads down. Only a sign of
 * life leads up again.
 */
const SILENCE = { Alive: 0, Late: 1, Unknown: 2, Dead: 3 } as const;
type SilentStatus = keyof typeof SILENCE;

function worse(a: SilentStatus, b: SilentStatus): SilentStatus {
  return SILENCE[a] >= SILENCE[b] ? a : b;
}

/**
 * One Lease under observation: what was seen of it, and the verdict on it.
 * The tracker tells it what happens; it never looks at a clock itself.
 *
 * @internal
 */
export class Subject {
  readonly id: string;
  /** The place of observation it was last seen through. */
  scopeId: string;
  record: LeaseRecord;

  readonly #terms: { marginMs: number; maxDurationMs: number };
  readonly #usualGap = new UsualGap();
  #status: LivenessStatus = 'Unknown';
  #unknown: ObservedHeartbeat['unknown'];
  #sinceWallMs: number;
  /** The last transition; absent until there was one. */
  #transition: HeartbeatTransition | undefined;
  #lastBeat: Moment | undefined;
  #silentSinceMs: number;
  /** What silence has led to since the last sign of life. */
  #silence: SilentStatus = 'Alive';
  #isProvisional = false;
  #isGone = false;
  #isReleased = false;
  #clockSkewMs: number | undefined;
  #restarts = 0;
  #limits: VerdictLimits | undefined;

  constructor(options: {
    id: string;
    scopeId: string;
    record: LeaseRecord;
    now: Moment;
    terms: { marginMs: number; maxDurationMs: number };
  }) {
    this.id = options.id;
    this.scopeId = options.scopeId;
    this.record = options.record;
    this.#terms = options.terms;
    this.#sinceWallMs = options.now.wallMs;
    this.#silentSinceMs = options.now.monotonicMs;
    this.#learnLimits();
  }

  get isGone(): boolean {
    return this.#isGone;
  }

  /** R; a third of D until it has been learned. */
  get usualGapMs(): number {
    return (
      this.#usualGap.ms ??
      (leaseDurationMs(this.record, this.#terms.maxDurationMs) ?? 0) / 3
    );
  }

  /** First sight of a Lease that may have been there, unchanged, for long. */
  found(now: Moment): void {
    const durationMs = leaseDurationMs(this.record, this.#terms.maxDurationMs);
    this.#isProvisional =
      durationMs !== undefined &&
      now.wallMs - this.#renewedWallMs() < durationMs;
    this.#silence = this.#isProvisional ? 'Alive' : 'Unknown';
    this.#silentSinceMs = now.monotonicMs;
  }

  /**
   * A sign of life, seen as it happened (`isLive`) or found afterwards, in which
   * case it says nothing about rhythm and clock.
   */
  beat(record: LeaseRecord, now: Moment, isLive: boolean): TransitionCause {
    const previous = this.record;
    const isRestart =
      record.uid !== previous.uid ||
      (previous.holder && record.holder && record.holder !== previous.holder);
    if (isRestart) {
      this.#restarts++;
      this.#usualGap.reset();
    } else if (isLive && this.#isSilenceWhole()) {
      this.#usualGap.add(now.monotonicMs - this.#silentSinceMs);
    }
    this.record = record;
    this.#lastBeat = now;
    this.#silentSinceMs = now.monotonicMs;
    this.#silence = 'Alive';
    this.#isProvisional = false;
    this.#isGone = false;
    this.#isReleased = false;
    const aheadMs = this.#renewedWallMs() - now.wallMs;
    if (isLive && !Number.isNaN(aheadMs)) {
      this.#clockSkewMs = aheadMs;
    }
    this.#learnLimits();
    return isRestart ? 'restart' : 'renewal';
  }

  /** A change that is no sign of life, e.g. of the duration. */
  amend(record: LeaseRecord): void {
    this.record = record;
    this.#learnLimits();
  }

  release(record: LeaseRecord): void {
    this.record = record;
    this.#isReleased = true;
  }

  vanish(): void {
    this.#isGone = true;
  }

  /** It was not possible to see, and now it is again: silence counts from here. */
  regainSight(now: Moment): void {
    this.#silentSinceMs = now.monotonicMs;
  }

  /**
   * Makes the verdict as of now.
   *
   * @param event - what has just happened; a verdict that silence led to has another cause
   */
  judge(
    now: Moment,
    event: TransitionCause,
    blindness: Blindness | undefined,
  ): Judgement {
    const previous = {
      status: this.#status,
      unknown: this.#unknown,
      silence: this.#silence,
    };
    const problem = leaseProblem(this.record);
    let nextMs: number | undefined;
    let status: LivenessStatus;
    let why: Blindness | undefined;
    if (this.#isGone || this.#isReleased) {
      status = this.#status === 'Dead' ? 'Dead' : 'Stopped';
    } else if (problem !== undefined || !this.#limits) {
      this.#silence = 'Unknown';
      status = 'Unknown';
      why = { reason: 'invalid-lease', message: problem ?? '' };
    } else {
      this.#silence = this.#judgeSilence(
        now.monotonicMs,
        this.#limits,
        blindness,
      );
      status = this.#silence;
      why = blindness ?? this.#startingReason();
      nextMs = this.#nextMs(now.monotonicMs, this.#limits);
    }
    this.#status = status;
    this.#unknown =
      status === 'Unknown' && why
        ? {
            ...why,
            lastKnown:
              previous.status === 'Unknown'
                ? previous.unknown?.lastKnown
                : previous.status,
          }
        : undefined;
    const transition = this.#transit(now, event, previous);
    const silentForMs = now.monotonicMs - this.#silentSinceMs;
    return {
      transition,
      isDoubtful:
        nextMs !== undefined && silentForMs > (this.#limits?.lateAfterMs ?? 0),
      nextMs,
    };
  }

  /** Compares the verdict with the one before, and dates the change. */
  #transit(
    now: Moment,
    event: TransitionCause,
    previous: { status: LivenessStatus; silence: SilentStatus },
  ): HeartbeatTransition | undefined {
    const from = this.#transition?.to;
    const to: VerdictState = {
      status: this.#status,
      unknownReason: this.#unknown?.reason,
    };
    if (from?.status === to.status && from.unknownReason === to.unknownReason) {
      return undefined;
    }
    const { cause, atMs } = this.#explain(now, event, previous.silence);
    const atMonotonicMs = Math.max(
      Math.min(atMs, now.monotonicMs),
      this.#transition?.atMonotonicMs ?? -Infinity,
    );
    const atWallMs = now.wallMs - (now.monotonicMs - atMonotonicMs);
    if (from?.status !== to.status) {
      this.#sinceWallMs = atWallMs;
    }
    this.#transition = { from, to, atMonotonicMs, atWallMs, cause };
    return this.#transition;
  }

  /** What led to the present verdict, and when. */
  #explain(
    now: Moment,
    event: TransitionCause,
    before: SilentStatus,
  ): { cause: TransitionCause; atMs: number } {
    const limits = this.#limits;
    const isWorse =
      this.#silence !== before && worse(this.#silence, before) !== before;
    if (
      !limits ||
      !isWorse ||
      event === 'first-sight' ||
      this.#status !== this.#silence ||
      this.#unknown?.reason === 'invalid-lease'
    ) {
      return {
        cause:
          this.#unknown?.reason === 'invalid-lease' ? 'invalid-lease' : event,
        atMs: now.monotonicMs,
      };
    }
    const isDeath =
      this.#silence === 'Dead' ||
      (this.#silence === 'Unknown' && before === 'Late');
    return {
      cause: this.#silence === 'Unknown' ? 'sight-lost' : 'silence',
      atMs:
        this.#silentSinceMs +
        (isDeath ? limits.deadAfterMs : limits.lateAfterMs),
    };
  }

  snapshot(): ObservedHeartbeat {
    return {
      id: this.id,
      record: this.record,
      isGone: this.#isGone,
      status: this.#status,
      sinceWallMs: this.#sinceWallMs,
      unknown: this.#unknown,
      lastBeat: this.#lastBeat,
      silentSinceMonotonicMs: this.#silentSinceMs,
      isProvisional: this.#isProvisional,
      durationMs: leaseDurationMs(this.record, this.#terms.maxDurationMs),
      marginMs: this.#terms.marginMs,
      usualGapMs: this.#usualGap.ms,
      limits: this.#limits,
      clockSkewMs: this.#clockSkewMs,
      restarts: this.#restarts,
    };
  }

  #learnLimits(): void {
    const durationMs = leaseDurationMs(this.record, this.#terms.maxDurationMs);
    this.#limits =
      durationMs === undefined
        ? undefined
        : verdictLimits({
            durationMs,
            usualGapMs: this.#usualGap.ms,
            marginMs: this.#terms.marginMs,
          });
  }

  #judgeSilence(
    nowMs: number,
    limits: VerdictLimits,
    blindness: Blindness | undefined,
  ): SilentStatus {
    const judged = judgeSilence(nowMs - this.#silentSinceMs, limits);
    const isNews = worse(judged, this.#silence) !== this.#silence;
    return blindness && isNews ? 'Unknown' : worse(judged, this.#silence);
  }

  #nextMs(nowMs: number, limits: VerdictLimits): number | undefined {
    if (this.#silence === 'Dead') {
      return undefined;
    }
    const lateMs = this.#silentSinceMs + limits.lateAfterMs;
    const deadMs = this.#silentSinceMs + limits.deadAfterMs;
    // Late is past its limit, not at it.
    return [lateMs + 1, deadMs].find(deadlineMs => deadlineMs > nowMs);
  }

  #startingReason(): Blindness {
    const limitMs = this.#limits?.deadAfterMs ?? 0;
    return {
      reason: 'starting',
      message: `Not watched long enough to judge: a controller is dead after ${
        limitMs / 1000
      } s without a renewal, and its last one was before the watch began.`,
    };
  }

  /** Whether the silence up to now began with a renewal and was seen all of. */
  #isSilenceWhole(): boolean {
    return (
      this.#lastBeat?.monotonicMs === this.#silentSinceMs &&
      !this.#isGone &&
      !this.#isReleased
    );
  }

  #renewedWallMs(): number {
    return Date.parse(this.record.renewTime ?? '');
  }
}
