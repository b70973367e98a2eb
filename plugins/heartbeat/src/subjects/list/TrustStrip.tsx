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
import { makeStyles } from '@material-ui/core/styles';
import Typography from '@material-ui/core/Typography';
import BlindIcon from '@material-ui/icons/VisibilityOffOutlined';
import StartingIcon from '@material-ui/icons/HourglassEmpty';
import type {
  HeartbeatProblem,
  Sight,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from 'backstage-plugin-heartbeat-react';
import { Notice } from '../../components/Notice';
import { SightName } from '../../components/SightName';

const useStyles = makeStyles(theme => ({
  list: {
    margin: theme.spacing(0.5, 0, 0),
    paddingInlineStart: theme.spacing(2.25),
    '& > li + li': { marginTop: theme.spacing(0.5) },
  },
}));

/** How far the screen can be trusted; nothing where it can be trusted in full. */
export function TrustStrip(props: {
  sights: Sight[];
  problems: HeartbeatProblem[];
}) {
  const { sights, problems } = props;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const unseen = sights.filter(({ status }) => status !== 'synced');
  const isOnlyStarting =
    problems.length === 0 &&
    unseen.every(({ status }) => status === 'starting');
  if (unseen.length === 0 && problems.length === 0) {
    return null;
  }
  return (
    <Notice
      icon={isOnlyStarting ? StartingIcon : BlindIcon}
      tone={isOnlyStarting ? 'neutral' : 'warning'}
      title={isOnlyStarting ? t('trust.startingTitle') : t('trust.title')}
    >
      <ul className={classes.list}>
        {unseen.map(sight => (
          <li key={`${sight.cluster}/${sight.namespace}/${sight.selector}`}>
            <SightName sight={sight} />
            {': '}
            {sight.status === 'starting'
              ? t('trust.starting')
              : sight.message ?? t('trust.failed')}
          </li>
        ))}
        {problems.map(({ message }) => (
          <li key={message}>{message}</li>
        ))}
      </ul>
      {unseen.length > 0 && (
        <Typography variant="body2" color="textSecondary">
          {t('trust.effect')}
        </Typography>
      )}
    </Notice>
  );
}
