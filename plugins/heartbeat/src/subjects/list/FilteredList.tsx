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

import { useCallback, useMemo, type ReactNode } from 'react';
import { matchStatus } from './matchStatus';
import { NoMatch } from './NoMatch';
import { OverviewToolbar } from './OverviewToolbar';
import { StatusTiles } from './StatusTiles';
import type { UrlChange } from './useUrlState';

/** What is kept in the URL of every list. */
export interface ListFilters<S extends string> {
  /** None: every status. */
  statuses: S[];
  text: string;
  /** The id of the one whose details are open. */
  open?: string;
}

/**
 * A list that can be narrowed down: how many there are of each status, the search,
 * and those that are left; where none is, the way back.
 */
export function FilteredList<
  S extends string,
  T extends { id: string; status: S },
>(props: {
  /** All there are, worst first. */
  statuses: readonly S[];
  /** How a status is called. */
  statusLabel: (status: S) => ReactNode;
  /** Those that match all but the statuses. */
  found: T[];
  filters: ListFilters<S>;
  onChange: (change: UrlChange<ListFilters<S>>) => void;
  isFiltered: boolean;
  onClear: () => void;
  words: {
    /** What can be searched for. */
    search: string;
    /** How much of everything so many are. */
    shown: (count: number) => string;
    noMatchTitle: string;
    noMatch: string;
  };
  moreFilters?: ReactNode;
  /** Draws those that are left. */
  children: (shown: T[], onToggle: (id: string) => void) => ReactNode;
}) {
  const { statuses, statusLabel, found, filters, onChange } = props;
  const { isFiltered, onClear, words, moreFilters, children } = props;
  const shown = useMemo(() => matchStatus(found, filters), [found, filters]);
  const onToggle = useCallback(
    (id: string) =>
      onChange(current => ({ open: id === current.open ? undefined : id })),
    [onChange],
  );
  return (
    <>
      <StatusTiles
        statuses={statuses}
        items={found}
        selected={filters.statuses}
        onChange={selected => onChange({ statuses: selected })}
      >
        {statusLabel}
      </StatusTiles>
      <OverviewToolbar
        text={filters.text}
        onTextChange={text => onChange({ text })}
        placeholder={words.search}
        shown={words.shown(shown.length)}
        isFiltered={isFiltered}
        onClear={onClear}
      >
        {moreFilters}
      </OverviewToolbar>
      {shown.length === 0 ? (
        <NoMatch
          title={words.noMatchTitle}
          text={words.noMatch}
          onClear={onClear}
        />
      ) : (
        children(shown, onToggle)
      )}
    </>
  );
}
