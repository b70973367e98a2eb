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
  ClusterDisruption,
  Heartbeat,
  HeartbeatEntity,
  HeartbeatList,
  HeartbeatProblem,
  HeartbeatQuery,
  LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { HeartbeatRegistry } from '../controllers/HeartbeatRegistry';
import type { AnnotatedEntity } from '../entities/CatalogEntities';
import type { ControllerRows } from './ControllerRows';
import {
  EntityIndex,
  NO_ENTITIES,
  type Expectation,
} from '../entities/EntityIndex';
import type { Answer, Moment } from './entityTag';
import { expectedHeartbeat } from '../controllers/expectedHeartbeat';
import { heartbeatView } from '../controllers/heartbeatView';
import { identify, selectHeartbeats, type Candidate } from './selectHeartbeats';
import { SelectionCache } from '../subjects/SelectionCache';
import type { Selection } from '../subjects/selectPage';
import { stallReport } from './stallReport';
import type { Visibility } from '../entities/Visibility';

/**
 * Makes the lists of heartbeats out of what is true now and what the caller may
 * be told of.
 *
 * @internal
 */
export class HeartbeatAnswers {
  readonly #registry: HeartbeatRegistry;
  readonly #rows: ControllerRows;
  readonly #disruptions: (() => Iterable<ClusterDisruption>) | undefined;
  readonly #selections = new SelectionCache<
    Selection<Candidate, LivenessStatus>
  >();
  readonly #startedWallMs: number;

  static create(options: {
    registry: HeartbeatRegistry;
    rows: ControllerRows;
    clock: Clock;
    disruptions?: () => Iterable<ClusterDisruption>;
  }): HeartbeatAnswers {
    return new HeartbeatAnswers(options);
  }

  private constructor(options: {
    registry: HeartbeatRegistry;
    rows: ControllerRows;
    clock: Clock;
    disruptions?: () => Iterable<ClusterDisruption>;
  }) {
    this.#registry = options.registry;
    this.#rows = options.rows;
    this.#disruptions = options.disruptions;
    this.#startedWallMs = options.clock.wallMs();
  }

  /**
   * Every controller that is observed, and every one that an entity names, as
   * far as the query asks for it.
   *
   * @throws InputError where the query's cursor is none
   */
  list(query: HeartbeatQuery, visibility: Visibility): Answer<HeartbeatList> {
    const rows = this.#read(visibility);
    const select = () => selectHeartbeats(this.#candidates(visibility), query);
    // Renewals change the order of ages, and who holds a Lease.
    const isLasting = query.sort !== 'age' && query.text === undefined;
    const { audience } = visibility;
    const { page, total, counts, nextCursor } = isLasting
      ? this.#selections.get(
          { query, audience, generation: rows.generation },
          select,
        )
      : select();
    return {
      size: page.length,
      at: moment => ({
        ...this.#frame(moment, visibility, visibility.problems()),
        items: page.map(candidate => view(candidate, moment)),
        total,
        counts,
        nextCursor,
      }),
    };
  }

  /**
   * What stands behind one entity that the caller may read: at least one item for
   * each controller that it names, in its order.
   */
  behind(
    annotated: AnnotatedEntity,
    visibility: Visibility,
  ): {
    /** Of those that are observed. */
    ids: string[];
    answer: Answer<HeartbeatList>;
  } {
    const rows = this.#read(visibility);
    const entities = [annotated.entity];
    // several expectations may be fulfilled by one controller
    const byId = new Map<string, Candidate>();
    for (const { expectation } of new EntityIndex([annotated]).expectations()) {
      const matching = rows.matching(expectation);
      for (const row of matching) {
        byId.set(row.id, { row, entities });
      }
      if (matching.length === 0) {
        const missing = this.#missing(expectation, entities);
        byId.set(missing.id, { missing });
      }
    }
    const candidates = [...byId.values()];
    return {
      ids: idsOf(candidates),
      answer: {
        size: candidates.length,
        at: moment => ({
          ...this.#frame(
            moment,
            visibility,
            annotated.problems.map(message => ({
              kind: 'annotation',
              message,
            })),
          ),
          items: candidates.map(candidate => view(candidate, moment)),
        }),
      },
    };
  }

  /** Those that have this name or this id. */
  named(nameOrId: string, visibility: Visibility): Answer<Heartbeat[]> {
    const found: Candidate[] = [];
    for (const candidate of this.#candidates(visibility)) {
      const { id, name } = identify(candidate);
      if (id === nameOrId || name === nameOrId) {
        found.push(candidate);
      }
    }
    return {
      size: found.length,
      at: moment => found.map(candidate => view(candidate, moment)),
    };
  }

  /** The ids of all observed controllers that the caller may be told of. */
  visibleIds(visibility: Visibility): string[] {
    return idsOf(this.#candidates(visibility));
  }

  /** Whether a controller with this id is observed and the caller may be told of it. */
  isVisible(id: string, visibility: Visibility): boolean {
    const row = this.#read(visibility).row(id);
    return row !== undefined && visibility.shown(row.entities) !== undefined;
  }

  #read({ annotations }: Visibility): ControllerRows {
    this.#rows.refresh(annotations?.index ?? NO_ENTITIES);
    return this.#rows;
  }

  /** All that the caller may be told of, in the order of names. */
  *#candidates(visibility: Visibility): Iterable<Candidate> {
    for (const row of this.#read(visibility).all) {
      const entities = visibility.shown(row.entities);
      if (entities) {
        yield 'controller' in row
          ? { row, entities }
          : { missing: this.#missing(row.expectation, entities) };
      }
    }
  }

  #missing(expectation: Expectation, entities: HeartbeatEntity[]): Heartbeat {
    return expectedHeartbeat(expectation, {
      sights: this.#registry.sights(),
      clusterProblems: this.#registry.clusterProblems(),
      entities,
      startedWallMs: this.#startedWallMs,
    });
  }

  /** What every list has, whatever its items are. */
  #frame(
    moment: Moment,
    visibility: Visibility,
    problems: HeartbeatProblem[],
  ): Omit<HeartbeatList, 'items'> {
    const { monotonicMs, wallMs } = moment;
    const disruptions = this.#disruptions?.();
    return {
      observedAt: new Date(wallMs).toISOString(),
      sights: this.#registry.sights(),
      disruptions:
        disruptions &&
        Array.from(disruptions, one => ({
          cluster: one.cluster,
          at: new Date(one.sinceWallMs).toISOString(),
          ageMs: Math.round(monotonicMs - one.sinceMonotonicMs),
          count: visibility.isUnlimited ? one.count : undefined,
        })),
      stall: stallReport(this.#registry.stall, moment),
      problems: [
        ...this.#registry
          .clusterProblems()
          .map(message => ({ kind: 'clusters' as const, message })),
        ...problems,
      ],
    };
  }
}

function view(candidate: Candidate, { monotonicMs }: Moment): Heartbeat {
  return 'row' in candidate
    ? heartbeatView(candidate.row.controller, {
        nowMonotonicMs: monotonicMs,
        entities: candidate.entities,
      })
    : candidate.missing;
}

function idsOf(candidates: Iterable<Candidate>): string[] {
  const ids: string[] = [];
  for (const candidate of candidates) {
    if ('row' in candidate) {
      ids.push(candidate.row.id);
    }
  }
  return ids;
}
