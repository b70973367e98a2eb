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
import {
  alpha,
  makeStyles,
  useTheme,
  type Theme,
} from '@material-ui/core/styles';
import { heartbeatTranslationRef } from '../translation';
import {
  CONTROLLER_LOOKS,
  lookOfStatus,
  severityColor,
  type StatusLooks,
} from './statusLooks';

const useStyles = makeStyles<Theme, { color: string }>(theme => ({
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
    backgroundColor: ({ color }) => alpha(color, 0.14),
  },
  icon: { fontSize: '1.25em', color: ({ color }) => color },
}));

/**
 * Props of {@link HeartbeatStatus}.
 *
 * @public
 */
export interface HeartbeatStatusProps {
  status: string;
  /** The looks of all statuses of its kind. Default: those of controllers. */
  looks?: Partial<StatusLooks>;
  /** `badge` stands out, `plain` fits into a line of text. Default: `badge`. */
  variant?: 'badge' | 'plain';
}

/**
 * A status as word, icon and colour.
 *
 * @public
 */
export function HeartbeatStatus(props: HeartbeatStatusProps) {
  const { status, looks = CONTROLLER_LOOKS, variant = 'badge' } = props;
  const { icon: Icon, severity, word, meaning } = lookOfStatus(looks, status);
  const classes = useStyles({ color: severityColor(useTheme(), severity) });
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <span
      className={
        variant === 'badge' ? `${classes.root} ${classes.badge}` : classes.root
      }
      title={meaning(t)}
    >
      <Icon className={classes.icon} aria-hidden />
      {word(t)}
    </span>
  );
}
