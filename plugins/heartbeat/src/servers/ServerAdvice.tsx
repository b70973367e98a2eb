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
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import {
  RUNBOOK_ANNOTATION,
  type Server,
} from 'backstage-plugin-heartbeat-common';
import {
  heartbeatTranslationRef,
  lookOfStatus,
  SERVER_LOOKS,
} from 'backstage-plugin-heartbeat-react';
import { runbookOf } from '../subjects/details/runbook';
import { RunbookLink } from '../subjects/details/RunbookLink';
import { needsAHand } from '../subjects/severities';
import { CheckNow } from './CheckNow';

const useStyles = makeStyles(theme => ({
  root: { display: 'grid', gap: theme.spacing(1) },
}));

/**
 * The next step for a server that is not as it should be; nothing for the others. Who
 * had it checked is told of it here even where nothing is left to be done.
 */
export function ServerAdvice(props: { subject: Server }) {
  const { id, status, entities } = props.subject;
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const { severity } = lookOfStatus(SERVER_LOOKS, status);
  const classes = useStyles();
  const [askedId, setAskedId] = useState<string>();
  const isNeeded = needsAHand(severity);
  if (!isNeeded && askedId !== id) {
    return null;
  }
  const runbook = runbookOf(entities);
  return (
    <section aria-label={t('action.title')} className={classes.root}>
      {isNeeded && runbook && <RunbookLink runbook={runbook} />}
      {isNeeded && !runbook && entities.length > 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('server.noRunbook', { annotation: RUNBOOK_ANNOTATION })}
        </Typography>
      )}
      <CheckNow key={id} server={props.subject} onAsk={() => setAskedId(id)} />
    </section>
  );
}
