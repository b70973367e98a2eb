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

import type { ReactNode } from 'react';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import Button from '@material-ui/core/Button';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import type {
  Heartbeat,
  TimelineReport,
} from 'backstage-plugin-heartbeat-common';
import {
  formatAge,
  heartbeatTranslationRef,
  HistoryBar,
  useElapsed,
  useTimeline,
  type Live,
} from 'backstage-plugin-heartbeat-react';
import { SkeletonBar } from '../components/SkeletonBar';

const useStyles = makeStyles(theme => ({
  /** As high as the bar and the line below it, so that nothing moves when they come. */
  frame: { minHeight: 44 },
  line: {
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(0, 1),
  },
  stale: { filter: 'grayscale(1)' },
}));

function Line(props: { children: ReactNode; onRetry?: () => void }) {
  const { children, onRetry } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <Typography
      variant="body2"
      color="textSecondary"
      component="div"
      className={classes.line}
    >
      {children}
      {onRetry && (
        <Button size="small" onClick={onRetry}>
          {t('state.retry')}
        </Button>
      )}
    </Typography>
  );
}

function StaleLine(props: { receivedAt: number; onRetry: () => void }) {
  const { receivedAt, onRetry } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const age = formatAge(t, useElapsed(receivedAt));
  return <Line onRetry={onRetry}>{t('history.stale', { age })}</Line>;
}

function RecentContent(props: { live: Live<TimelineReport | undefined> }) {
  const { live } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  switch (live.status) {
    case 'loading':
      return (
        <div role="progressbar" aria-label={t('history.loading')}>
          <SkeletonBar width="100%" height={22} />
        </div>
      );
    case 'forbidden':
      return <Line>{t('history.forbidden')}</Line>;
    case 'failed':
      return <Line onRetry={live.refresh}>{t('history.failed')}</Line>;
    case 'stale':
      return (
        <>
          {live.data && (
            <div className={classes.stale}>
              <HistoryBar report={live.data} />
            </div>
          )}
          <StaleLine receivedAt={live.receivedAt} onRetry={live.refresh} />
        </>
      );
    default:
      return live.data ? <HistoryBar report={live.data} /> : null;
  }
}

function Recent(props: { subjectId: string }) {
  const live = useTimeline(props.subjectId);
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const hasNone =
    (live.status === 'ready' || live.status === 'stale') && !live.data;
  return hasNone ? null : (
    <div className={classes.frame}>
      <Typography variant="caption" color="textSecondary" component="div">
        {t('history.title')}
      </Typography>
      <RecentContent live={live} />
    </div>
  );
}

/**
 * The last 24 hours of a controller as a bar; nothing where the backend has no
 * history of it, or where there is no Lease that could have one.
 */
export function RecentHistory(props: { heartbeat: Heartbeat }) {
  const { id, lease } = props.heartbeat;
  return lease ? <Recent subjectId={id} /> : null;
}
