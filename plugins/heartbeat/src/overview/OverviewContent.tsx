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

import { useCallback, useMemo } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import NoMatchIcon from '@material-ui/icons/Search';
import type { HeartbeatList } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { LiveAnswer } from '../components/LiveContent';
import { Notice } from '../components/Notice';
import { StatusAnnouncer } from '../components/StatusAnnouncer';
import { DisruptionNotice } from './DisruptionNotice';
import { EmptyOverview } from './EmptyOverview';
import { matchStatus, matchText } from './filterHeartbeats';
import { HeartbeatTable } from './HeartbeatTable';
import { OverviewToolbar } from './OverviewToolbar';
import { StatusFilter } from './StatusFilter';
import { TrustStrip } from './TrustStrip';
import { useOverviewFilters } from './useOverviewFilters';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(2) },
}));

/** What the page shows once there is an answer. */
export function OverviewContent(props: LiveAnswer<HeartbeatList>) {
  const { data, receivedAt } = props;
  const { items, sights, problems, disruptions } = data;
  // rows are drawn again when it is another object, and there may be many
  const answer = useMemo(() => ({ data, receivedAt }), [data, receivedAt]);
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const [filters, changeFilters] = useOverviewFilters();
  const { statuses, text, open } = filters;
  const found = useMemo(() => matchText(items, text), [items, text]);
  const shown = useMemo(() => matchStatus(found, filters), [found, filters]);

  const onToggle = useCallback(
    (id: string) =>
      changeFilters(current => ({
        open: id === current.open ? undefined : id,
      })),
    [changeFilters],
  );
  const clear = () => changeFilters({ statuses: [], text: '' });

  return (
    <div className={classes.root}>
      <StatusAnnouncer items={items} />
      {disruptions?.map(disruption => (
        <DisruptionNotice
          key={disruption.cluster}
          disruption={disruption}
          receivedAt={receivedAt}
        />
      ))}
      <TrustStrip sights={sights} problems={problems} />
      {items.length === 0 ? (
        <EmptyOverview sights={sights} />
      ) : (
        <>
          <StatusFilter
            items={found}
            selected={statuses}
            onChange={changed => changeFilters({ statuses: changed })}
          />
          <OverviewToolbar
            text={text}
            onTextChange={changed => changeFilters({ text: changed })}
            shown={shown.length}
            total={items.length}
            isFiltered={statuses.length > 0 || text !== ''}
            onClear={clear}
          />
          {shown.length === 0 ? (
            <Notice
              icon={NoMatchIcon}
              title={t('page.noMatchTitle')}
              action={
                <Button size="small" variant="outlined" onClick={clear}>
                  {t('page.clearFilters')}
                </Button>
              }
            >
              {t('page.noMatch', { total: items.length })}
            </Notice>
          ) : (
            <HeartbeatTable
              items={shown}
              answer={answer}
              open={open}
              onToggle={onToggle}
            />
          )}
        </>
      )}
    </div>
  );
}
