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
import type { LivenessStatus } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from '../translation';
import { STATUS_ICONS, statusColor } from './statusLooks';

interface StyleProps {
  status: LivenessStatus;
}

const useStyles = makeStyles<Theme, StyleProps>(theme => ({
  root: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.75),
    whiteSpace: 'nowrap',
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.body2.fontSize,
    fontWeight: 600,
    lineHeight: 1.5,
    color: theme.palette.text.primary,
  },
  badge: {
    padding: theme.spacing(0.25, 1.25, 0.25, 0.75),
    borderRadius: 999,
    backgroundColor: ({ status }) => alpha(statusColor(theme, status), 0.14),
  },
  icon: {
    fontSize: '1.25em',
    color: ({ status }) => statusColor(theme, status),
  },
}));

/**
 * Props of {@link HeartbeatStatus}.
 *
 * @public
 */
export interface HeartbeatStatusProps {
  status: LivenessStatus;
  /** `badge` stands out, `plain` fits into a line of text. Default: `badge`. */
  variant?: 'badge' | 'plain';
}

/**
 * A status as word, icon and colour.
 *
 * @public
 */
export function HeartbeatStatus(props: HeartbeatStatusProps) {
  const { status, variant = 'badge' } = props;
  const classes = useStyles({ status });
  const { t } = useTranslationRef(heartbeatTranslationRef);
  const Icon = STATUS_ICONS[status];
  return (
    <span
      className={
        variant === 'badge' ? `${classes.root} ${classes.badge}` : classes.root
      }
      title={t(`meaning.${status}`)}
    >
      <Icon className={classes.icon} aria-hidden />
      {t(`status.${status}`)}
    </span>
  );
}
