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

import type { HeartbeatProblem } from 'backstage-plugin-heartbeat-common';
import {
  type AnnotatedEntity,
  NO_ENTITIES,
  type Visibility,
} from '../entities';
import { selectSubjects, type Candidate } from '../subjects/selectSubjects';
import { SelectionCache } from '../subjects/SelectionCache';
import type { Selection } from '../subjects/selectPage';
import type { Subject } from '../subjects/Subject';
import type {
  SubjectKind,
  SubjectQuery,
  SubjectView,
} from '../subjects/SubjectKind';
import { SubjectRows, type SubjectRow } from '../subjects/SubjectRows';
import type { Clock } from '../time/clock';
import type { Moment } from '../time/moment';
import type { Answer } from './entityTag';

/**
 * What every list of subjects has beside what only its kind has.
 *
 * @internal
 */
export interface SubjectList<View> {
  /** RFC 3339: the observer's time of this answer. */
  observedAt: string;
  items: View[];
  /** How many there are on all pages together. */
  total: number;
  /** By status, of all that the query asks for but for its `status`. */
  counts: Record<string, number>;
  nextCursor?: string;
  problems: HeartbeatProblem[];
}

/**
 * What stands behind one entity.
 *
 * @internal
 */
export interface SubjectsBehind<
  View extends SubjectView = SubjectView,
  Frame extends object = object,
> {
  /** Of those that are there. */
  ids: string[];
  answer: Answer<
    Frame & {
      observedAt: string;
      items: View[];
      problems: HeartbeatProblem[];
      /** Those of `problems` that are about the annotations of the entity. */
      annotationProblems: HeartbeatProblem[];
    }
  >;
}

/**
 * Makes the lists of one kind of subject out of what is true now and what the caller
 * may be told of.
 *
 * @internal
 */
export class SubjectAnswers<
  S extends Subject = Subject,
  Query extends SubjectQuery = SubjectQuery,
  View extends SubjectView = SubjectView,
  Frame extends object = object,
