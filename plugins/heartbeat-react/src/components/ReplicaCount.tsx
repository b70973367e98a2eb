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

import { alpha, makeStyles, type Theme } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import WarningIcon from '@material-ui/icons/ReportProblemOutlined';
import {
  countReplicas,
  type Heartbeat,
} from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from '../translation';
import { severityColor } from './statusLooks';

const useStyles = makeStyles<Theme>(theme => ({
  root: {
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.body2.fontSize,
    lineHeight: 1.5,
    color: theme.palette.text.secondary,
  },
  warning: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    padding: theme.spacing(0.25, 1, 0.25, 0.75),
    borderRadius: theme.shape.borderRadius,
    fontWeight: 600,
    color: theme.palette.text.primary,
    backgroundColor: alpha(theme.palette.warning.main, 0.14),
  },
  icon: { fontSize: '1.25em', color: severityColor(theme, 'warning') },
}));

/**
 * Props of {@link ReplicaCount}.
 *
 * @public
 */
export interface ReplicaCountProps {
  heartbeat: Heartbeat;
}

/**
 * How many of a controller's replicas are alive: a warning where one of them
 * died, and nothing where there are not several. A controller is as well as its
 * best replica, so its status alone says nothing of the others.
 *
 * @public
 */
export function ReplicaCount(props: ReplicaCountProps) {
  const { replicas = [] } = props.heartbeat;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const { alive, total } = countReplicas(replicas);
  if (total < 2) {
    return null;
  }
  const unknown = replicas.filter(({ status }) => status === 'Unknown').length;
  const words =
    unknown === 0
      ? t('replicas.alive', { alive, total })
      : t('replicas.aliveAndUnknown', { alive, total, unknown });
  return replicas.some(({ status }) => status === 'Dead') ? (
    <span className={`${classes.root} ${classes.warning}`}>
      <WarningIcon className={classes.icon} aria-hidden />
      {words}
    </span>
  ) : (
    <span className={classes.root}>{words}</span>
  );
}
