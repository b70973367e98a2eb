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

import type { Subject, SubjectFilter } from '../SubjectScreens';
import type { ListFilters } from './useListFilters';

function textOf<T extends Subject>(
  subject: T,
  own: (subject: T) => Array<string | undefined>,
): string {
  return [
    ...own(subject),
    ...subject.entities.flatMap(one => [
      one.entityRef,
      one.title,
      one.owner,
      one.system,
    ]),
  ]
    .join('\n')
    .toLocaleLowerCase();
}

/**
 * Those of the origins that are chosen that hold every word of the text, wherever
 * it stands.
 */
export function matchSubjects<T extends Subject>(
  items: T[],
  wanted: Pick<ListFilters, 'text' | 'chosen'>,
  by: {
    filters: Array<SubjectFilter<T>>;
    text: (subject: T) => Array<string | undefined>;
  },
): T[] {
  const words = wanted.text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const origins = by.filters.flatMap(filter => {
    const value = wanted.chosen[filter.name];
    return value === undefined ? [] : { filter, value };
  });
  return words.length === 0 && origins.length === 0
    ? items
    : items.filter(item => {
        const text = words.length > 0 ? textOf(item, by.text) : '';
        return (
          words.every(word => text.includes(word)) &&
          origins.every(({ filter, value }) =>
            filter.valuesOf(item).includes(value),
          )
        );
      });
}

/**
 * Those with one of the statuses, and the one whose details are open: what
 * somebody is reading does not vanish because its status changes.
 */
export function matchStatus<T extends Subject>(
  items: T[],
  statuses: string[],
  open?: string,
): T[] {
  return statuses.length === 0
    ? items
    : items.filter(
        ({ id, status }) => statuses.includes(status) || id === open,
      );
}