> {
  readonly kind: SubjectKind<S, Query, View, Frame>;
  readonly #rows: SubjectRows<S, View>;
  readonly #clock: Clock;
  readonly #selections = new SelectionCache<Selection<Candidate<S, View>>>();
  /** What each audience may be told of: another status of a subject changes nothing in it. */
  readonly #told = new WeakMap<
    object,
    { all: readonly SubjectRow<S, View>[]; candidates: Candidate<S, View>[] }
  >();

  constructor(options: {
    kind: SubjectKind<S, Query, View, Frame>;
    clock: Clock;
  }) {
    this.kind = options.kind;
    this.#rows = new SubjectRows(options.kind);
    this.#clock = options.clock;
  }

  /**
   * Every subject that is there, and every one that an entity expects, as far as
   * the query asks for it.
   *
   * @throws InputError where the query's cursor is none
   */
  list(
    query: Query,
    visibility: Visibility,
  ): Answer<Frame & SubjectList<View>> {
    const rows = this.#read(visibility);
    const select = () =>
      selectSubjects(this.#candidates(visibility), {
        kind: this.kind,
        query,
        latest: row => rows.latest(row),
      });
    const freshMs = this.kind.list.freshMs(query);
    const { page, total, counts, nextCursor } =
      freshMs === 0
        ? select()
        : this.#selections.get(
            {
              query: { ...query, asOf: this.#slice(freshMs) },
              audience: visibility.audience,
              generation: rows.generation,
            },
            select,
          );
    const problems = [
      ...(this.kind.list.tellsAnnotationProblems
        ? visibility.problems()
        : visibility.catalogProblems()),
      ...this.#missingProblems(visibility),
    ];
    return {
      size: page.length,
      at: moment => {
        const frame = this.#frame(moment, visibility);
        return {
          ...frame.fields,
          observedAt: new Date(moment.wallMs).toISOString(),
          items: page.map(candidate => this.#view(candidate, moment)),
          total,
          counts,
          nextCursor,
          problems: [...frame.problems, ...problems],
        };
      },
    };
  }

  /** Those that have this name or this id. */
  named(nameOrId: string, visibility: Visibility): Answer<View[]> {
    const found = this.#candidates(visibility).filter(
      ({ row }) => row.id === nameOrId || row.name === nameOrId,
    );
    return {
      size: found.length,
      at: moment => found.map(candidate => this.#view(candidate, moment)),
    };
  }

  /**
   * What stands behind one entity that the caller may read: at least one item for
   * each of its claims, where the kind lists what is missing, and a sentence for
   * each where it does not.
   */
  behind(
    { entity, claims, problems }: AnnotatedEntity,
    visibility: Visibility,
  ): SubjectsBehind<View, Frame> {
    const { list, name, statuses } = this.kind;
    const rows = this.#read(visibility);
    // several claims may be fulfilled by one subject
    const found = new Map<string, SubjectRow<S, View>>();
    const sentences = list.tellsAnnotationProblems ? [...problems] : [];
    for (const claim of claims.filter(({ kind }) => kind === name)) {
      const fulfilling = rows.fulfilling(claim);
      fulfilling.forEach(row => found.set(row.id, row));
      if (fulfilling.length === 0) {
        const missing = rows.missing(claim);
        if (missing) {
          found.set(missing.id, missing);
        }
        if (list.missingProblem && claim.annotation !== undefined) {
          sentences.push(list.missingProblem(claim, entity));
        }
      }
    }
    rows.namedBy(entity.entityRef).forEach(row => found.set(row.id, row));
    const candidates = Array.from(found.values(), row => ({
      row,
      entities: [entity],
    }));
    if (list.isWorstFirstBehind) {
      const order = Object.keys(statuses);
      const rank = ({ row }: Candidate<S, View>) =>
        order.indexOf(('subject' in row ? row.subject : row.missing).status);
      candidates.sort((a, b) => rank(a) - rank(b));
    }
    const annotationProblems = sentences.map(toProblem);
    return {
      ids: idsOf(candidates),
      answer: {
        size: candidates.length,
        at: moment => {
          const frame = this.#frame(moment, visibility);
          return {
            ...frame.fields,
            observedAt: new Date(moment.wallMs).toISOString(),
            items: candidates.map(candidate => this.#view(candidate, moment)),
            problems: [...frame.problems, ...annotationProblems],
            annotationProblems,
          };
        },
      },
    };
  }

  /** The ids of all that are there and the caller may be told of. */
  visibleIds(visibility: Visibility): string[] {
    return idsOf(this.#candidates(visibility));
  }

  /** Whether one with this id is there and the caller may be told of it. */
  isVisible(id: string, visibility: Visibility): boolean {
    const row = this.#read(visibility).row(id);
    return row !== undefined && visibility.shown(row.entities) !== undefined;
  }

  #read({ annotations }: Visibility): SubjectRows<S, View> {
    this.#rows.refresh(annotations?.index ?? NO_ENTITIES);
    return this.#rows;
  }

  /** All that the caller may be told of, in the order of names. */
  #candidates(visibility: Visibility): Candidate<S, View>[] {
    const { all } = this.#read(visibility);
    const { audience } = visibility;
    const kept = this.#told.get(audience);
    if (kept?.all === all) {
      return kept.candidates;
    }
    const candidates = all.flatMap(row => {
      const entities = visibility.shown(row.entities);
      return entities ? [{ row, entities }] : [];
    });
    this.#told.set(audience, { all, candidates });
    return candidates;
  }

  #frame(moment: Moment, { isUnlimited }: Visibility) {
    return this.kind.list.frame({ moment, isUnlimited });
  }

  /** What entities say that the caller may read, and no subject is. */
  #missingProblems(visibility: Visibility): HeartbeatProblem[] {
    const { list } = this.kind;
    const { unfulfilled } = this.#read(visibility);
    const problems: HeartbeatProblem[] = [];
    for (const { claim, entities } of unfulfilled) {
      if (list.missingProblem && claim.annotation !== undefined) {
        for (const entity of visibility.readable(entities)) {
          problems.push(toProblem(list.missingProblem(claim, entity)));
        }
      }
    }
    return problems;
  }

  #view({ row, entities }: Candidate<S, View>, moment: Moment): View {
    return 'subject' in row
      ? this.kind.list.view(this.#rows.latest(row), { moment, entities })
      : row.missing.view(entities);
  }

  /** Another number for each slice of time in which a selection is good. */
  #slice(freshMs: number | undefined): number | undefined {
    return freshMs && Math.floor(this.#clock.monotonicMs() / freshMs);
  }
}

function toProblem(message: string): HeartbeatProblem {
  return { kind: 'annotation', message };
}

function idsOf(candidates: readonly Candidate[]): string[] {
  return candidates.flatMap(({ row }) => ('subject' in row ? [row.id] : []));
}
