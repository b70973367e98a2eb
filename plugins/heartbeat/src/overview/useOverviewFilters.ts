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

import { useCallback, useMemo, useRef } from 'react';
import {
  LIVENESS_STATUSES,
  type LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import { useSearchParams } from 'react-router-dom';

/** What the page shows of all there is; kept in the URL, so that it can be shared. */
export interface OverviewFilters {
  /** None: every status. */
  statuses: LivenessStatus[];
  text: string;
  /** The id of the heartbeat whose details are open. */
  open?: string;
}

const STATUS_PARAM = 'status';
const TEXT_PARAM = 'q';
const OPEN_PARAM = 'open';

function readFilters(params: URLSearchParams): OverviewFilters {
  const named = params.get(STATUS_PARAM)?.split(',') ?? [];
  return {
    statuses: LIVENESS_STATUSES.filter(status => named.includes(status)),
    text: params.get(TEXT_PARAM) ?? '',
    open: params.get(OPEN_PARAM) ?? undefined,
  };
}

function setOrDelete(params: URLSearchParams, name: string, value?: string) {
  if (value) {
    params.set(name, value);
  } else {
    params.delete(name);
  }
}

/** What changes, or how that follows from what there is. */
export type FilterChange =
  | Partial<OverviewFilters>
  | ((current: OverviewFilters) => Partial<OverviewFilters>);

/**
 * The filters and a function that changes some of them, which is always the
 * same one; going back leaves the page, not a filter.
 */
export function useOverviewFilters(): [
  OverviewFilters,
  (change: FilterChange) => void,
] {
  const [params, setParams] = useSearchParams();
  const filters = useMemo(() => readFilters(params), [params]);
  // the router's function is another one after each navigation
  const latest = useRef(setParams);
  latest.current = setParams;
  const change = useCallback(
    (changed: FilterChange) =>
      latest.current(
        current => {
          const before = readFilters(current);
          const { statuses, text, open } = {
            ...before,
            ...(typeof changed === 'function' ? changed(before) : changed),
          };
          const next = new URLSearchParams(current);
          setOrDelete(next, STATUS_PARAM, statuses.join(','));
          setOrDelete(next, TEXT_PARAM, text);
          setOrDelete(next, OPEN_PARAM, open);
          return next;
        },
        { replace: true },
      ),
    [],
  );
  return [filters, change];
}
