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
  compareServerStatus,
  type HeartbeatProblem,
  type Server,
  type ServerList,
  type ServerQuery,
  type ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import type { Clock } from '../time/clock';
import type { AnnotatedEntity } from '../entities/CatalogEntities';
import { NO_ENTITIES, type NamedServer } from '../entities/EntityIndex';
import type { Answer, Moment } from './entityTag';
import { monitorProblems, type MonitorState } from './monitorView';
import { pastMoment } from './pastMoment';
import { SelectionCache } from '../subjects/SelectionCache';
import type { Selection } from '../subjects/selectPage';
import { selectServers, type ServerCandidate } from './selectServers';
import type { ServerRow, ServerRows } from './ServerRows';
import { serverView } from '../servers/serverView';
import type { Visibility } from '../entities/Visibility';

/**
 * Each check changes the order of the slowest, which is far more often than anybody
 * looks: within this all see the same order.
 */
const SLOWEST_FRESH_MS = 5_000;

/**
 * Makes the lists of servers out of what is true now and what the caller may be
 * told of.
 *
 * @internal
 */
export class ServerAnswers {
  readonly #rows: ServerRows;
  readonly #clock: Clock;
  readonly #monitor: (() => MonitorState) | undefined;
  readonly #selections = new SelectionCache<
    Selection<ServerCandidate, ServerStatus>
  >();

  /** What each audience may be told of: another status of a server changes nothing in it. */
  readonly #told = new WeakMap<
    object,
    { all: readonly ServerRow[]; candidates: ServerCandidate[] }
  >();

  static create(options: {
    rows: ServerRows;
    clock: Clock;
    monitor?: () => MonitorState;
  }): ServerAnswers {
    return new ServerAnswers(options);
  }

  private constructor(options: {
    rows: ServerRows;
    clock: Clock;
    monitor?: () => MonitorState;
  }) {
    this.#rows = options.rows;
    this.#clock = options.clock;
    this.#monitor = options.monitor;
  }

  /**
   * Every server, as far as the query asks for it.
   *
   * @throws InputError where the query's cursor is none
   */
  list(query: ServerQuery, visibility: Visibility): Answer<ServerList> {
    const rows = this.#read(visibility);
    const select = () =>
      selectServers(this.#candidates(visibility), query, row =>
        rows.latest(row),
      );
    const { page, total, counts, nextCursor } = this.#selections.get(
      {
        query: { ...query, asOf: this.#orderOf(query) },
        audience: visibility.audience,
        generation: rows.generation,
      },
      select,
    );
    const state = this.#monitor?.();
    const networkDown = state?.networkDown;
    return {
      size: page.length,
      at: moment => ({
        observedAt: new Date(moment.wallMs).toISOString(),
        items: page.map(candidate => this.#view(candidate, moment)),
        total,
        counts,
        nextCursor,
        networkDown: networkDown && {
          ...pastMoment(networkDown.since.monotonicMs, moment),
          message: networkDown.message,
        },
        problems: [
          ...this.#problems(state, visibility),
          ...visibility.catalogProblems(),
          ...this.#missing(visibility),
        ],
      }),
    };
  }

  /** Those that have this name or this id. */
  named(nameOrId: string, visibility: Visibility): Answer<Server[]> {
    const found: ServerCandidate[] = [];
    for (const candidate of this.#candidates(visibility)) {
      const { id, name } = candidate.row;
      if (id === nameOrId || name === nameOrId) {
        found.push(candidate);
      }
    }
    return this.#answer(found);
  }

  /**
   * What stands behind one entity that the caller may read, worst first, and one
   * sentence for each name there that no server has.
   */
  behind(
    { entity, servers }: AnnotatedEntity,
    visibility: Visibility,
  ): { ids: string[]; answer: Answer<Server[]>; problems: string[] } {
    const rows = this.#read(visibility);
    const found = new Set([
      ...servers.flatMap(binding => rows.boundBy(binding)),
      ...rows.namedBy(entity.entityRef),
    ]);
    const candidates = [...found]
      .map(row => ({ row, entities: [entity] }))
      .sort((a, b) =>
        compareServerStatus(a.row.server.status, b.row.server.status),
      );
    return {
      ids: candidates.map(({ row }) => row.id),
      answer: this.#answer(candidates),
      problems: servers
        .filter(binding => rows.isMissing(binding))
        .map(binding => missingServer({ entity, binding })),
    };
  }

  /** The ids of all that the caller may be told of. */
  visibleIds(visibility: Visibility): string[] {
    return Array.from(this.#candidates(visibility), ({ row }) => row.id);
  }

  /** Whether a server with this id is there and the caller may be told of it. */
  isVisible(id: string, visibility: Visibility): boolean {
    const row = this.#read(visibility).row(id);
    return row !== undefined && visibility.shown(row.entities) !== undefined;
  }

  #read({ annotations }: Visibility): ServerRows {
    this.#rows.refresh(annotations?.index ?? NO_ENTITIES);
    return this.#rows;
  }

  /** All that the caller may be told of, in the order of names. */
  #candidates(visibility: Visibility): ServerCandidate[] {
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

  #problems(
    state: MonitorState | undefined,
    { isUnlimited }: Visibility,
  ): HeartbeatProblem[] {
    return state
      ? monitorProblems(state, isUnlimited).map(({ message }) => ({
          kind: 'servers',
          message,
        }))
      : [];
  }

  /** Another number for each order that changes without a status. */
  #orderOf({ sort }: ServerQuery): number | undefined {
    return sort === 'slowest'
      ? Math.floor(this.#clock.monotonicMs() / SLOWEST_FRESH_MS)
      : undefined;
  }

  /** What entities say that the caller may read, and no server is. */
  #missing(visibility: Visibility): HeartbeatProblem[] {
    return this.#read(visibility)
      .missing.filter(({ entity }) => visibility.readable([entity]).length > 0)
      .map(named => ({ kind: 'annotation', message: missingServer(named) }));
  }

  #answer(candidates: ServerCandidate[]): Answer<Server[]> {
    return {
      size: candidates.length,
      at: moment => candidates.map(one => this.#view(one, moment)),
    };
  }

  #view({ row, entities }: ServerCandidate, { monotonicMs }: Moment): Server {
    return serverView(this.#rows.latest(row), {
      nowMonotonicMs: monotonicMs,
      entities,
    });
  }
}

function missingServer({ entity, binding }: NamedServer): string {
  return `${entity.entityRef}: ${binding.annotation}: there is no server "${binding.value}"; name one that is configured`;
}
