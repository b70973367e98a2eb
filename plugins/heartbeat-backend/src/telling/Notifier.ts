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
import type { News, SubjectGroup } from '../subjects/news';
import type {
  StatusWithReason,
  Subject,
  SubjectTransition,
} from '../subjects/Subject';
import type { SubjectKind } from '../subjects/SubjectKind';
import type { Text } from '../subjects/words';
import type { Clock } from '../time/clock';
import { audiencesOf, sharedAudiencesOf } from './audiences';
import { Incident } from './Incident';
import type { NotifierOptions } from './NotifierOptions';
import { ToldGroups, type ToldGroup } from './ToldGroups';

/** How often it is asked whether those that flap have settled. */
const SETTLED_CHECK_MS = 15_000;

/**
 * What keeps one status for so long does not flap, whatever the statistics of
 * its past say: a death for good must not be kept quiet.
 */
const SETTLED_MS = 10 * 60_000;

/**
 * Decides what people are told of single subjects of one kind. What this replica
 * has written makes it speak; what it sees itself says whether that is still true,
 * and how long what is over had lasted.
 *
 * @internal
 */
export class Notifier<S extends Subject> {
  readonly #options: NotifierOptions;
  readonly #kind: SubjectKind<S>;
  readonly #clock: Clock;
  readonly #incidents = new Map<string, Incident>();
  /** Timers of what is told when its delay is over. */
  readonly #due = new Map<string, () => void>();
  /** Those that people know to flap. */
  readonly #flapping = new Set<string>();
  readonly #groups = new ToldGroups<S>();
  #cancelSettledCheck = () => {};

  constructor(kind: SubjectKind<S>, options: NotifierOptions) {
    this.#options = options;
    this.#kind = kind;
    this.#clock = options.clock;
    kind.registry.onTransition((transition, before) =>
      this.#observe(transition, before),
    );
    kind.registry.onLeft(id => this.#leave(id));
  }

  /** This replica, and no other, has written it. */
  onWritten(transition: HistoryTransition): void {
    const { subjectId, from, to, reason, ageMs } = transition;
    const subject = this.#kind.registry.subject(subjectId);
    if (!subject || from === to || this.#isQuiet(subject)) {
      return;
    }
    const verdict = this.#verdictOf({ status: to, reason });
    if (verdict === 'well') {
      this.#tellOver(subject);
    } else if (!verdict && this.#isEnd({ status: to, reason })) {
      this.#tellEnd(subject, to);
    } else if (verdict && !this.#kind.telling.isOldNews?.(subject)) {
      const group = this.#groupOf(subject, verdict);
      const delayMs = Math.max(0, this.#options.options.delayMs - ageMs);
      if (group) {
        this.#groups.wait(group, subjectId);
      }
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

  #observe(
    { subject, atMonotonicMs }: SubjectTransition<S>,
    before: S | undefined,
  ): void {
    const verdict = this.#verdictOf(subject);
    const incident =
      this.#incidents.get(subject.id) ?? this.#incidentOf(before);
    if (verdict === 'well') {
      incident?.end(atMonotonicMs);
    } else if (incident && incident.overMonotonicMs === undefined) {
      incident.turn(verdict, atMonotonicMs);
    } else if (verdict && !this.#kind.telling.isOldNews?.(subject)) {
      this.#incidents.set(subject.id, new Incident(verdict, atMonotonicMs));
      return;
    }
    if (incident) {
      this.#incidents.set(subject.id, incident);
    }
  }

  /** Of what began before this replica saw it. */
  #incidentOf(before: S | undefined): Incident | undefined {
    const verdict = before && this.#verdictOf(before);
    const beganMs = before?.sinceMonotonicMs;
    return verdict && verdict !== 'well' && beganMs !== undefined
      ? new Incident(verdict, beganMs)
      : undefined;
  }

  #leave(id: string): void {
    this.#incidents.delete(id);
    // What another replica sees from now on is told by the one that wrote it.
    if (!this.#kind.registry.subject(id)) {
      this.#flapping.delete(id);
      this.#due.get(id)?.();
      this.#due.delete(id);
    }
  }

  /** As far as people are told of it; one that serves is well where they are not. */
  #verdictOf(state: StatusWithReason): string | undefined {
    const verdict = this.#kind.telling.verdictOf(state);
    if (!verdict || verdict === 'well' || this.#isTold(verdict)) {
      return verdict;
    }
    return this.#standingOf(verdict) === 'up' ? 'well' : undefined;
  }

