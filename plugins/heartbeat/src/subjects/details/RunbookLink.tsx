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

import { Link } from '@backstage/core-components';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import RunbookIcon from '@material-ui/icons/MenuBookOutlined';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import type { Runbook } from './runbook';

const useStyles = makeStyles(theme => ({
  runbook: {
    display: 'inline-flex',
    alignItems: 'center',
    alignSelf: 'flex-start',
    gap: theme.spacing(0.75),
    ...theme.typography.body2,
    fontWeight: 600,
  },
  icon: { fontSize: theme.typography.pxToRem(18) },
}));

/** The way to a runbook, or why there is none. */
export function RunbookLink(props: { runbook: Runbook }) {
  const { runbook } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return runbook.kind === 'link' ? (
    <Link to={runbook.url} className={classes.runbook}>
      <RunbookIcon className={classes.icon} aria-hidden />
      {t('action.runbook')}
    </Link>
  ) : (
    <Typography variant="body2" color="textSecondary">
      {t('action.runbookInvalid', { value: runbook.value })}
    </Typography>
  );
}
