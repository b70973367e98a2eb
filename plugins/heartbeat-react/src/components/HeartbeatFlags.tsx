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

import { alpha, makeStyles } from '@material-ui/core/styles';
import { useTranslationRef } from '@backstage/frontend-plugin-api';
import FlappingIcon from '@material-ui/icons/SwapVert';
import LoopIcon from '@material-ui/icons/Loop';
import type { LeaseHeartbeat } from 'backstage-plugin-heartbeat-common';
import { heartbeatTranslationRef } from '../translation';
import { severityColor } from './statusLooks';

const useStyles = makeStyles(theme => ({
  flag: {
    display: 'inline-flex',
    alignItems: 'center',
    gap: theme.spacing(0.5),
    padding: theme.spacing(0.25, 1, 0.25, 0.75),
    borderRadius: theme.shape.borderRadius,
    fontFamily: theme.typography.fontFamily,
    fontSize: theme.typography.body2.fontSize,
    fontWeight: 600,
    lineHeight: 1.5,
    whiteSpace: 'nowrap',
    color: theme.palette.text.primary,
    backgroundColor: alpha(theme.palette.warning.main, 0.14),
  },
  icon: { fontSize: '1.25em', color: severityColor(theme, 'warning') },
}));

/**
 * Props of {@link HeartbeatFlags}.
 *
 * @public
 */
export interface HeartbeatFlagsProps {
  /** A controller, one of its replicas, or a server. */
  heartbeat: Pick<LeaseHeartbeat, 'isCrashLooping' | 'isFlapping'>;
}

/**
 * Warns of what a status does not say: that something restarts again and again,
 * or goes to and fro.
 *
 * @public
 */
export function HeartbeatFlags(props: HeartbeatFlagsProps) {
  const { isCrashLooping, isFlapping } = props.heartbeat;
  const classes = useStyles();
  const { t } = useTranslationRef(heartbeatTranslationRef);
  return (
    <>
      {isCrashLooping && (
        <span className={classes.flag} title={t('flags.crashLoopingMeaning')}>
          <LoopIcon className={classes.icon} aria-hidden />
          {t('flags.crashLooping')}
        </span>
      )}
      {isFlapping && (
        <span className={classes.flag} title={t('flags.flappingMeaning')}>
          <FlappingIcon className={classes.icon} aria-hidden />
          {t('flags.flapping')}
        </span>
      )}
    </>
  );
}
