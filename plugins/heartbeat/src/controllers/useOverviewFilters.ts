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
  type LivenessStatus,
} from 'backstage-plugin-heartbeat-common';
import type { ListFilters } from '../subjects/list/FilteredList';
import {
  readList,
  setOrDelete,
  useUrlState,
  type UrlCodec,
} from '../subjects/list/useUrlState';

/** What the page shows of all the controllers there are. */
export type OverviewFilters = ListFilters<LivenessStatus>;

const FILTERS: UrlCodec<OverviewFilters> = {
  read: params => ({
    statuses: readList(params, 'status', LIVENESS_STATUSES),
    text: params.get('q') ?? '',
    open: params.get('open') ?? undefined,
  }),
  write: (params, { statuses, text, open }) => {
    setOrDelete(params, 'status', statuses.join(','));
    setOrDelete(params, 'q', text);
    setOrDelete(params, 'open', open);
  },
};

/** The filters of the controllers, in the URL. */
export function useOverviewFilters() {
  return useUrlState(FILTERS);
}
