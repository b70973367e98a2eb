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
import { leasesOf, type ObservedRow } from './ControllerRows';
import {
  entityFilter,
  textFilter,
  textOfEntity,
} from '../subjects/entityFilter';
import type { Named } from '../subjects/nameOrder';
import { selectPage, type Selection } from '../subjects/selectPage';

/**
 * A controller that the caller may be told of: one that is observed, or what is
 * said of one that is not.
 *
 * @internal
 */
export type Candidate =
  | { row: ObservedRow; entities: HeartbeatEntity[] }
  | { missing: Heartbeat };

const NONE: Record<LivenessStatus, number> = {
  Dead: 0,
  Late: 0,
  Unknown: 0,
  NeverReported: 0,
  Stopped: 0,
  Alive: 0,
};

/**
 * The controllers that a query asks for.
 *
 * @param candidates - in the order of their names
 * @throws InputError where the cursor is not one of this order
 *
 * @internal
 */
export function selectHeartbeats(
  candidates: Iterable<Candidate>,
  query: HeartbeatQuery,
): Selection<Candidate, LivenessStatus> {
  const { sort = 'worst' } = query;
  return selectPage(candidates, {
    query,
    sort,
    none: NONE,
    matches: matcher(query),
    statusOf,
    identify,
    keyOf: candidate => keyOf(candidate, sort),
  });
}

function statusOf(candidate: Candidate): LivenessStatus {
  return 'row' in candidate
    ? candidate.row.controller.best.status
    : candidate.missing.status;
}

/** What a candidate is called. */
export function identify(candidate: Candidate): Named {
  return 'row' in candidate
    ? candidate.row
    : { id: candidate.missing.id, name: candidate.missing.controller };
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

function matcher(query: HeartbeatQuery): (candidate: Candidate) => boolean {
  const { cluster, namespace } = query;
  const tests: Array<(candidate: Candidate) => boolean> = [];
  if (cluster) {
    tests.push(one => cluster.includes(placeOf(one)?.cluster ?? ''));
  }
  if (namespace !== undefined) {
    tests.push(one => placeOf(one)?.namespace === namespace);
  }
  const isOfEntity = entityFilter(query);
  if (isOfEntity) {
    tests.push(one => isOfEntity(entitiesOf(one)));
  }
  const isFound = textFilter(query.text);
  if (isFound) {
    tests.push(one => isFound(textsOf(one)));
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
