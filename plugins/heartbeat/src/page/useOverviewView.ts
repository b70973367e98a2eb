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
  setOrDelete,
  useUrlState,
  type UrlCodec,
} from '../subjects/list/useUrlState';

/** What the page lists, in the order of its tabs. */
export const OVERVIEW_VIEWS = ['controllers', 'servers'] as const;

/** What the page lists. */
export type OverviewView = (typeof OVERVIEW_VIEWS)[number];

/** Parameters that mean something else, or nothing, in the other list. */
const OF_ONE_VIEW = ['status', 'provider', 'source', 'owner', 'open'];

const VIEW: UrlCodec<{ view: OverviewView }> = {
  read: params => ({
    view: params.get('view') === 'servers' ? 'servers' : 'controllers',
  }),
  write: (params, { view }) => {
    OF_ONE_VIEW.forEach(name => params.delete(name));
    setOrDelete(params, 'view', view === 'servers' ? view : undefined);
  },
};

/** Which of the lists is shown, in the URL. The text that is searched for outlives a change. */
export function useOverviewView() {
  const [{ view }, change] = useUrlState(VIEW);
  return [view, change] as const;
}
