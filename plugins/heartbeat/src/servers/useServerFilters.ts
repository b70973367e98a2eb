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
  SERVER_STATUSES,
  type ServerStatus,
} from 'backstage-plugin-heartbeat-common';
import type { ListFilters } from '../subjects/list/FilteredList';
import {
  readList,
  setOrDelete,
  useUrlState,
  type UrlCodec,
} from '../subjects/list/useUrlState';

/** What the page shows of all the servers there are. */
export interface ServerFilters extends ListFilters<ServerStatus> {
  provider?: string;
  source?: string;
  /** Entity ref. */
  owner?: string;
}

const FILTERS: UrlCodec<ServerFilters> = {
  read: params => ({
    statuses: readList(params, 'status', SERVER_STATUSES),
    provider: params.get('provider') ?? undefined,
    source: params.get('source') ?? undefined,
    owner: params.get('owner') ?? undefined,
    text: params.get('q') ?? '',
    open: params.get('open') ?? undefined,
  }),
  write: (params, { statuses, provider, source, owner, text, open }) => {
    setOrDelete(params, 'status', statuses.join(','));
    setOrDelete(params, 'provider', provider);
    setOrDelete(params, 'source', source);
    setOrDelete(params, 'owner', owner);
    setOrDelete(params, 'q', text);
    setOrDelete(params, 'open', open);
  },
};

/** The filters of the servers, in the URL. */
export function useServerFilters() {
  return useUrlState(FILTERS);
}
