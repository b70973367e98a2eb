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
  LIVENESS_STATUSES,
  type Heartbeat,
  type HeartbeatEntity,
  type HeartbeatQuery,
  type HeartbeatSort,
  type LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import { compareNames, leasesOf, type ObservedRow } from './ControllerRows';
import { decodeCursor, encodeCursor } from './cursor';

/**
 * A controller that the caller may be told of: one that is observed, or what is
 * said of one that is not.
 *
 * @internal
 */
export type Candidate =
  | { row: ObservedRow; entities: HeartbeatEntity[] }
  | { missing: Heartbeat };

/**
 * One page of what a query asks for, and how much there is in all.
 *
 * @internal
 */
export interface Selection {
  page: Candidate[];
  total: number;
  counts: Record<LivenessStatus, number>;
  nextCursor?: string;
}

interface Keyed {
  candidate: Candidate;
  id: string;
  name: string;
  /** Smaller comes first; what is alike is in the order of names. */
  key: number;
}

/**
 * Filters, counts, sorts and cuts.
 *
 * @param candidates - in the order of their names
 * @throws InputError where the cursor is not one of this order
 *
 * @internal
 */
export function selectHeartbeats(
  candidates: Iterable<Candidate>,
  query: HeartbeatQuery,
): Selection {
  const { sort = 'worst', limit = Infinity } = query;
  const after =
    query.cursor === undefined ? undefined : decodeCursor(query.cursor, sort);
  const matches = matcher(query);
  const statuses = query.status && new Set(query.status);
  const counts = noCounts();
  const selected: Keyed[] = [];
  for (const candidate of candidates) {
    if (matches(candidate)) {
      const status = statusOf(candidate);
      counts[status]++;
      if (!statuses || statuses.has(status)) {
        selected.push(keyed(candidate, sort));
      }
    }
  }
  selected.sort((a, b) => a.key - b.key);
  const from = after ? selected.findIndex(one => isAfter(one, after)) : 0;
  const page = from < 0 ? [] : selected.slice(from, from + limit);
  const last = page.at(-1);
  return {
    page: page.map(({ candidate }) => candidate),
    total: selected.length,
    counts,
    nextCursor:
      last && from + page.length < selected.length
        ? encodeCursor({ sort, key: last.key, name: last.name, id: last.id })
        : undefined,
  };
}

function isAfter(one: Keyed, other: Omit<Keyed, 'candidate'>): boolean {
  return one.key === other.key
    ? compareNames(one, other) > 0
    : one.key > other.key;
}

function noCounts(): Record<LivenessStatus, number> {
  return {
    Dead: 0,
    Late: 0,
    Unknown: 0,
    NeverReported: 0,
    Stopped: 0,
    Alive: 0,
  };
}

function statusOf(candidate: Candidate): LivenessStatus {
  return 'row' in candidate
    ? candidate.row.controller.best.status
    : candidate.missing.status;
}

/** What a candidate is called. */
export function identify(candidate: Candidate): { id: string; name: string } {
  return 'row' in candidate
    ? candidate.row
    : { id: candidate.missing.id, name: candidate.missing.controller };
}

function keyed(candidate: Candidate, sort: HeartbeatSort): Keyed {
  const { id, name } = identify(candidate);
  return { candidate, id, name, key: keyOf(candidate, sort) };
}

function keyOf(candidate: Candidate, sort: HeartbeatSort): number {
  switch (sort) {
    case 'worst':
      return LIVENESS_STATUSES.indexOf(statusOf(candidate));
    case 'since':
      return -('row' in candidate
        ? candidate.row.controller.best.sinceWallMs
        : Date.parse(candidate.missing.since));
    case 'age':
      return 'row' in candidate
        ? candidate.row.controller.best.lastBeat?.wallMs ?? 0
        : 0;
    default:
      return 0;
  }
}

/** All but the statuses, which are counted whether they are asked for or not. */
function matcher(query: HeartbeatQuery): (candidate: Candidate) => boolean {
  const { cluster, namespace, owner, system, kind } = query;
  const words = query.text?.toLowerCase().split(/\s+/).filter(Boolean) ?? [];
  const tests: Array<(candidate: Candidate) => boolean> = [];
  if (cluster) {
    tests.push(one => cluster.includes(placeOf(one)?.cluster ?? ''));
  }
  if (namespace !== undefined) {
    tests.push(one => placeOf(one)?.namespace === namespace);
  }
  if (owner || system !== undefined || kind !== undefined) {
    tests.push(one =>
      entitiesOf(one).some(
        entity =>
          (!owner || owner.includes(entity.owner ?? '')) &&
          (system === undefined || entity.system === system) &&
          (kind === undefined || entity.entityRef.startsWith(`${kind}:`)),
      ),
    );
  }
  if (words.length > 0) {
    tests.push(one => {
      const texts = textsOf(one);
      return words.every(word => texts.some(text => text.includes(word)));
    });
  }
  return candidate => tests.every(test => test(candidate));
}

function placeOf(candidate: Candidate) {
  return 'row' in candidate
    ? candidate.row.controller.best.record.ref
    : candidate.missing.lease;
}

/** Those that the caller may read: no filter tells of others. */
function entitiesOf(candidate: Candidate): HeartbeatEntity[] {
  return 'row' in candidate ? candidate.entities : candidate.missing.entities;
}

function textsOf(candidate: Candidate): string[] {
  const texts = entitiesOf(candidate).map(textOfEntity);
  if ('missing' in candidate) {
    texts.push(candidate.missing.controller.toLowerCase());
    return texts;
  }
  const { controller, text } = candidate.row;
  texts.push(text);
  for (const { record } of leasesOf(controller)) {
    if (record.holder) {
      texts.push(record.holder.toLowerCase());
    }
  }
  return texts;
}

/** They live as long as what the catalog answered. */
const entityTexts = new WeakMap<HeartbeatEntity, string>();

function textOfEntity(entity: HeartbeatEntity): string {
  let text = entityTexts.get(entity);
  if (text === undefined) {
    const { entityRef, title, owner, system } = entity;
    text = [entityRef, title, owner, system].join('\n').toLowerCase();
    entityTexts.set(entity, text);
  }
  return text;
}
