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
  SERVER_STATUSES,
  type ServerList,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  ServerStatusChip,
} from 'backstage-plugin-heartbeat-react';
import { announcedSubjects } from '../components/announcedSubjects';
import type { LiveAnswer } from '../components/LiveContent';
import { StatusAnnouncer } from '../components/StatusAnnouncer';
import { FilteredList } from '../subjects/list/FilteredList';
import { matchText } from '../subjects/list/matchText';
import { TrustStrip } from '../subjects/list/TrustStrip';
import { EmptyServers } from './EmptyServers';
import { matchOrigin, serverWords } from './matchServers';
import { NetworkNotice } from './NetworkNotice';
import { OriginFilters } from './OriginFilters';
import { ServerTable } from './ServerTable';
import { useServerFilters } from './useServerFilters';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
}));

const NO_FILTERS = {
  statuses: [],
  text: '',
  provider: undefined,
  source: undefined,
  owner: undefined,
};

/** What the page shows of servers once there is an answer. */
export function ServersContent(props: LiveAnswer<ServerList>) {
  const { data, receivedAt } = props;
  const { items, problems, networkDown, observedAt } = data;
  // rows are drawn again when it is another object, and there may be many
  const answer = useMemo(() => ({ data, receivedAt }), [data, receivedAt]);
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [filters, changeFilters] = useServerFilters();
  const { statuses, text, open, provider, source, owner } = filters;
  const found = useMemo(
    () => matchText(matchOrigin(items, filters), text, serverWords),
    [items, filters, text],
  );
  const subjects = useMemo(
    () => announcedSubjects({ servers: items }),
    [items],
  );
  const isFiltered =
    statuses.length > 0 || [text, provider, source, owner].some(Boolean);
  return (
    <div className={classes.root}>
      <StatusAnnouncer subjects={subjects} />
      {networkDown && (
        <NetworkNotice
          networkDown={networkDown}
          observedAt={observedAt}
          receivedAt={receivedAt}
        />
      )}
      <TrustStrip sights={[]} problems={problems} />
      {items.length === 0 ? (
        <EmptyServers
          hasProblems={problems.length > 0 || networkDown !== undefined}
        />
      ) : (
        <FilteredList
          statuses={SERVER_STATUSES}
          statusLabel={status => (
            <ServerStatusChip status={status} variant="plain" />
          )}
          found={found}
          filters={filters}
          onChange={changeFilters}
          isFiltered={isFiltered}
          onClear={() => changeFilters(NO_FILTERS)}
          words={{
            search: t('servers.searchPlaceholder'),
            shown: count =>
              t('servers.shown', { shown: count, total: items.length }),
            noMatchTitle: t('servers.noMatchTitle'),
            noMatch: t('servers.noMatch', { total: items.length }),
          }}
          moreFilters={
            <OriginFilters
              items={items}
              filters={filters}
              onChange={changeFilters}
            />
          }
        >
          {(shown, onToggle) => (
            <ServerTable
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
