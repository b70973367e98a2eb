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
import {
  formatAge,
  heartbeatTranslationRef,
  useElapsed,
  type Live,
} from 'backstage-plugin-heartbeat-react';
import { SkeletonBar } from './SkeletonBar';

/** The heading above what is drawn and the space between. */
const HEADING_PX = 22;

const useStyles = makeStyles(theme => ({
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

function StaleLine(props: {
  topic: RecentTopic;
  receivedAt: number;
  onRetry: () => void;
}) {
  const { topic, receivedAt, onRetry } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const age = formatAge(t, useElapsed(receivedAt));
  return <Line onRetry={onRetry}>{t(`${topic}.stale`, { age })}</Line>;
}

/** What is drawn, by the name of its words. */
export type RecentTopic = 'history' | 'latency';

interface RecentSectionProps<T> {
  topic: RecentTopic;
  title: string;
  live: Live<T | undefined>;
  /** How high it is when it is there. */
  height: number;
  children: (data: T) => ReactNode;
}

function SectionContent<T>(props: RecentSectionProps<T>) {
  const { topic, live, height, children } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  switch (live.status) {
    case 'loading':
      return (
        <div role="progressbar" aria-label={t(`${topic}.loading`)}>
          <SkeletonBar width="100%" height={height} />
        </div>
      );
    case 'forbidden':
      return <Line>{t(`${topic}.forbidden`)}</Line>;
    case 'failed':
      return <Line onRetry={live.refresh}>{t(`${topic}.failed`)}</Line>;
    case 'stale':
      return (
        <>
          {live.data && (
            <div className={classes.stale}>{children(live.data)}</div>
          )}
          <StaleLine
            topic={topic}
            receivedAt={live.receivedAt}
            onRetry={live.refresh}
          />
        </>
      );
    case 'ready':
      return live.data ? <>{children(live.data)}</> : null;
  }
}

/**
 * A small picture of what was, under its title, with each way of not having it
 * in a line of its own; nothing where the backend has no history of it.
 */
export function RecentSection<T>(props: RecentSectionProps<T>) {
  const { live, title, height } = props;
  const hasNone =
    (live.status === 'ready' || live.status === 'stale') && !live.data;
  const isLoading = live.status === 'loading';
  return hasNone ? null : (
    // as high as what is about to be there, so that nothing moves when it comes
    <div style={{ minHeight: isLoading ? height + HEADING_PX : undefined }}>
      <Typography variant="caption" color="textSecondary" component="div">
        {title}
      </Typography>
      <SectionContent {...props} />
    </div>
  );
}
