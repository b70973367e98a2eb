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
  type HeartbeatTransition,
  type LeaseRecord,
  type LeaseRef,
  type ObservedHeartbeat,
  type TransitionCause,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../clock';
import { Deadlines } from './Deadlines';
import { isReleased } from './leaseDuration';
import { Subject, type Blindness, type Moment } from './Subject';

/**
 * For how long a Lease that is gone stays on the screen: long enough to be found
 * the next morning, short enough that replaced replicas do not pile up.
 */
const GONE_RETENTION_MS = 24 * 60 * 60 * 1000;

/**
 * A place that is observed as one: it is seen as a whole or not at all.
 *
 * @internal
 */
interface Scope {
  id: string;
  /** A Lease that two scopes see belongs to the one that was opened first. */
  rank: number;
  /** Set while nothing can be seen. */
  blindness?: Blindness;
  /** The last moment at which something could be seen. */
  blindSinceMs?: number;
}

/**
 * Whom the tracker tells of its verdicts.
 *
 * @internal
 */
export interface LivenessListener {
  /** With each sign of life; with a transition where the status or the reason for `Unknown` changed. */
  onVerdict(
    heartbeat: ObservedHeartbeat,
    transition: HeartbeatTransition | undefined,
  ): void;
  /** A Lease that has been gone for long, or where nobody looks any more, is not tracked any more. */
  onForgotten(id: string): void;
  /** A renewal is overdue in this scope: is it the controller, or do we not see? */
  onDoubt(scopeId: string, record: LeaseRecord): void;
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
  readonly #subjects = new Map<string, Subject>();
  readonly #deadlines: Deadlines<Subject>;
  #nextRank = 0;

  static create(options: {
    clock: Clock;
    /** How long past its duration a Lease may be silent. */
    marginMs: number;
    /** The longest duration that is taken at its word. */
    maxDurationMs: number;
    listener: LivenessListener;
  }): LivenessTracker {
    return new LivenessTracker(options);
  }

