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

import type { HistoryStanding } from 'backstage-plugin-heartbeat-common';
import type { HistoryContributor, HistoryFeed } from '../history/History';
import type { ObservedChange, ObservedState } from '../history';
import type { Subject, SubjectMark, SubjectTransition } from './Subject';
import type { SubjectKind } from './SubjectKind';

/**
 * Tells the history of the subjects of one kind, as this replica sees them.
 *
 * @internal
 */
export class SubjectHistory<S extends Subject> implements HistoryContributor {
  readonly kind: string;
  readonly #kind: SubjectKind<S>;

  constructor(kind: SubjectKind<S>) {
    this.kind = kind.name;
    this.#kind = kind;
  }

  /** Of a status that this version does not know, nothing is known. */
  standingOf(status: string): HistoryStanding {
    return this.#kind.statuses[status]?.standing ?? 'unknown';
  }

  connect(feed: HistoryFeed): void {
    const { registry, history } = this.#kind;
    registry.onTransition(transition => {
      const { subject } = transition;
      const change = this.#change(subject, transition);
      if (change) {
        feed.add({ ...change, data: history.data(subject) });
      }
    });
    registry.onMark(mark => this.#mark(feed, mark));
    registry.onLeft(id => feed.forget(id));
    history.onData?.(id => feed.touch(id));
  }

  *states(): Iterable<ObservedState> {
    for (const subject of this.#kind.registry.subjects()) {
      const state = this.#state(subject);
      if (state) {
        yield state;
      }
    }
  }

  state(subjectId: string): ObservedState | undefined {
    const subject = this.#kind.registry.subject(subjectId);
    return subject && this.#state(subject);
  }

  #state(subject: S): ObservedState | undefined {
    const { registry, history } = this.#kind;
    const verdict =
      subject.isElsewhere || !history.isOurs(subject)
        ? undefined
        : this.#change(subject, registry.transition(subject.id));
    return verdict && { verdict, data: history.data(subject) };
  }

  /** A row that changes no status; all replicas that see it give it the same mark. */
  #mark(feed: HistoryFeed, { subject, ...mark }: SubjectMark<S>): void {
    const { registry, history } = this.#kind;
    const change = this.#change(subject, registry.transition(subject.id));
    if (change) {
      feed.add({ ...change, ...mark, data: history.data(subject) });
    }
  }

  #change(
    subject: S,
    transition: SubjectTransition<S> | undefined,
  ): ObservedChange | undefined {
    const { id, cluster, name, title, status, reason } = subject;
    const { history } = this.#kind;
    const atMonotonicMs = history.changedMs(subject, transition);
    return atMonotonicMs === undefined
      ? undefined
      : {
          subject: { id, kind: this.kind, cluster, name: title ?? name },
          ...{ status, reason, atMonotonicMs },
          cause: transition?.cause,
          mark: transition && history.mark?.(subject, transition),
          isOutOfSight: history.isOutOfSight({ status, reason }),
          evidence: history.evidence(subject, transition),
        };
  }
}
