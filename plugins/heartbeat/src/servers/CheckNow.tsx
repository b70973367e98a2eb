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

import { useEffect, useRef, useState } from 'react';
import { useApi, useTranslationRef } from '@backstage/frontend-plugin-api';
import { usePermission } from '@backstage/plugin-permission-react';
import Button from '@material-ui/core/Button';
import CircularProgress from '@material-ui/core/CircularProgress';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import CheckIcon from '@material-ui/icons/Refresh';
import {
  heartbeatCheckTriggerPermission,
  type Server,
} from 'backstage-plugin-heartbeat-common';
import {
  errorMessage,
  heartbeatApiRef,
  heartbeatTranslationRef,
  lookOfStatus,
  SERVER_LOOKS,
} from 'backstage-plugin-heartbeat-react';

const useStyles = makeStyles(theme => ({
  root: {
    display: 'flex',
    alignItems: 'center',
    flexWrap: 'wrap',
    gap: theme.spacing(0.5, 1.5),
  },
}));

/** What became of the last click. */
type Progress =
  | { step: 'none' }
  | { step: 'asking' }
  /** The observer's time. */
  | { step: 'asked'; requestedAt: string }
  | { step: 'failed'; message: string };

/**
 * Has one server asked now, by those who may; nothing for others. That it was is seen
 * in the server itself: its last check is then later than the request.
 */
export function CheckNow(props: {
  server: Server;
  /** It is asked for: what becomes of it is said here, however the server is by then. */
  onAsk(): void;
}) {
  const { server, onAsk } = props;
  const { id, status, lastCheck } = server;
  const api = useApi(heartbeatApiRef);
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const { allowed } = usePermission({
    permission: heartbeatCheckTriggerPermission,
  });
  const classes = useStyles();
  const [progress, setProgress] = useState<Progress>({ step: 'none' });
  const gone = useRef<AbortController>();
  useEffect(() => {
    const controller = new AbortController();
    gone.current = controller;
    return () => controller.abort();
  }, [id]);
  if (!allowed) {
    return null;
  }
  const isDone =
    progress.step === 'asked' &&
    lastCheck !== undefined &&
    Date.parse(lastCheck.at) >= Date.parse(progress.requestedAt);
  const isBusy =
    progress.step === 'asking' || (progress.step === 'asked' && !isDone);

  const ask = async () => {
    const signal = gone.current?.signal;
    onAsk();
    setProgress({ step: 'asking' });
    try {
      const { requestedAt } = await api.checkServers({ subjectId: id, signal });
      setProgress({ step: 'asked', requestedAt });
    } catch (error) {
      if (!signal?.aborted) {
        const message = errorMessage(
          error instanceof Error ? error : new Error(`${error}`),
        );
        setProgress({ step: 'failed', message });
      }
    }
  };

  const words = () => {
    switch (progress.step) {
      case 'none':
        return undefined;
      case 'asking':
        return t('check.asking');
      case 'asked':
        return isDone
          ? t('check.done', {
              status: lookOfStatus(SERVER_LOOKS, status).word(t),
            })
          : t('check.asked');
      case 'failed':
        return t('check.failed', { message: progress.message });
    }
  };

  return (
    <div className={classes.root}>
      <Button
        size="small"
        variant="outlined"
        // it keeps the focus while it is busy
        aria-disabled={isBusy}
        onClick={() => !isBusy && ask()}
        startIcon={
          isBusy ? (
            <CircularProgress size="1em" aria-hidden />
          ) : (
            <CheckIcon fontSize="inherit" />
          )
        }
      >
        {t('check.now')}
      </Button>
      <Typography
        variant="body2"
        color={progress.step === 'failed' ? 'error' : 'textSecondary'}
        role="status"
      >
        {words()}
      </Typography>
    </div>
  );
}