  private constructor(options: {
    clock: Clock;
    marginMs: number;
    maxDurationMs: number;
    listener: LivenessListener;
  }) {
    this.#clock = options.clock;
    this.#terms = options;
    this.#listener = options.listener;
    this.#deadlines = new Deadlines({
      clock: options.clock,
      onDue: subject => this.#onDue(subject),
    });
  }

  /** Announces a place of observation; nothing is seen there yet. */
  openScope(id: string): void {
    this.#scopes.set(id, { id, rank: this.#nextRank++ });
  }

  /**
   * Ends a place of observation. Its Leases are forgotten, not judged: that
   * nobody looks any more says nothing about them.
   */
  closeScope(id: string): void {
    for (const subject of this.#subjects.values()) {
      if (subject.scopeId === id) {
        this.#deadlines.set(subject, undefined);
        this.#forget(subject);
      }
    }
    this.#scopes.delete(id);
  }

  /**
   * The complete contents of a scope, which is in sight from now on. Known
   * Leases that have not changed meanwhile get no sign of life by this.
   */
  reconcile(scopeId: string, records: Iterable<LeaseRecord>): void {
    const scope = this.#scope(scopeId);
    const now = this.#now();
    const blindForMs =
      now.monotonicMs - (scope.blindSinceMs ?? now.monotonicMs);
    scope.blindness = undefined;
    scope.blindSinceMs = undefined;
    const present = new Set<string>();
    for (const record of records) {
      present.add(idOf(record.ref));
      this.#reconcileOne(scope, record, now, blindForMs);
    }
    for (const subject of this.#subjects.values()) {
      if (subject.scopeId === scopeId && !present.has(subject.id)) {
        this.#vanish(subject, now);
      }
    }
  }

  /** A Lease that was created or changed a moment ago. */
  observe(scopeId: string, record: LeaseRecord): void {
    const scope = this.#scope(scopeId);
    const now = this.#now();
    const known = this.#owned(scope, record.ref);
    if (known === 'another scope') {
      return;
    }
    const subject = known ?? this.#create(scope, record, now);
    const event = this.#update(subject, record, now, {
      isLive: true,
      isNew: !known,
    });
    this.#judge(subject, now, known ? event : 'first-sight', true);
  }

  /** A Lease that was deleted a moment ago. */
  remove(scopeId: string, ref: LeaseRef): void {
    const subject = this.#subjects.get(idOf(ref));
    if (subject?.scopeId === scopeId) {
      this.#vanish(subject, this.#now());
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
    const now = this.#now();
    for (const subject of this.#subjects.values()) {
      if (subject.scopeId === scopeId) {
        this.#judge(subject, now, 'sight-lost', false);
      }
    }
  }

  /** Ends all timers; the tracker is of no use afterwards. */
  stop(): void {
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

  /** The subject of a Lease if it is this scope's to tell about. */
  #owned(scope: Scope, ref: LeaseRef): Subject | undefined | 'another scope' {
    const subject = this.#subjects.get(idOf(ref));
    if (!subject || subject.scopeId === scope.id) {
      return subject;
    }
    if (!subject.isGone && this.#scope(subject.scopeId).rank < scope.rank) {
      return 'another scope';
    }
    subject.scopeId = scope.id;
    return subject;
  }

  #create(scope: Scope, record: LeaseRecord, now: Moment): Subject {
    const subject = new Subject({
      id: idOf(record.ref),
      scopeId: scope.id,
      record,
      now,
      terms: this.#terms,
    });
    this.#subjects.set(subject.id, subject);
    return subject;
  }

  #reconcileOne(
    scope: Scope,
    record: LeaseRecord,
    now: Moment,
    blindForMs: number,
  ): void {
    const known = this.#owned(scope, record.ref);
    if (known === 'another scope') {
      return;
    }
    if (!known) {
      const subject = this.#create(scope, record, now);
      subject.found(now);
      this.#update(subject, record, now, { isLive: false, isNew: false });
      this.#judge(subject, now, 'first-sight', true);
      return;
    }
    // A controller that could not reach its API server either may have missed
    // as many renewals as fit into that time: it gets a whole new silence.
    // Less than one renewal's gap is within what the limits allow for.
    if (blindForMs > known.usualGapMs) {
      known.regainSight(now);
    }
    const event = this.#update(known, record, now, {
      isLive: false,
      isNew: false,
    });
    this.#judge(
      known,
      now,
      event === 'amended' ? 'sight-regained' : event,
      true,
    );
  }

  #update(
    subject: Subject,
    record: LeaseRecord,
    now: Moment,
    options: { isLive: boolean; isNew: boolean },
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
      return subject.beat(record, now, options.isLive);
    }
    subject.amend(record);
    return 'amended';
  }

  #vanish(subject: Subject, now: Moment): void {
    if (!subject.isGone) {
      subject.vanish();
      this.#judge(subject, now, 'deleted', true);
    }
  }

  #onDue(subject: Subject): void {
    if (subject.isGone) {
      this.#forget(subject);
      return;
    }
    this.#judge(subject, this.#now(), 'silence', false);
  }

  #forget(subject: Subject): void {
    this.#subjects.delete(subject.id);
    this.#listener.onForgotten(subject.id);
  }

  #judge(
    subject: Subject,
    now: Moment,
    event: TransitionCause,
    isChanged: boolean,
  ): void {
    const { blindness } = this.#scope(subject.scopeId);
    const judgement = subject.judge(now, event, blindness);
    this.#deadlines.set(
      subject,
      subject.isGone ? now.monotonicMs + GONE_RETENTION_MS : judgement.nextMs,
    );
    if (isChanged || judgement.transition) {
      this.#listener.onVerdict(subject.snapshot(), judgement.transition);
    }
    if (judgement.isDoubtful && !blindness) {
      this.#listener.onDoubt(subject.scopeId, subject.record);
    }
  }
}

function idOf(ref: LeaseRef): string {
  return `${ref.cluster}/${ref.namespace}/${ref.name}`;
}