  /** Whether it has stopped, which could be told; what is announced maintenance goes on afterwards. */
  #isEnd(state: StatusWithReason): boolean {
    const { status } = state;
    return (
      this.#standingOf(status) === 'stopped' &&
      this.#kind.telling.verdictOf(state) === status
    );
  }

  #standingOf(status: string) {
    return this.#kind.statuses[status]?.standing;
  }

  #isTold(status: string): boolean {
    return this.#options.options.statuses.includes(status);
  }

  /** Its delay is over: it is told if it is still so, and with it what failed together with it. */
  #tell(id: string, status: string): void {
    this.#due.delete(id);
    const subject = this.#kind.registry.subject(id);
    if (!subject || !this.#isToBeTold(subject, status)) {
      return;
    }
    const group = this.#groupOf(subject, status);
    if (!group) {
      this.#write(subject, { kind: 'status', status });
      return;
    }
    const mates = this.#groups.take(group).filter(mate => {
      const known = this.#kind.registry.subject(mate);
      return (
        mate !== id &&
        known &&
        this.#groupOf(known, status)?.scope === group.scope &&
        this.#isToBeTold(known, status)
      );
    });
    for (const mate of mates) {
      this.#due.get(mate)?.();
      this.#due.delete(mate);
    }
    const told = this.#groups.tell(group, [id, ...mates]);
    if (told.count === 1) {
      this.#write(subject, { kind: 'status', status });
    } else {
      this.#writeGroup(told);
    }
  }

  #isToBeTold(subject: S, status: string): boolean {
    return this.#verdictOf(subject) === status && !this.#isQuiet(subject);
  }

  #groupOf(subject: S, status: string): SubjectGroup<S> | undefined {
    const { worst, groupOf } = this.#kind.telling;
    return status === worst ? groupOf?.(subject) : undefined;
  }

  /** It has ended in a way that nobody is told of: what they were told is over. */
  #tellEnd(subject: S, status: string): void {
    const incident = this.#incidents.get(subject.id);
    this.#incidents.delete(subject.id);
    if (incident?.wasTold(this.#options.options.delayMs)) {
      this.#writeEnd(subject, incident, { kind: 'status', status });
    }
  }

  #tellOver(subject: S): void {
    const incident = this.#incidents.get(subject.id);
    if (incident?.overMonotonicMs === undefined) {
      return;
    }
    this.#incidents.delete(subject.id);
    if (
      this.#verdictOf(subject) === 'well' &&
      incident.wasTold(this.#options.options.delayMs)
    ) {
      const afterMs = incident.overMonotonicMs - incident.sinceMonotonicMs;
      const was = incident.status;
      this.#writeEnd(subject, incident, { kind: 'over', was, afterMs });
    }
  }

  /** Of a group the last one says that it is over. */
  #writeEnd(subject: S, incident: Incident, news: News): void {
    const told = this.#groups.end(subject.id);
    if (!told) {
      this.#write(subject, news);
    } else if (told.members.size === 0) {
      const { group, count, recipients } = told;
      const afterMs = this.#clock.monotonicMs() - incident.sinceMonotonicMs;
      const text = group.overText({ count, afterMs });
      this.#send(group, async () => [{ recipients: [...recipients], text }]);
    }
  }

  #writeGroup({ group, members, recipients: told }: ToldGroup<S>): void {
    const { options, entities: readEntities } = this.#options;
    const subjects = [...members].flatMap(
      id => this.#kind.registry.subject(id) ?? [],
    );
    this.#send(group, async () => {
      const index = await readEntities();
      const audiences = sharedAudiencesOf(
        subjects.map(subject => ({
          subject,
          entities: index.entitiesOf(subject),
        })),
        options.fallbackRecipients,
      );
      return audiences.map(({ recipient, members: theirs }) => {
        told.add(recipient);
        return { recipients: [recipient], text: group.text(theirs) };
      });
    });
  }

  /** Nothing is told of one that flaps, but that it does, once. */
  #isQuiet(subject: S): boolean {
    if (this.#flapping.has(subject.id)) {
      return true;
    }
    if (!this.#isUnsteady(subject) || !this.#isTold(this.#kind.telling.worst)) {
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
    const subject = this.#kind.registry.subject(id);
    if (!subject) {
      this.#flapping.delete(id);
      return;
    }
    if (this.#isUnsteady(subject)) {
      return;
    }
    if (this.#verdictOf(subject) === 'well') {
      this.#incidents.delete(id);
      this.#write(subject, { kind: 'settled' });
    } else {
      const status = this.#kind.telling.verdictOf(subject);
      if (
        !status ||
        status === 'well' ||
        this.#standingOf(status) === 'unknown'
      ) {
        // Not known, or about to be: later.
        return;
      }
      this.#write(subject, { kind: 'status', status });
    }
    this.#flapping.delete(id);
  }

  #isUnsteady({ isFlapping = false, sinceWallMs }: S): boolean {
    return isFlapping && this.#clock.wallMs() - sinceWallMs < SETTLED_MS;
  }

  #write(subject: S, news: News): void {
    const { options, entities: readEntities } = this.#options;
    const letter = this.#kind.telling.letterOf(subject, news);
    this.#send(letter, async () => {
      const entities = (await readEntities()).entitiesOf(subject);
      return audiencesOf(entities, options.fallbackRecipients).map(
        ({ recipients, entities: owned }) => ({
          recipients,
          text: letter.text(owned),
        }),
      );
    });
  }

  #send(
    { scope, metadata }: { scope: string; metadata: Record<string, string> },
    write: () => Promise<Array<{ recipients: string[]; text: Text }>>,
  ): void {
    const { topic } = this.#kind.telling;
    this.#options.sender.send(scope, async () =>
      (await write()).map(({ recipients, text }) => ({
        recipients,
        payload: { ...text, topic, metadata },
      })),
    );
  }
}
