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

import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type { TransitionList } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { SubjectKind } from '../subjects/subjectKind';
import { formatDate } from './formatDate';
import { TransitionLog } from './TransitionLog';

/** What the backend answers at most. */
export const MAX_TRANSITIONS = 1_000;

const useStyles = makeStyles(theme => ({
  foot: { marginTop: theme.spacing(1.5) },
}));

/** The log, and how it goes on: with more of it, or with the beginning of history. */
export function EntityLog(props: {
  kinds: SubjectKind[];
  list: TransitionList;
  receivedAt: number;
  /** How many were asked for: where there are fewer and not all, the others are on their way. */
  limit: number;
  onMore: () => void;
}) {
  const { kinds, list, receivedAt, limit, onMore } = props;
  const { items, nextCursor } = list;
  const oldest = items.at(-1);
  const isLoadingMore = nextCursor !== undefined && items.length < limit;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      <TransitionLog
        kinds={kinds}
        transitions={items}
        receivedAt={receivedAt}
      />
      {nextCursor !== undefined && limit < MAX_TRANSITIONS && (
        <div className={classes.foot}>
          <Button
            size="small"
            variant="outlined"
            disabled={isLoadingMore}
            onClick={onMore}
          >
            {t('history.more')}
          </Button>
        </div>
      )}
      {(nextCursor === undefined || limit >= MAX_TRANSITIONS) && oldest && (
        <Typography
          variant="body2"
          color="textSecondary"
          className={classes.foot}
        >
          {nextCursor === undefined
            ? t('history.begins', { date: formatDate(oldest.at) })
            : t('history.cutOff')}
        </Typography>
      )}
    </>
  );
}
