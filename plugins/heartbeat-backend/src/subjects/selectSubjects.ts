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

import type { HeartbeatEntity } from 'backstage-plugin-heartbeat-common';
import { entityFilter, searchWords, textOfEntity } from './entityFilter';
import { selectPage, type Selection } from './selectPage';
import type { Subject } from './Subject';
import type { SubjectKind, SubjectQuery, SubjectView } from './SubjectKind';
import type { PresentRow, SubjectRow } from './SubjectRows';

/**
 * A row that the caller may be told of, with these entities.
 *
 * @internal
 */
export interface Candidate<
  S extends Subject = Subject,
  View extends SubjectView = SubjectView,
> {
  row: SubjectRow<S, View>;
  entities: HeartbeatEntity[];
}

/**
 * The subjects of one kind that a query asks for.
 *
 * @param candidates - in the order of their names
 * @param latest - a subject as it was seen last
 * @throws InputError where the cursor is not one of this order
 *
 * @internal
 */
export function selectSubjects<S extends Subject, View extends SubjectView>(
  candidates: Iterable<Candidate<S, View>>,
  options: {
    kind: SubjectKind<S>;
    query: SubjectQuery;
    latest(row: PresentRow<S>): S;
  },
): Selection<Candidate<S, View>> {
  const { kind, query, latest } = options;
  const { sort = 'worst' } = query;
  const statuses = Object.keys(kind.statuses);
  return selectPage(candidates, {
    query,
    sort,
    statuses,
    matches: matcher(options),
    statusOf: ({ row }) => standingRow(row).status,
    identify: ({ row }) => row,
    keyOf: ({ row }) => {
      const { status, sinceWallMs } = standingRow(row);
      switch (sort) {
        case 'worst':
          return statuses.indexOf(status);
        case 'since':
          return -sinceWallMs;
        case 'name':
          return 0;
        default:
          return 'subject' in row ? kind.list.sortKey(latest(row), sort) : 0;
      }
    },
  });
}

function standingRow(row: SubjectRow) {
  return 'subject' in row ? row.subject : row.missing;
}

function matcher<S extends Subject>(options: {
  kind: SubjectKind<S>;
  query: SubjectQuery;
  latest(row: PresentRow<S>): S;
}): (candidate: Candidate<S>) => boolean {
  const { kind, query, latest } = options;
  const { cluster } = query;
  const tests: Array<(candidate: Candidate<S>) => boolean> = [];
  if (cluster) {
    tests.push(({ row }) =>
      cluster.includes(('subject' in row && row.subject.cluster) || ''),
    );
  }
  if (kind.list.hasOwnFilter(query)) {
    tests.push(
      ({ row }) => 'subject' in row && kind.list.matches(row.subject, query),
    );
  }
  const isOfEntity = entityFilter(query);
  if (isOfEntity) {
    tests.push(({ entities }) => isOfEntity(entities));
  }
  const words = searchWords(query.text);
  if (words.length > 0) {
    const isFound = ({ row, entities }: Candidate<S>, word: string) =>
      row.text.includes(word) ||
      entities.some(entity => textOfEntity(entity).includes(word)) ||
      ('subject' in row && kind.list.isFoundNow?.(latest(row), word));
    tests.push(candidate => words.every(word => isFound(candidate, word)));
  }
  return candidate => tests.every(test => test(candidate));
}
