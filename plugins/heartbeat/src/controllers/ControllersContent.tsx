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
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import {
  LIVENESS_STATUSES,
  type HeartbeatList,
} from 'backstage-plugin-heartbeat-common';
import {
  HeartbeatStatus,
  heartbeatTranslationRef,
} from 'backstage-plugin-heartbeat-react';
import { announcedSubjects } from '../components/announcedSubjects';
import type { LiveAnswer } from '../components/LiveContent';
import { StatusAnnouncer } from '../components/StatusAnnouncer';
import { DisruptionNotice } from './DisruptionNotice';
import { EmptyOverview } from './EmptyOverview';
import { FilteredList } from '../subjects/list/FilteredList';
import { HeartbeatTable } from './HeartbeatTable';
import { heartbeatWords } from './heartbeatWords';
import { matchText } from '../subjects/list/matchText';
import { StallNotice } from './StallNotice';
import { TrustStrip } from '../subjects/list/TrustStrip';
import { useOverviewFilters } from './useOverviewFilters';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
}));

/** What the page shows of controllers once there is an answer. */
export function ControllersContent(props: LiveAnswer<HeartbeatList>) {
  const { data, receivedAt } = props;
  const { items, sights, problems, disruptions, stall } = data;
  // rows are drawn again when it is another object, and there may be many
  const answer = useMemo(() => ({ data, receivedAt }), [data, receivedAt]);
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [filters, changeFilters] = useOverviewFilters();
  const { statuses, text, open } = filters;
  const found = useMemo(
    () => matchText(items, text, heartbeatWords),
    [items, text],
  );
  const subjects = useMemo(() => announcedSubjects(data), [data]);

  return (
    <div className={classes.root}>
      <StatusAnnouncer subjects={subjects} />
      {disruptions?.map(disruption => (
        <DisruptionNotice
          key={disruption.cluster}
          disruption={disruption}
          receivedAt={receivedAt}
        />
      ))}
      {stall && <StallNotice stall={stall} receivedAt={receivedAt} />}
      <TrustStrip sights={sights} problems={problems} />
      {items.length === 0 ? (
        <EmptyOverview sights={sights} />
      ) : (
        <FilteredList
          statuses={LIVENESS_STATUSES}
          statusLabel={status => (
            <HeartbeatStatus status={status} variant="plain" />
          )}
          found={found}
          filters={filters}
          onChange={changeFilters}
          isFiltered={statuses.length > 0 || text !== ''}
          onClear={() => changeFilters({ statuses: [], text: '' })}
          words={{
            search: t('page.searchPlaceholder'),
            shown: count =>
              t('page.shown', { shown: count, total: items.length }),
            noMatchTitle: t('page.noMatchTitle'),
            noMatch: t('page.noMatch', { total: items.length }),
          }}
        >
          {(shown, onToggle) => (
            <HeartbeatTable
              items={shown}
              answer={answer}
              open={open}
              onToggle={onToggle}
            />
          )}
        </FilteredList>
      )}
    </div>
  );
}
