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

import { Content } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { KINDS } from '../kinds';
import type { SubjectKind } from '../subjects/subjectKind';
import { KindTabs, panelId } from './KindTabs';
import { useChosenKind } from './useChosenKind';

function useViews(kinds: SubjectKind[], chosen: string) {
  return kinds.map(kind => ({
    kind,
    // eslint-disable-next-line react-hooks/rules-of-hooks -- the kinds are the same each time, and in the same order
    ...kind.useView(kind.view === chosen),
  }));
}

/**
 * Every subject of every kind, worst first; without a page header, which the new
 * frontend system brings. Kinds that the backend is too old for have no tab.
 */
export function HeartbeatOverview(props: {
  /** The same array each time. */
  kinds?: SubjectKind[];
}) {
  const { kinds = KINDS } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [chosen, setView] = useChosenKind(kinds);
  const views = useViews(kinds, chosen).filter(
    // whoever follows a link to one that is not supported is told so
    ({ kind, isSupported }) => isSupported || kind.view === chosen,
  );
  const hasTabs = views.length > 1;
  return (
    <Content>
      {hasTabs && (
        <KindTabs
          tabs={views.map(({ kind, bad }) => ({
            view: kind.view,
            label: kind.label(t),
            bad,
          }))}
          chosen={chosen}
          onChange={view => setView({ view })}
        />
      )}
      <div
        id={panelId(chosen)}
        role={hasTabs ? 'tabpanel' : undefined}
        aria-labelledby={hasTabs ? `${panelId(chosen)}-tab` : undefined}
      >
        {views.find(({ kind }) => kind.view === chosen)?.panel}
      </div>
    </Content>
  );
}
