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
import {
  setOrDelete,
  useUrlState,
  type UrlCodec,
} from '../subjects/list/useUrlState';
import type { SubjectKind } from '../subjects/subjectKind';

/** Parameters of every list that mean nothing in another one. */
const OF_ONE_LIST = ['status', 'open'];

function viewIn(kinds: SubjectKind[]): UrlCodec<{ view: string }> {
  const [first] = kinds;
  const own = [...OF_ONE_LIST, ...kinds.flatMap(one => one.filterNames)];
  return {
    read: params => {
      const wanted = params.get('view');
      const { view } = kinds.find(one => one.view === wanted) ?? first;
      return { view };
    },
    write: (params, { view }) => {
      own.forEach(name => params.delete(name));
      setOrDelete(params, 'view', view === first.view ? undefined : view);
    },
  };
}

/**
 * Which of the kinds is listed, in the URL; the first if it does not say. The
 * text that is searched for outlives a change.
 */
export function useChosenKind(kinds: SubjectKind[]) {
  const codec = useMemo(() => viewIn(kinds), [kinds]);
  const [{ view }, change] = useUrlState(codec);
  return [view, change] as const;
}
