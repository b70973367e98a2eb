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

import type { ComponentType, ReactNode } from 'react';
import { alpha, makeStyles, type Theme } from '@material-ui/core/styles';
import type { SvgIconProps } from '@material-ui/core/SvgIcon';
import Typography from '@material-ui/core/Typography';

type Tone = 'neutral' | 'warning';

const useStyles = makeStyles<Theme, { tone: Tone }>(theme => ({
  root: {
    display: 'flex',
    alignItems: 'flex-start',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1.5, 2),
    borderRadius: theme.shape.borderRadius,
    color: theme.palette.text.primary,
    backgroundColor: ({ tone }) =>
      tone === 'warning'
        ? alpha(theme.palette.warning.main, 0.14)
        : theme.palette.action.hover,
  },
  icon: {
    flex: 'none',
    marginTop: 1,
    fontSize: theme.typography.pxToRem(20),
    color: theme.palette.text.secondary,
  },
  body: {
    flex: '1 1 auto',
    minWidth: 0,
    overflowWrap: 'anywhere',
    ...theme.typography.body2,
  },
  title: { fontWeight: 600 },
  action: { flex: 'none', alignSelf: 'center' },
}));

/** Something to know beside the heartbeats themselves, in a box of its own. */
export function Notice(props: {
  icon: ComponentType<SvgIconProps>;
  title: string;
  tone?: Tone;
  /** How a screen reader learns of it; nothing: it is read where it stands. */
  role?: 'alert' | 'status';
  action?: ReactNode;
  children?: ReactNode;
}) {
  const { icon: Icon, title, tone = 'neutral', role, action, children } = props;
  const classes = useStyles({ tone });
  return (
    <div className={classes.root} role={role}>
      <Icon className={classes.icon} aria-hidden />
      <div className={classes.body}>
        <Typography variant="body2" component="p" className={classes.title}>
          {title}
        </Typography>
        {children}
      </div>
      {action && <div className={classes.action}>{action}</div>}
    </div>
  );
}
