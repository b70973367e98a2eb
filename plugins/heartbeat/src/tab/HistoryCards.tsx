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

import { useState } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { EntityInfoCard } from '@backstage/plugin-catalog-react';
import { makeStyles } from '@material-ui/core/styles';
import {
  heartbeatTranslationRef,
  useEntityHistory,
} from 'backstage-plugin-heartbeat-react';
import { LiveContent } from '../components/LiveContent';
import { Skeleton } from '../components/Skeleton';
import { SkeletonBar } from '../components/SkeletonBar';
import type { SubjectKind } from '../subjects/subjectKind';
import { AvailabilityList } from './AvailabilityList';
import { EntityLog, MAX_TRANSITIONS } from './EntityLog';

/** About a screen. */
const PAGE = 25;

function HistorySkeleton() {
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <Skeleton label={t('history.loading')}>
      <SkeletonBar width="100%" height={160} />
    </Skeleton>
  );
}

const useStyles = makeStyles({
  log: { gridColumn: '1 / -1' },
});

/** How well the subjects of an entity did and what happened to them; nothing where the backend keeps no history. */
export function HistoryCards(props: {
  entityRef: string;
  kinds: SubjectKind[];
  /** How each subject is called, by its `id`. */
  names: ReadonlyMap<string, string>;
}) {
  const { entityRef, kinds, names } = props;
  const [limit, setLimit] = useState(PAGE);
  const live = useEntityHistory(entityRef, limit);
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const showMore = () => {
    setLimit(Math.min(MAX_TRANSITIONS, limit + PAGE));
    live.refresh();
  };
  const hasNone =
    (live.status === 'ready' || live.status === 'stale') && !live.data;
  return hasNone ? null : (
    <>
      <div>
        <EntityInfoCard title={t('availability.title')}>
          <LiveContent
            live={live}
            skeleton={<HistorySkeleton />}
            failedTitle={t('history.failed')}
          >
            {({ data }) =>
              data && (
                <AvailabilityList report={data.availability} names={names} />
              )
            }
          </LiveContent>
        </EntityInfoCard>
      </div>
      {(live.status === 'ready' || live.status === 'stale') && live.data && (
        <div className={classes.log}>
          <EntityInfoCard title={t('history.log')}>
            <EntityLog
              kinds={kinds}
              list={live.data.transitions}
              receivedAt={live.receivedAt}
              limit={limit}
              onMore={showMore}
            />
          </EntityInfoCard>
        </div>
      )}
    </>
  );
}
