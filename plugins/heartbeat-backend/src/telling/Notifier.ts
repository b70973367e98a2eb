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

import type { HistoryTransition } from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { NotifiedStatus } from '../config/notificationOptions';
import { audiencesOf } from './audiences';
import type {
  News,
  NotifiedKind,
  StatusWithReason,
  SubjectChange,
  SubjectState,
} from './NotifiedKind';
import type { NotifierOptions } from './NotifierOptions';
import { Spell } from './Spell';

/** How often it is asked whether those that flap have settled. */
const SETTLED_CHECK_MS = 15_000;

/**
 * What keeps one status for so long does not flap, whatever the statistics of
 * its past say: a death for good must not be kept quiet.
 */
const SETTLED_MS = 10 * 60_000;

/**
 * Decides what people are told of single controllers, or servers. What this replica
 * has written makes it speak; what it sees itself says whether that is still true,
 * and how long what is over had lasted.
 *
 * @internal
 */
export class Notifier<S extends { readonly id: string }> {
  readonly #options: NotifierOptions;
  readonly #kind: NotifiedKind<S>;
  readonly #clock: Clock;
  readonly #spells = new Map<string, Spell>();
  /** Timers of what is told when its delay is over. */
  readonly #due = new Map<string, () => void>();
  /** Those that people know to flap. */
  readonly #flapping = new Set<string>();
  #cancelSettledCheck = () => {};

  static create<S extends { readonly id: string }>(
    kind: NotifiedKind<S>,
    options: NotifierOptions,
  ): Notifier<S> {
    return new Notifier(kind, options);
  }

  private constructor(kind: NotifiedKind<S>, options: NotifierOptions) {
    this.#options = options;
    this.#kind = kind;
    this.#clock = options.clock;
    kind.onChange(change => this.#observe(change));
    kind.onLeft(id => this.#leave(id));
  }

  /** This replica, and no other, has written it. */
  onWritten(transition: HistoryTransition): void {
    const { subjectId, from, to, reason, ageMs } = transition;
    const subject = this.#kind.find(subjectId);
    if (!subject || from === to || this.#isQuiet(subject)) {
      return;
    }
    const verdict = this.#verdictOf({ status: to, reason });
    if (verdict === 'well') {
      this.#tellOver(subject);
    } else if (verdict) {
      const delayMs = Math.max(0, this.#options.options.delayMs - ageMs);
      this.#due.get(subjectId)?.();
      this.#due.set(
        subjectId,
        this.#clock.setTimer(() => this.#tell(subjectId, verdict), delayMs),
      );
    }
  }

  stop(): void {
    this.#cancelSettledCheck();
    this.#due.forEach(cancel => cancel());
    this.#due.clear();
  }

  #observe({ subject, before, atMonotonicMs }: SubjectChange<S>): void {
    const verdict = this.#verdictOf(this.#kind.stateOf(subject));
    const spell = this.#spells.get(subject.id) ?? this.#spellOf(before);
    if (verdict === 'well') {
      spell?.end(atMonotonicMs);
    } else if (spell && spell.overMonotonicMs === undefined) {
      spell.turn(verdict, atMonotonicMs);
    } else if (verdict) {
      this.#spells.set(subject.id, new Spell(verdict, atMonotonicMs));
      return;
    }
    if (spell) {
      this.#spells.set(subject.id, spell);
    }
  }

  /** Of what began before this replica saw it. */
  #spellOf(before: SubjectChange<S>['before']): Spell | undefined {
    const verdict = before && this.#verdictOf(before);
    return verdict && verdict !== 'well'
      ? new Spell(verdict, before.sinceMonotonicMs)
      : undefined;
  }

  #leave(id: string): void {
    this.#spells.delete(id);
    // What another replica sees from now on is told by the one that wrote it.
    if (!this.#kind.find(id)) {
      this.#flapping.delete(id);
      this.#due.get(id)?.();
      this.#due.delete(id);
    }
  }

  /** As far as people are told of it; one that serves is well where they are not. */
  #verdictOf(state: StatusWithReason): NotifiedStatus | 'well' | undefined {
    const verdict = this.#kind.verdictOf(state);
    if (!verdict || verdict === 'well' || this.#isTold(verdict)) {
      return verdict;
    }
    return verdict === 'Degraded' ? 'well' : undefined;
  }

  #isTold(status: NotifiedStatus): boolean {
    return this.#options.options.statuses.includes(status);
  }

  /** Its delay is over: it is told if it is still so. */
  #tell(id: string, status: NotifiedStatus): void {
    this.#due.delete(id);
    const subject = this.#kind.find(id);
    if (
      subject &&
      this.#verdictOf(this.#kind.stateOf(subject)) === status &&
      !this.#isQuiet(subject)
    ) {
      this.#write(subject, { kind: status });
    }
  }

  #tellOver(subject: S): void {
    const spell = this.#spells.get(subject.id);
    if (spell?.overMonotonicMs === undefined) {
      return;
    }
    this.#spells.delete(subject.id);
    if (
      this.#verdictOf(this.#kind.stateOf(subject)) === 'well' &&
      spell.wasTold(this.#options.options.delayMs)
    ) {
      const afterMs = spell.overMonotonicMs - spell.sinceMonotonicMs;
      this.#write(subject, { kind: 'over', was: spell.status, afterMs });
    }
  }

  /** Nothing is told of one that flaps, but that it does, once. */
  #isQuiet(subject: S): boolean {
    if (this.#flapping.has(subject.id)) {
      return true;
    }
    const state = this.#kind.stateOf(subject);
    if (!this.#isUnsteady(state) || !this.#isTold(this.#kind.worst)) {
      return false;
    }
    if (this.#flapping.size === 0) {
      this.#awaitSettled();
    }
    this.#flapping.add(subject.id);
    this.#write(subject, { kind: 'flapping' });
    return true;
  }

  #awaitSettled(): void {
    this.#cancelSettledCheck = this.#clock.setTimer(() => {
      this.#flapping.forEach(id => this.#tellSettled(id));
      if (this.#flapping.size > 0) {
        this.#awaitSettled();
      }
    }, SETTLED_CHECK_MS);
  }

  #tellSettled(id: string): void {
    const subject = this.#kind.find(id);
    if (!subject) {
      this.#flapping.delete(id);
      return;
    }
    const state = this.#kind.stateOf(subject);
    if (this.#isUnsteady(state)) {
      return;
    }
    if (this.#verdictOf(state) === 'well') {
      this.#spells.delete(id);
      this.#write(subject, { kind: 'settled' });
    } else {
      const verdict = this.#kind.verdictOf(state);
      if (!verdict || verdict === 'well' || verdict === 'Unknown') {
        // Not known, or about to be: later.
        return;
      }
      this.#write(subject, { kind: verdict });
    }
    this.#flapping.delete(id);
  }

  #isUnsteady({ isFlapping, sinceWallMs }: SubjectState): boolean {
    return isFlapping && this.#clock.wallMs() - sinceWallMs < SETTLED_MS;
  }

  #write(subject: S, news: News): void {
    const kind = this.#kind;
    const { sender, options } = this.#options;
    const told = kind.copyOf(subject);
    const { scope, metadata, text } = kind.letterOf(told, news);
    sender.send(scope, async () => {
      const [entities] = await kind.entitiesOf([told]);
      return audiencesOf(entities, options.fallbackRecipients).map(
        ({ recipients, entities: owned }) => ({
          recipients,
          payload: { ...text(owned), topic: kind.topic, metadata },
        }),
      );
    });
  }
}
