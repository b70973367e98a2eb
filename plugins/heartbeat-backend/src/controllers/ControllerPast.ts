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

import type { ListedTransition, SubjectStanding } from '../history';
import { Flapping } from '../subjects/Flapping';
import type { StoredPast } from '../subjects/SubjectKind';
import type { Moment } from '../time/moment';
import type { ObservedRestart } from './liveness';
import { Restarts } from './liveness/Restarts';
import { storedRestart } from './restartEvidence';

/** What happened before says nothing of flapping any more: 21 states of the slowest controllers are less. */
export const PAST_MS = 24 * 60 * 60 * 1000;

/** As many changes as there are between the states that flapping looks at; a crash loop is made of fewer. */
const KEPT_ROWS = 20;

/** No more good states than flapping looks at. */
const MAX_GOOD_STATES = 21;

/**
 * What all replicas of the backend have stored of a controller, which is the same for
 * all of them. Times are by the clock of the database.
 *
 * @internal
 */
export interface ControllerPast {
  readonly status: string;
  readonly sinceWallMs: number;
  readonly restarts: number;
  /** The last few of them; none of a controller with replicas, where each has its own. */
  readonly recentRestarts?: readonly ObservedRestart[];
  readonly isCrashLooping: boolean;
  readonly isFlapping: boolean;
}

interface Kept {
  standing: SubjectStanding;
  /** In the order of their versions. */
  rows: ListedTransition[];
}

/**
 * Makes of the stored changes of controllers what is shown of them.
 *
 * @internal
 */
export class ControllerPasts {
  readonly #kept = new Map<string, Kept>();
  /** Those of which time alone makes something else. */
  readonly #unsteady = new Set<string>();
  /** Since when there is a row of a controller there, by cluster. */
  readonly recordedFrom = new Map<string, number>();

  /** @returns the pasts that are not as they were */
  adopt({ standings, rows, now }: StoredPast): Map<string, ControllerPast> {
    const ids = new Set(this.#unsteady);
    for (const standing of standings) {
      this.#recorded(standing.cluster, standing.recordedFrom);
      this.#kept.set(standing.id, {
        standing,
        rows: this.#kept.get(standing.id)?.rows ?? [],
      });
      ids.add(standing.id);
    }
    for (const row of rows) {
      if (this.#add(row)) {
        ids.add(row.subjectId);
      }
    }
    const pasts = new Map<string, ControllerPast>();
    for (const id of ids) {
      const kept = this.#kept.get(id);
      if (kept) {
        const past = pastOf(kept, now);
        if (past.isCrashLooping || past.isFlapping) {
          this.#unsteady.add(id);
        } else {
          this.#unsteady.delete(id);
        }
        pasts.set(id, past);
      }
    }
    return pasts;
  }

  /** @returns whether it was not known */
  #add(row: ListedTransition): boolean {
    const { subjectId: id, kind, cluster, version, at, marks } = row;
    const { to: status } = row;
    this.#recorded(cluster, at);
    const kept = this.#kept.get(id) ?? {
      standing: {
        ...{ id, kind, cluster, status, since: at, version: 0, marks },
        recordedFrom: at,
      },
      rows: [],
    };
    if (version <= (kept.rows.at(-1)?.version ?? 0)) {
      return false;
    }
    kept.rows = [...kept.rows.slice(1 - KEPT_ROWS), row];
    const { standing } = kept;
    if (version > standing.version) {
      const since = standing.status === status ? standing.since : at;
      kept.standing = { ...standing, status, since, version, marks };
    }
    this.#kept.set(id, kept);
    return true;
  }

  #recorded(cluster: string | undefined, at: number): void {
    if (cluster !== undefined) {
      const known = this.recordedFrom.get(cluster) ?? Infinity;
      this.recordedFrom.set(cluster, Math.min(known, at));
    }
  }
}

function pastOf({ standing, rows }: Kept, now: Moment): ControllerPast {
  const recent = rows.filter(({ at }) => now.wallMs - at < PAST_MS);
  const restarts = restartsOf(recent, standing, now);
  return {
    status: standing.status,
    sinceWallMs: standing.since,
    restarts: standing.marks,
    recentRestarts: restarts.get('')?.recent,
    isCrashLooping: [...restarts.values()].some(
      ({ isCrashLooping }) => isCrashLooping,
    ),
    isFlapping: isFlapping(recent, standing, now),
  };
}

/** By replica of the controller; under `''` where it has none. */
function restartsOf(
  rows: ListedTransition[],
  { status }: SubjectStanding,
  now: Moment,
): Map<string, Restarts> {
  const byReplica = new Map<string, Restarts>();
  for (const row of rows) {
    const restart = storedRestart(row);
    if (restart) {
      const { replica = '', ...known } = restart;
      const restarts = byReplica.get(replica) ?? new Restarts();
      byReplica.set(replica, restarts);
      const monotonicMs = onOurClock(row.at, now);
      // Of that time: a crash loop before it may have been over.
      restarts.renewed(monotonicMs);
      restarts.add(known, { monotonicMs, wallMs: row.at });
    }
  }
  if (isLiving(status)) {
    byReplica.forEach(restarts => restarts.renewed(now.monotonicMs));
  }
  return byReplica;
}

function isFlapping(
  rows: ListedTransition[],
  { status }: SubjectStanding,
  now: Moment,
): boolean {
  const durationMs = rows.reduce<number | undefined>(
    (known, { evidence }) =>
      typeof evidence?.durationMs === 'number' ? evidence.durationMs : known,
    undefined,
  );
  if (!durationMs || !rows.some(({ to }) => to === 'Dead')) {
    return false;
  }
  const flapping = new Flapping();
  rows.forEach(({ to, from, at }, i) => {
    if (to === 'Dead' && from !== 'Dead') {
      flapping.dead(at);
    }
    if (isLiving(to)) {
      const untilMs = rows[i + 1]?.at ?? (isLiving(status) ? now.wallMs : at);
      for (let n = 0; n < MAX_GOOD_STATES; n++) {
        const checkMs = at + n * durationMs;
        if (checkMs <= untilMs) {
          flapping.alive(checkMs, durationMs);
        }
      }
    }
  });
  return flapping.isFlapping;
}

function isLiving(status: string): boolean {
  return status === 'Alive' || status === 'Late';
}

function onOurClock(at: number, now: Moment): number {
  return now.monotonicMs - (now.wallMs - at);
}
