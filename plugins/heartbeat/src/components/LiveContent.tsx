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
import FailedIcon from '@material-ui/icons/CloudOff';
import ForbiddenIcon from '@material-ui/icons/LockOutlined';
import StaleIcon from '@material-ui/icons/History';
import {
  errorMessage,
  formatAge,
  heartbeatTranslationRef,
  useElapsed,
  type Live,
} from 'backstage-plugin-heartbeat-react';
import { Notice } from './Notice';

const useStyles = makeStyles(theme => ({
  notice: { marginBottom: theme.spacing(2) },
  /** What is stale must look neither green nor dead. */
  veil: { filter: 'grayscale(1)' },
}));

/** What `LiveContent` draws when there is something to draw. */
export interface LiveAnswer<T> {
  data: T;
  receivedAt: number;
}

function RetryButton(props: { onClick: () => void; label: string }) {
  return (
    <Button size="small" variant="outlined" onClick={props.onClick}>
      {props.label}
    </Button>
  );
}

function StaleNotice(props: {
  receivedAt: number;
  error: Error;
  onRetry: () => void;
}) {
  const { receivedAt, error, onRetry } = props;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const age = formatAge(t, useElapsed(receivedAt));
  return (
    <Notice
      icon={StaleIcon}
      tone="warning"
      title={t('state.staleTitle')}
      action={<RetryButton onClick={onRetry} label={t('state.retryNow')} />}
    >
      {t('state.stale', { age })}{' '}
      <Typography variant="body2" color="textSecondary">
        {errorMessage(error)}
      </Typography>
    </Notice>
  );
}

/**
 * Draws an answer that is kept fresh, and each way of not having one in its own
 * way. A refresh that fails never takes away what was there: it is veiled, with
 * its age above it.
 */
export function LiveContent<T>(props: {
  live: Live<T>;
  skeleton: ReactNode;
  /** What could not be loaded, where that is not the heartbeats. */
  failedTitle?: string;
  children: (answer: LiveAnswer<T>) => ReactNode;
}) {
  const { live, skeleton, failedTitle, children } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  switch (live.status) {
    case 'loading':
      return <>{skeleton}</>;
    case 'forbidden':
      return (
        <Notice
          icon={ForbiddenIcon}
          role="alert"
          title={t('state.forbiddenTitle')}
        >
          {t('state.forbidden')}
        </Notice>
      );
    case 'failed':
      return (
        <Notice
          icon={FailedIcon}
          role="alert"
          title={failedTitle ?? t('state.failedTitle')}
          action={
            <RetryButton onClick={live.refresh} label={t('state.retry')} />
          }
        >
          {t('state.failed')}
          <Typography variant="body2" color="textSecondary">
            {errorMessage(live.error)}
          </Typography>
        </Notice>
      );
    case 'ready':
    case 'stale': {
      const { status, data, receivedAt, refresh } = live;
      return (
        <>
          <div role="status">
            {status === 'stale' && (
              <div className={classes.notice}>
                <StaleNotice
                  receivedAt={receivedAt}
                  error={live.error}
                  onRetry={refresh}
                />
              </div>
            )}
          </div>
          <div className={status === 'stale' ? classes.veil : undefined}>
            {children({ data, receivedAt })}
          </div>
        </>
      );
    }
  }
}
