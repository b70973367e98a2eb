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

import { useMemo } from 'react';
import { setOrDelete, useUrlState, type UrlCodec } from './useUrlState';

/** What is kept in the URL of every list. */
export interface ListFilters {
  /** None: every status. */
  statuses: string[];
  text: string;
  /** The id of the one whose details are open. */
  open?: string;
  /** What is chosen in the filters that only this list has, by their names. */
  chosen: Partial<Record<string, string>>;
}

function listFilters(names: string[]): UrlCodec<ListFilters> {
  return {
    read: params => ({
      statuses: params.get('status')?.split(',').filter(Boolean) ?? [],
      text: params.get('q') ?? '',
      open: params.get('open') ?? undefined,
      chosen: Object.fromEntries(
        names.flatMap(name => {
          const value = params.get(name);
          return value === null ? [] : [[name, value]];
        }),
      ),
    }),
    write: (params, { statuses, text, open, chosen }) => {
      setOrDelete(params, 'status', statuses.join(','));
      names.forEach(name => setOrDelete(params, name, chosen[name]));
      setOrDelete(params, 'q', text);
      setOrDelete(params, 'open', open);
    },
  };
}

/**
 * The filters of a list, in the URL.
 *
 * @param own - those that only this list has; the same array each time
 */
export function useListFilters(own: Array<{ name: string }>) {
  const codec = useMemo(() => listFilters(own.map(({ name }) => name)), [own]);
  return useUrlState(codec);
}
